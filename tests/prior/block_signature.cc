#include "tests/prior/block_signature.h"

#include <algorithm>
#include <array>
#include <vector>

#include "models/prior/block_wave_impl.h"
#include "models/prior/lattice_wave_impl.h"
#include "models/prior/prior_order.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

class Signature {
 public:
  explicit Signature(const infer::Kernels& kernels) : kernels_(kernels) {}

  // Random planes through one network; ratio 0: no guide.
  template <prior::BlockShape kShape>
  void Add(uint64_t seed, uint32_t rows, uint32_t columns, int ratio) {
    const prior::BlockNetwork<kShape> network(prior::RandomBlockNetwork(seed, kShape));
    lanes_ = kShape.lanes;
    std::vector<std::array<uint16_t, 64>> quants;
    quants.reserve(kShape.lanes);
    for (int lane = 0; lane < lanes_; ++lane) quants.push_back(RandomQuant());
    const std::array<uint16_t, 64> luma_quant = RandomQuant();
    prior::BlockWave<kShape> wave(network, quants, luma_quant, rows, columns, kernels_);
    std::vector<int16_t> luma;
    if (ratio > 0) wave.SetGuide(RandomGuide(rows, columns, luma_quant, ratio, &luma));
    for (uint32_t number = 0; number < columns + 2 * (rows - 1); ++number) {
      const uint32_t begin = number < columns ? 0 : (number - columns) / 2 + 1;
      const uint32_t end = std::min(rows, number / 2 + 1);
      wave.BeginWave(number, begin, end);
      AddBlocks(wave, begin, end, [](uint32_t, int, int, int) {});
    }
  }

  // The same in passes.
  template <prior::BlockShape kShape>
  void AddLattice(uint64_t seed, uint32_t rows, uint32_t columns, int ratio) {
    const prior::BlockNetwork<kShape> network(prior::RandomBlockNetwork(seed, kShape));
    lanes_ = kShape.lanes;
    std::vector<std::array<uint16_t, 64>> quants;
    std::vector<std::vector<int16_t>> levels;
    std::vector<prior::LevelPlane> planes;
    for (int lane = 0; lane < lanes_; ++lane) {
      quants.push_back(RandomQuant());
      levels.emplace_back(size_t{rows} * columns * 64);
      planes.push_back(levels.back().data());
    }
    const std::array<uint16_t, 64> luma_quant = RandomQuant();
    prior::LatticeGrid<kShape> grid(network, quants, luma_quant, rows, columns, planes, kernels_);
    std::vector<int16_t> luma;
    if (ratio > 0) {
      grid.BeginGuide();
      grid.SetGuideRows(RandomGuide(rows, columns, luma_quant, ratio, &luma), 0, rows);
    }
    prior::LatticeWave<kShape> wave(grid);
    for (int index = 0; index < prior::kNumPasses; ++index) {
      const prior::LatticePass pass = prior::PassAt(index);
      const uint32_t count = pass.NumColumns(columns);
      for (uint32_t row = pass.first_row; row < rows && count > 0; row += pass.step) {
        wave.BeginWave(index, row, pass.first_column, count);
        AddBlocks(wave, 0, count, [&](uint32_t place, int lane, int k, int level) {
          const size_t block = size_t{row} * columns + pass.first_column + place * pass.step;
          levels[static_cast<size_t>(lane)][64 * block + static_cast<size_t>(k)] =
              static_cast<int16_t>(level);
        });
      }
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

  prior::GuidePlane RandomGuide(uint32_t rows, uint32_t columns,
                                const std::array<uint16_t, 64>& luma_quant, int ratio,
                                std::vector<int16_t>* luma) {
    const uint32_t luma_rows = rows * static_cast<uint32_t>(ratio);
    const uint32_t luma_columns = columns * static_cast<uint32_t>(ratio);
    for (size_t i = 0; i < size_t{luma_rows} * luma_columns * 64; ++i) {
      luma->push_back(static_cast<int16_t>(RandomLevel(static_cast<int>(i & 63))));
    }
    return {*luma, size_t{luma_columns} * 64, luma_rows, luma_columns, luma_quant, ratio, ratio};
  }

  // Blocks of a wave that has begun. tell(number, lane, k, level): of levels that are not zero.
  template <class Wave, class Tell>
  void AddBlocks(Wave& wave, uint32_t begin, uint32_t end, Tell tell) {
    for (uint32_t row = begin; row < end; ++row) {
      for (int lane = 0; lane < lanes_; ++lane) {
        for (int threshold = 1; threshold <= 14; ++threshold) {
          AddNumber(static_cast<uint32_t>(wave.LastLogit(row, lane, threshold)));
        }
        wave.SetLast(row, lane, static_cast<int>(rng_.Below(15)));
      }
    }
    wave.BeginSteps();
    for (int step = 0; step < prior::kPriorGroups * lanes_; ++step) {
      const int group = prior::kPriorGroups - 1 - step / lanes_, lane = step % lanes_;
      const auto rows = wave.EvaluateStep(group, lane);
      const int first = prior::kPriorGroupBegin[static_cast<size_t>(group)];
      for (size_t i = 0; i < rows.size(); ++i) {
        AddNumber(rows[i]);
        for (int k = prior::kPriorGroupBegin[static_cast<size_t>(group) + 1]; k-- > first;) {
          AddBelief(wave, i, k);
          const int level = RandomLevel(k);
          if (level == 0) continue;
          wave.SetLevel(i, lane, k, level);
          tell(rows[i], lane, k, level);
        }
      }
    }
    wave.EndWave();
  }

  template <class Wave>
  void AddBelief(const Wave& wave, size_t i, int k) {
    const entropy::LogisticMixture m = wave.At(i, k);
    AddNumber(static_cast<uint32_t>(m.mean[0]));
    AddNumber(static_cast<uint32_t>(m.mean[1]));
    AddNumber(m.inverse_scale[0]);
    AddNumber(m.inverse_scale[1]);
    AddNumber(m.weight);
    AddNumber(static_cast<uint32_t>(wave.Zero(i, k).log_odds));
  }

  void AddNumber(uint32_t x) { hash_ = Mix64((hash_ ^ x) + 0x9E3779B97F4A7C15u); }

  const infer::Kernels& kernels_;
  int lanes_ = 1;
  TestRng rng_{2025};
  uint64_t hash_ = 0;
};

}  // namespace

uint64_t BlockSignature(const infer::Kernels& kernels) {
  Signature signature(kernels);
  signature.Add<prior::kLumaBlockShape>(1, 17, 30, 0);
  signature.Add<prior::kChromaBlockShape>(2, 9, 14, 2);
  signature.Add<prior::BlockShape{1, 48, 80, 20, 7, 0, 2}>(3, 11, 7, 0);
  signature.Add<prior::BlockShape{2, 32, 48, 4, 30, 32, 2}>(4, 5, 9, 3);
  signature.AddLattice<prior::kLumaLatticeShape>(5, 11, 18, 0);
  signature.AddLattice<prior::kChromaLatticeShape>(6, 9, 13, 2);
  return signature.value();
}

}  // namespace jackdaw::test
