// The learned prior alone: microseconds per block position and multiply-adds per second, for every
// table of kernels. Levels are random, about twelve of a luma block and ten of a pair of chroma
// blocks.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "models/prior/wave_prior.h"
#include "tests/support/test_rng.h"

namespace jackdaw::bench {
namespace {

struct CodedLevel {
  uint8_t lane, k;
  int8_t level;
};

struct Grid {
  uint32_t rows, columns;
};

// Levels of a block by step, in coding order; some hundreds of blocks are used in turn.
using BlockLevels = std::array<std::vector<CodedLevel>, 30>;

std::vector<BlockLevels> RandomBlocks(int lanes) {
  test::TestRng rng(1);
  std::vector<BlockLevels> blocks(509);
  for (BlockLevels& block : blocks) {
    for (int lane = 0; lane < lanes; ++lane) {
      for (uint32_t k = 0; k < 64; ++k) {
        // Sums to about 12 of 64 for one lane and 5 for each of two.
        const uint32_t odds = lanes == 1 ? 12 : 4;
        if (rng.Below(24 + 4 * k) >= 2 * odds) continue;
        const auto level = static_cast<int8_t>(static_cast<int>(rng.Below(9)) - 4);
        if (level == 0) continue;
        const int step = PriorSlotStep(64 * lane + static_cast<int>(k), lanes);
        block[static_cast<size_t>(step)].push_back(
            {static_cast<uint8_t>(lane), static_cast<uint8_t>(k), level});
      }
    }
  }
  return blocks;
}

// Multiply-adds of the dense layers for a block position: what masks leave, without the sparse
// inputs and what is the same for the whole image.
uint64_t DenseWork(const PriorShape& shape, bool has_guide) {
  const auto c = static_cast<uint64_t>(shape.context), h = static_cast<uint64_t>(shape.hidden);
  const auto e = static_cast<uint64_t>(shape.embed), g = static_cast<uint64_t>(shape.guide_embed);
  uint64_t work = c * 4 * e + (has_guide ? 9 * g * c + 128 * g : 0);
  work += c * 5 * c + c * c + static_cast<uint64_t>(shape.NumHidden()) * c;
  for (int step = 0; step < shape.NumSteps(); ++step) {
    work += static_cast<uint64_t>(std::min(shape.window, step + 1)) * h * h;
  }
  return work + 5 * static_cast<uint64_t>(shape.NumSlots()) * h;
}

void CodeSlice(WavePrior& prior, const PriorShape& shape, const Grid& grid,
               const std::vector<BlockLevels>& blocks) {
  const uint32_t num_waves = grid.columns + 2 * (grid.rows - 1);
  for (uint32_t wave = 0; wave < num_waves; ++wave) {
    const uint32_t row_begin = wave < grid.columns ? 0 : (wave - grid.columns) / 2 + 1;
    const uint32_t row_end = std::min(grid.rows, wave / 2 + 1);
    prior.BeginWave(wave, row_begin, row_end);
    for (int step = 0; step < shape.NumSteps(); ++step) {
      prior.EvaluateStep(14 - step / shape.lanes, step % shape.lanes);
      for (uint32_t row = row_begin; row < row_end; ++row) {
        const BlockLevels& block = blocks[(row * 31 + wave) % blocks.size()];
        for (const CodedLevel& coded : block[static_cast<size_t>(step)]) {
          prior.SetLevel(row, coded.lane, coded.k, coded.level);
        }
      }
    }
    benchmark::DoNotOptimize(prior.At(row_begin, shape.lanes - 1, 0));
    prior.EndWave();
  }
}

void Evaluate(benchmark::State& state, const Kernels& kernels, bool is_luma, Grid grid) {
  const PriorModelData data = RandomPriorModel(1, kLumaPriorShape, kChromaPriorShape);
  const PriorNetwork network(is_luma ? data.luma : data.chroma);
  const PriorShape& shape = network.shape();
  const std::vector<BlockLevels> blocks = RandomBlocks(shape.lanes);
  std::array<uint16_t, 64> quant;
  quant.fill(8);
  const std::vector<std::array<uint16_t, 64>> quants(static_cast<size_t>(shape.lanes), quant);
  std::vector<int16_t> luma;
  if (!is_luma) {
    test::TestRng rng(2);
    luma.assign(size_t{grid.rows} * grid.columns * 4 * 64, 0);
    for (size_t i = 0; i < luma.size(); i += 1 + rng.Below(9)) {
      luma[i / 64 * 64 + rng.Below(1 + rng.Below(64))] = static_cast<int16_t>(rng.Below(5));
    }
  }
  for (auto _ : state) {
    WavePrior prior(network, quants, quant, grid.rows, grid.columns, kernels);
    if (!is_luma) {
      prior.SetGuide(
          {luma, size_t{grid.columns} * 2 * 64, 2 * grid.rows, 2 * grid.columns, quant, 2, 2});
    }
    CodeSlice(prior, shape, grid, blocks);
  }
  const auto positions =
      static_cast<double>(state.iterations()) * grid.rows * static_cast<double>(grid.columns);
  state.counters["block"] =
      benchmark::Counter(positions, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["multiply_adds"] = benchmark::Counter(
      positions * static_cast<double>(DenseWork(shape, !is_luma)), benchmark::Counter::kIsRate);
}

}  // namespace
}  // namespace jackdaw::bench

int main(int argc, char** argv) {
  using namespace jackdaw;  // NOLINT
  for (const char* name : {"avx512", "avx2", "neon", "scalar"}) {
    const Kernels* kernels = FindKernels(name);
    if (kernels == nullptr) continue;
    for (const bool is_luma : {true, false}) {
      for (const bench::Grid grid :
           {bench::Grid{64, 96}, bench::Grid{8, 12}, bench::Grid{512, 512}}) {
        const std::string title = std::string(name) + (is_luma ? "/luma/" : "/chroma/") +
                                  std::to_string(grid.rows) + "x" + std::to_string(grid.columns);
        benchmark::RegisterBenchmark(title.c_str(), [=](benchmark::State& state) {
          bench::Evaluate(state, *kernels, is_luma, grid);
        })->Unit(benchmark::kMillisecond);
      }
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
