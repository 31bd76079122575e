// Smaller JPEG files by this program's own command.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/codecs/jackdaw_knob.h"

namespace jackdaw::sweep {
namespace {

class JackdawTranscodeCodec : public Codec {
 public:
  JackdawTranscodeCodec(Toolbox toolbox, JackdawKnob knob)
      : toolbox_(std::move(toolbox)), knob_(std::move(knob)), version_(JackdawVersion(toolbox_)) {}

  CodecInfo info() const override { return {"jackdaw-transcode", version_, knob_.setting, false}; }

  std::vector<double> Settings(int count) const override { return knob_.Settings(count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const std::string output = scratch + "/out.jpg";
    return RunEncoder(toolbox_,
                      {toolbox_.jackdaw_program, "transcode", "-q", "-f", "-j", "1", knob_.option,
                       SettingText(setting), "-o", output, input.jpeg_path},
                      output);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    return DecodeJpegTimed(file);
  }

 private:
  Toolbox toolbox_;
  JackdawKnob knob_;
  std::string version_;
};

}  // namespace

std::unique_ptr<Codec> MakeJackdawTranscodeCodec(const Toolbox& toolbox) {
  const std::optional<JackdawKnob> knob = FindJackdawKnob(toolbox, "transcode");
  if (!knob) return nullptr;
  return std::make_unique<JackdawTranscodeCodec>(toolbox, *knob);
}

}  // namespace jackdaw::sweep
