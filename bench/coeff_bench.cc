// Coefficient planes to coded bytes and back, one slice and one thread, for every preset.
#include <string>
#include <utility>

#include "bench/bench_files.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::bench {
namespace {

uint64_t NumCoefficients(const std::vector<CoeffPlane>& planes) {
  uint64_t n = 0;
  for (const CoeffPlane& plane : planes) n += plane.coeffs.size();
  return n;
}

CoeffOptions OneSlice(CoeffPreset preset) { return {1, 1, preset}; }

bool Encode(CoeffPreset preset, const Bytes& file, StageTimer* timer) {
  const Result<SplitJpegResult> split = SplitJpeg(file, {});
  if (!split.ok()) return false;
  const SplitJpegResult& parts = split.value();
  timer->Start();
  const Bytes coded = EncodeCoefficients(parts.frame, parts.planes, OneSlice(preset));
  timer->Stop();
  timer->Count(file.size(), coded.size(), NumCoefficients(parts.planes));
  return true;
}

bool Decode(CoeffPreset preset, const Bytes& file, StageTimer* timer) {
  const Result<SplitJpegResult> split = SplitJpeg(file, {});
  if (!split.ok()) return false;
  const SplitJpegResult& parts = split.value();
  const Bytes coded = EncodeCoefficients(parts.frame, parts.planes, OneSlice(preset));
  std::vector<CoeffPlane> planes = AllocatePlanes(parts.frame);
  timer->Start();
  const Status status = DecodeCoefficients(coded, parts.frame, OneSlice(preset), &planes);
  timer->Stop();
  if (!status.ok()) return false;
  timer->Count(file.size(), coded.size(), NumCoefficients(parts.planes));
  return true;
}

}  // namespace
}  // namespace jackdaw::bench

int main(int argc, char** argv) {
  using namespace jackdaw;  // NOLINT
  const std::pair<CoeffPreset, std::string> presets[] = {{CoeffPreset::kFast, "fast"},
                                                         {CoeffPreset::kDefault, "default"},
                                                         {CoeffPreset::kParallel, "parallel"}};
  for (const auto& [preset, name] : presets) {
    const CoeffPreset used = preset;
    bench::RegisterStage(
        "EncodeCoefficients/" + name,
        [used](const Bytes& file, bench::StageTimer* t) { return bench::Encode(used, file, t); });
    bench::RegisterStage(
        "DecodeCoefficients/" + name,
        [used](const Bytes& file, bench::StageTimer* t) { return bench::Decode(used, file, t); });
  }
  return jackdaw::bench::RunBenchmarks(argc, argv);
}
