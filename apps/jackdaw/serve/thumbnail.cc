#include "apps/jackdaw/serve/thumbnail.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "apps/jackdaw/serve/exif.h"

namespace jackdaw::serve {
namespace {

// Artefacts of the second compression stay below those of the scaling.
constexpr int kQuality = 82;
// Profiles of cameras and phones have some hundred bytes to 4 KiB; larger ones, of printers, would
// be larger than the thumbnail.
constexpr size_t kMaxProfileBytes = 4 << 10;

// Whether both have the same proportions, but for rounding to whole pixels of the smaller one.
// Cameras put a 3:2 picture between black bars in a 4:3 thumbnail.
bool HaveSameShape(const JpegSize& small, const JpegSize& large) {
  const uint64_t a = uint64_t{small.width_px} * large.height_px;
  const uint64_t b = uint64_t{small.height_px} * large.width_px;
  const uint64_t difference = a > b ? a - b : b - a;
  return difference <= std::max<uint64_t>(large.width_px, large.height_px);
}

// The thumbnail in Exif, decoded; none when it will not do.
std::optional<JpegPicture> FromExif(std::span<const uint8_t> jpeg, const ExifFacts& exif,
                                    uint32_t side_px, const JpegLimits& limits) {
  if (exif.thumbnail.empty()) return std::nullopt;
  const Result<JpegSize> small = ReadJpegSize(exif.thumbnail);
  if (!small.ok() || std::max(small.value().width_px, small.value().height_px) < side_px) {
    return std::nullopt;
  }
  const Result<JpegSize> large = ReadJpegSize(jpeg);
  if (!large.ok() || !HaveSameShape(small.value(), large.value())) return std::nullopt;
  Result<JpegPicture> picture = DecodeScaled(exif.thumbnail, side_px, limits);
  return picture.ok() ? std::optional(std::move(picture).value()) : std::nullopt;
}

}  // namespace

Result<std::vector<uint8_t>> MakeThumbnail(std::span<const uint8_t> jpeg, uint32_t side_px,
                                           const JpegLimits& limits) {
  const ExifFacts exif = FindExif(jpeg);
  std::optional<JpegPicture> source = FromExif(jpeg, exif, side_px, limits);
  if (!source) {
    Result<JpegPicture> decoded = DecodeScaled(jpeg, side_px, limits);
    if (!decoded.ok()) return decoded.error();
    source = std::move(decoded).value();
  }
  if (source->icc_profile.size() > kMaxProfileBytes) source->icc_profile.clear();
  const Raster small = TurnUpright(ScaleToFit(source->picture, side_px), exif.orientation);
  return EncodeJpeg(small, kQuality, source->icc_profile);
}

}  // namespace jackdaw::serve
