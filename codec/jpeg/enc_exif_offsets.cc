#include "codec/jpeg/enc_exif_offsets.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "codec/jpeg/enc_exif.h"
#include "codec/jpeg/enc_maker_note.h"
#include "codec/jpeg/enc_tiff.h"

namespace jackdaw::jpeg {
namespace {

constexpr uint32_t kStripOffsetsTag = 0x0111;
constexpr int kMaxDirectories = 16;  // of a structure; more are damage or a circle
constexpr size_t kMaxStarts = 64;
constexpr std::array<uint8_t, 3> kStart = {0xFF, 0xD8, 0xFF};

// Where JPEG streams begin in the tail of a file.
std::vector<size_t> FindStarts(ByteSpan file, size_t tail_begin) {
  std::vector<size_t> starts;
  auto from = file.begin() + static_cast<std::ptrdiff_t>(tail_begin);
  while (starts.size() < kMaxStarts) {
    from = std::search(from, file.end(), kStart.begin(), kStart.end());
    if (from == file.end()) break;
    starts.push_back(static_cast<size_t>(from - file.begin()));
    ++from;
  }
  return starts;
}

class OffsetMover {
 public:
  OffsetMover(ByteSpan input, const NewTail& tail, size_t old_base, size_t new_base,
              size_t new_tail_begin, Tiff tiff)
      : input_(input),
        tail_(tail),
        old_base_(old_base),
        new_base_(new_base),
        new_tail_begin_(new_tail_begin),
        tiff_(tiff),
        starts_(FindStarts(input, tail.old_begin())) {}

  std::vector<std::string> Run() {
    size_t directory = tiff_.U32(kFirstDirectoryField);
    while (directory != 0 && num_directories_ < kMaxDirectories) {
      MoveDirectory(directory);
      directory = tiff_.U32(NextDirectoryField(tiff_, directory));
    }
    std::vector<std::string> notes;
    if (num_lost_ > 0) {
      notes.emplace_back("Exif points to data behind the image that were replaced");
    }
    if (has_unknown_) {
      notes.emplace_back(
          "the maker's note in Exif seems to hold the place of a picture behind the image, in a "
          "form that is not known; that place has moved");
    }
    return notes;
  }

 private:
  enum class Moved { kNo, kYes, kGone };

  // A field that counts from `base` inside the structure.
  Moved MoveField(size_t pos, size_t base) {
    const size_t old_pos = old_base_ + base + tiff_.U32(pos);
    if (old_pos < tail_.old_begin() || old_pos >= input_.size()) return Moved::kNo;
    const std::optional<NewTail::Position> found = tail_.Find(old_pos);
    if (!found.has_value()) {
      ++num_lost_;
      return Moved::kNo;
    }
    if (found->is_gone) {
      tiff_.SetU32(pos, 0);
      return Moved::kGone;
    }
    const size_t value = new_tail_begin_ + found->offset - new_base_ - base;
    if (value > std::numeric_limits<uint32_t>::max()) return Moved::kNo;
    tiff_.SetU32(pos, static_cast<uint32_t>(value));
    return Moved::kYes;
  }

  void MoveDirectory(size_t directory) {
    if (++num_directories_ > kMaxDirectories) return;
    const std::vector<TiffEntry> entries = ReadDirectory(tiff_, directory);
    for (const TiffEntry& entry : entries) {
      switch (entry.tag) {
        case kMakerNoteTag:
          MoveMakerNote({tiff_.U32(entry.value_pos()), entry.count});
          break;
        case kExifIfdTag:
          MoveDirectory(tiff_.U32(entry.value_pos()));
          break;
        case kSubIfdTag:
          MoveSubDirectories(entry);
          break;
        default:
          MoveEntry(entry, entries);
      }
    }
  }

  void MoveEntry(const TiffEntry& entry, const std::vector<TiffEntry>& entries) {
    const bool is_place = entry.tag == kJpegOffsetTag || entry.tag == kStripOffsetsTag;
    if (entry.is_inline() && !(is_place && entry.type == kTiffLong)) return;
    if (MoveField(entry.value_pos(), 0) != Moved::kGone) return;
    for (const TiffEntry& other : entries) {
      if (entry.tag == kJpegOffsetTag && other.tag == kJpegSizeTag) {
        tiff_.SetU32(other.value_pos(), 0);
      }
    }
  }

  void MoveSubDirectories(const TiffEntry& entry) {
    const size_t at = entry.is_inline() ? entry.value_pos() : tiff_.U32(entry.value_pos());
    for (size_t i = 0; i < std::min<size_t>(entry.count, kMaxDirectories); ++i) {
      MoveDirectory(tiff_.U32(at + 4 * i));
    }
  }

  bool IsStart(size_t old_pos) const {
    return std::binary_search(starts_.begin(), starts_.end(), old_pos);
  }

  // Of the values in the note that are the place of a JPEG stream, in either byte order.
  size_t CountPlaces(const Place& note) const {
    size_t num_places = 0;
    const std::span<uint8_t> bytes = tiff_.data().subspan(note.begin, note.size);
    const Tiff little(bytes, false), big(bytes, true);
    for (size_t i = 0; i + 4 <= bytes.size(); ++i) {
      for (const size_t value : {little.U32(i), big.U32(i)}) {
        if (IsStart(old_base_ + value) || IsStart(old_base_ + note.begin + value)) ++num_places;
      }
    }
    return num_places;
  }

  // In a maker's note a field is known by what it holds: the very place of a JPEG stream. By chance
  // a field does so once in 2^32.
  void MoveMakerNote(const Place& note) {
    if (starts_.empty() || note.size == 0 || !tiff_.Fits(note.begin, note.size)) return;
    const size_t num_places = CountPlaces(note);
    if (num_places == 0) return;
    const bool big_endian = tiff_.big_endian();
    size_t num_moved = 0;
    if (const std::optional<MakerNote> known = FindMakerNote(tiff_, note)) {
      tiff_ = Tiff(tiff_.data(), known->big_endian);
      for (const size_t field : PlaceFields(tiff_, *known)) {
        for (const size_t base : known->bases) {
          if (!IsStart(old_base_ + base + tiff_.U32(field))) continue;
          if (MoveField(field, base) != Moved::kNo) ++num_moved;
          break;
        }
      }
      tiff_ = Tiff(tiff_.data(), big_endian);
    }
    has_unknown_ = has_unknown_ || num_moved < num_places;
  }

  ByteSpan input_;
  const NewTail& tail_;
  const size_t old_base_, new_base_, new_tail_begin_;
  Tiff tiff_;
  const std::vector<size_t> starts_;  // ascending
  int num_directories_ = 0;
  size_t num_lost_ = 0;
  bool has_unknown_ = false;
};

}  // namespace

std::vector<std::string> MoveExifOffsets(ByteSpan input, const NewTail& tail, Bytes* output) {
  const std::optional<Place> before = FindExif(input), after = FindExif(*output);
  if (!before || !after) return {};
  const Tiff tiff(std::span<uint8_t>(*output).subspan(after->begin, after->size));
  return OffsetMover(input, tail, before->begin, after->begin, output->size() - tail.bytes().size(),
                     tiff)
      .Run();
}

}  // namespace jackdaw::jpeg
