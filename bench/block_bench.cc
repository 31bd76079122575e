// The second prior alone, for every table of kernels: multiply-adds per second of a dense layer of
// bytes, and microseconds per block position of whole networks with random weights. Levels are
// random, about ten of a luma block and four of a pair of chroma blocks.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "models/infer/byte_layers.h"
#include "models/prior/block_wave.h"
#include "models/prior/prior_order.h"
#include "tests/support/test_rng.h"

namespace jackdaw::bench {
namespace {

void DenseBytes(benchmark::State& state, const infer::Kernels& kernels, int rows, int columns,
                size_t num_blocks) {
  test::TestRng rng(1);
  std::vector<int8_t> weights;
  weights.reserve(static_cast<size_t>(rows) * static_cast<size_t>(columns));
  for (int i = 0; i < rows * columns; ++i) {
    weights.push_back(static_cast<int8_t>(static_cast<int>(rng.Below(255)) - 127));
  }
  const std::vector<int32_t> bias(static_cast<size_t>(rows), 1);
  const std::vector<uint8_t> shift(static_cast<size_t>(rows), 8);
  const infer::ByteDense dense(infer::ByteLayerData{rows, columns, shift, weights, bias});
  const auto pitch = static_cast<size_t>(columns);
  infer::AlignedVector<uint8_t> in(num_blocks * pitch + infer::kByteSlack, 3);
  infer::AlignedVector<int32_t> sums(num_blocks * dense.SumPitch() + infer::kKernelSlack);
  for ([[maybe_unused]] auto _ : state) {
    dense.Sum(infer::ByteKernelsFor(kernels), {in.data(), pitch}, num_blocks,
              {sums.data(), dense.SumPitch()});
    benchmark::DoNotOptimize(sums.data());
    benchmark::ClobberMemory();
  }
  state.counters["multiply_adds"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(num_blocks) * rows * columns,
      benchmark::Counter::kIsRate);
}

// By lane; bit k: the level at k is 1.
using BlockMasks = std::array<uint64_t, 2>;

std::vector<BlockMasks> RandomBlocks(int lanes) {
  test::TestRng rng(1);
  std::vector<BlockMasks> blocks(509);
  for (BlockMasks& block : blocks) {
    for (size_t lane = 0; lane < static_cast<size_t>(lanes); ++lane) {
      block[lane] = 0;
      const uint32_t end = lanes == 1 ? 16 + rng.Below(48) : 1 + rng.Below(12);
      for (uint32_t k = 0; k < end; ++k) {
        if (rng.Below(20 + 3 * k) < 16) block[lane] |= uint64_t{1} << k;
      }
    }
  }
  return blocks;
}

int LastGroup(uint64_t mask) {
  return mask <= 1 ? 0 : prior::kPriorGroup[static_cast<size_t>(63 - std::countl_zero(mask))];
}

template <prior::BlockShape kShape>
void CodeSlice(prior::BlockWave<kShape>& prior, uint32_t rows, uint32_t columns,
               const std::vector<BlockMasks>& blocks) {
  constexpr int lanes = kShape.lanes;
  for (uint32_t wave = 0; wave < columns + 2 * (rows - 1); ++wave) {
    const uint32_t begin = wave < columns ? 0 : (wave - columns) / 2 + 1;
    const uint32_t end = std::min(rows, wave / 2 + 1);
    const auto block_of = [&](uint32_t row) -> const BlockMasks& {
      return blocks[(row * 31 + wave) % blocks.size()];
    };
    prior.BeginWave(wave, begin, end);
    for (uint32_t row = begin; row < end; ++row) {
      for (int lane = 0; lane < lanes; ++lane) {
        benchmark::DoNotOptimize(prior.LastLogit(row, lane, 7));
        prior.SetLast(row, lane, LastGroup(block_of(row)[static_cast<size_t>(lane)]));
      }
    }
    prior.BeginSteps();
    for (int step = 0; step < 15 * lanes; ++step) {
      const int group = 14 - step / lanes, lane = step % lanes;
      const auto coded = prior.EvaluateStep(group, lane);
      const int first = prior::kPriorGroupBegin[static_cast<size_t>(group)];
      for (size_t i = 0; i < coded.size(); ++i) {
        const uint64_t mask = block_of(coded[i])[static_cast<size_t>(lane)];
        for (int k = prior::kPriorGroupBegin[static_cast<size_t>(group) + 1]; k-- > first;) {
          if ((mask >> k & 1) != 0) prior.SetLevel(i, lane, k, 1);
        }
      }
    }
    prior.EndWave();
  }
}

template <prior::BlockShape kShape>
void Evaluate(benchmark::State& state, const infer::Kernels& kernels) {
  constexpr bool is_luma = kShape.lanes == 1;
  const uint32_t rows = is_luma ? 64 : 32, columns = is_luma ? 96 : 48;
  const prior::BlockNetwork<kShape> network(prior::RandomBlockNetwork(1, kShape));
  const std::vector<BlockMasks> blocks = RandomBlocks(kShape.lanes);
  std::array<uint16_t, 64> quant;
  quant.fill(8);
  const std::vector<std::array<uint16_t, 64>> quants(static_cast<size_t>(kShape.lanes), quant);
  std::vector<int16_t> luma;
  if (!is_luma) {
    test::TestRng rng(2);
    luma.assign(size_t{rows} * columns * 4 * 64, 0);
    for (size_t i = 0; i < luma.size(); i += 1 + rng.Below(9)) {
      luma[i / 64 * 64 + rng.Below(1 + rng.Below(64))] = static_cast<int16_t>(rng.Below(5));
    }
  }
  for ([[maybe_unused]] auto _ : state) {
    prior::BlockWave<kShape> prior(network, quants, quant, rows, columns, kernels);
    if (!is_luma) {
      prior.SetGuide({luma, size_t{columns} * 2 * 64, 2 * rows, 2 * columns, quant, 2, 2});
    }
    CodeSlice(prior, rows, columns, blocks);
  }
  state.counters["block"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * rows * static_cast<double>(columns),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

}  // namespace
}  // namespace jackdaw::bench

int main(int argc, char** argv) {
  using namespace jackdaw;  // NOLINT
  for (const char* name : {"avx512", "avx2", "neon", "scalar"}) {
    const infer::Kernels* kernels = infer::FindKernels(name);
    if (kernels == nullptr) continue;
    const std::string title = name;
    benchmark::RegisterBenchmark((title + "/dense_bytes/128x640").c_str(), [=](auto& state) {
      bench::DenseBytes(state, *kernels, 128, 640, 48);
    });
    benchmark::RegisterBenchmark((title + "/dense_bytes/24x360").c_str(), [=](auto& state) {
      bench::DenseBytes(state, *kernels, 24, 360, 12);
    });
    benchmark::RegisterBenchmark((title + "/luma").c_str(), [=](auto& state) {
      bench::Evaluate<prior::kLumaBlockShape>(state, *kernels);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((title + "/chroma").c_str(), [=](auto& state) {
      bench::Evaluate<prior::kChromaBlockShape>(state, *kernels);
    })->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
