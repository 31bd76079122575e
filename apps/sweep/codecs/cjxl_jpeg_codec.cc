// JPEG XL's own lossless transcoding of JPEG files.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class CjxlJpegCodec : public Codec {
 public:
  CjxlJpegCodec(Toolbox toolbox, Tool cjxl, Tool djxl)
      : toolbox_(std::move(toolbox)), cjxl_(std::move(cjxl)), djxl_(std::move(djxl)) {}

  CodecInfo info() const override { return {"cjxl-jpeg", cjxl_.version, "", true}; }

  std::vector<double> Settings(int) const override { return {0}; }

  Result<EncodedFile> Encode(const EncoderInput& input, double,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.jxl";
    return RunEncoder(
        toolbox_,
        {cjxl_.path, input.jpeg_path, output, "--lossless_jpeg=1", "--num_threads=0", "--quiet"},
        output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file,
                                const std::string& scratch) const override {
    const std::string input = scratch + "/in.jxl", output = scratch + "/out.jpg";
    return RunDecoder(toolbox_, file, input, {djxl_.path, input, output, "--num_threads=1"},
                      output);
  }

 private:
  Toolbox toolbox_;
  Tool cjxl_, djxl_;
};

}  // namespace

std::unique_ptr<Codec> MakeCjxlJpegCodec(const Toolbox& toolbox) {
  const std::optional<Tool> cjxl = FindTool(toolbox, "cjxl", "--version");
  const std::optional<Tool> djxl = FindTool(toolbox, "djxl", "--version");
  if (!cjxl || !djxl) return nullptr;
  return std::make_unique<CjxlJpegCodec>(toolbox, *cjxl, *djxl);
}

}  // namespace jackdaw::sweep
