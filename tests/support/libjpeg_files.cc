#include "tests/support/libjpeg_files.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
// jpeglib.h needs stdio and size_t first.
#include <jpeglib.h>

#include <algorithm>
#include <array>

namespace jackdaw::test {
namespace {

// What is read at most.
constexpr uint64_t kMaxPixels = uint64_t{1} << 23;

struct ErrorManager {
  jpeg_error_mgr base;  // first: libjpeg hands out a pointer to it
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void OnError(j_common_ptr info) {
  auto* errors = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, errors->message);
  std::longjmp(errors->jump, 1);
}

void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // trace output
  ++info->err->num_warnings;
  info->err->format_message(info, reinterpret_cast<ErrorManager*>(info->err)->message);
}

void InitErrors(ErrorManager* errors) {
  jpeg_std_error(&errors->base);
  errors->base.error_exit = OnError;
  errors->base.emit_message = OnMessage;
  errors->message[0] = '\0';
}

J_COLOR_SPACE InputSpace(JpegColour colour) {
  switch (colour) {
    case JpegColour::kGrey:
      return JCS_GRAYSCALE;
    case JpegColour::kYcc:
      return JCS_YCbCr;
    case JpegColour::kRgb:
      return JCS_RGB;
    case JpegColour::kCmyk:
      return JCS_CMYK;
    case JpegColour::kYcck:
      return JCS_YCCK;
  }
  return JCS_UNKNOWN;
}

int NumChannels(JpegColour colour) {
  if (colour == JpegColour::kGrey) return 1;
  return colour == JpegColour::kYcc || colour == JpegColour::kRgb ? 3 : 4;
}

std::vector<jpeg_scan_info> ScanScript(const std::vector<Scan>& scans) {
  std::vector<jpeg_scan_info> out;
  for (const Scan& scan : scans) {
    jpeg_scan_info info{};
    info.comps_in_scan = static_cast<int>(scan.components.size());
    std::copy(scan.components.begin(), scan.components.end(), info.component_index);
    info.Ss = scan.ss;
    info.Se = scan.se;
    info.Ah = scan.ah;
    info.Al = scan.al;
    out.push_back(info);
  }
  return out;
}

void SetParameters(const LibjpegSpec& spec, jpeg_compress_struct* info) {
  info->image_width = spec.width;
  info->image_height = spec.height;
  info->input_components = NumChannels(spec.colour);
  info->in_color_space = InputSpace(spec.colour);
  jpeg_set_defaults(info);
  jpeg_set_colorspace(info, InputSpace(spec.colour));
  jpeg_set_quality(info, spec.quality, spec.force_baseline ? TRUE : FALSE);
  for (size_t i = 0; i < spec.sampling.size(); ++i) {
    info->comp_info[i].h_samp_factor = spec.sampling[i].h;
    info->comp_info[i].v_samp_factor = spec.sampling[i].v;
  }
  info->optimize_coding = spec.optimize ? TRUE : FALSE;
  info->arith_code = spec.arithmetic ? TRUE : FALSE;
  info->restart_interval = spec.restart_interval;
  info->restart_in_rows = spec.restart_rows;
  info->smoothing_factor = spec.smoothing;
  info->dct_method = JDCT_ISLOW;
}

void WriteRows(const LibjpegSpec& spec, jpeg_compress_struct* info, Bytes* row) {
  const int channels = NumChannels(spec.colour);
  while (info->next_scanline < info->image_height) {
    size_t i = 0;
    for (uint32_t x = 0; x < spec.width; ++x) {
      for (int c = 0; c < channels; ++c) {
        (*row)[i++] =
            static_cast<uint8_t>(SampleAt(spec.content, spec.seed, c, x, info->next_scanline));
      }
    }
    JSAMPROW rows[1] = {row->data()};
    jpeg_write_scanlines(info, rows, 1);
  }
}

void CopyPlanes(jpeg_decompress_struct* info, jvirt_barray_ptr* arrays, TestFrame* frame) {
  const std::array<uint8_t, 64> zigzag = MakeZigzag();
  for (size_t i = 0; i < frame->components.size(); ++i) {
    TestComponent& c = frame->components[i];
    if (const JQUANT_TBL* table = info->comp_info[i].quant_table) {
      for (size_t k = 0; k < 64; ++k) c.quant[k] = table->quantval[zigzag[k]];
    }
    for (uint32_t row = 0; row < c.padded_height; ++row) {
      JBLOCKARRAY blocks = info->mem->access_virt_barray(reinterpret_cast<j_common_ptr>(info),
                                                         arrays[i], row, 1, FALSE);
      for (uint32_t col = 0; col < c.padded_width; ++col) {
        int16_t* out = c.Block(row, col);
        for (size_t k = 0; k < 64; ++k) out[k] = blocks[0][col][zigzag[k]];
      }
    }
  }
}

// Sizes before the coefficients are read, so that a hostile header costs nothing.
bool SetFrame(const jpeg_decompress_struct& info, TestFrame* frame) {
  const uint64_t pixels = static_cast<uint64_t>(info.image_width) * info.image_height;
  if (pixels > kMaxPixels || info.num_components > 4) return false;
  frame->width = info.image_width;
  frame->height = info.image_height;
  frame->precision = static_cast<uint8_t>(info.data_precision);
  for (int i = 0; i < info.num_components; ++i) {
    TestComponent c;
    c.id = static_cast<uint8_t>(info.comp_info[i].component_id);
    c.h = static_cast<uint8_t>(info.comp_info[i].h_samp_factor);
    c.v = static_cast<uint8_t>(info.comp_info[i].v_samp_factor);
    c.tq = static_cast<uint8_t>(info.comp_info[i].quant_tbl_no);
    frame->components.push_back(c);
  }
  SetGeometry(frame);
  return true;
}

}  // namespace

