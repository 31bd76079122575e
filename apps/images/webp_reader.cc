// WebP by libwebp; ICC profile and Exif by a walk over the chunks of the file.
#include <webp/decode.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "apps/images/readers.h"
#include "base/errors.h"

namespace jackdaw::images {
namespace {

constexpr size_t kRiffHeaderBytes = 12, kChunkHeaderBytes = 8;
// What libwebp takes for itself, for a pixel: four bytes of colours, and tables.
constexpr uint64_t kDecoderBytesPerPixel = 6;

std::string_view Text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Never fails: stops at what is no chunk.
void TakeChunks(ByteSpan webp, ImageFile* file) {
  ByteSpan rest = webp.subspan(kRiffHeaderBytes);
  while (rest.size() >= kChunkHeaderBytes) {
    const std::string_view name = Text(rest.first(4));
    const size_t size =
        rest[4] | size_t{rest[5]} << 8 | size_t{rest[6]} << 16 | size_t{rest[7]} << 24;
    rest = rest.subspan(kChunkHeaderBytes);
    if (size > rest.size()) return;
    const ByteSpan payload = rest.first(size);
    Bytes* part = name == "ICCP" ? &file->icc : name == "EXIF" ? &file->exif : nullptr;
    if (part != nullptr && part->empty()) part->assign(payload.begin(), payload.end());
    rest = rest.subspan(std::min(rest.size(), size + size % 2));  // chunks begin at even places
  }
}

Error Damaged(VP8StatusCode status) {
  if (status == VP8_STATUS_NOT_ENOUGH_DATA) {
    return {ErrorCode::kTruncated, 0, "the file ends too early"};
  }
  if (status == VP8_STATUS_OUT_OF_MEMORY) {
    return {ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
  return {ErrorCode::kCorrupt, 0, "a damaged WebP"};
}

}  // namespace

bool IsWebp(ByteSpan bytes) {
  return bytes.size() >= kRiffHeaderBytes && Text(bytes.first(4)) == "RIFF" &&
         Text(bytes.subspan(8, 4)) == "WEBP";
}

Result<ImageFile> ReadWebp(ByteSpan bytes, ByteBudget budget) {
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(bytes.data(), bytes.size(), &features);
  if (status != VP8_STATUS_OK) return Damaged(status);
  if (features.has_animation != 0) {
    return Error{ErrorCode::kUnsupported, 0, "an animated WebP"};
  }
  const auto width = static_cast<uint64_t>(features.width);
  const auto height = static_cast<uint64_t>(features.height);
  const int channels = features.has_alpha != 0 ? 4 : 3;
  if (!budget.ChargeItems(width * height, kDecoderBytesPerPixel)) {
    return TooLittleMemory(
        std::to_string(width) + " x " + std::to_string(height) + " pixels need",
        width * height * (kDecoderBytesPerPixel + static_cast<uint64_t>(channels)));
  }
  ImageFile file;
  const Status allocated = Allocate(width, height, channels, false, &budget, &file.raster);
  if (!allocated.ok()) return allocated.error();
  std::vector<uint8_t>& samples = file.raster.samples8;
  const int stride = features.width * channels;
  const auto decode = channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (decode(bytes.data(), bytes.size(), samples.data(), samples.size(), stride) == nullptr) {
    return Damaged(VP8_STATUS_BITSTREAM_ERROR);
  }
  TakeChunks(bytes, &file);
  return file;
}

}  // namespace jackdaw::images
