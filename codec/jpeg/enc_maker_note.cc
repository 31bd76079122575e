#include "codec/jpeg/enc_maker_note.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace jackdaw::jpeg {
namespace {

// Behind names of these lengths: none (Canon, Minolta), Pentax and Casio, Olympus before 2007 and
// Sanyo, Pentax, Panasonic, Sony and Olympus, OM System.
constexpr std::array<size_t, 6> kDirectoryOffsets = {0, 6, 8, 10, 12, 16};
// Where a note may hold a TIFF header of its own: Nikon and others.
constexpr std::array<size_t, 4> kHeaderOffsets = {0, 8, 10, 12};
constexpr uint32_t kMaxEntries = 512, kMaxCount = 1u << 24;
// Directories below the note's: of Nikon's previews, of Olympus' settings.
constexpr std::array<uint32_t, 8> kSubDirectoryTags = {0x0011, 0x2010, 0x2020, 0x2030,
                                                       0x2031, 0x2040, 0x2050, 0x3000};
constexpr uint32_t kMaxArray = 1024;  // values of an array that are looked at

// Whether all entries are such as directories have, and lie inside the note.
bool IsDirectory(const Tiff& tiff, size_t pos, const Place& note) {
  const size_t end = note.begin + note.size;
  const uint32_t num_entries = tiff.U16(pos);
  if (pos + 2 > end || num_entries == 0 || num_entries > kMaxEntries) return false;
  if (size_t{num_entries} * 12 > end - pos - 2) return false;
  const std::vector<TiffEntry> entries = ReadDirectory(tiff, pos);
  return entries.size() == num_entries &&
         std::all_of(entries.begin(), entries.end(), [](const TiffEntry& entry) {
           return entry.num_bytes() > 0 && entry.count <= kMaxCount;
         });
}

std::optional<MakerNote> FindWithHeader(const Tiff& tiff, const Place& note) {
  constexpr uint32_t kMagic = 42;
  for (const size_t offset : kHeaderOffsets) {
    const size_t base = note.begin + offset;
    if (!tiff.Fits(base, 8) || offset + 8 > note.size) continue;
    const uint8_t order = tiff.data()[base];
    if ((order != 'I' && order != 'M') || tiff.data()[base + 1] != order) continue;
    const Tiff own(tiff.data(), order == 'M');
    if (own.U16(base + 2) != kMagic) continue;
    const size_t directory = base + own.U32(base + 4);
    if (IsDirectory(own, directory, note)) return MakerNote{directory, {base, 0}, order == 'M'};
  }
  return std::nullopt;
}

void AddFields(const Tiff& tiff, const MakerNote& note, size_t directory, bool is_top,
               std::vector<size_t>* fields) {
  for (const TiffEntry& entry : ReadDirectory(tiff, directory)) {
    const bool is_below = std::find(kSubDirectoryTags.begin(), kSubDirectoryTags.end(),
                                    entry.tag) != kSubDirectoryTags.end();
    const uint32_t value = tiff.U32(entry.value_pos());
    for (const size_t base : note.bases) {
      const size_t at = base + value;
      if (is_top && is_below && IsDirectory(tiff, at, {0, tiff.size()})) {
        AddFields(tiff, note, at, false, fields);
        break;
      }
      if (entry.type != kTiffLong || entry.is_inline() || !tiff.Fits(at, entry.num_bytes())) {
        continue;
      }
      for (uint32_t i = 0; i < std::min(entry.count, kMaxArray); ++i) fields->push_back(at + 4 * i);
      break;
    }
    fields->push_back(entry.value_pos());
  }
}

}  // namespace

std::optional<MakerNote> FindMakerNote(const Tiff& tiff, const Place& note) {
  if (std::optional<MakerNote> found = FindWithHeader(tiff, note)) return found;
  for (const bool big_endian : {tiff.big_endian(), !tiff.big_endian()}) {
    const Tiff ordered(tiff.data(), big_endian);
    for (const size_t offset : kDirectoryOffsets) {
      const size_t directory = note.begin + offset;
      if (offset < note.size && IsDirectory(ordered, directory, note)) {
        return MakerNote{directory, {0, note.begin}, big_endian};
      }
    }
  }
  return std::nullopt;
}

std::vector<size_t> PlaceFields(const Tiff& tiff, const MakerNote& note) {
  std::vector<size_t> fields;
  AddFields(tiff, note, note.directory, true, &fields);
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

}  // namespace jackdaw::jpeg
