#include "apps/train/integer_eval.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "apps/train/crop.h"
#include "apps/train/files/read_file.h"
#include "entropy/logistic_mixture.h"
#include "models/prior/guide.h"
#include "models/prior/prior_model.h"
#include "models/prior/wave_prior.h"

namespace jackdaw::train {

namespace {

double LevelBits(const entropy::LogisticMixture& mixture, int level) {
  const uint32_t mass = entropy::Between(mixture, (2 * level - 1) * entropy::kHalfLevelQ12,
                                         (2 * level + 1) * entropy::kHalfLevelQ12);
  return MassBits(mass);
}

}  // namespace

double MassBits(uint32_t mass) {
  // Below it: what the coder's own clamps would make of it.
  constexpr double kMinProbability = 1e-7;
  return -std::log2(std::max(std::ldexp(static_cast<double>(mass), -31), kMinProbability));
}

void AddLevelBits(const prior::PriorNetwork& network, const TargetLayout& layout,
                  const LevelPicker& pick, std::vector<FrequencyBits>* lane_bits) {
  std::vector<std::array<uint16_t, 64>> quants;
  for (const Component* lane : layout.lanes) quants.push_back(lane->quant);
  const Component& luma = layout.luma != nullptr ? *layout.luma : *layout.lanes[0];
  const auto rows = static_cast<uint32_t>(layout.height()),
             columns = static_cast<uint32_t>(layout.width());
  prior::WavePrior prior(network, quants, luma.quant, rows, columns);
  if (layout.luma != nullptr) {
    prior.SetGuide({luma.levels, size_t{luma.width} * 64, luma.height, luma.width, luma.quant,
                    layout.ratio_h, layout.ratio_v});
  }
  const auto lanes = static_cast<int>(layout.lanes.size());
  lane_bits->resize(layout.lanes.size());
  for (uint32_t wave = 0; wave < columns + 2 * (rows - 1); ++wave) {
    const uint32_t begin = wave < columns ? 0 : (wave - columns) / 2 + 1;
    const uint32_t end = std::min(rows, wave / 2 + 1);
    prior.BeginWave(wave, begin, end);
    for (int group = kGroups - 1; group >= 0; --group) {
      for (int lane = 0; lane < lanes; ++lane) {
        prior.EvaluateStep(group, lane);
        for (uint32_t row = begin; row < end; ++row) {
          const auto lane_index = static_cast<size_t>(lane);
          const uint32_t column = wave - 2 * row;
          const int16_t* block =
              layout.lanes[lane_index]->Block(static_cast<int>(row), static_cast<int>(column));
          for (int k = kGroupBegin[static_cast<size_t>(group)];
               k < kGroupBegin[static_cast<size_t>(group) + 1]; ++k) {
            const entropy::LogisticMixture mixture = prior.At(row, lane, k);
            int level = block[k];
            if (pick && (level != 0 || k == 0)) {
              level = pick(lane_index, size_t{row} * columns + column, static_cast<size_t>(k),
                           level, prior.Zero(row, lane, k), mixture);
            }
            (*lane_bits)[lane_index][static_cast<size_t>(k)] += LevelBits(mixture, level);
            if (level != 0) prior.SetLevel(row, lane, k, level);
          }
        }
      }
    }
    prior.EndWave();
  }
}

double IntegerCodeLength(const std::string& model_path, Target target,
                         const std::vector<TrainingImage>& images, int* used) {
  const auto model = prior::ParsePriorModel(ReadFile(model_path));
  if (!model.ok()) throw std::runtime_error(model_path + ": " + model.error().message);
  double bits = 0;
  *used = 0;
  for (const TrainingImage& image : images) {
    TargetLayout layout;
    if (!FindTarget(image, target, &layout)) continue;
    std::vector<FrequencyBits> lane_bits;
    AddLevelBits(target == Target::kLuma ? model.value()->luma : model.value()->chroma, layout,
                 nullptr, &lane_bits);
    for (const FrequencyBits& lane : lane_bits) {
      bits += std::accumulate(lane.begin(), lane.end(), 0.0);
    }
    ++*used;
  }
  return bits / 8;
}

}  // namespace jackdaw::train
