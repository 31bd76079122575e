// Parsing a JPEG (SplitJpeg, which also rewrites and compares the scans) and rebuilding it
// (JoinJpeg).
#include "bench/bench_files.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::bench {
namespace {

bool Split(const Bytes& file, StageTimer* timer) {
  timer->Start();
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(file, {});
  timer->Stop();
  if (!split.ok()) return false;
  timer->Count(file.size(), 0, 0);
  return true;
}

bool Join(const Bytes& file, StageTimer* timer) {
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(file, {});
  if (!split.ok()) return false;
  timer->Start();
  const auto layout = jpeg::ReadJpegLayout(split.value().skeleton, split.value().facts, {});
  if (!layout.ok()) return false;
  Bytes joined;
  const Status status = jpeg::JoinJpeg(*layout.value(), split.value().planes, file.size(), &joined);
  timer->Stop();
  if (!status.ok() || joined != file) return false;
  timer->Count(file.size(), 0, 0);
  return true;
}

}  // namespace
}  // namespace jackdaw::bench

int main(int argc, char** argv) {
  jackdaw::bench::RegisterStage("SplitJpeg", jackdaw::bench::Split);
  jackdaw::bench::RegisterStage("JoinJpeg", jackdaw::bench::Join);
  return jackdaw::bench::RunBenchmarks(argc, argv);
}
