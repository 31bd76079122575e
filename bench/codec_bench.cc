// Whole files in memory, one thread: Compress without and with verification, Decompress.
#include "bench/bench_files.h"
#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::bench {
namespace {

// 0 when nothing of the file can be modelled.
uint64_t NumCoefficients(const Bytes& file) {
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(file, {});
  return split.ok() ? jpeg::PlaneBytes(split.value().frame) / sizeof(int16_t) : 0;
}

bool CompressFile(const Bytes& file, bool verify, StageTimer* timer) {
  CompressOptions options;
  options.verify = verify;
  timer->Start();
  const Result<CompressResult> result = Compress(file, options);
  timer->Stop();
  if (!result.ok()) return false;
  timer->Count(file.size(), result.value().bytes.size(), NumCoefficients(file));
  return true;
}

bool DecompressFile(const Bytes& file, StageTimer* timer) {
  const Result<CompressResult> packed = Compress(file);
  if (!packed.ok()) return false;
  timer->Start();
  const Result<DecompressResult> result = Decompress(packed.value().bytes);
  timer->Stop();
  if (!result.ok() || result.value().bytes != file) return false;
  timer->Count(file.size(), packed.value().bytes.size(), NumCoefficients(file));
  return true;
}

}  // namespace
}  // namespace jackdaw::bench

int main(int argc, char** argv) {
  using jackdaw::Bytes;
  using jackdaw::bench::StageTimer;
  jackdaw::bench::RegisterStage("CompressUnverified", [](const Bytes& file, StageTimer* timer) {
    return jackdaw::bench::CompressFile(file, false, timer);
  });
  jackdaw::bench::RegisterStage("Compress", [](const Bytes& file, StageTimer* timer) {
    return jackdaw::bench::CompressFile(file, true, timer);
  });
  jackdaw::bench::RegisterStage("Decompress", jackdaw::bench::DecompressFile);
  return jackdaw::bench::RunBenchmarks(argc, argv);
}
