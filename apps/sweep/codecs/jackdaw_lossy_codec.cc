// Lossy .jkd files by this program's own commands.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/codecs/jackdaw_knob.h"

namespace jackdaw::sweep {
namespace {

class JackdawLossyCodec : public Codec {
 public:
  JackdawLossyCodec(Toolbox toolbox, JackdawKnob knob)
      : toolbox_(std::move(toolbox)), knob_(std::move(knob)), version_(JackdawVersion(toolbox_)) {}

  CodecInfo info() const override { return {"jackdaw-lossy", version_, knob_.setting, false}; }

  std::vector<double> Settings(int count) const override { return knob_.Settings(count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.jkd";
    return RunEncoder(toolbox_,
                      {toolbox_.jackdaw_program, "compress", "-q", "-f", "-j", "1", knob_.option,
                       SettingText(setting), "-o", output, input.jpeg_path},
                      output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file,
                                const std::string& scratch) const override {
    const std::string input = scratch + "/in.jkd", output = scratch + "/pixels.ppm";
    return RunDecoder(toolbox_, file, input,
                      {toolbox_.jackdaw_program, "decompress", "-q", "-f", "-j", "1", "--plain",
                       "--pixels", output, input},
                      output);
  }

 private:
  Toolbox toolbox_;
  JackdawKnob knob_;
  std::string version_;
};

}  // namespace

std::unique_ptr<Codec> MakeJackdawLossyCodec(const Toolbox& toolbox) {
  const std::optional<JackdawKnob> knob = FindJackdawKnob(toolbox, "compress");
  if (!knob || !HelpNames(toolbox, "decompress", "--plain")) return nullptr;
  return std::make_unique<JackdawLossyCodec>(toolbox, *knob);
}

}  // namespace jackdaw::sweep
