#include "codec/jpeg/enc_tiff.h"

#include <algorithm>
#include <array>

namespace jackdaw::jpeg {
namespace {

constexpr size_t kEntryBytes = 12;
// Of a value, by type: BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG,
// SRATIONAL, FLOAT, DOUBLE, IFD.
constexpr std::array<uint8_t, 14> kTypeBytes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

}  // namespace

uint32_t Tiff::Get(size_t pos, size_t num_bytes) const {
  if (!Fits(pos, num_bytes)) return 0;
  uint32_t value = 0;
  for (size_t i = 0; i < num_bytes; ++i) {
    value = value << 8 | data_[pos + (big_endian_ ? i : num_bytes - 1 - i)];
  }
  return value;
}

void Tiff::Set(size_t pos, size_t num_bytes, uint32_t value) {
  if (!Fits(pos, num_bytes)) return;
  for (size_t i = 0; i < num_bytes; ++i) {
    data_[pos + i] = static_cast<uint8_t>(value >> (8 * (big_endian_ ? num_bytes - 1 - i : i)));
  }
}

void Tiff::Clear(size_t pos, size_t size) {
  if (!Fits(pos, size)) return;
  std::fill_n(data_.begin() + static_cast<std::ptrdiff_t>(pos), size, uint8_t{0});
}

uint64_t TiffEntry::num_bytes() const {
  return type < kTypeBytes.size() ? uint64_t{kTypeBytes[type]} * count : 0;
}

std::vector<TiffEntry> ReadDirectory(const Tiff& tiff, size_t pos) {
  std::vector<TiffEntry> entries;
  if (pos == 0 || !tiff.Fits(pos, 2)) return entries;
  const size_t num_entries = tiff.U16(pos);
  for (size_t i = 0; i < num_entries; ++i) {
    const size_t at = pos + 2 + kEntryBytes * i;
    if (!tiff.Fits(at, kEntryBytes)) break;
    entries.push_back({at, tiff.U16(at), tiff.U16(at + 2), tiff.U32(at + 4)});
  }
  return entries;
}

size_t NextDirectoryField(const Tiff& tiff, size_t pos) {
  return pos + 2 + kEntryBytes * size_t{tiff.U16(pos)};
}

void RemoveEntry(size_t pos, const TiffEntry& entry, Tiff* tiff) {
  const size_t end = NextDirectoryField(*tiff, pos) + 4;
  // What was cleared since the entry was read may have been part of this directory.
  const bool is_inside = entry.pos > pos && entry.pos + kEntryBytes + 4 <= end;
  if (!is_inside || !tiff->Fits(pos, end - pos)) return;
  const std::span<uint8_t> data = tiff->data();
  const auto at = [&](size_t offset) { return data.begin() + static_cast<std::ptrdiff_t>(offset); };
  std::copy(at(entry.pos + kEntryBytes), at(end), at(entry.pos));
  tiff->Clear(end - kEntryBytes, kEntryBytes);
  tiff->SetU16(pos, tiff->U16(pos) - 1);
}

}  // namespace jackdaw::jpeg
