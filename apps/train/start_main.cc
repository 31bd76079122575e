// jackdaw-train-start: makes the start state of the adaptive coder from JPEGs: of the fast preset
// (models/weights/fast.bin) or of the default preset (models/weights/default_start.bin), the latter
// beside the learned prior that is built in. Without JPEGs: the untrained start.
//
// usage: jackdaw-train-start fast|default OUTPUT SEED [PATH...]      (files or directories)
//
// Two passes. The first counts, for every context slot and image, what was seen; slot_prior.h turns
// that into start probabilities and how far to trust them. The second codes every image from that
// start and lets only the mixer weights learn on from image to image. No learning library is needed
// (docs/training.md).
#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "apps/train/slot_prior.h"
#include "apps/train/train_states.h"
#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/coeff/slices/state_file.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::train {
namespace {

namespace fs = std::filesystem;

Bytes ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

std::vector<fs::path> CollectFiles(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 4; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      files.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool WriteCompressed(const Bytes& bytes, const char* path) {
  Bytes packed(ZSTD_compressBound(bytes.size()));
  const size_t size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 22);
  if (ZSTD_isError(size) != 0) return false;
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(packed.data()), static_cast<std::streamsize>(size));
  std::printf("%s: %zu bytes\n", path, size);
  return out.good();
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
    target.group.weights = source.group.weights;
    target.zero.weights = source.zero.weights;
    target.sign.weights = source.sign.weights;
    target.magnitude.weights = source.magnitude.weights;
    target.dc.weights = source.dc.weights;
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
int Run(const char* output, const std::vector<fs::path>& files) {
  auto start = coeff::UntrainedStart<States>();
  SlotCounts counts;
  SlotPriors priors;
  size_t used = 0;
  for (const fs::path& path : files) {
    auto states = coeff::UntrainedStart<States>();
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
  return WriteCompressed(coeff::SerializeStates(*start), output) ? 0 : 1;
}

int Main(int argc, char** argv) {
  const std::string preset = argc >= 4 ? argv[1] : "";
  if (preset != "fast" && preset != "default") {
    std::fprintf(stderr, "usage: jackdaw-train-start fast|default OUTPUT SEED [PATH...]\n");
    return 2;
  }
  std::vector<fs::path> files = CollectFiles(argc, argv);
  Shuffle(static_cast<uint32_t>(std::stoul(argv[3])), &files);
  return preset == "fast" ? Run<coeff::AdaptiveStates>(argv[2], files)
                          : Run<coeff::PriorAdaptiveStates>(argv[2], files);
}

}  // namespace
}  // namespace jackdaw::train

int main(int argc, char** argv) { return jackdaw::train::Main(argc, argv); }
