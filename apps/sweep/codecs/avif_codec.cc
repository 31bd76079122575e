// AVIF by libavif's tools, with the AV1 encoder that they choose.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

const char* ChromaFormat(const JpegHeader& header) {
  if (header.is_grey) return "400";
  if (header.h_sampling == 1) return "444";  // also for 4:4:0, which AVIF does not have
  return header.v_sampling == 1 ? "422" : "420";
}

class AvifCodec : public Codec {
 public:
  AvifCodec(Toolbox toolbox, Tool avifenc, Tool avifdec)
      : toolbox_(std::move(toolbox)), avifenc_(std::move(avifenc)), avifdec_(std::move(avifdec)) {}

  CodecInfo info() const override { return {"avifenc", avifenc_.version, "quantizer", false}; }

  std::vector<double> Settings(int count) const override { return WholeSteps(40, 2, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.avif", quantizer = SettingText(setting);
    return RunEncoder(toolbox_,
                      {avifenc_.path, "-j", "1", "-s", "6", "-y", ChromaFormat(input.header),
                       "--min", quantizer, "--max", quantizer, input.png_path, output},
                      output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file,
                                const std::string& scratch) const override {
    const std::string input = scratch + "/in.avif", output = scratch + "/pixels.png";
    return RunDecoder(toolbox_, file, input,
                      {avifdec_.path, "-j", "1", "--png-compress", "0", input, output}, output);
  }

 private:
  Toolbox toolbox_;
  Tool avifenc_, avifdec_;
};

}  // namespace

std::unique_ptr<Codec> MakeAvifCodec(const Toolbox& toolbox) {
  const std::optional<Tool> avifenc = FindTool(toolbox, "avifenc", "--version");
  const std::optional<Tool> avifdec = FindTool(toolbox, "avifdec", "--version");
  if (!avifenc || !avifdec) return nullptr;
  return std::make_unique<AvifCodec>(toolbox, *avifenc, *avifdec);
}

}  // namespace jackdaw::sweep
