#include "apps/jackdaw/pixel_format.h"

#include <utility>

#include "apps/jackdaw/file_io.h"
#include "apps/jackdaw/inputs.h"
#include "apps/jackdaw/text.h"
#include "apps/sweep/pictures/image.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"

namespace jackdaw::app {
namespace {

// zlib's own middle of size and time.
constexpr int kPngZlibLevel = 6;

}  // namespace

const char* PixelFormatName(PixelFormat format) {
  switch (format) {
    case PixelFormat::kPng:
      return "png";
    case PixelFormat::kPpm:
      return "ppm";
    case PixelFormat::kPgm:
      return "pgm";
  }
  return "";
}

std::optional<PixelTarget> ParsePixelTarget(const std::string& value) {
  const std::string name = Lowercase(value);
  for (const PixelFormat format : {PixelFormat::kPng, PixelFormat::kPpm, PixelFormat::kPgm}) {
    if (name == PixelFormatName(format)) return PixelTarget{format, {}};
    const std::string extension = std::string(".") + PixelFormatName(format);
    if (name.ends_with(extension) && BaseName(value).size() > extension.size()) {
      return PixelTarget{format, value};
    }
  }
  return std::nullopt;
}

Result<std::vector<uint8_t>> EncodePixels(Pixels pixels, PixelFormat format) {
  sweep::Image image;
  image.width_px = pixels.width;
  image.height_px = pixels.height;
  image.num_channels = static_cast<uint32_t>(pixels.channels);
  image.samples = std::move(pixels.samples);
  switch (format) {
    case PixelFormat::kPng:
      return sweep::EncodePng(image, kPngZlibLevel);
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
