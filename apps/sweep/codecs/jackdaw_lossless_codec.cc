// Lossless .jkd files through the library.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/system/cpu_clock.h"

namespace jackdaw::sweep {
namespace {

class JackdawLosslessCodec : public Codec {
 public:
  JackdawLosslessCodec(std::string version, Preset preset)
      : version_(std::move(version)), preset_(preset) {}

  CodecInfo info() const override {
    return {std::string("jackdaw-lossless-") + PresetName(preset_), version_, "", true};
  }

  std::vector<double> Settings(int) const override { return {0}; }

  Result<EncodedFile> Encode(const EncoderInput& input, double, const std::string&) const override {
    CompressOptions options;
    options.preset = preset_;
    options.verify = false;  // decoding is timed, and its pixels compared, anyway
    const double start = ThreadCpuSeconds();
    Result<CompressResult> packed = Compress(input.jpeg, options);
    if (!packed.ok()) return packed.error();
    return EncodedFile{std::move(packed).value().bytes, ThreadCpuSeconds() - start};
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    const double start = ThreadCpuSeconds();
    const Result<DecompressResult> jpeg = Decompress(file);
    if (!jpeg.ok()) return jpeg.error();
    const double seconds = ThreadCpuSeconds() - start;
    Result<DecodedPicture> decoded = DecodeJpegTimed(jpeg.value().bytes);
    if (decoded.ok()) decoded.value().cpu_seconds += seconds;
    return decoded;
  }

 private:
  std::string version_;
  Preset preset_;
};

}  // namespace

std::unique_ptr<Codec> MakeJackdawLosslessCodec(const Toolbox& toolbox, Preset preset) {
  return std::make_unique<JackdawLosslessCodec>(JackdawVersion(toolbox), preset);
}

}  // namespace jackdaw::sweep
