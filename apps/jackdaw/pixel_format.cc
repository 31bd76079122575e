#include "apps/jackdaw/pixel_format.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "apps/jackdaw/same_picture.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/text.h"
#include "apps/jackdaw/webp_file.h"
#include "apps/sweep/pictures/image.h"
#include "apps/sweep/pictures/pixel_file.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"

namespace jackdaw::app {
namespace {

// zlib's own middle of size and time.
constexpr int kPngZlibLevel = 6;

// Grey in three channels as one.
sweep::Image WithoutFalseColours(sweep::Image image) {
  if (image.num_channels != 3) return image;
  sweep::Image grey{image.width_px, image.height_px, 1, {}};
  grey.samples.reserve(image.num_pixels());
  for (size_t i = 0; i < image.samples.size(); i += 3) {
    if (image.samples[i] != image.samples[i + 1] || image.samples[i] != image.samples[i + 2]) {
      return image;
    }
    grey.samples.push_back(image.samples[i]);
  }
  return grey;
}

Pixels PixelsOf(sweep::Image image) {
  image = WithoutFalseColours(std::move(image));
  return {image.width_px, image.height_px, static_cast<int>(image.num_channels),
          std::move(image.samples)};
}

sweep::Image ImageOf(Pixels pixels) {
  return {pixels.width, pixels.height, static_cast<uint32_t>(pixels.channels),
          std::move(pixels.samples)};
}

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
  sweep::Image image = ImageOf(std::move(pixels));
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

bool LooksLikePicture(std::span<const uint8_t> bytes) {
  using std::string_view_literals::operator""sv;
  struct Signature {
    size_t offset;
    std::string_view text;
  };
  constexpr auto kSignatures = std::to_array<Signature>({{0, "\xff\xd8"sv},
                                                         {0, "\x89PNG"sv},
                                                         {0, "GIF8"sv},
                                                         {0, "II*\0"sv},
                                                         {0, "MM\0*"sv},
                                                         {8, "WEBP"sv},
                                                         {4, "ftyp"sv},
                                                         {0, "\xff\x0a"sv},
                                                         {4, "JXL "sv}});
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.size() >= 2 && text[0] == 'P' && text[1] >= '1' && text[1] <= '7') return true;
  return IsJkd(bytes) ||
         std::any_of(kSignatures.begin(), kSignatures.end(), [&](const Signature& signature) {
           return text.size() >= signature.offset &&
                  text.substr(signature.offset).starts_with(signature.text);
         });
}

bool ShowsPixels(std::span<const uint8_t> file, const Pixels& pixels, uint64_t max_bytes) {
  Result<sweep::Image> image =
      sweep::DecodePixels(file, std::min(max_bytes, sweep::kMaxReaderBytes));
  return image.ok() && ShowSamePixels(PixelsOf(std::move(image).value()), PixelsOf(ImageOf(pixels)),
                                      Likeness::kWithLoss);
}

}  // namespace jackdaw::app
