#include "apps/jackdaw/pixel_format.h"

#include <utility>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/text.h"
#include "apps/jackdaw/webp_file.h"
#include "apps/sweep/pictures/image.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"

namespace jackdaw::app {
namespace {

// zlib's own middle of size and time.
constexpr int kPngZlibLevel = 6;

Result<std::vector<uint8_t>> EncodePngWith(const sweep::Image& image,
                                           const PictureMetadata& metadata) {
  sweep::PngMetadata extra;
  if (metadata.orientation != 1) extra.exif = ExifOfOrientation(metadata.orientation);
  if (FitsChannels(metadata.icc_profile, static_cast<int>(image.num_channels))) {
    extra.icc_profile = metadata.icc_profile;
    Result<std::vector<uint8_t>> png = sweep::EncodePng(image, kPngZlibLevel, extra);
    if (png.ok()) return png;
    extra.icc_profile.clear();  // libpng found something wrong with it
  }
  return sweep::EncodePng(image, kPngZlibLevel, extra);
}

}  // namespace

Result<std::vector<uint8_t>> EncodePixels(Pixels pixels, const PictureMetadata& metadata,
                                          PixelFormat format) {
  if (format == PixelFormat::kWebp) return EncodeWebp(pixels, metadata);
  sweep::Image image;
  image.width_px = pixels.width;
  image.height_px = pixels.height;
  image.num_channels = static_cast<uint32_t>(pixels.channels);
  image.samples = std::move(pixels.samples);
  switch (format) {
    case PixelFormat::kPng:
      return EncodePngWith(image, metadata);
    case PixelFormat::kPpm:
      return sweep::EncodePnm(sweep::ToRgb(std::move(image)));
    case PixelFormat::kPgm:
    case PixelFormat::kWebp:
      break;
  }
  if (image.num_channels != 1) {
    return PlainError(ErrorCode::kUnsupported,
                      "has colours, which a PGM file cannot hold; use ppm or png");
  }
  return sweep::EncodePnm(image);
}

}  // namespace jackdaw::app
