// Decode and encode again: what one does without a transcoder. libjpeg-turbo's cjpeg, sequential or
// progressive, and mozjpeg's, which takes the same arguments.
#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class CjpegCodec : public Codec {
 public:
  // options: of how the file is coded.
  CjpegCodec(Toolbox toolbox, Tool cjpeg, std::string name, std::vector<std::string> options)
      : toolbox_(std::move(toolbox)),
        cjpeg_(std::move(cjpeg)),
        name_(std::move(name)),
        options_(std::move(options)) {}

  CodecInfo info() const override { return {name_, cjpeg_.version, "quality", false}; }

  std::vector<double> Settings(int count) const override { return WholeSteps(30, 96, count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.jpg";
    std::vector<std::string> args = {cjpeg_.path, "-quality", SettingText(setting)};
    args.insert(args.end(), options_.begin(), options_.end());
    // The input's own chroma sampling: another one would be another picture.
    const std::string sampling =
        fmt::format("{}x{}", input.header.h_sampling, input.header.v_sampling);
    args.insert(args.end(), {"-sample", sampling, "-outfile", output, input.pnm_path});
    return RunEncoder(toolbox_, args, output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    return DecodeJpegTimed(file);
  }

 private:
  Toolbox toolbox_;
  Tool cjpeg_;
  std::string name_;
  std::vector<std::string> options_;
};

bool IsMozjpeg(const Tool& tool) { return tool.version.find("mozjpeg") != std::string::npos; }

std::unique_ptr<Codec> MakeTurboCodec(const Toolbox& toolbox, const char* name,
                                      std::vector<std::string> options) {
  const std::optional<Tool> cjpeg = FindTool(toolbox, "cjpeg", "-version");
  if (!cjpeg || IsMozjpeg(*cjpeg)) return nullptr;
  return std::make_unique<CjpegCodec>(toolbox, *cjpeg, name, std::move(options));
}

}  // namespace

std::unique_ptr<Codec> MakeCjpegCodec(const Toolbox& toolbox) {
  return MakeTurboCodec(toolbox, "cjpeg", {"-optimize"});
}

std::unique_ptr<Codec> MakeCjpegProgressiveCodec(const Toolbox& toolbox) {
  return MakeTurboCodec(toolbox, "cjpeg-progressive", {"-optimize", "-progressive"});
}

std::unique_ptr<Codec> MakeMozjpegCodec(const Toolbox& toolbox) {
  // Its own name is that of libjpeg-turbo's program.
  for (const char* program : {"mozcjpeg", "cjpeg-mozjpeg", "cjpeg"}) {
    const std::optional<Tool> cjpeg = FindTool(toolbox, program, "-version");
    if (!cjpeg || !IsMozjpeg(*cjpeg)) continue;
    // Progressive scans and trellis quantization are its defaults.
    return std::make_unique<CjpegCodec>(toolbox, *cjpeg, "mozjpeg", std::vector<std::string>());
  }
  return nullptr;
}

}  // namespace jackdaw::sweep
