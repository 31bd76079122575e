// jackdaw_make_golden DIR: writes the golden streams of this version that are not there yet, and
// their manifest. What was written once stays, with its line in the manifest: later programs may
// write another stream of the same file, but must read this one.
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "codec/container/icc_profiles.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "tests/support/catalogue.h"
#include "tests/support/directory_argument.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/lossless_writer.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"
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

// The segment of the first known ICC profile.
Bytes KnownProfile() {
  Bytes segment;
  return container::AppendIccSegment(0, &segment) ? segment : Bytes();
}

std::vector<Source> SourcesOfMethods() {
  return {
      {"parallel_420", WriteWithLibjpeg({.width = 320, .height = 240}),
       WithPreset(Preset::kParallel, 1)},
      {"parallel_444_slices",
       WriteWithLibjpeg({.width = 320, .height = 240, .sampling = {{1, 1}, {1, 1}, {1, 1}}}),
       WithPreset(Preset::kParallel, 3)},
      {"balanced_420", WriteWithLibjpeg({.width = 160, .height = 120}),
       WithPreset(Preset::kBalanced, 1)},
      {"balanced_cmyk_slices",
       WriteWithLibjpeg({.width = 96, .height = 80, .colour = JpegColour::kYcck}),
       WithPreset(Preset::kBalanced, 3)},
      {"static_noise",
       WriteWithLibjpeg({.width = 64, .height = 64, .quality = 100, .content = Content::kNoise})},
      {"fast_420", WriteWithLibjpeg({.width = 160, .height = 120}), WithPreset(Preset::kFast, 1)}};
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
      {"raw_tail", Concat({SmallJpeg(5), TestRng(5).RandomBytes(4000)})},
      {"lzma_pieces", Concat({SmallJpeg(6), NumberTable(20000, 6)})},
      {"base64_lines", WithSegment(SmallJpeg(7), 0xE1, XmpPayload(SmallJpeg(8)))},
      {"base64_extended_xmp",
       WithBytes(SmallJpeg(9), ExtendedXmp(SmallJpeg(10), SmallJpeg(9), 500))},
      {"icc_profile", WithBytes(SmallJpeg(11), KnownProfile())},
      {"lossless_medical",
       WriteLossless(MakeLosslessPicture(96, 80, 12, {{1, 1}}, LosslessContent::kMedical),
                     {.predictor = 7})},
      {"lossless_rgb_slices",
       WriteLossless(
           MakeLosslessPicture(64, 48, 8, {{1, 1}, {1, 1}, {1, 1}}, LosslessContent::kPhoto),
           {.predictor = 5}),
       Slices(3)},
      {"lossless_odd",
       WriteLossless(MakeLosslessPicture(45, 39, 16, {{2, 2}, {1, 1}, {1, 1}, {2, 1}},
                                         LosslessContent::kSparse),
                     {.predictor = 4,
                      .point_transform = 2,
                      .restart_rows = 2,
                      .scans = {{0}, {1, 3}, {2}},
                      .mixed_padding = true,
                      .misnumber_restarts = true,
                      .zero_height = true})},
      {"lossless_in_dicom", FakeDicom(WriteLossless(MakeLosslessPicture(160, 120, 12, {{1, 1}},
                                                                        LosslessContent::kMedical),
                                                    {.predictor = 1}))},
      {"stored_text", Bytes(500, 't')},
      {"stored_empty", {}},
      {"named", SmallJpeg(4), Named("named.jpg")}};
  for (Source& source : SourcesOfMethods()) out.push_back(std::move(source));
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
           100},
          {"lossy_tables", WriteWithLibjpeg({.width = 320, .height = 240, .quality = 90}), 40},
          {"lossy_tables_after_comment",
           WithSegment(WriteWithLibjpeg({.width = 160, .height = 120, .quality = 95}), 0xFE,
                       Bytes(20, 'c')),
           20}};
}

// The directory and its manifest.
class Streams {
 public:
  explicit Streams(std::filesystem::path dir) : dir_(std::move(dir)) {
    for (const GoldenEntry& entry : ReadGoldenManifest(dir_)) {
      names_.insert(entry.name);
      manifest_ += FormatGoldenEntry(entry);
    }
  }

  // f2: version of the format.
  static std::string NameOf(const std::string& source) {
    // One += a step: g++ 12 warns wrongly (PR 105651) of `const char* + std::string&&`.
    std::string name = "f2_v";
    name += std::to_string(kVersionMajor) + "_" + std::to_string(kVersionMinor) + "_";
    return name + source + ".jkd";
  }
  bool Has(const std::string& source) const { return names_.count(NameOf(source)) != 0; }

  // content: what the stream decodes to.
  bool Add(const std::string& source, ByteSpan stream, ByteSpan content, const char* kind) {
    const std::string name = NameOf(source);
    if (!WriteFileBytes(dir_ / name, stream)) return false;
    manifest_ += FormatGoldenEntry({name, content.size(), GoldenHash(content)});
    std::printf("%-36s %6zu -> %6zu %s\n", name.c_str(), content.size(), stream.size(), kind);
    return true;
  }
  bool WriteManifest() const {
    const Bytes text(manifest_.begin(), manifest_.end());
    return WriteFileBytes(dir_ / kGoldenManifest, text);
  }

 private:
  std::filesystem::path dir_;
  std::set<std::string> names_;
  std::string manifest_;
};

bool AddLossless(const Source& source, Streams* streams) {
  const Result<CompressResult> result = Compress(source.file, source.options);
  if (!result.ok()) {
    std::fprintf(stderr, "%s: %s\n", source.name.c_str(), result.error().message.c_str());
    return false;
  }
  return streams->Add(source.name, result.value().bytes, source.file,
                      OutcomeName(result.value().outcome));
}

bool AddLossy(const LossySource& source, Streams* streams) {
  LossyOptions options;
  options.target = LossTarget::kLambda;
  options.value = source.lambda;
  const Result<LossyResult> result = CompressLossy(source.file, options);
  if (!result.ok() || result.value().lossless) return false;
  // What it must decode to is the JPEG inside.
  const Result<DecompressResult> jpeg = Decompress(result.value().bytes);
  if (!jpeg.ok()) return false;
  return streams->Add(source.name, result.value().bytes, jpeg.value().bytes, "lossy");
}

int Run(const std::filesystem::path& dir) {
  std::filesystem::create_directories(dir);
  Streams streams(dir);
  for (const Source& source : Sources()) {
    if (!streams.Has(source.name) && !AddLossless(source, &streams)) return 1;
  }
  for (const LossySource& source : LossySources()) {
    if (!streams.Has(source.name) && !AddLossy(source, &streams)) return 1;
  }
  return streams.WriteManifest() ? 0 : 1;
}

}  // namespace
}  // namespace jackdaw::test

int main(int argc, char** argv) {
  return jackdaw::test::RunOnDirectory(
      argc, argv,
      "usage: jackdaw_make_golden DIR\n"
      "Writes the golden streams of this version that DIR lacks, and their manifest.\n",
      jackdaw::test::Run);
}