Bytes WriteWithLibjpeg(const LibjpegSpec& spec) {
  // All that lives across setjmp is declared before it.
  ErrorManager errors;
  jpeg_compress_struct info{};
  Bytes row(static_cast<size_t>(spec.width) * 4);
  std::vector<jpeg_scan_info> script = ScanScript(spec.scans);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  Bytes out;
  InitErrors(&errors);
  info.err = &errors.base;
  jpeg_create_compress(&info);
  if (setjmp(errors.jump) == 0) {
    jpeg_mem_dest(&info, &buffer, &size);
    SetParameters(spec, &info);
    if (spec.progressive) jpeg_simple_progression(&info);
    if (!script.empty()) {
      info.scan_info = script.data();
      info.num_scans = static_cast<int>(script.size());
    }
    jpeg_start_compress(&info, TRUE);
    if (!spec.app1.empty()) {
      jpeg_write_marker(&info, JPEG_APP0 + 1, spec.app1.data(),
                        static_cast<unsigned>(spec.app1.size()));
    }
    if (!spec.app2.empty()) {
      jpeg_write_icc_profile(&info, spec.app2.data(), static_cast<unsigned>(spec.app2.size()));
    }
    WriteRows(spec, &info, &row);
    jpeg_finish_compress(&info);
    out.assign(buffer, buffer + size);
  }
  jpeg_destroy_compress(&info);
  std::free(buffer);
  return out;
}

LibjpegRead ReadWithLibjpeg(ByteSpan file) {
  ErrorManager errors;
  jpeg_decompress_struct info{};
  LibjpegRead out;
  InitErrors(&errors);
  info.err = &errors.base;
  jpeg_create_decompress(&info);
  if (setjmp(errors.jump) == 0) {
    jpeg_mem_src(&info, file.data(), static_cast<unsigned long>(file.size()));
    jpeg_read_header(&info, TRUE);
    if (SetFrame(info, &out.frame)) {
      jvirt_barray_ptr* arrays = jpeg_read_coefficients(&info);
      CopyPlanes(&info, arrays, &out.frame);
      jpeg_finish_decompress(&info);
      out.ok = true;
    }
  }
  out.num_warnings = errors.base.num_warnings;
  out.message = errors.message;
  jpeg_destroy_decompress(&info);
  return out;
}

LibjpegPixels DecodeWithLibjpeg(ByteSpan file) {
  ErrorManager errors;
  jpeg_decompress_struct info{};
  LibjpegPixels out;
  InitErrors(&errors);
  info.err = &errors.base;
  jpeg_create_decompress(&info);
  if (setjmp(errors.jump) == 0) {
    jpeg_mem_src(&info, file.data(), static_cast<unsigned long>(file.size()));
    jpeg_read_header(&info, TRUE);
    if (uint64_t{info.image_width} * info.image_height <= kMaxPixels) {
      info.out_color_space = info.num_components == 1   ? JCS_GRAYSCALE
                             : info.num_components == 4 ? JCS_CMYK
                                                        : JCS_RGB;
      info.dct_method = JDCT_ISLOW;
      jpeg_start_decompress(&info);
      out.width = info.output_width;
      out.height = info.output_height;
      out.channels = static_cast<uint32_t>(info.output_components);
      out.samples.resize(size_t{out.width} * out.height * out.channels);
      while (info.output_scanline < info.output_height) {
        JSAMPROW row = out.samples.data() + size_t{info.output_scanline} * out.width * out.channels;
        jpeg_read_scanlines(&info, &row, 1);
      }
      jpeg_finish_decompress(&info);
      out.ok = true;
    }
  }
  out.num_warnings = errors.base.num_warnings;
  out.message = errors.message;
  jpeg_destroy_decompress(&info);
  return out;
}

}  // namespace jackdaw::test
