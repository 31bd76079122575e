// Lossy .jkd files through the library.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/system/cpu_clock.h"
#include "jackdaw/lossy.h"
#include "jackdaw/pixels.h"

namespace jackdaw::sweep {
namespace {

class JackdawLossyCodec : public Codec {
 public:
  explicit JackdawLossyCodec(std::string version) : version_(std::move(version)) {}

  CodecInfo info() const override { return {"jackdaw-lossy", version_, "quality", false}; }

  std::vector<double> Settings(int count) const override { return WholeSteps(20, 99, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string&) const override {
    LossyOptions options;
    options.target = LossTarget::kQuality;
    options.value = setting;
    options.compress.verify = false;  // decoding is timed anyway
    const double start = ThreadCpuSeconds();
    Result<LossyResult> packed = CompressLossy(input.jpeg, options);
    if (!packed.ok()) return packed.error();
    return EncodedFile{std::move(packed).value().bytes, ThreadCpuSeconds() - start};
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    const double start = ThreadCpuSeconds();
    Result<Pixels> made = DecompressPixels(file);
    if (!made.ok()) return made.error();
    const double seconds = ThreadCpuSeconds() - start;
    Pixels& pixels = made.value();
    return DecodedPicture{Image{pixels.width, pixels.height, static_cast<uint32_t>(pixels.channels),
                                std::move(pixels.samples)},
                          seconds};
  }

 private:
  std::string version_;
};

}  // namespace

std::unique_ptr<Codec> MakeJackdawLossyCodec(const Toolbox& toolbox) {
  return std::make_unique<JackdawLossyCodec>(JackdawVersion(toolbox));
}

}  // namespace jackdaw::sweep
