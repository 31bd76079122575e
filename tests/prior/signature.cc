#include "tests/prior/signature.h"

#include <algorithm>
#include <array>
#include <vector>

#include "models/prior/wave_prior.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

class Signature {
 public:
  explicit Signature(const infer::Kernels& kernels) : kernels_(kernels) {}

  // Random planes through one network; ratio 0: no guide.
  void Add(const prior::PriorNetworkData& data, uint32_t rows, uint32_t columns, int ratio_x,
           int ratio_y) {
    const prior::PriorNetwork network(data);
    const int lanes = data.shape.lanes;
    std::vector<std::array<uint16_t, 64>> quants;
    quants.reserve(static_cast<size_t>(lanes));
    for (int lane = 0; lane < lanes; ++lane) quants.push_back(RandomQuant());
    const std::array<uint16_t, 64> luma_quant = RandomQuant();
    prior::WavePrior prior(network, quants, luma_quant, rows, columns, kernels_);
    std::vector<int16_t> luma;
    if (ratio_x > 0) {
      const uint32_t luma_rows = rows * static_cast<uint32_t>(ratio_y);
      const uint32_t luma_columns = columns * static_cast<uint32_t>(ratio_x);
      for (size_t i = 0; i < size_t{luma_rows} * luma_columns * 64; ++i) {
        luma.push_back(static_cast<int16_t>(RandomLevel(static_cast<int>(i & 63))));
      }
      prior.SetGuide(
          {luma, size_t{luma_columns} * 64, luma_rows, luma_columns, luma_quant, ratio_x, ratio_y});
    }
    const uint32_t num_waves = columns + 2 * (rows - 1);
    for (uint32_t wave = 0; wave < num_waves; ++wave) {
      const uint32_t row_begin = wave < columns ? 0 : (wave - columns) / 2 + 1;
      AddWave(prior, lanes, wave, row_begin, std::min(rows, wave / 2 + 1));
    }
  }

  uint64_t value() const { return hash_; }

 private:
  std::array<uint16_t, 64> RandomQuant() {
    std::array<uint16_t, 64> quant;
    for (uint16_t& q : quant) q = static_cast<uint16_t>(1 + rng_.Below(1 + rng_.Below(90)));
    return quant;
  }

  int RandomLevel(int k) {
    if (rng_.Below(8 + static_cast<uint32_t>(k)) > 6) return 0;
    const uint32_t bound = rng_.OneIn(50) ? 32767 : rng_.OneIn(4) ? 100 : 4;
    return static_cast<int>(rng_.Below(2 * bound + 1)) - static_cast<int>(bound);
  }

  void AddWave(prior::WavePrior& prior, int lanes, uint32_t wave, uint32_t row_begin,
               uint32_t row_end) {
    prior.BeginWave(wave, row_begin, row_end);
    for (int step = 0; step < prior::kPriorGroups * lanes; ++step) {
      const int group = prior::kPriorGroups - 1 - step / lanes, lane = step % lanes;
      prior.EvaluateStep(group, lane);
      const int begin = prior::kPriorGroupBegin[static_cast<size_t>(group)];
      const int end = prior::kPriorGroupBegin[static_cast<size_t>(group) + 1];
      for (uint32_t row = row_begin; row < row_end; ++row) {
        for (int k = end; k-- > begin;) {
          const entropy::LogisticMixture m = prior.At(row, lane, k);
          AddNumber(static_cast<uint32_t>(m.mean[0]));
          AddNumber(static_cast<uint32_t>(m.mean[1]));
          AddNumber(m.inverse_scale[0]);
          AddNumber(m.inverse_scale[1]);
          AddNumber(m.weight);
          const entropy::ZeroBelief zero = prior.Zero(row, lane, k);
          AddNumber(zero.lower);
          AddNumber(zero.upper);
          AddNumber(static_cast<uint32_t>(zero.log_odds));
          AddNumber(zero.cost);
          const int level = RandomLevel(k);
          if (level != 0) prior.SetLevel(row, lane, k, level);
        }
      }
    }
    prior.EndWave();
  }

  void AddNumber(uint32_t x) { hash_ = Mix64((hash_ ^ x) + 0x9E3779B97F4A7C15u); }

  const infer::Kernels& kernels_;
  TestRng rng_{2024};
  uint64_t hash_ = 0;
};

}  // namespace

uint64_t PriorSignature(const infer::Kernels& kernels) {
  Signature signature(kernels);
  const prior::PriorModelData shipped =
      prior::RandomPriorModel(1, prior::kLumaPriorShape, prior::kChromaPriorShape);
  signature.Add(shipped.luma, 17, 30, 0, 0);
  signature.Add(shipped.chroma, 9, 14, 2, 2);
  const prior::PriorModelData odd =
      prior::RandomPriorModel(2, {1, 48, 80, 20, 7, 0}, {2, 32, 48, 4, 30, 32});
  signature.Add(odd.luma, 11, 7, 0, 0);
  signature.Add(odd.luma, 1, 5, 0, 0);
  signature.Add(odd.luma, 6, 1, 0, 0);
  signature.Add(odd.chroma, 5, 9, 3, 1);
  signature.Add(odd.chroma, 4, 3, 4, 2);
  signature.Add(odd.chroma, 2, 8, 0, 0);
  return signature.value();
}

}  // namespace jackdaw::test
