// The files of another codec, restored by networks when they are decoded.
#include <chrono>
#include <utility>

#include "apps/sweep/codecs/codec_list.h"
#include "apps/sweep/system/content_hash.h"
#include "jackdaw/pixels.h"

namespace jackdaw::sweep {
namespace {

class RestoredCodec : public Codec {
 public:
  RestoredCodec(CodecInfo info, std::unique_ptr<Codec> files, const TextureOptions& texture)
      : info_(std::move(info)), files_(std::move(files)), texture_(texture) {}

  CodecInfo info() const override { return info_; }

  std::vector<double> Settings(int count) const override { return files_->Settings(count); }

  Result<EncodedFile> Encode(const EncoderInput& input, double setting,
                             const std::string& scratch) const override {
    return files_->Encode(input, setting, scratch);
  }

  Result<DecodedPicture> Decode(std::span<const uint8_t> file, const std::string&) const override {
    // Networks work on a thread of their own, which the clock of this one does not see.
    const auto start = std::chrono::steady_clock::now();
    Result<Pixels> made = DecompressPixels(file, {.restore = true, .texture = texture_});
    if (!made.ok()) return made.error();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    Pixels& pixels = made.value();
    return DecodedPicture{Image{pixels.width, pixels.height, static_cast<uint32_t>(pixels.channels),
                                std::move(pixels.samples)},
                          elapsed.count()};
  }

 private:
  CodecInfo info_;
  std::unique_ptr<Codec> files_;
  TextureOptions texture_;
};

}  // namespace

std::unique_ptr<Codec> MakeRestoredCodec(const Toolbox& toolbox, const std::string& name,
                                         std::unique_ptr<Codec> files,
                                         const TextureOptions& texture) {
  if (!CanRestorePixels()) return nullptr;
  std::string version = JackdawVersion(toolbox);
  if (texture.on) version += ", texture";
  if (!texture.weights.empty()) version.append(" ").append(ContentHash(texture.weights));
  CodecInfo info{name, std::move(version), files->info().setting, false, true};
  return std::make_unique<RestoredCodec>(std::move(info), std::move(files), texture);
}

}  // namespace jackdaw::sweep
