// make_golden DIR: writes the golden streams of this version and their manifest. Run once for each
// format version; streams of older versions stay, and their manifest lines are kept.
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>

#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/system/golden.h"

namespace jackdaw::test {
namespace {

struct Source {
  std::string name;
  Bytes file;
  CompressOptions options = {};
};

CompressOptions Slices(uint32_t num_slices) {
  CompressOptions options;
  options.num_slices = num_slices;
  return options;
}

CompressOptions Named(const char* name) {
  CompressOptions options;
  options.file_name = name;
  return options;
}

CompressOptions WithPreset(Preset preset, uint32_t num_slices) {
  CompressOptions options;
  options.preset = preset;
  options.num_slices = num_slices;
  return options;
}

std::vector<Source> Sources() {
  std::vector<Source> out = {
      {"baseline", SmallBaselineFile()},
      {"progressive", SmallProgressiveFile()},
      {"photo_420", WriteWithLibjpeg({.width = 160, .height = 120})},
      {"photo_444_slices",
       WriteWithLibjpeg({.width = 160, .height = 120, .sampling = {{1, 1}, {1, 1}, {1, 1}}}),
       Slices(3)},
      {"arithmetic", WriteWithLibjpeg({.arithmetic = true})},
      {"arithmetic_progressive", WriteWithLibjpeg({.progressive = true, .arithmetic = true})},
      {"cmyk", WriteWithLibjpeg({.width = 64, .height = 48, .colour = JpegColour::kYcck})},
      {"nested", Concat({WithSegment(SmallJpeg(1), 0xE1, ExifPayload(SmallJpeg(2))),
                         FakeMp4(SmallJpeg(3, true))})},
      {"parallel_420", WriteWithLibjpeg({.width = 320, .height = 240}),
       WithPreset(Preset::kParallel, 1)},
      {"parallel_444_slices",
       WriteWithLibjpeg({.width = 320, .height = 240, .sampling = {{1, 1}, {1, 1}, {1, 1}}}),
       WithPreset(Preset::kParallel, 3)},
      {"fast_420", WriteWithLibjpeg({.width = 160, .height = 120}), WithPreset(Preset::kFast, 1)},
      {"stored_text", Bytes(500, 't')},
      {"stored_empty", {}},
      {"named", SmallJpeg(4), Named("named.jpg")}};
  const std::set<std::string> chosen = {"12bit_progressive_420", "everything_odd_in_one_scan",
                                        "truncated_baseline_60", "progressive_zrl_all_kinds",
                                        "restart_misnumbered_mixed_padding"};
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    if (chosen.count(file.name) != 0) out.push_back({file.name, file.bytes, {}});
  }
  return out;
}

struct LossySource {
  std::string name;
  Bytes file;
  double lambda;
};

std::vector<LossySource> LossySources() {
  return {{"lossy_420", WriteWithLibjpeg({.width = 320, .height = 240}), 30},
          {"lossy_cmyk", WriteWithLibjpeg({.width = 64, .height = 48, .colour = JpegColour::kYcck}),
           100}};
}

int Run(const std::filesystem::path& dir) {
  std::filesystem::create_directories(dir);
  // One += a step: g++ 12 warns wrongly (PR 105651) of `const char* + std::string&&`.
  std::string version = "v";
  version += std::to_string(kVersionMajor) + "_" + std::to_string(kVersionMinor) + "_";
  std::string manifest;
  for (const GoldenEntry& entry : ReadGoldenManifest(dir)) {
    if (entry.name.rfind(version, 0) != 0) manifest += FormatGoldenEntry(entry);
  }
  for (const Source& source : Sources()) {
    const Result<CompressResult> result = Compress(source.file, source.options);
    if (!result.ok()) {
      std::fprintf(stderr, "%s: %s\n", source.name.c_str(), result.error().message.c_str());
      return 1;
    }
    const std::string name = version + source.name + ".jkd";
    if (!WriteFileBytes(dir / name, result.value().bytes)) return 1;
    manifest += FormatGoldenEntry({name, source.file.size(), GoldenHash(source.file)});
    std::printf("%-36s %6zu -> %6zu %s\n", name.c_str(), source.file.size(),
                result.value().bytes.size(), OutcomeName(result.value().outcome));
  }
  for (const LossySource& source : LossySources()) {
    LossyOptions options;
    options.target = LossTarget::kLambda;
    options.value = source.lambda;
    const Result<LossyResult> result = CompressLossy(source.file, options);
    if (!result.ok() || result.value().lossless) return 1;
    // What it must decode to is the JPEG inside.
    const Result<DecompressResult> jpeg = Decompress(result.value().bytes);
    if (!jpeg.ok()) return 1;
    const std::string name = version + source.name + ".jkd";
    if (!WriteFileBytes(dir / name, result.value().bytes)) return 1;
    manifest +=
        FormatGoldenEntry({name, jpeg.value().bytes.size(), GoldenHash(jpeg.value().bytes)});
    std::printf("%-36s %6zu -> %6zu lossy\n", name.c_str(), source.file.size(),
                result.value().bytes.size());
  }
  const Bytes text(manifest.begin(), manifest.end());
  return WriteFileBytes(dir / kGoldenManifest, text) ? 0 : 1;
}

}  // namespace
}  // namespace jackdaw::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_golden DIR\n");
    return 2;
  }
  return jackdaw::test::Run(argv[1]);
}
