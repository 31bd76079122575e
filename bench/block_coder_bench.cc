// The second coder beside the first, on the luma of JPEG files: bytes, and processor time of the
// user, of each; both run in turns in this process.
//
//   jackdaw_block_coder_bench MODEL.jkw2 [--kernels NAME] [--repeat N] [--decode] [--only 1|2]
//       [--each] FILES...
//
// MODEL has luma's network first; another one is not used. --repeat: the time of the fastest of N
// runs over each file. --decode: also decodes what the second coder wrote, and compares.
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "codec/coeff/slices/block_slice_coder.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/jpeg/jpeg_codec.h"
#include "entropy/bit_ops.h"
#include "models/prior/block_data.h"
#include "models/prior/block_model.h"
#include "models/prior/prior_data.h"
#include "models/weights/model_file.h"

namespace jackdaw::bench {
namespace {

using Model = prior::DefaultBlockModel;

struct Options {
  std::string model;
  coeff::Tools tools;
  int repeat = 1;
  bool decode = false, each = false, first = true, second = true;
  std::vector<std::string> files;
};

Bytes ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

// Of this process, spent outside the system, microseconds.
int64_t UserTime() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_utime.tv_sec} * 1000000 + usage.ru_utime.tv_usec;
}

// Null, with a message, when it cannot be used.
std::unique_ptr<Model> LoadLuma(const std::string& path) {
  const Result<Bytes> content = weights::UnpackModelFile(ReadAll(path));
  if (!content.ok()) return nullptr;
  const Result<prior::BlockModelData> data = prior::ParseBlockContent(content.value());
  if (!data.ok() || data.value().networks[0].shape != Model::kLuma ||
      !prior::CheckBlockNetwork(data.value().networks[0]).ok()) {
    return nullptr;
  }
  auto model = std::make_unique<Model>();
  model->luma = prior::BlockNetwork<Model::kLuma>(data.value().networks[0]);
  return model;
}

struct Luma {
  jpeg::Frame frame;
  std::vector<jpeg::CoeffPlane> planes;
  coeff::SliceLayout layout;

  uint64_t NumBlocks() const { return planes[0].coeffs.size() / 64; }
};

bool LoadFile(const std::string& path, Luma* luma) {
  Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(ReadAll(path), {});
  if (!split.ok()) return false;
  jpeg::SplitJpegResult parts = std::move(split).value();
  luma->frame = std::move(parts.frame);
  luma->planes = std::move(parts.planes);
  luma->frame.components.resize(1);
  luma->planes.resize(1);
  luma->layout =
      coeff::MakeSliceLayout(coeff::AnalysePlanes(luma->frame, luma->planes, 1), luma->frame, 0);
  return true;
}

struct Totals {
  uint64_t blocks = 0, first_bytes = 0, second_bytes = 0;
  int64_t first_time = 0, second_time = 0, decode_time = 0;
  bool exact = true;

  void Add(const Totals& t) {
    blocks += t.blocks;
    first_bytes += t.first_bytes;
    second_bytes += t.second_bytes;
    first_time += t.first_time;
    second_time += t.second_time;
    decode_time += t.decode_time;
    exact = exact && t.exact;
  }
  void Print(const char* what) const {
    const auto blocks_or_one = static_cast<double>(std::max<uint64_t>(blocks, 1));
    std::printf(
        "%s: %llu blocks; first %llu bytes, %.3f us a block; second %llu bytes, %.3f us; "
        "decodes in %.3f us%s\n",
        what, static_cast<unsigned long long>(blocks), static_cast<unsigned long long>(first_bytes),
        static_cast<double>(first_time) / blocks_or_one,
        static_cast<unsigned long long>(second_bytes),
        static_cast<double>(second_time) / blocks_or_one,
        static_cast<double>(decode_time) / blocks_or_one, exact ? "" : ", NOT EXACTLY");
  }
};

