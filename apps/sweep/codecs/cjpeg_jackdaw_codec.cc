// Decode, encode again, and pack the new JPEG without loss: what lossless Jackdaw alone can do
// about rate.
#include <utility>

#include "apps/sweep/codecs/codec_list.h"

namespace jackdaw::sweep {
namespace {

class CjpegJackdawCodec : public Codec {
 public:
  CjpegJackdawCodec(std::unique_ptr<Codec> cjpeg, std::unique_ptr<Codec> jackdaw)
      : cjpeg_(std::move(cjpeg)), jackdaw_(std::move(jackdaw)) {}

  CodecInfo info() const override {
    const CodecInfo cjpeg = cjpeg_->info();
    return {"cjpeg+jackdaw", cjpeg.version + ", jackdaw " + jackdaw_->info().version, cjpeg.setting,
            false};
  }

  std::vector<double> Settings(int count) const override { return cjpeg_->Settings(count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    const Result<EncodedFile> jpeg = cjpeg_->Encode(input, setting, scratch);
    if (!jpeg.ok()) return jpeg.error();
    EncoderInput second = input;
    second.jpeg = jpeg.value().bytes;
    Result<EncodedFile> packed = jackdaw_->Encode(second, 0, scratch);
    if (packed.ok()) packed.value().cpu_seconds += jpeg.value().cpu_seconds;
    return packed;
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file,
                                const std::string& scratch) const override {
    return jackdaw_->Decode(file, scratch);
  }

 private:
  std::unique_ptr<Codec> cjpeg_, jackdaw_;
};

}  // namespace

std::unique_ptr<Codec> MakeCjpegJackdawCodec(const Toolbox& toolbox) {
  std::unique_ptr<Codec> cjpeg = MakeCjpegCodec(toolbox);
  if (cjpeg == nullptr) return nullptr;
  return std::make_unique<CjpegJackdawCodec>(std::move(cjpeg),
                                             MakeJackdawLosslessCodec(toolbox, Preset::kDefault));
}

}  // namespace jackdaw::sweep
