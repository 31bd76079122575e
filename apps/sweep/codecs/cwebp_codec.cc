// Lossy WebP, which is 4:2:0 always.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class CwebpCodec : public Codec {
 public:
  CwebpCodec(Toolbox toolbox, Tool cwebp, Tool dwebp)
      : toolbox_(std::move(toolbox)), cwebp_(std::move(cwebp)), dwebp_(std::move(dwebp)) {}

  CodecInfo info() const override {
    return {"cwebp", "libwebp " + cwebp_.version, "quality", false};
  }

  std::vector<double> Settings(int count) const override { return WholeSteps(30, 100, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.webp";
    return RunEncoder(toolbox_,
                      {cwebp_.path, "-quiet", "-m", "6", "-q", SettingText(setting), input.png_path,
                       "-o", output},
                      output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file,
                                const std::string& scratch) const override {
    const std::string input = scratch + "/in.webp", output = scratch + "/pixels.ppm";
    return RunDecoder(toolbox_, file, input, {dwebp_.path, "-quiet", input, "-ppm", "-o", output},
                      output);
  }

 private:
  Toolbox toolbox_;
  Tool cwebp_, dwebp_;
};

}  // namespace

std::unique_ptr<Codec> MakeCwebpCodec(const Toolbox& toolbox) {
  const std::optional<Tool> cwebp = FindTool(toolbox, "cwebp", "-version");
  const std::optional<Tool> dwebp = FindTool(toolbox, "dwebp", "-version");
  if (!cwebp || !dwebp) return nullptr;
  return std::make_unique<CwebpCodec>(toolbox, *cwebp, *dwebp);
}

}  // namespace jackdaw::sweep
