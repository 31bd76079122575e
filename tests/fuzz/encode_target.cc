#include "apps/images/image_file.h"
#include "jackdaw/encode.h"
#include "jackdaw/pixels.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/loss_aims.h"

namespace jackdaw::test {
namespace {

// Pictures of some 200,000 pixels: coding them several times must not take seconds.
constexpr uint64_t kReadLimit = uint64_t{1} << 20, kMemoryLimit = uint64_t{8} << 20;

EncodeOptions OptionsOf(uint8_t head, const images::ImageFile& image) {
  const LossAim aim = LossAimOf(head, {LossTarget::kQuality, 0});
  EncodeOptions options;
  options.kind = head / 8 % 2 == 1 ? EncodedKind::kJkd : EncodedKind::kJpeg;
  options.target = aim.target;
  options.value = aim.value;
  options.tune = head / 4 % 2 == 1 ? Tune::kPsnr : Tune::kVisual;
  options.sampling = static_cast<ChromaSampling>(head / 16 % 4);
  options.scans = static_cast<ScanChoice>(head / 64 % 3);
  options.icc = image.icc;
  options.exif = image.exif;
  options.compress.memory_limit = kMemoryLimit;
  options.compress.verify = true;
  return options;
}

}  // namespace

std::string FuzzEncode(ByteSpan data) {
  if (data.empty()) return "";
  images::ReadOptions read{.memory_limit = kReadLimit};
  if (data[0] % 2 == 1) read.background = images::Colour{10, 200, 90};
  const Result<images::ImageFile> image = images::ReadImageFile(data.subspan(1), read);
  if (!image.ok()) {
    return image.error().code == ErrorCode::kInternal ? image.error().message : "";
  }
  const images::Raster& raster = image.value().raster;
  const Result<EncodeResult> made = Encode(raster.View(), OptionsOf(data[0], image.value()));
  if (!made.ok()) {
    return made.error().code == ErrorCode::kInternal ? made.error().message : "";
  }
  const Result<Pixels> pixels = DecompressPixels(made.value().bytes);
  if (!pixels.ok()) return "the result has no pixels: " + pixels.error().message;
  const bool is_same = pixels.value().width == raster.width &&
                       pixels.value().height == raster.height &&
                       pixels.value().channels == raster.channels;
  return is_same ? "" : "the result has another size";
}

}  // namespace jackdaw::test
