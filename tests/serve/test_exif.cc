#include "tests/serve/test_exif.h"

#include <cstddef>

#include "apps/jackdaw/serve/jpeg_picture.h"

namespace jackdaw::serve {
namespace {

class TiffWriter {
 public:
  explicit TiffWriter(bool is_little) : is_little_(is_little) {}

  void Put(uint32_t value, int num_bytes) {
    for (int i = 0; i < num_bytes; ++i) {
      const int shift = 8 * (is_little_ ? i : num_bytes - 1 - i);
      bytes_.push_back(static_cast<uint8_t>(value >> shift));
    }
  }
  void Entry(uint32_t tag, uint32_t type, uint32_t value) {
    Put(tag, 2);
    Put(type, 2);
    Put(1, 4);
    // A short stands at the front of the field of four bytes.
    Put(value, type == 3 ? 2 : 4);
    if (type == 3) Put(0, 2);
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  bool is_little_;
  Bytes bytes_;
};

}  // namespace

Raster FourColours(uint32_t width_px, uint32_t height_px) {
  Raster picture{width_px, height_px, 3, {}};
  for (uint32_t y = 0; y < height_px; ++y) {
    for (uint32_t x = 0; x < width_px; ++x) {
      const bool right = x >= width_px / 2, low = y >= height_px / 2;
      picture.samples.push_back(right == low ? 255 : 0);
      picture.samples.push_back(right ? 255 : 0);
      picture.samples.push_back(low ? 255 : 0);
    }
  }
  return picture;
}

Bytes JpegOf(const Raster& picture, int quality) {
  return EncodeJpeg(picture, quality, {}).value();
}

Bytes ExifContent(int orientation, const Bytes& thumbnail, bool is_little) {
  constexpr uint32_t kFirst = 8, kSecond = kFirst + 2 + 12 + 4;
  constexpr uint32_t kThumbnail = kSecond + 2 + 2 * 12 + 4;
  TiffWriter tiff(is_little);
  tiff.Put(is_little ? 0x4949 : 0x4d4d, 2);
  tiff.Put(42, 2);
  tiff.Put(kFirst, 4);
  tiff.Put(1, 2);
  tiff.Entry(0x0112, 3, static_cast<uint32_t>(orientation));
  tiff.Put(thumbnail.empty() ? 0 : kSecond, 4);
  tiff.Put(2, 2);
  tiff.Entry(0x0201, 4, kThumbnail);
  tiff.Entry(0x0202, 4, static_cast<uint32_t>(thumbnail.size()));
  tiff.Put(0, 4);
  Bytes content;
  for (const char c : {'E', 'x', 'i', 'f', '\0', '\0'}) content.push_back(static_cast<uint8_t>(c));
  content.insert(content.end(), tiff.bytes().begin(), tiff.bytes().end());
  content.insert(content.end(), thumbnail.begin(), thumbnail.end());
  return content;
}

Bytes WithExif(const Bytes& jpeg, int orientation, const Bytes& thumbnail, bool is_little) {
  const Bytes content = ExifContent(orientation, thumbnail, is_little);
  const size_t length = content.size() + 2;
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  for (const size_t byte : {size_t{0xff}, size_t{0xe1}, length >> 8, length & 0xff}) {
    out.push_back(static_cast<uint8_t>(byte));
  }
  out.insert(out.end(), content.begin(), content.end());
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

}  // namespace jackdaw::serve
