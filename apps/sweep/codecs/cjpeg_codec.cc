// Decode and encode again: what one does without a transcoder.
#include <fmt/format.h>

#include <utility>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class CjpegCodec : public Codec {
 public:
  CjpegCodec(Toolbox toolbox, Tool cjpeg)
      : toolbox_(std::move(toolbox)), cjpeg_(std::move(cjpeg)) {}

  CodecInfo info() const override { return {"cjpeg", cjpeg_.version, "quality", false}; }

  std::vector<double> Settings(int count) const override { return WholeSteps(30, 96, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.jpg";
    // The input's own chroma sampling: another one would be another picture.
    const std::string sampling =
        fmt::format("{}x{}", input.header.h_sampling, input.header.v_sampling);
    return RunEncoder(toolbox_,
                      {cjpeg_.path, "-quality", SettingText(setting), "-optimize", "-sample",
                       sampling, "-outfile", output, input.pnm_path},
                      output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    return DecodeJpegTimed(file);
  }

 private:
  Toolbox toolbox_;
  Tool cjpeg_;
};

}  // namespace

std::unique_ptr<Codec> MakeCjpegCodec(const Toolbox& toolbox) {
  const std::optional<Tool> cjpeg = FindTool(toolbox, "cjpeg", "-version");
  if (!cjpeg) return nullptr;
  return std::make_unique<CjpegCodec>(toolbox, *cjpeg);
}

}  // namespace jackdaw::sweep
