// Coefficient planes to coded bytes and back, one slice and one thread.
#include "bench/bench_files.h"
#include "codec/coeff/coeff_codec.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::bench {
namespace {

constexpr CoeffOptions kOneSlice = {1, 1};

uint64_t NumCoefficients(const std::vector<CoeffPlane>& planes) {
  uint64_t n = 0;
  for (const CoeffPlane& plane : planes) n += plane.coeffs.size();
  return n;
}

bool Encode(const Bytes& file, StageTimer* timer) {
  const Result<SplitJpegResult> split = SplitJpeg(file, {});
  if (!split.ok()) return false;
  const SplitJpegResult& parts = split.value();
  timer->Start();
  const Bytes coded = EncodeCoefficients(parts.frame, parts.planes, kOneSlice);
  timer->Stop();
  timer->Count(file.size(), coded.size(), NumCoefficients(parts.planes));
  return true;
}

bool Decode(const Bytes& file, StageTimer* timer) {
  const Result<SplitJpegResult> split = SplitJpeg(file, {});
  if (!split.ok()) return false;
  const SplitJpegResult& parts = split.value();
  const Bytes coded = EncodeCoefficients(parts.frame, parts.planes, kOneSlice);
  std::vector<CoeffPlane> planes = AllocatePlanes(parts.frame);
  timer->Start();
  const Status status = DecodeCoefficients(coded, parts.frame, kOneSlice, &planes);
  timer->Stop();
  if (!status.ok()) return false;
  timer->Count(file.size(), coded.size(), NumCoefficients(parts.planes));
  return true;
}

}  // namespace
}  // namespace jackdaw::bench

int main(int argc, char** argv) {
  jackdaw::bench::RegisterStage("EncodeCoefficients", jackdaw::bench::Encode);
  jackdaw::bench::RegisterStage("DecodeCoefficients", jackdaw::bench::Decode);
  return jackdaw::bench::RunBenchmarks(argc, argv);
}
