// The TIFF structure that Exif and multi-picture indices are made of: integers of either byte order
// in directories of 12-byte entries (Exif 2.32, 4.6.2).
#ifndef JACKDAW_CODEC_JPEG_ENC_TIFF_H_
#define JACKDAW_CODEC_JPEG_ENC_TIFF_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace jackdaw::jpeg {

// Where something lies in a file.
struct Place {
  size_t begin = 0, size = 0;
};

// Reads outside the structure give 0, so that damaged ones need no errors.
class Tiff {
 public:
  Tiff() = default;
  // The byte order is that of the header at its front.
  explicit Tiff(std::span<uint8_t> data) : Tiff(data, !data.empty() && data[0] == 'M') {}
  Tiff(std::span<uint8_t> data, bool big_endian) : data_(data), big_endian_(big_endian) {}

  size_t size() const { return data_.size(); }
  bool big_endian() const { return big_endian_; }
  std::span<uint8_t> data() const { return data_; }

  bool Fits(size_t pos, size_t size) const {
    return pos <= data_.size() && size <= data_.size() - pos;
  }
  uint32_t U16(size_t pos) const { return Get(pos, 2); }
  uint32_t U32(size_t pos) const { return Get(pos, 4); }
  // These leave what does not fit.
  void SetU16(size_t pos, uint32_t value) { Set(pos, 2, value); }
  void SetU32(size_t pos, uint32_t value) { Set(pos, 4, value); }
  void Clear(size_t pos, size_t size);

 private:
  uint32_t Get(size_t pos, size_t num_bytes) const;
  void Set(size_t pos, size_t num_bytes, uint32_t value);

  std::span<uint8_t> data_;
  bool big_endian_ = false;
};

struct TiffEntry {
  size_t pos = 0;  // of the entry; its value or offset is 8 bytes further
  uint32_t tag = 0, type = 0, count = 0;
  size_t value_pos() const { return pos + 8; }
  // Bytes of all its values; 0 for unknown types.
  uint64_t num_bytes() const;
  bool is_inline() const { return num_bytes() <= 4; }
};

inline constexpr uint32_t kTiffShort = 3, kTiffLong = 4, kTiffIfd = 13;

// The entries of the directory at `pos`, as far as they lie inside the structure.
std::vector<TiffEntry> ReadDirectory(const Tiff& tiff, size_t pos);
// The place of the offset of the directory that follows the one at `pos`.
size_t NextDirectoryField(const Tiff& tiff, size_t pos);

// Takes an entry out of the directory at `pos`; those behind it move up.
void RemoveEntry(size_t pos, const TiffEntry& entry, Tiff* tiff);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_TIFF_H_
