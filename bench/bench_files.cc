#include "bench/bench_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/libjpeg_files.h"

#ifndef JACKDAW_SHARED_DATA
#define JACKDAW_SHARED_DATA ""
#endif

namespace jackdaw::bench {

namespace {

namespace fs = std::filesystem;

std::vector<Bytes> GeneratedFiles() {
  std::vector<Bytes> files;
  for (const bool progressive : {false, true}) {
    test::LibjpegSpec spec;
    spec.width = 1024;
    spec.height = 768;
    spec.progressive = progressive;
    files.push_back(test::WriteWithLibjpeg(spec));
    spec.sampling = {{1, 1}, {1, 1}, {1, 1}};
    spec.quality = 90;
    if (!progressive) files.push_back(test::WriteWithLibjpeg(spec));
  }
  return files;
}

std::vector<Bytes> FilesIn(const fs::path& dir) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(dir, error)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".jpg" || extension == ".jpeg") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> files;
  for (const fs::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    files.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return files;
}

}  // namespace

std::vector<FileSet> FileSets() {
  std::vector<FileSet> sets = {{"generated", GeneratedFiles}};
  for (const char* folder : {"kodak-jpeg/q75", "val/wild", "val/large", "val/graphics"}) {
    const fs::path dir = fs::path(JACKDAW_SHARED_DATA) / folder;
    std::error_code error;
    if (!fs::is_directory(dir, error)) continue;
    sets.push_back({dir.filename().string(), [dir] { return FilesIn(dir); }});
  }
  return sets;
}

void StageTimer::EndIteration(benchmark::State* state) {
  state->SetIterationTime(seconds_);
  seconds_ = 0;
}

void StageTimer::Report(benchmark::State* state) const {
  state->SetBytesProcessed(static_cast<int64_t>(jpeg_bytes_));
  if (coded_bytes_ == 0 || num_coefficients_ == 0) return;
  const auto coded = static_cast<double>(coded_bytes_);
  state->counters["coded_percent"] = 100 * coded / static_cast<double>(jpeg_bytes_);
  state->counters["bits_per_coeff"] = 8 * coded / static_cast<double>(num_coefficients_);
}

void RegisterStage(const std::string& name, const Stage& stage) {
  for (const FileSet& set : FileSets()) {
    const auto run = [stage, load = set.load](benchmark::State& state) {
      const std::vector<Bytes> files = load();
      StageTimer timer;
      size_t num_files = 0;
      for ([[maybe_unused]] auto _ : state) {
        num_files = 0;
        for (const Bytes& file : files) num_files += stage(file, &timer) ? 1 : 0;
        timer.EndIteration(&state);
      }
      if (num_files == 0) return state.SkipWithError("no file can be modelled");
      timer.Report(&state);
      state.counters["files"] = static_cast<double>(num_files);
    };
    benchmark::RegisterBenchmark((name + "/" + set.name).c_str(), run)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
}

int RunBenchmarks(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace jackdaw::bench
