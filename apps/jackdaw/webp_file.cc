#include "apps/jackdaw/webp_file.h"

#include "apps/jackdaw/system/file_io.h"

#if JACKDAW_HAS_WEBP
#include <webp/encode.h>
#include <webp/mux.h>

#include <memory>
#endif

namespace jackdaw::app {

#if JACKDAW_HAS_WEBP

namespace {

// Of 0 to 9; the library's own middle of size and time.
constexpr int kEffort = 6;

Error NoWebpMemory() { return PlainError(ErrorCode::kLimitExceeded, "out of memory"); }

std::vector<uint8_t> ToRgb(const Pixels& pixels) {
  if (pixels.channels == 3) return pixels.samples;
  std::vector<uint8_t> rgb;
  rgb.reserve(3 * pixels.samples.size());
  for (const uint8_t grey : pixels.samples) rgb.insert(rgb.end(), 3, grey);
  return rgb;
}

// The picture alone.
Result<std::vector<uint8_t>> EncodeBitstream(const Pixels& pixels) {
  WebPConfig config;
  WebPPicture picture;
  if (WebPConfigInit(&config) == 0 || WebPConfigLosslessPreset(&config, kEffort) == 0 ||
      WebPPictureInit(&picture) == 0) {
    return PlainError(ErrorCode::kInternal, "libwebp has another version");
  }
  const std::unique_ptr<WebPPicture, decltype(&WebPPictureFree)> free_picture(&picture,
                                                                              WebPPictureFree);
  picture.use_argb = 1;
  picture.width = static_cast<int>(pixels.width);
  picture.height = static_cast<int>(pixels.height);
  const std::vector<uint8_t> rgb = ToRgb(pixels);
  if (WebPPictureImportRGB(&picture, rgb.data(), 3 * picture.width) == 0) return NoWebpMemory();
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  const std::unique_ptr<WebPMemoryWriter, decltype(&WebPMemoryWriterClear)> clear_writer(
      &writer, WebPMemoryWriterClear);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  if (WebPEncode(&config, &picture) == 0) {
    if (picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
        picture.error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY) {
      return NoWebpMemory();
    }
    return PlainError(ErrorCode::kInternal, "libwebp failed");
  }
  return std::vector<uint8_t>(writer.mem, writer.mem + writer.size);
}

bool AddChunk(WebPMux* mux, const char* name, const std::vector<uint8_t>& bytes) {
  const WebPData data{bytes.data(), bytes.size()};
  return WebPMuxSetChunk(mux, name, &data, 1) == WEBP_MUX_OK;
}

}  // namespace

Result<std::vector<uint8_t>> EncodeWebp(const Pixels& pixels, const PictureMetadata& metadata) {
  if (pixels.width > WEBP_MAX_DIMENSION || pixels.height > WEBP_MAX_DIMENSION) {
    return PlainError(ErrorCode::kUnsupported,
                      "has more than 16383 pixels a side, which a WebP file cannot hold; use png");
  }
  Result<std::vector<uint8_t>> bitstream = EncodeBitstream(pixels);
  // The pixels of a grey picture are RGB in the file.
  const bool has_profile = FitsChannels(metadata.icc_profile, 3) && pixels.channels == 3;
  if (!bitstream.ok() || (!has_profile && metadata.orientation == 1)) return bitstream;
  const std::unique_ptr<WebPMux, decltype(&WebPMuxDelete)> mux(WebPMuxNew(), WebPMuxDelete);
  const WebPData image{bitstream.value().data(), bitstream.value().size()};
  if (mux == nullptr || WebPMuxSetImage(mux.get(), &image, 0) != WEBP_MUX_OK ||
      (has_profile && !AddChunk(mux.get(), "ICCP", metadata.icc_profile)) ||
      (metadata.orientation != 1 &&
       !AddChunk(mux.get(), "EXIF", ExifOfOrientation(metadata.orientation)))) {
    return NoWebpMemory();
  }
  WebPData file;
  if (WebPMuxAssemble(mux.get(), &file) != WEBP_MUX_OK) return NoWebpMemory();
  std::vector<uint8_t> bytes(file.bytes, file.bytes + file.size);
  WebPDataClear(&file);
  return bytes;
}

#else

Result<std::vector<uint8_t>> EncodeWebp(const Pixels&, const PictureMetadata&) {
  return PlainError(ErrorCode::kUnsupported, "WebP is not built in; use png");
}

#endif

}  // namespace jackdaw::app
