#include "apps/jackdaw/pixel_format.h"

#include <utility>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/text.h"
#include "apps/sweep/pictures/image.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"

namespace jackdaw::app {
namespace {

// zlib's own middle of size and time.
constexpr int kPngZlibLevel = 6;

}  // namespace

Result<std::vector<uint8_t>> EncodePixels(Pixels pixels, PixelFormat format,
                                          const PictureMetadata& metadata) {
  sweep::Image image;
  image.width_px = pixels.width;
  image.height_px = pixels.height;
  image.num_channels = static_cast<uint32_t>(pixels.channels);
  image.samples = std::move(pixels.samples);
  switch (format) {
    case PixelFormat::kPng:
      return sweep::EncodePng(image, kPngZlibLevel, {metadata.orientation, metadata.icc_profile});
    case PixelFormat::kPpm:
      return sweep::EncodePnm(sweep::ToRgb(std::move(image)));
    case PixelFormat::kPgm:
      break;
  }
  if (image.num_channels != 1) {
    return PlainError(ErrorCode::kUnsupported,
                      "has colours, which a PGM file cannot hold; use ppm or png");
  }
  return sweep::EncodePnm(image);
}

}  // namespace jackdaw::app
