#include "apps/sweep/source.h"

#include <utility>

#include "apps/sweep/pictures/jpeg_pixels.h"
#include "apps/sweep/pictures/pixel_file.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/pictures/pnm_pixels.h"
#include "apps/sweep/system/content_hash.h"
#include "apps/sweep/system/files.h"

namespace jackdaw::sweep {
namespace {

// The name of a grey file must end in .pgm for some encoders.
std::string PnmName(const Image& image) { return image.num_channels == 1 ? "in.pgm" : "in.ppm"; }

Status WritePng(const std::string& path, const Image& image) {
  const Result<std::vector<uint8_t>> png = EncodePng(image);
  if (!png.ok()) return png.error();
  return WriteWholeFile(path, png.value());
}

}  // namespace

Result<SourceBytes> LoadSourceBytes(const SourceSpec& spec) {
  Result<std::vector<uint8_t>> file = ReadWholeFile(spec.path);
  if (!file.ok()) return file.error();
  SourceBytes bytes;
  if (LooksLikeJpeg(file.value())) {
    bytes.jpeg = std::move(file).value();
  } else {
    if (!spec.source_quality) {
      return Error{ErrorCode::kInvalidArgument, 0, "is no JPEG; --source-quality makes it one"};
    }
    const Result<Image> image = DecodePixels(file.value());
    if (!image.ok()) return image.error();
    Result<std::vector<uint8_t>> jpeg = EncodeJpeg(image.value(), *spec.source_quality);
    if (!jpeg.ok()) return jpeg.error();
    bytes.jpeg = std::move(jpeg).value();
    bytes.pristine_file = std::move(file).value();
  }
  if (!spec.pristine_path.empty()) {
    Result<std::vector<uint8_t>> pristine = ReadWholeFile(spec.pristine_path);
    if (!pristine.ok()) return pristine.error();
    bytes.pristine_file = std::move(pristine).value();
  }
  const Result<JpegHeader> header = ReadJpegHeader(bytes.jpeg);
  if (!header.ok()) return header.error();
  bytes.header = header.value();
  bytes.hash = ContentHash(ContentHash(bytes.jpeg) + ContentHash(bytes.pristine_file));
  return bytes;
}

Result<LoadedSource> LoadSource(const SourceBytes& bytes, const std::string& directory) {
  Result<DecodedJpeg> decoded = DecodeJpeg(bytes.jpeg);
  if (!decoded.ok()) return decoded.error();
  Image image = std::move(decoded.value().image);
  const EncoderInput files{bytes.jpeg, bytes.header, directory + "/in.jpg",
                           directory + "/" + PnmName(image), directory + "/in.png"};
  const std::string pristine_png = directory + "/pristine.png";
  for (const Status& written :
       {WriteWholeFile(files.jpeg_path, bytes.jpeg),
        WriteWholeFile(files.pnm_path, EncodePnm(image)), WritePng(files.png_path, image)}) {
    if (!written.ok()) return written.error();
  }
  std::optional<Reference> pristine;
  if (!bytes.pristine_file.empty()) {
    Result<Image> pixels = DecodePixels(bytes.pristine_file);
    if (!pixels.ok()) return pixels.error();
    if (pixels.value().width_px != image.width_px || pixels.value().height_px != image.height_px) {
      return Error{ErrorCode::kInvalidArgument, 0, "its pristine picture has another size"};
    }
    const Status written = WritePng(pristine_png, pixels.value());
    if (!written.ok()) return written.error();
    pristine.emplace(std::move(pixels).value(), pristine_png);
  }
  return LoadedSource{Reference(std::move(image), files.png_path), std::move(pristine), files};
}

}  // namespace jackdaw::sweep