// With a head of a few bytes.
Bytes EncodeFirst(const Luma& luma, const coeff::Tools& tools) {
  coeff::CoeffOptions options;
  options.num_slices = 1;
  options.preset = coeff::CoeffPreset::kDefault;
  options.tools = tools;
  return coeff::EncodeCoefficients(luma.frame, luma.planes, options);
}

Bytes EncodeSecond(const Luma& luma, const Model& model, const coeff::Tools& tools) {
  entropy::EncodeOps coder;
  coeff::BlockSliceCoder<entropy::EncodeOps, Model>(coder, luma.frame, luma.layout, model,
                                                    luma.planes)
      .With(tools)
      .Run();
  return coder.Finish();
}

void DecodeSecond(const Luma& luma, const Model& model, const coeff::Tools& tools, ByteSpan bytes,
                  Totals* totals) {
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(luma.frame);
  const int64_t start = UserTime();
  entropy::DecodeOps coder(bytes);
  coeff::BlockSliceCoder<entropy::DecodeOps, Model> slice(coder, luma.frame, luma.layout, model,
                                                          planes);
  const bool good = slice.With(tools).Run() && coder.Finish();
  totals->decode_time = std::min(totals->decode_time, UserTime() - start);
  totals->exact = totals->exact && good && planes[0].coeffs == luma.planes[0].coeffs;
}

Totals Measure(const Luma& luma, const Model& model, const Options& options) {
  Totals totals;
  totals.blocks = luma.NumBlocks();
  totals.first_time = totals.second_time = totals.decode_time = INT64_MAX;
  for (int i = 0; i < options.repeat; ++i) {
    const int64_t start = UserTime();
    if (options.first) totals.first_bytes = EncodeFirst(luma, options.tools).size();
    const int64_t middle = UserTime();
    Bytes coded;
    if (options.second) coded = EncodeSecond(luma, model, options.tools);
    const int64_t end = UserTime();
    totals.second_bytes = coded.size();
    totals.first_time = std::min(totals.first_time, middle - start);
    totals.second_time = std::min(totals.second_time, end - middle);
    if (options.decode) DecodeSecond(luma, model, options.tools, coded, &totals);
  }
  if (!options.decode) totals.decode_time = 0;
  return totals;
}

bool Parse(int argc, char** argv, Options* options) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool has_value = i + 1 < argc;
    if (word == "--kernels" && has_value) {
      options->tools.kernels = infer::FindKernels(argv[++i]);
      if (options->tools.kernels == nullptr) return false;
    } else if (word == "--repeat" && has_value) {
      options->repeat = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--only" && has_value) {
      (argv[++i][0] == '1' ? options->second : options->first) = false;
    } else if (word == "--decode") {
      options->decode = true;
    } else if (word == "--each") {
      options->each = true;
    } else if (options->model.empty()) {
      options->model = word;
    } else {
      options->files.push_back(word);
    }
  }
  return !options->files.empty();
}

int Run(const Options& options) {
  const std::unique_ptr<Model> model = LoadLuma(options.model);
  if (model == nullptr) {
    std::fprintf(stderr, "%s: no network for luma that can be used\n", options.model.c_str());
    return 1;
  }
  Totals all;
  for (const std::string& path : options.files) {
    Luma luma;
    if (!LoadFile(path, &luma)) continue;
    const Totals totals = Measure(luma, *model, options);
    if (options.each) totals.Print(path.c_str());
    all.Add(totals);
  }
  all.Print("all");
  return all.exact ? 0 : 1;
}

}  // namespace
}  // namespace jackdaw::bench

int main(int argc, char** argv) {
  jackdaw::bench::Options options;
  if (!jackdaw::bench::Parse(argc, argv, &options)) {
    std::fprintf(stderr,
                 "jackdaw_block_coder_bench MODEL.jkw2 [--kernels NAME] [--repeat N] [--decode] "
                 "[--only 1|2] [--each] FILES...\n");
    return 2;
  }
  return jackdaw::bench::Run(options);
}
