#include "apps/sweep/pictures/pixel_file.h"

#include <algorithm>
#include <utility>

#include "apps/images/image_file.h"
#include "apps/sweep/pictures/jpeg_pixels.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::sweep {
namespace {

// Samples of 0..max_value to 0..255, rounded. REQUIRES: out is as long.
template <class Sample>
void ScaleTo8Bits(const std::vector<Sample>& samples, uint32_t max_value,
                  std::vector<uint8_t>* out) {
  std::transform(samples.begin(), samples.end(), out->begin(), [max_value](uint32_t sample) {
    return static_cast<uint8_t>((sample * 255 + max_value / 2) / max_value);
  });
}

Result<Image> ImageOf(images::Raster raster) {
  Result<Image> made =
      MakeImage(raster.width, raster.height, static_cast<uint32_t>(raster.channels));
  if (!made.ok()) return made;
  std::vector<uint8_t>& samples = made.value().samples;
  if (!raster.samples16.empty()) {
    ScaleTo8Bits(raster.samples16, raster.max_value, &samples);
  } else if (raster.max_value != 255) {
    ScaleTo8Bits(raster.samples8, raster.max_value, &samples);
  } else {
    samples = std::move(raster.samples8);
  }
  return made;
}

}  // namespace

bool LooksLikeJpeg(std::span<const uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0xd8;
}

Result<Image> DecodePixels(std::span<const uint8_t> bytes, uint64_t max_reader_bytes) {
  if (LooksLikeJpeg(bytes)) {
    Result<DecodedJpeg> decoded = DecodeJpeg(bytes);
    if (!decoded.ok()) return decoded.error();
    return std::move(decoded).value().image;
  }
  if (IsJkd(bytes)) return Error{ErrorCode::kUnsupported, 0, "is a .jkd file"};
  Result<images::ImageFile> file = images::ReadImageFile(bytes, {.memory_limit = max_reader_bytes});
  if (!file.ok()) return file.error();
  return ImageOf(std::move(file.value().raster));
}

}  // namespace jackdaw::sweep
