#include "apps/train/train_start.h"

#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>

#include "apps/train/files/read_file.h"
#include "apps/train/slot_prior.h"
#include "apps/train/train_states.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/coeff/slices/state_file.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::train {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> CollectFiles(const std::vector<std::string>& paths) {
  std::vector<fs::path> files;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void WriteCompressed(const Bytes& bytes, const std::string& path) {
  Bytes packed(ZSTD_compressBound(bytes.size()));
  const size_t size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 22);
  std::ofstream out(path, std::ios::binary);
  if (ZSTD_isError(size) == 0) {
    out.write(reinterpret_cast<const char*>(packed.data()), static_cast<std::streamsize>(size));
    out.close();
  }
  if (ZSTD_isError(size) != 0 || !out) throw std::runtime_error(path + ": cannot be written");
  std::printf("%s: %zu bytes\n", path.c_str(), size);
}

// Fisher-Yates with our own bound, since std::shuffle differs between libraries.
void Shuffle(uint32_t seed, std::vector<fs::path>* files) {
  std::mt19937 random(seed);
  for (size_t i = files->size(); i > 1; --i) std::swap((*files)[i - 1], (*files)[random() % i]);
}

// Runs one image through the coder; false when it is not a JPEG that can be modelled.
template <class States>
bool RunImage(const fs::path& path, States* states, SlotCounts* counts) {
  const Bytes file = ReadFile(path);
  const auto split = jpeg::SplitJpeg(file, jpeg::JpegLimits{});
  if (!split.ok()) return false;
  TrainStates(split.value().frame, split.value().planes, states, counts);
  return true;
}

// Copies everything but slots and counts.
void KeepWeights(const coeff::AdaptiveStates& from, coeff::AdaptiveStates* to) {
  for (size_t c = 0; c < from.size(); ++c) {
    const coeff::AdaptiveState& source = from[c];
    coeff::AdaptiveState& target = (*to)[c];
    target.mantissa = source.mantissa;
  }
}
void KeepWeights(const coeff::PriorAdaptiveStates& from, coeff::PriorAdaptiveStates* to) {
  for (size_t c = 0; c < from.size(); ++c) {
    const coeff::PriorAdaptiveState& source = from[c];
    coeff::PriorAdaptiveState& target = (*to)[c];
    target.group.weights = source.group.weights;
    target.zero.weights = source.zero.weights;
    target.sign.weights = source.sign.weights;
    target.magnitude.weights = source.magnitude.weights;
    target.dc.weights = source.dc.weights;
    target.mantissa.weights = source.mantissa.weights;
  }
}

template <class States>
void Run(const std::string& output, const std::vector<fs::path>& files) {
  auto start = coeff::MakeAll<States>(coeff::UntrainedStates<States>());
  SlotCounts counts;
  SlotPriors priors;
  size_t used = 0;
  for (const fs::path& path : files) {
    auto states = coeff::MakeAll<States>(coeff::UntrainedStates<States>());
    if (!RunImage(path, states.get(), &counts)) continue;
    priors.Add(counts);
    ++used;
  }
  priors.Apply(start.get());
  auto states = std::make_unique<States>();
  for (const fs::path& path : files) {
    *states = *start;
    if (RunImage(path, states.get(), &counts)) KeepWeights(*states, start.get());
  }
  std::printf("trained on %zu of %zu files\n", used, files.size());
  WriteCompressed(coeff::SerializeStates(*start), output);
}

}  // namespace

void TrainStart(const StartOptions& options) {
  std::vector<fs::path> files = CollectFiles(options.paths);
  Shuffle(options.seed, &files);
  if (options.preset == StartPreset::kFast) {
    Run<coeff::AdaptiveStates>(options.output, files);
  } else {
    Run<coeff::PriorAdaptiveStates>(options.output, files);
  }
}

}  // namespace jackdaw::train
