// Reads the TIFF structure that Exif data are (TIFF 6.0). Offsets count from its start; what lies
// outside reads as nothing.
#ifndef JACKDAW_BASE_TIFF_H_
#define JACKDAW_BASE_TIFF_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace jackdaw {

inline constexpr uint16_t kTiffOrientation = 0x0112;

class Tiff {
 public:
  explicit Tiff(ByteSpan bytes) : bytes_(bytes), is_little_(!bytes.empty() && bytes[0] == 'I') {}

  std::optional<uint32_t> Read(size_t offset, size_t num_bytes) const {
    if (offset > bytes_.size() || num_bytes > bytes_.size() - offset) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < num_bytes; ++i) {
      const size_t at = is_little_ ? num_bytes - 1 - i : i;
      value = value << 8 | bytes_[offset + at];
    }
    return value;
  }

  // Where the first directory is; nothing where this is no TIFF.
  std::optional<uint32_t> First() const { return Read(2, 2) == 42u ? Read(4, 4) : std::nullopt; }

  // The value of the first entry with this tag in the directory at `offset`, if it is one number.
  std::optional<uint32_t> Find(size_t offset, uint16_t tag) const {
    const std::optional<uint32_t> num_entries = Read(offset, 2);
    for (size_t i = 0; num_entries && i < *num_entries; ++i) {
      const size_t entry = offset + 2 + i * kEntryBytes;
      const std::optional<uint32_t> type = Read(entry + 2, 2), count = Read(entry + 4, 4);
      if (!type || !count) return std::nullopt;
      if (Read(entry, 2) != tag || *count != 1) continue;
      if (*type == kShort) return Read(entry + 8, 2);
      if (*type == kLong) return Read(entry + 8, 4);
    }
    return std::nullopt;
  }

  // Where the directory after the one at `offset` is.
  std::optional<uint32_t> Next(size_t offset) const {
    const std::optional<uint32_t> num_entries = Read(offset, 2);
    if (!num_entries) return std::nullopt;
    const std::optional<uint32_t> next = Read(offset + 2 + *num_entries * kEntryBytes, 4);
    return next && *next != 0 ? next : std::nullopt;
  }

  ByteSpan Part(uint32_t offset, uint32_t length) const {
    if (offset > bytes_.size() || length > bytes_.size() - offset) return {};
    return bytes_.subspan(offset, length);
  }

 private:
  static constexpr uint16_t kShort = 3, kLong = 4;
  static constexpr size_t kEntryBytes = 12;

  ByteSpan bytes_;
  bool is_little_;
};

}  // namespace jackdaw

#endif  // JACKDAW_BASE_TIFF_H_
