#include "apps/jackdaw/serve/jpeg_picture.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>

extern "C" {
#include <jpeglib.h>
}

namespace jackdaw::serve {
namespace {

// libjpeg leaves a function that fails by longjmp. Nothing with a destructor may live in a frame
// that it leaves: the functions between setjmp and libjpeg have plain values and pointers only.
struct ErrorState {
  jpeg_error_mgr base;
  std::jmp_buf jump;
  ErrorCode code;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void Leave(j_common_ptr common, ErrorCode code) {
  auto* state = reinterpret_cast<ErrorState*>(common->err);
  state->code = code;
  std::longjmp(state->jump, 1);
}

[[noreturn]] void OnError(j_common_ptr common) {
  auto* state = reinterpret_cast<ErrorState*>(common->err);
  state->base.format_message(common, state->message);
  // The only errors that are not the file's: JERR_OUT_OF_MEMORY and the like begin so.
  Leave(common, ErrorCode::kUnsupported);
}

void OnMessage(j_common_ptr, int) {}  // warnings and traces

void SetUpErrors(ErrorState* state) {
  jpeg_std_error(&state->base);
  state->base.error_exit = OnError;
  state->base.emit_message = OnMessage;
  state->code = ErrorCode::kUnsupported;
  state->message[0] = '\0';
}

Error ErrorOf(const ErrorState& state) {
  if (state.code == ErrorCode::kLimitExceeded) {
    return {state.code, 0, "the picture is too large to be decoded within the limits"};
  }
  if (state.code == ErrorCode::kCancelled) return {state.code, 0, "cancelled"};
  return {state.code, 0, std::string("no thumbnail can be made: ") + state.message};
}

struct Monitor {
  jpeg_progress_mgr base;
  const JpegLimits* limits;
};

void OnProgress(j_common_ptr common) {
  const JpegLimits& limits = *reinterpret_cast<Monitor*>(common->progress)->limits;
  const auto* decoder = reinterpret_cast<j_decompress_ptr>(common);
  if (decoder->input_scan_number > limits.max_scans) Leave(common, ErrorCode::kLimitExceeded);
  if (limits.cancelled && limits.cancelled()) Leave(common, ErrorCode::kCancelled);
}

// What libjpeg allocates for the whole picture: all coefficients where there are several scans.
uint64_t CoefficientBytes(j_decompress_ptr decoder) {
  if (!jpeg_has_multiple_scans(decoder)) return 0;
  uint64_t num_blocks = 0;
  for (int i = 0; i < decoder->num_components; ++i) {
    const jpeg_component_info& component = decoder->comp_info[i];
    num_blocks += uint64_t{component.width_in_blocks + 4} * (component.height_in_blocks + 4);
  }
  return num_blocks * sizeof(JBLOCK);
}

void ChooseScale(j_decompress_ptr decoder, uint32_t side_px) {
  decoder->scale_denom = 8;
  for (decoder->scale_num = 1; decoder->scale_num < 8; ++decoder->scale_num) {
    jpeg_calc_output_dimensions(decoder);
    if (decoder->output_width >= side_px || decoder->output_height >= side_px) break;
  }
  jpeg_calc_output_dimensions(decoder);
}

void ChooseColours(j_decompress_ptr decoder) {
  if (decoder->jpeg_color_space == JCS_GRAYSCALE) {
    decoder->out_color_space = JCS_GRAYSCALE;
  } else if (decoder->num_components == 4) {
    decoder->out_color_space = JCS_CMYK;
  } else {
    decoder->out_color_space = JCS_RGB;
  }
}

struct DecodeJob {
  jpeg_decompress_struct decoder;
  ErrorState errors;
  Monitor monitor;
  JOCTET* icc = nullptr;
  unsigned int icc_bytes = 0;
};

void StartReading(DecodeJob* job, std::span<const uint8_t> jpeg) {
  jpeg_create_decompress(&job->decoder);
  jpeg_mem_src(&job->decoder, jpeg.data(), static_cast<unsigned long>(jpeg.size()));
  jpeg_save_markers(&job->decoder, JPEG_APP0 + 2, 0xffff);
  jpeg_read_header(&job->decoder, TRUE);
}

// Reads the header and starts the decoder. False when libjpeg left.
bool StartDecoding(DecodeJob* job, std::span<const uint8_t> jpeg, uint32_t side_px,
                   const JpegLimits& limits) {
  if (setjmp(job->errors.jump) != 0) return false;
  StartReading(job, jpeg);
  job->monitor.base.progress_monitor = OnProgress;
  job->monitor.limits = &limits;
  job->decoder.progress = &job->monitor.base;
  ChooseColours(&job->decoder);
  ChooseScale(&job->decoder, side_px);
  const uint64_t output_bytes =
      uint64_t{job->decoder.output_width} * job->decoder.output_height * 4;
  if (CoefficientBytes(&job->decoder) + output_bytes > limits.max_memory) {
    Leave(reinterpret_cast<j_common_ptr>(&job->decoder), ErrorCode::kLimitExceeded);
  }
  job->decoder.do_fancy_upsampling = FALSE;
  jpeg_read_icc_profile(&job->decoder, &job->icc, &job->icc_bytes);
  jpeg_start_decompress(&job->decoder);
  return true;
}

bool ReadRows(DecodeJob* job, uint8_t* samples, size_t row_bytes) {
  if (setjmp(job->errors.jump) != 0) return false;
  while (job->decoder.output_scanline < job->decoder.output_height) {
    JSAMPROW row = samples + job->decoder.output_scanline * row_bytes;
    jpeg_read_scanlines(&job->decoder, &row, 1);
  }
  return true;
}

bool ReadSize(DecodeJob* job, std::span<const uint8_t> jpeg) {
  if (setjmp(job->errors.jump) != 0) return false;
  StartReading(job, jpeg);
  return true;
}

void FinishDecoding(DecodeJob* job) {
  jpeg_destroy_decompress(&job->decoder);
  std::free(job->icc);
}

// Inks to light, without a profile. Adobe's files hold the inverse of the amounts of ink.
std::vector<uint8_t> RgbOfCmyk(const std::vector<uint8_t>& cmyk, bool is_inverted) {
  std::vector<uint8_t> rgb;
  rgb.reserve(cmyk.size() / 4 * 3);
  for (size_t i = 0; i + 4 <= cmyk.size(); i += 4) {
    const auto light = [&](size_t c) {
      return static_cast<unsigned>(is_inverted ? cmyk[i + c] : 255 - cmyk[i + c]);
    };
    for (size_t c = 0; c < 3; ++c) {
      rgb.push_back(static_cast<uint8_t>((light(c) * light(3) + 127) / 255));
    }
  }
  return rgb;
}

struct EncodeJob {
  jpeg_compress_struct encoder;
  ErrorState errors;
  unsigned char* out = nullptr;
  unsigned long out_bytes = 0;
};

bool Encode(EncodeJob* job, const Raster& picture, int quality, std::span<const uint8_t> icc) {
  if (setjmp(job->errors.jump) != 0) return false;
  jpeg_create_compress(&job->encoder);
  jpeg_mem_dest(&job->encoder, &job->out, &job->out_bytes);
  job->encoder.image_width = picture.width_px;
  job->encoder.image_height = picture.height_px;
  job->encoder.input_components = picture.num_channels;
  job->encoder.in_color_space = picture.num_channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&job->encoder);
  jpeg_set_quality(&job->encoder, quality, TRUE);
  job->encoder.optimize_coding = TRUE;
  jpeg_start_compress(&job->encoder, TRUE);
  if (!icc.empty()) {
    jpeg_write_icc_profile(&job->encoder, icc.data(), static_cast<unsigned>(icc.size()));
  }
  const size_t row_bytes = size_t{picture.width_px} * static_cast<size_t>(picture.num_channels);
  while (job->encoder.next_scanline < job->encoder.image_height) {
    // libjpeg does not write to its input, but its type does not say so.
    auto* row =
        const_cast<JSAMPROW>(picture.samples.data() + job->encoder.next_scanline * row_bytes);
    jpeg_write_scanlines(&job->encoder, &row, 1);
  }
  jpeg_finish_compress(&job->encoder);
  return true;
}

Error OutOfMemory() { return {ErrorCode::kLimitExceeded, 0, "out of memory"}; }

Result<JpegPicture> DecodeOrThrow(DecodeJob* job, std::span<const uint8_t> jpeg, uint32_t side_px,
                                  const JpegLimits& limits) {
  SetUpErrors(&job->errors);
  job->decoder.err = &job->errors.base;
  if (!StartDecoding(job, jpeg, side_px, limits)) return ErrorOf(job->errors);
  JpegPicture out;
  out.full_width_px = job->decoder.image_width;
  out.full_height_px = job->decoder.image_height;
  const int channels = job->decoder.output_components;
  const size_t row_bytes = size_t{job->decoder.output_width} * static_cast<size_t>(channels);
  std::vector<uint8_t> samples(row_bytes * job->decoder.output_height);
  if (!ReadRows(job, samples.data(), row_bytes)) return ErrorOf(job->errors);
  const bool is_cmyk = channels == 4;
  if (is_cmyk) samples = RgbOfCmyk(samples, job->decoder.saw_Adobe_marker == TRUE);
  out.picture = {job->decoder.output_width, job->decoder.output_height, is_cmyk ? 3 : channels,
                 std::move(samples)};
  // A profile of inks says nothing of the light that was made of them.
  if (!is_cmyk && job->icc != nullptr) {
    out.icc_profile.assign(job->icc, job->icc + job->icc_bytes);
  }
  return out;
}

}  // namespace

Result<JpegPicture> DecodeScaled(std::span<const uint8_t> jpeg, uint32_t side_px,
                                 const JpegLimits& limits) {
  DecodeJob job{};
  Result<JpegPicture> result = OutOfMemory();
  try {
    result = DecodeOrThrow(&job, jpeg, side_px, limits);
  } catch (const std::bad_alloc&) {
    result = OutOfMemory();
  }
  FinishDecoding(&job);
  return result;
}

Result<JpegSize> ReadJpegSize(std::span<const uint8_t> jpeg) {
  DecodeJob job{};
  SetUpErrors(&job.errors);
  job.decoder.err = &job.errors.base;
  Result<JpegSize> result = JpegSize{};
  if (ReadSize(&job, jpeg)) {
    result = JpegSize{job.decoder.image_width, job.decoder.image_height};
  } else {
    result = ErrorOf(job.errors);
  }
  FinishDecoding(&job);
  return result;
}

Result<std::vector<uint8_t>> EncodeJpeg(const Raster& picture, int quality,
                                        std::span<const uint8_t> icc_profile) {
  EncodeJob job{};
  SetUpErrors(&job.errors);
  job.encoder.err = &job.errors.base;
  Result<std::vector<uint8_t>> result = OutOfMemory();
  try {
    if (Encode(&job, picture, quality, icc_profile)) {
      result = std::vector<uint8_t>(job.out, job.out + job.out_bytes);
    } else {
      result = ErrorOf(job.errors);
    }
  } catch (const std::bad_alloc&) {
    result = OutOfMemory();
  }
  jpeg_destroy_compress(&job.encoder);
  std::free(job.out);
  return result;
}

}  // namespace jackdaw::serve
