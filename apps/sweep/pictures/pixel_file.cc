#include "apps/sweep/pictures/pixel_file.h"

#include <algorithm>
#include <array>

#include "apps/sweep/pictures/jpeg_pixels.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"

namespace jackdaw::sweep {
namespace {

constexpr std::array<uint8_t, 8> kPngSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

}  // namespace

bool LooksLikeJpeg(std::span<const uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0xd8;
}

Result<Image> DecodePixels(std::span<const uint8_t> bytes) {
  if (LooksLikeJpeg(bytes)) {
    Result<DecodedJpeg> decoded = DecodeJpeg(bytes);
    if (!decoded.ok()) return decoded.error();
    return std::move(decoded).value().image;
  }
  if (bytes.size() >= kPngSignature.size() &&
      std::equal(kPngSignature.begin(), kPngSignature.end(), bytes.begin())) {
    return DecodePng(bytes);
  }
  if (bytes.size() >= 2 && bytes[0] == 'P' && (bytes[1] == '5' || bytes[1] == '6')) {
    return DecodePnm(bytes);
  }
  return Error{ErrorCode::kUnsupported, 0, "neither JPEG, PNG, PGM nor PPM"};
}

}  // namespace jackdaw::sweep
