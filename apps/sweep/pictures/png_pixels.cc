#include "apps/sweep/pictures/png_pixels.h"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <new>
#include <string>

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

void ReadBytes(png_structp png, png_bytep out, size_t size) {
  auto* rest = static_cast<std::span<const uint8_t>*>(png_get_io_ptr(png));
  if (size > rest->size()) png_error(png, "the file ends too early");
  std::copy_n(rest->begin(), size, out);
  *rest = rest->subspan(size);
}

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

// Each method that calls libpng has its own setjmp and no local object with a destructor.
class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : rest_(bytes) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  bool ReadHeader() {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure_, OnError, OnWarning);
    if (png_ == nullptr) return false;
    if (setjmp(failure_.jump) != 0) return false;
    info_ = png_create_info_struct(png_);
    png_set_read_fn(png_, &rest_, ReadBytes);
    png_read_info(png_, info_);
    return true;
  }

  bool SetTransforms() {
    if (setjmp(failure_.jump) != 0) return false;
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }

  bool ReadRows(std::vector<png_bytep>* rows) {
    if (setjmp(failure_.jump) != 0) return false;
    png_read_image(png_, rows->data());
    png_read_end(png_, nullptr);
    return true;
  }

  uint32_t width() const { return png_get_image_width(png_, info_); }
  uint32_t height() const { return png_get_image_height(png_, info_); }
  uint32_t num_channels() const { return png_get_channels(png_, info_); }
  size_t row_bytes() const { return png_get_rowbytes(png_, info_); }
  Error TakeError() const { return {ErrorCode::kCorrupt, 0, failure_.message}; }

 private:
  std::span<const uint8_t> rest_;
  Failure failure_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

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

Result<Image> DecodePng(std::span<const uint8_t> png) {
  Reader reader(png);
  if (!reader.ReadHeader()) return reader.TakeError();
  // Before libpng allocates anything by these sizes.
  if (uint64_t{reader.width()} * reader.height() > kMaxPixels) {
    return MakeImage(reader.width(), reader.height(), 1).error();
  }
  if (!reader.SetTransforms()) return reader.TakeError();
  Result<Image> made = MakeImage(reader.width(), reader.height(), reader.num_channels());
  if (!made.ok()) return made.error();
  Image image = std::move(made).value();
  const size_t row_bytes = size_t{image.width_px} * image.num_channels;
  if (reader.row_bytes() != row_bytes || (image.num_channels != 1 && image.num_channels != 3)) {
    return Error{ErrorCode::kUnsupported, 0, "a PNG of an unexpected kind"};
  }
  std::vector<png_bytep> rows(image.height_px);
  for (size_t y = 0; y < rows.size(); ++y) rows[y] = image.samples.data() + y * row_bytes;
  if (!reader.ReadRows(&rows)) return reader.TakeError();
  return image;
}

Result<std::vector<uint8_t>> EncodePng(const Image& image, int zlib_level,
                                       const PngMetadata& metadata) {
  std::vector<uint8_t> out;
  Writer writer;
  if (!writer.Write(image, zlib_level, metadata, &out)) return writer.TakeError();
  return out;
}

}  // namespace jackdaw::sweep
