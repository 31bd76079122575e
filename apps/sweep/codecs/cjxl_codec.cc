// JPEG XL from pixels.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class CjxlCodec : public Codec {
 public:
  CjxlCodec(Toolbox toolbox, Tool cjxl, Tool djxl)
      : toolbox_(std::move(toolbox)), cjxl_(std::move(cjxl)), djxl_(std::move(djxl)) {}

  CodecInfo info() const override { return {"cjxl", cjxl_.version, "distance", false}; }

  std::vector<double> Settings(int count) const override { return EqualRatios(5, 0.1, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.jxl";
    return RunEncoder(toolbox_,
                      {cjxl_.path, input.png_path, output, "-d", SettingText(setting),
                       "--num_threads=0", "--quiet"},
                      output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file,
                                const std::string& scratch) const override {
    const std::string input = scratch + "/in.jxl", output = scratch + "/pixels.ppm";
    return RunDecoder(toolbox_, file, input,
                      {djxl_.path, input, output, "--bits_per_sample=8", "--num_threads=1"},
                      output);
  }

 private:
  Toolbox toolbox_;
  Tool cjxl_, djxl_;
};

}  // namespace

std::unique_ptr<Codec> MakeCjxlCodec(const Toolbox& toolbox) {
  const std::optional<Tool> cjxl = FindTool(toolbox, "cjxl", "--version");
  const std::optional<Tool> djxl = FindTool(toolbox, "djxl", "--version");
  if (!cjxl || !djxl) return nullptr;
  return std::make_unique<CjxlCodec>(toolbox, *cjxl, *djxl);
}

}  // namespace jackdaw::sweep
