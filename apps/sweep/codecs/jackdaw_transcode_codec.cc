// Smaller JPEG files through the library.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/system/cpu_clock.h"
#include "jackdaw/transcode.h"

namespace jackdaw::sweep {
namespace {

class JackdawTranscodeCodec : public Codec {
 public:
  explicit JackdawTranscodeCodec(std::string version) : version_(std::move(version)) {}

  CodecInfo info() const override { return {"jackdaw-transcode", version_, "quality", false}; }

  std::vector<double> Settings(int count) const override { return WholeSteps(20, 99, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string&) const override {
    TranscodeOptions options;
    options.target = LossTarget::kQuality;
    options.value = setting;
    const double start = ThreadCpuSeconds();
    Result<TranscodeResult> made = Transcode(input.jpeg, options);
    if (!made.ok()) return made.error();
    return EncodedFile{std::move(made).value().bytes, ThreadCpuSeconds() - start};
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    return DecodeJpegTimed(file);
  }

 private:
  std::string version_;
};

}  // namespace

std::unique_ptr<Codec> MakeJackdawTranscodeCodec(const Toolbox& toolbox) {
  return std::make_unique<JackdawTranscodeCodec>(JackdawVersion(toolbox));
}

}  // namespace jackdaw::sweep
