// JPEG by jpegli, from the decoded pixels.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class CjpegliCodec : public Codec {
 public:
  CjpegliCodec(Toolbox toolbox, Tool cjpegli)
      : toolbox_(std::move(toolbox)), cjpegli_(std::move(cjpegli)) {}

  CodecInfo info() const override { return {"cjpegli", cjpegli_.version, "quality", false}; }

  std::vector<double> Settings(int count) const override { return WholeSteps(30, 96, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const int h = input.header.h_sampling, v = input.header.v_sampling;
    const char* const sampling = h == 1 && v == 1   ? "444"
                                 : h == 2 && v == 1 ? "422"
                                 : h == 2 && v == 2 ? "420"
                                 : h == 1 && v == 2 ? "440"
                                                    : nullptr;
    if (sampling == nullptr) {
      return Error{ErrorCode::kUnsupported, 0,
                   fmt::format("cjpegli has no sampling of {}x{}", h, v)};
    }
    const std::string output = scratch + "/out.jpg";
    return RunEncoder(toolbox_,
                      {cjpegli_.path, input.png_path, output, "-q", SettingText(setting),
                       fmt::format("--chroma_subsampling={}", sampling)},
                      output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    return DecodeJpegTimed(file);
  }

 private:
  Toolbox toolbox_;
  Tool cjpegli_;
};

}  // namespace

std::unique_ptr<Codec> MakeCjpegliCodec(const Toolbox& toolbox) {
  const std::optional<Tool> cjpegli = FindTool(toolbox, "cjpegli", "-V");
  if (!cjpegli) return nullptr;
  return std::make_unique<CjpegliCodec>(toolbox, *cjpegli);
}

}  // namespace jackdaw::sweep
