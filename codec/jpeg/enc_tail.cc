#include "codec/jpeg/enc_tail.h"

#include <algorithm>
#include <array>

#include "codec/jpeg/enc_exif_offsets.h"
#include "codec/jpeg/enc_mpf.h"
#include "codec/jpeg/jpeg_walk.h"
#include "codec/jpeg/segments.h"

namespace jackdaw::jpeg {
namespace {

// Of files that are searched for JPEG streams without an index.
constexpr size_t kMaxUnlistedPictures = 16;
constexpr std::array<uint8_t, 3> kStart = {0xFF, 0xD8, 0xFF};

// What a decoder would make of a stream, as far as views of one scene have it in common.
struct Shape {
  uint32_t height = 0, width = 0, num_components = 0;
  bool operator==(const Shape&) const = default;
};

bool IsFrameMarker(uint8_t code) {
  return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
}

Shape ShapeOf(ByteSpan jpeg) {
  constexpr size_t kMinFrameBytes = 6;
  SegmentWalk walk(jpeg);
  SegmentView segment;
  while (walk.Next(&segment) && segment.marker != kSosMarker) {
    const ByteSpan frame = segment.payload;
    if (!IsFrameMarker(segment.marker) || frame.size() < kMinFrameBytes) continue;
    return {uint32_t{frame[1]} << 8 | frame[2], uint32_t{frame[3]} << 8 | frame[4], frame[5]};
  }
  return {};
}

TailPictureKind KindOf(const MpfEntry& entry, bool has_shape_of_first) {
  if (IsMpfView(entry.type)) return TailPictureKind::kView;
  if (IsMpfPreview(entry.type)) return TailPictureKind::kPreview;
  return has_shape_of_first ? TailPictureKind::kView : TailPictureKind::kOther;
}

// Those that an index lists. `all` of the index, the first picture among them.
std::vector<TailPicture> ListedPictures(ByteSpan file, size_t tail_begin,
                                        const std::vector<MpfEntry>& all) {
  std::vector<TailPicture> pictures;
  const Shape first = ShapeOf(file);
  for (const MpfEntry& entry : all) {
    if (entry.begin < tail_begin) continue;
    const ByteSpan bytes = file.subspan(entry.begin, entry.size);
    if (!WalkJpeg(bytes).complete) continue;
    pictures.push_back(
        {entry.begin, entry.begin + entry.size, KindOf(entry, ShapeOf(bytes) == first)});
  }
  std::sort(pictures.begin(), pictures.end(),
            [](const TailPicture& a, const TailPicture& b) { return a.begin < b.begin; });
  size_t end = tail_begin;
  const auto overlaps = [&end](const TailPicture& picture) {
    const bool is_inside = picture.begin < end;
    end = std::max(end, picture.end);
    return is_inside;
  };
  pictures.erase(std::remove_if(pictures.begin(), pictures.end(), overlaps), pictures.end());
  return pictures;
}

std::vector<TailPicture> UnlistedPictures(ByteSpan file, size_t tail_begin) {
  std::vector<TailPicture> pictures;
  const Shape first = ShapeOf(file);
  size_t pos = tail_begin;
  for (size_t tried = 0; tried < kMaxUnlistedPictures; ++tried) {
    const auto from = file.begin() + static_cast<std::ptrdiff_t>(pos);
    const auto found = std::search(from, file.end(), kStart.begin(), kStart.end());
    if (found == file.end()) break;
    const auto begin = static_cast<size_t>(found - file.begin());
    const JpegWalk walk = WalkJpeg(file.subspan(begin));
    if (!walk.complete) {
      pos = begin + kStart.size();
      continue;
    }
    // Other programs find views where they follow each other without a gap.
    const bool follows = begin == (pictures.empty() ? tail_begin : pictures.back().end);
    const Shape shape = ShapeOf(file.subspan(begin, walk.end));
    const bool is_view = follows && shape == first;
    const bool is_smaller = shape.width <= first.width && shape.height <= first.height;
    pictures.push_back({begin, begin + walk.end,
                        is_view      ? TailPictureKind::kView
                        : is_smaller ? TailPictureKind::kPreview
                                     : TailPictureKind::kOther});
    pos = begin + walk.end;
  }
  return pictures;
}

}  // namespace

std::vector<TailPicture> FindTailPictures(ByteSpan file, size_t tail_begin) {
  if (tail_begin >= file.size()) return {};
  const std::vector<MpfEntry> index = ReadMpfIndex(file);
  return index.size() > 1 ? ListedPictures(file, tail_begin, index)
                          : UnlistedPictures(file, tail_begin);
}

void NewTail::Copy(ByteSpan file, size_t end) {
  if (end <= done_) return;
  const ByteSpan bytes = file.subspan(done_, end - done_);
  parts_.push_back({done_, bytes.size(), bytes_.size(), bytes.size(), false});
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  done_ = end;
}

void NewTail::Replace(ByteSpan file, size_t begin, size_t end, ByteSpan bytes) {
  Copy(file, begin);
  parts_.push_back({begin, end - begin, bytes_.size(), bytes.size(), true});
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  done_ = end;
}

void NewTail::Finish(ByteSpan file) { Copy(file, file.size()); }

std::optional<NewTail::Position> NewTail::Find(size_t old_pos) const {
  for (const Part& part : parts_) {
    if (old_pos < part.old_begin || old_pos - part.old_begin >= part.old_size) continue;
    const size_t inside = old_pos - part.old_begin;
    if (!part.is_replaced) return Position{part.new_begin + inside, std::nullopt, false};
    if (part.new_size == 0) return Position{part.new_begin, std::nullopt, true};
    if (inside > 0) return std::nullopt;
    return Position{part.new_begin, std::pair(part.old_size, part.new_size), false};
  }
  return std::nullopt;
}

std::vector<std::string> MoveOffsets(ByteSpan input, const NewTail& tail, Bytes* output) {
  if (tail.bytes().size() > output->size() || tail.old_begin() >= input.size()) return {};
  MoveMpfIndex(input, tail, output);
  return MoveExifOffsets(input, tail, output);
}

}  // namespace jackdaw::jpeg
