// The input itself, as the point that all others are read against.
#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class InputCodec : public Codec {
 public:
  CodecInfo info() const override { return {"input", "as given", "", true}; }

  std::vector<double> Settings(int) const override { return {0}; }

  Result<EncodedFile> Encode(const EncoderInput& input, double, const std::string&) const override {
    return EncodedFile{{input.jpeg.begin(), input.jpeg.end()}, 0};
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    return DecodeJpegTimed(file);
  }
};

}  // namespace

std::unique_ptr<Codec> MakeInputCodec() { return std::make_unique<InputCodec>(); }

}  // namespace jackdaw::sweep
