#include "apps/sweep/pictures/png_pixels.h"

#include <png.h>

#include <csetjmp>
#include <cstring>
#include <new>

namespace jackdaw::sweep {
namespace {

struct Failure {
  std::jmp_buf jump;
  char message[128] = {};
};

[[noreturn]] void OnError(png_structp png, png_const_charp message) {
  auto* failure = static_cast<Failure*>(png_get_error_ptr(png));
  std::strncpy(failure->message, message, sizeof(failure->message) - 1);
  std::longjmp(failure->jump, 1);
}

void OnWarning(png_structp, png_const_charp) {}

// No exception may pass through libpng.
bool Append(const uint8_t* data, size_t size, std::vector<uint8_t>* out) {
  try {
    out->insert(out->end(), data, data + size);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void WriteBytes(png_structp png, png_bytep data, size_t size) {
  auto* out = static_cast<std::vector<uint8_t>*>(png_get_io_ptr(png));
  if (!Append(data, size, out)) png_error(png, "out of memory");
}

void FlushNothing(png_structp) {}

// Calls libpng under setjmp, with no local object that has a destructor.
class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png_, &info_); }

  bool Write(const Image& image, int zlib_level, const PngMetadata& metadata,
             std::vector<uint8_t>* out) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure_, OnError, OnWarning);
    if (png_ == nullptr) return false;
    if (setjmp(failure_.jump) != 0) return false;
    info_ = png_create_info_struct(png_);
    png_set_write_fn(png_, out, WriteBytes, FlushNothing);
    png_set_compression_level(png_, zlib_level);
    png_set_IHDR(png_, info_, image.width_px, image.height_px, 8,
                 image.num_channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!metadata.icc_profile.empty()) {
      png_set_iCCP(png_, info_, "ICC profile", PNG_COMPRESSION_TYPE_BASE,
                   metadata.icc_profile.data(),
                   static_cast<png_uint_32>(metadata.icc_profile.size()));
    }
    if (!metadata.exif.empty()) {
      exif_ = metadata.exif;  // libpng takes bytes that it could change
      png_set_eXIf_1(png_, info_, static_cast<png_uint_32>(exif_.size()), exif_.data());
    }
    png_write_info(png_, info_);
    const size_t row_bytes = size_t{image.width_px} * image.num_channels;
    for (uint32_t y = 0; y < image.height_px; ++y) {
      png_write_row(png_, image.samples.data() + y * row_bytes);
    }
    png_write_end(png_, info_);
    return true;
  }

  Error TakeError() const { return {ErrorCode::kInternal, 0, failure_.message}; }

 private:
  std::vector<uint8_t> exif_;
  Failure failure_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

Result<std::vector<uint8_t>> EncodePng(const Image& image, int zlib_level,
                                       const PngMetadata& metadata) {
  std::vector<uint8_t> out;
  Writer writer;
  if (!writer.Write(image, zlib_level, metadata, &out)) return writer.TakeError();
  return out;
}

}  // namespace jackdaw::sweep
