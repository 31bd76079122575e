#include "codec/jpeg/enc_mpf.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "codec/jpeg/enc_tiff.h"
#include "codec/jpeg/segments.h"

namespace jackdaw::jpeg {
namespace {

constexpr uint8_t kApp2 = 0xE2;
constexpr std::string_view kMpf("MPF\0", 4);
constexpr uint32_t kNumberTag = 0xB001, kEntryTag = 0xB002;
constexpr uint32_t kTypeMask = 0xFFFFFF;
constexpr size_t kEntrySize = 16, kEntrySizeField = 4, kEntryOffsetField = 8, kDependents = 12;

// Where the TIFF structure of the index lies in a file.
std::optional<Place> FindIndex(ByteSpan file) {
  SegmentWalk walk(file);
  SegmentView segment;
  while (walk.Next(&segment) && segment.marker != kSosMarker && segment.marker != kEoiMarker) {
    if (segment.marker != kApp2 || !StartsWith(segment.payload, kMpf)) continue;
    const size_t size = segment.payload.size() - kMpf.size();
    return Place{walk.position() - size, size};
  }
  return std::nullopt;
}

std::optional<TiffEntry> FindEntry(const Tiff& tiff, uint32_t tag) {
  for (const TiffEntry& entry : ReadDirectory(tiff, tiff.U32(4))) {
    if (entry.tag == tag) return entry;
  }
  return std::nullopt;
}

// The table of pictures, inside the structure; size 0 when there is none.
Place FindEntries(const Tiff& tiff) {
  const std::optional<TiffEntry> entry = FindEntry(tiff, kEntryTag);
  if (!entry.has_value()) return {};
  const Place place{tiff.U32(entry->value_pos()), entry->count};
  return tiff.Fits(place.begin, place.size) ? place : Place{};
}

// Leaves a field where the new value does not fit in 32 bits.
void SetField(size_t pos, int64_t value, Tiff* tiff) {
  if (value < 0 || value > std::numeric_limits<uint32_t>::max()) return;
  tiff->SetU32(pos, static_cast<uint32_t>(value));
}

// Takes entries out of the table. Entries name others that they depend on by number, which is no
// longer right then.
void RemoveEntries(const std::vector<size_t>& gone, const Place& entries, Tiff* tiff) {
  const std::span<uint8_t> data = tiff->data();
  size_t to = entries.begin, num_left = 0;
  for (size_t i = 0; (i + 1) * kEntrySize <= entries.size; ++i) {
    if (std::find(gone.begin(), gone.end(), i) != gone.end()) continue;
    const auto from = data.begin() + static_cast<std::ptrdiff_t>(entries.begin + i * kEntrySize);
    std::copy_n(from, kEntrySize, data.begin() + static_cast<std::ptrdiff_t>(to));
    tiff->SetU32(to + kDependents, 0);
    to += kEntrySize;
    ++num_left;
  }
  tiff->Clear(to, entries.begin + entries.size - to);
  if (const auto number = FindEntry(*tiff, kNumberTag)) {
    tiff->SetU32(number->value_pos(), static_cast<uint32_t>(num_left));
  }
  if (const auto table = FindEntry(*tiff, kEntryTag)) {
    tiff->SetU32(table->pos + 4, static_cast<uint32_t>(num_left * kEntrySize));
  }
}

// Of the structure in `input`. The bytes are only read.
Tiff TiffOf(ByteSpan input, const Place& place, Bytes* copy) {
  copy->assign(input.begin() + static_cast<std::ptrdiff_t>(place.begin),
               input.begin() + static_cast<std::ptrdiff_t>(place.begin + place.size));
  return Tiff(*copy);
}

}  // namespace

std::vector<MpfEntry> ReadMpfIndex(ByteSpan file) {
  std::vector<MpfEntry> found;
  const std::optional<Place> index = FindIndex(file);
  if (!index.has_value()) return found;
  Bytes copy;
  const Tiff tiff = TiffOf(file, *index, &copy);
  const Place entries = FindEntries(tiff);
  for (size_t at = entries.begin; at + kEntrySize <= entries.begin + entries.size;
       at += kEntrySize) {
    const size_t offset = tiff.U32(at + kEntryOffsetField);
    MpfEntry entry{offset == 0 ? 0 : index->begin + offset, tiff.U32(at + kEntrySizeField),
                   tiff.U32(at) & kTypeMask};
    if (entry.begin > file.size() || entry.size > file.size() - entry.begin) continue;
    found.push_back(entry);
  }
  return found;
}

void MoveMpfIndex(ByteSpan input, const NewTail& tail, Bytes* output) {
  const std::optional<Place> before = FindIndex(input), after = FindIndex(*output);
  if (!before || !after || before->size != after->size) return;
  Tiff tiff(std::span<uint8_t>(*output).subspan(after->begin, after->size));
  const Place entries = FindEntries(tiff);
  const auto tail_begin = static_cast<int64_t>(output->size() - tail.bytes().size());
  std::vector<size_t> gone;
  for (size_t i = 0; (i + 1) * kEntrySize <= entries.size; ++i) {
    const size_t entry = entries.begin + i * kEntrySize;
    const size_t offset = tiff.U32(entry + kEntryOffsetField);
    if (offset == 0) {  // the first picture
      SetField(entry + kEntrySizeField,
               int64_t{tiff.U32(entry + kEntrySizeField)} + tail_begin -
                   static_cast<int64_t>(tail.old_begin()),
               &tiff);
      continue;
    }
    // Offsets count from the structure.
    const auto moved = tail.Find(before->begin + offset);
    if (!moved.has_value()) continue;
    if (moved->is_gone) gone.push_back(i);
    SetField(entry + kEntryOffsetField,
             tail_begin + static_cast<int64_t>(moved->offset) - static_cast<int64_t>(after->begin),
             &tiff);
    if (moved->sizes.has_value() && moved->sizes->first == tiff.U32(entry + kEntrySizeField)) {
      SetField(entry + kEntrySizeField, static_cast<int64_t>(moved->sizes->second), &tiff);
    }
  }
  if (!gone.empty()) RemoveEntries(gone, entries, &tiff);
}

}  // namespace jackdaw::jpeg
