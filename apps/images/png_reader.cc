// PNG by libpng; its longjmp stays inside this file.
#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "apps/images/readers.h"

namespace jackdaw::images {
namespace {

// What a single chunk (an ICC profile, Exif) may take, decompressed.
constexpr size_t kMaxChunkBytes = size_t{32} << 20;
constexpr png_uint_32 kMaxChunks = 256;

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
  auto* rest = static_cast<ByteSpan*>(png_get_io_ptr(png));
  if (size > rest->size()) png_error(png, "the file ends too early");
  std::copy_n(rest->begin(), size, out);
  *rest = rest->subspan(size);
}

// Each method that calls libpng has its own setjmp and no local object with a destructor.
class Reader {
 public:
  explicit Reader(ByteSpan bytes) : rest_(bytes) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  bool ReadHeader() {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure_, OnError, OnWarning);
    if (png_ == nullptr) return false;
    if (setjmp(failure_.jump) != 0) return false;
    info_ = png_create_info_struct(png_);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // ours are checked later
    png_set_chunk_malloc_max(png_, kMaxChunkBytes);
    png_set_chunk_cache_max(png_, kMaxChunks);
    png_set_read_fn(png_, &rest_, ReadBytes);
    png_read_info(png_, info_);
    return true;
  }

  // To 8 or 16 bits of grey or RGB, with alpha where the file has any.
  bool SetTransforms() {
    if (setjmp(failure_.jump) != 0) return false;
    png_set_expand(png_);  // palettes, fewer than 8 bits, a transparent colour
    if (std::endian::native == std::endian::little && is_wide()) png_set_swap(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }

  bool ReadRows(png_bytepp rows) {
    if (setjmp(failure_.jump) != 0) return false;
    png_read_image(png_, rows);
    png_read_end(png_, info_);
    return true;
  }

  // REQUIRES: all has been read. The spans live as long as the reader.
  bool FindMetadata(ByteSpan* icc, ByteSpan* exif) {
    if (setjmp(failure_.jump) != 0) return false;
    png_charp name = nullptr;
    int compression = 0;
    png_bytep profile = nullptr, data = nullptr;
    png_uint_32 profile_size = 0, size = 0;
    if (png_get_iCCP(png_, info_, &name, &compression, &profile, &profile_size) != 0) {
      *icc = {profile, profile_size};
    }
    if (png_get_eXIf_1(png_, info_, &size, &data) != 0) *exif = {data, size};
    return true;
  }

  uint32_t width() const { return png_get_image_width(png_, info_); }
  uint32_t height() const { return png_get_image_height(png_, info_); }
  int num_channels() const { return png_get_channels(png_, info_); }
  bool is_wide() const { return png_get_bit_depth(png_, info_) == 16; }
  size_t row_bytes() const { return png_get_rowbytes(png_, info_); }
  Error TakeError() const { return {ErrorCode::kCorrupt, 0, failure_.message}; }

 private:
  ByteSpan rest_;
  Failure failure_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

std::vector<png_bytep> RowsOf(Raster* raster, size_t row_bytes) {
  auto* const begin = raster->samples16.empty()
                          ? raster->samples8.data()
                          : reinterpret_cast<uint8_t*>(raster->samples16.data());
  std::vector<png_bytep> rows(raster->height);
  for (size_t y = 0; y < rows.size(); ++y) rows[y] = begin + y * row_bytes;
  return rows;
}

}  // namespace

bool IsPng(ByteSpan bytes) {
  constexpr std::array<uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  return bytes.size() >= kSignature.size() &&
         std::equal(kSignature.begin(), kSignature.end(), bytes.begin());
}

Result<ImageFile> ReadPng(ByteSpan bytes, ByteBudget budget) {
  Reader reader(bytes);
  if (!reader.ReadHeader() || !reader.SetTransforms()) return reader.TakeError();
  ImageFile file;
  const Status allocated = Allocate(reader.width(), reader.height(), reader.num_channels(),
                                    reader.is_wide(), &budget, &file.raster);
  if (!allocated.ok()) return allocated.error();
  const size_t sample_bytes = reader.is_wide() ? 2 : 1;
  const size_t row_bytes =
      size_t{reader.width()} * static_cast<size_t>(reader.num_channels()) * sample_bytes;
  if (reader.row_bytes() != row_bytes) {
    return Error{ErrorCode::kUnsupported, 0, "a PNG of an unexpected kind"};
  }
  std::vector<png_bytep> rows = RowsOf(&file.raster, row_bytes);
  ByteSpan icc, exif;
  if (!reader.ReadRows(rows.data()) || !reader.FindMetadata(&icc, &exif)) {
    return reader.TakeError();
  }
  file.icc.assign(icc.begin(), icc.end());
  file.exif.assign(exif.begin(), exif.end());
  return file;
}

}  // namespace jackdaw::images
