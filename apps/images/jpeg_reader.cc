// JPEG and .jkd by the library: 8 bits, grey or RGB.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "apps/images/readers.h"
#include "jackdaw/pixels.h"

namespace jackdaw::images {
namespace {

constexpr uint8_t kApp1 = 0xE1, kApp2 = 0xE2, kSos = 0xDA, kEoi = 0xD9;

std::string_view Text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The parts of an ICC profile, which may come in any order (ICC.1 annex B.4).
class IccParts {
 public:
  // payload: behind the signature.
  void Add(ByteSpan payload) {
    if (payload.size() < 2 || payload[0] == 0) return;
    parts_[payload[0]] = payload.subspan(2);
    count_ = payload[1];
    ++num_found_;
  }

  // Empty unless all are there.
  Bytes Join() const {
    Bytes icc;
    for (size_t i = 1; i <= count_; ++i) {
      if (parts_[i].empty()) return {};
      icc.insert(icc.end(), parts_[i].begin(), parts_[i].end());
    }
    return icc;
  }
  bool any() const { return num_found_ > 0; }

 private:
  std::array<ByteSpan, 256> parts_{};
  size_t count_ = 0, num_found_ = 0;
};

// The next segment with a length; false at the first scan, the end, and what is none.
bool NextSegment(ByteSpan* rest, uint8_t* marker, ByteSpan* payload) {
  size_t at = 0;
  while (at < rest->size() && (*rest)[at] == 0xFF) ++at;  // any number of them may fill up
  if (at == 0 || rest->size() - at < 3) return false;
  *marker = (*rest)[at];
  const size_t size = size_t{(*rest)[at + 1]} << 8 | (*rest)[at + 2];
  if (*marker == kSos || *marker == kEoi || size < 2 || size > rest->size() - at - 1) return false;
  *payload = rest->subspan(at + 3, size - 2);
  *rest = rest->subspan(at + 1 + size);
  return true;
}

}  // namespace

bool IsJpeg(ByteSpan bytes) { return bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xD8; }

void TakeMetadata(ByteSpan jpeg_headers, ImageFile* file) {
  constexpr std::string_view kExif("Exif\0\0", 6), kIcc("ICC_PROFILE\0", 12);
  if (!IsJpeg(jpeg_headers)) return;
  ByteSpan rest = jpeg_headers.subspan(2);
  IccParts icc;
  uint8_t marker = 0;
  ByteSpan payload;
  while (NextSegment(&rest, &marker, &payload)) {
    if (marker == kApp1 && Text(payload).starts_with(kExif) && file->exif.empty()) {
      const ByteSpan exif = payload.subspan(kExif.size());
      file->exif.assign(exif.begin(), exif.end());
    }
    if (marker == kApp2 && Text(payload).starts_with(kIcc)) icc.Add(payload.subspan(kIcc.size()));
  }
  file->icc = icc.Join();
  if (icc.any() && file->icc.empty()) file->note = "an incomplete ICC profile: left out";
}

Result<ImageFile> ReadJpeg(ByteSpan bytes, ByteBudget budget) {
  const DecompressOptions options{.memory_limit = budget.left(), .headers = true};
  Result<Pixels> pixels = DecompressPixels(bytes, options);
  if (!pixels.ok()) return pixels.error();
  ImageFile file;
  file.raster.width = pixels.value().width;
  file.raster.height = pixels.value().height;
  file.raster.channels = pixels.value().channels;
  file.raster.samples8 = std::move(pixels.value().samples);
  TakeMetadata(pixels.value().headers, &file);
  return file;
}

}  // namespace jackdaw::images
