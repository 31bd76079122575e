// JPEG files made and read by libjpeg-turbo. The only place of the test support that calls it; its
// longjmp stays inside libjpeg_files.cc.
#ifndef JACKDAW_TESTS_SUPPORT_LIBJPEG_FILES_H_
#define JACKDAW_TESTS_SUPPORT_LIBJPEG_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "tests/support/scan_tokens.h"
#include "tests/support/synthetic_image.h"
#include "tests/support/test_frame.h"

namespace jackdaw::test {

enum class JpegColour { kGrey, kYcc, kRgb, kCmyk, kYcck };

struct LibjpegSpec {
  uint32_t width = 90, height = 61;
  JpegColour colour = JpegColour::kYcc;
  std::vector<Sampling> sampling = {};  // empty: libjpeg's default (4:2:0 for YCbCr)
  int quality = 75;
  bool force_baseline = true;
  bool optimize = false;
  bool progressive = false;  // libjpeg's default script
  bool arithmetic = false;
  unsigned restart_interval = 0;  // MCUs
  int restart_rows = 0;           // MCU rows
  std::vector<Scan> scans = {};   // own scan script, when not empty
  Bytes app1 = {}, app2 = {};     // APP1 payload and ICC profile, when not empty
  int smoothing = 0;
  Content content = Content::kPhoto;
  uint64_t seed = 3;
};

// Empty when libjpeg refuses (a bug of the spec).
Bytes WriteWithLibjpeg(const LibjpegSpec& spec);

struct LibjpegRead {
  bool ok = false;        // headers and coefficients were read, no fatal error
  long num_warnings = 0;  // corrupt data and the like
  std::string message;    // of the fatal error or the last warning
  TestFrame frame;        // sizes, sampling, tables and coefficients
};
// Reads all scans with jpeg_read_coefficients. Files above 64 MiB of coefficients are refused.
LibjpegRead ReadWithLibjpeg(ByteSpan file);

struct LibjpegPixels {
  bool ok = false;  // decoded without a fatal error
  long num_warnings = 0;
  std::string message;  // of the fatal error or the last warning
  uint32_t width = 0, height = 0, channels = 0;
  Bytes samples;  // [height][width][channels]: grey, RGB or CMYK
};
// Decodes to grey or RGB with the accurate integer DCT and smooth upsampling, as djpeg does. Fails
// for colours that are neither grey, YCbCr nor RGB, and above 2^23 pixels.
LibjpegPixels DecodeWithLibjpeg(ByteSpan file);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_LIBJPEG_FILES_H_
