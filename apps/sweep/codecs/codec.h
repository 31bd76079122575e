// What a sweep compares: an encoder with one knob, and the decoder of its files.
#ifndef JACKDAW_APPS_SWEEP_CODECS_CODEC_H_
#define JACKDAW_APPS_SWEEP_CODECS_CODEC_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "apps/sweep/pictures/image.h"
#include "apps/sweep/pictures/jpeg_pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

// One picture in the forms that encoders take. The files hold the same pixels, those of the JPEG.
struct EncoderInput {
  std::span<const uint8_t> jpeg;
  JpegHeader header;
  std::string jpeg_path, pnm_path, png_path;
};

struct EncodedFile {
  std::vector<uint8_t> bytes;
  double cpu_seconds = 0;
};

struct DecodedPicture {
  Image image;
  double cpu_seconds = 0;  // or, of restored pixels, those that passed
};

struct CodecInfo {
  std::string name;          // unique, e.g. "cjpeg+jackdaw"
  std::string version;       // of all programs and libraries that shape its files, one line
  std::string setting;       // what its knob is called, e.g. "quality"; empty: it has none
  bool is_lossless = false;  // it keeps the pixels of the JPEG exactly
  bool on_request = false;   // it takes part only where it is named
};

class Codec {
 public:
  virtual ~Codec() = default;

  virtual CodecInfo info() const = 0;

  // `count` values of the knob over the range where it is of use, in order of rising rate; a single
  // 0 for a codec without a knob. REQUIRES: count >= 1.
  virtual std::vector<double> Settings(int count) const = 0;

  // `scratch`: an existing directory of the caller's own, for files of any name. Thread-safe for
  // different directories.
  virtual Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                                     const std::string& scratch) const = 0;
  virtual Result<DecodedPicture> Decode(std::span<const uint8_t> file,
                                        const std::string& scratch) const = 0;
};

using CodecList = std::vector<std::unique_ptr<Codec>>;

// A number as a command line takes it: the fewest digits that give the same value, no exponent
// within 1e-4..1e15.
std::string SettingText(double value);

// `count` values from first to last with equal steps, rounded to whole numbers (which may leave
// fewer), or with equal ratios. One value: the middle.
std::vector<double> WholeSteps(double first, double last, int count);
std::vector<double> EqualRatios(double first, double last, int count);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_CODECS_CODEC_H_
