#include "apps/sweep/pictures/jpeg_pixels.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <string>

// After <cstdio>, which it needs.
#include <jerror.h>
#include <jpeglib.h>

namespace jackdaw::sweep {
namespace {

struct ErrorManager {
  jpeg_error_mgr base = {};
  std::jmp_buf jump;
  int code = 0;
  char message[JMSG_LENGTH_MAX] = {};
};

ErrorManager* Manager(j_common_ptr info) { return reinterpret_cast<ErrorManager*>(info->err); }

void KeepMessage(j_common_ptr info) {
  Manager(info)->code = info->err->msg_code;
  info->err->format_message(info, Manager(info)->message);
}

[[noreturn]] void OnError(j_common_ptr info) {
  KeepMessage(info);
  std::longjmp(Manager(info)->jump, 1);
}

void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace
  // Bytes between markers belong to no pixel; every other warning means pixels made up.
  if (info->err->msg_code == JWRN_EXTRANEOUS_DATA) return;
  OnError(info);
}

void Prepare(ErrorManager* manager) {
  jpeg_std_error(&manager->base);
  manager->base.error_exit = OnError;
  manager->base.emit_message = OnMessage;
}

// Each method that calls libjpeg has its own setjmp and no local object with a destructor.
class Reader {
 public:
  Reader() {
    Prepare(&manager_);
    info_.err = &manager_.base;
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { jpeg_destroy_decompress(&info_); }

  bool ReadHeader(std::span<const uint8_t> jpeg) {
    if (setjmp(manager_.jump) != 0) return false;
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, jpeg.data(), static_cast<unsigned long>(jpeg.size()));
    jpeg_read_header(&info_, TRUE);
    return true;
  }

  bool ReadPixels(uint8_t* samples, size_t row_bytes) {
    if (setjmp(manager_.jump) != 0) return false;
    info_.out_color_space = info_.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    info_.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = samples + info_.output_scanline * row_bytes;
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
    return true;
  }

  Error TakeError() const {
    const bool unsupported =
        manager_.code == JERR_BAD_PRECISION || manager_.code == JERR_SOF_UNSUPPORTED;
    return {unsupported ? ErrorCode::kUnsupported : ErrorCode::kCorrupt, 0, manager_.message};
  }
  const jpeg_decompress_struct& info() const { return info_; }

 private:
  jpeg_decompress_struct info_ = {};
  ErrorManager manager_;
};

class Writer {
 public:
  Writer() {
    Prepare(&manager_);
    info_.err = &manager_.base;
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    jpeg_destroy_compress(&info_);
    std::free(out_);
  }

  bool Write(const Image& image, int quality) {
    if (setjmp(manager_.jump) != 0) return false;
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &out_, &out_size_);
    info_.image_width = image.width_px;
    info_.image_height = image.height_px;
    info_.input_components = static_cast<int>(image.num_channels);
    info_.in_color_space = image.num_channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    info_.optimize_coding = TRUE;
    info_.dct_method = JDCT_ISLOW;
    jpeg_start_compress(&info_, TRUE);
    const size_t row_bytes = size_t{image.width_px} * image.num_channels;
    while (info_.next_scanline < info_.image_height) {
      // libjpeg takes rows it does not write to without const.
      JSAMPROW row = const_cast<uint8_t*>(image.samples.data() + info_.next_scanline * row_bytes);
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
  }

  Error TakeError() const { return {ErrorCode::kUnsupported, 0, manager_.message}; }
  std::vector<uint8_t> bytes() const { return {out_, out_ + out_size_}; }

 private:
  jpeg_compress_struct info_ = {};
  ErrorManager manager_;
  unsigned char* out_ = nullptr;
  unsigned long out_size_ = 0;
};

JpegHeader HeaderOf(const jpeg_decompress_struct& info) {
  JpegHeader header;
  header.width_px = info.image_width;
  header.height_px = info.image_height;
  header.is_grey = info.num_components == 1;
  if (!header.is_grey) {
    header.h_sampling = info.comp_info[0].h_samp_factor / info.comp_info[1].h_samp_factor;
    header.v_sampling = info.comp_info[0].v_samp_factor / info.comp_info[1].v_samp_factor;
  }
  return header;
}

Result<JpegHeader> ReadHeaderWith(Reader* reader, std::span<const uint8_t> jpeg) {
  if (!reader->ReadHeader(jpeg)) return reader->TakeError();
  const jpeg_decompress_struct& info = reader->info();
  if (info.num_components != 1 && info.num_components != 3) {
    return Error{ErrorCode::kUnsupported, 0,
                 "a JPEG of " + std::to_string(info.num_components) +
                     " components; only grey and RGB or YCbCr can be swept"};
  }
  if (info.data_precision != 8) {
    return Error{
        ErrorCode::kUnsupported, 0,
        "a JPEG of " + std::to_string(info.data_precision) + " bits a sample; only 8 can be swept"};
  }
  return HeaderOf(info);
}

}  // namespace

Result<JpegHeader> ReadJpegHeader(std::span<const uint8_t> jpeg) {
  Reader reader;
  return ReadHeaderWith(&reader, jpeg);
}

Result<DecodedJpeg> DecodeJpeg(std::span<const uint8_t> jpeg) {
  Reader reader;
  const Result<JpegHeader> header = ReadHeaderWith(&reader, jpeg);
  if (!header.ok()) return header.error();
  const uint32_t num_channels = header.value().is_grey ? 1 : 3;
  Result<Image> image = MakeImage(header.value().width_px, header.value().height_px, num_channels);
  if (!image.ok()) return image.error();
  DecodedJpeg decoded{header.value(), std::move(image).value()};
  const size_t row_bytes = size_t{decoded.image.width_px} * decoded.image.num_channels;
  if (!reader.ReadPixels(decoded.image.samples.data(), row_bytes)) return reader.TakeError();
  return decoded;
}

Result<std::vector<uint8_t>> EncodeJpeg(const Image& image, int quality) {
  Writer writer;
  if (!writer.Write(image, quality)) return writer.TakeError();
  return writer.bytes();
}

}  // namespace jackdaw::sweep
