// Range coder and models by themselves: decisions per second, and coded bytes per second.
#include <benchmark/benchmark.h>

#include <vector>

#include "entropy/adaptive_bit.h"
#include "entropy/mixer.h"
#include "entropy/range_coder.h"
#include "tests/support/test_rng.h"

namespace jackdaw::bench {
namespace {

constexpr size_t kNumBits = 1 << 20;

// Bits that are ones with probability p1_q16 / 65536.
std::vector<uint8_t> RandomBits(uint32_t p1_q16) {
  test::TestRng rng(p1_q16);
  std::vector<uint8_t> bits(kNumBits);
  for (uint8_t& bit : bits) bit = rng.Below(65536) < p1_q16 ? 1 : 0;
  return bits;
}

Bytes EncodeAll(const std::vector<uint8_t>& bits, uint32_t p1_q16) {
  entropy::RangeEncoder encoder;
  for (const uint8_t bit : bits) encoder.EncodeBit(bit, p1_q16);
  return encoder.Finish();
}

void Report(benchmark::State* state, size_t coded_bytes) {
  const auto num_iterations = static_cast<int64_t>(state->iterations());
  state->SetItemsProcessed(num_iterations * static_cast<int64_t>(kNumBits));
  if (coded_bytes != 0) {
    state->SetBytesProcessed(num_iterations * static_cast<int64_t>(coded_bytes));
    state->counters["bits_per_decision"] = 8 * static_cast<double>(coded_bytes) / kNumBits;
  }
}

void BM_EncodeBits(benchmark::State& state) {
  const auto p1_q16 = static_cast<uint32_t>(state.range(0));
  const std::vector<uint8_t> bits = RandomBits(p1_q16);
  size_t coded_bytes = 0;
  for ([[maybe_unused]] auto _ : state) coded_bytes = EncodeAll(bits, p1_q16).size();
  Report(&state, coded_bytes);
}
BENCHMARK(BM_EncodeBits)->Arg(32768)->Arg(6554)->Arg(655)->Unit(benchmark::kMillisecond);

void BM_DecodeBits(benchmark::State& state) {
  const auto p1_q16 = static_cast<uint32_t>(state.range(0));
  const Bytes coded = EncodeAll(RandomBits(p1_q16), p1_q16);
  for ([[maybe_unused]] auto _ : state) {
    entropy::RangeDecoder decoder(coded);
    int sum = 0;
    for (size_t i = 0; i < kNumBits; ++i) sum += decoder.DecodeBit(p1_q16);
    benchmark::DoNotOptimize(sum);
  }
  Report(&state, coded.size());
}
BENCHMARK(BM_DecodeBits)->Arg(32768)->Arg(6554)->Arg(655)->Unit(benchmark::kMillisecond);

// One decision as the coefficient coder makes it: four slots, mixed, coded, all updated.
void BM_EncodeMixed(benchmark::State& state) {
  const std::vector<uint8_t> bits = RandomBits(6554);
  size_t coded_bytes = 0;
  for ([[maybe_unused]] auto _ : state) {
    entropy::BitSlot slots[4] = {entropy::kInitialSlot, entropy::kInitialSlot,
                                 entropy::kInitialSlot, entropy::kInitialSlot};
    entropy::BitSlot* const pointers[4] = {&slots[0], &slots[1], &slots[2], &slots[3]};
    entropy::MixerWeights<4> weights = {{entropy::kMixerOne / 4, entropy::kMixerOne / 4,
                                         entropy::kMixerOne / 4, entropy::kMixerOne / 4}};
    entropy::RangeEncoder encoder;
    for (const uint8_t bit : bits) {
      int x[4];
      for (int i = 0; i < 4; ++i) x[i] = entropy::Stretch12(entropy::SlotP12(slots[i]));
      const entropy::MixerInputs<4> inputs(x);
      const uint32_t p = entropy::Squash(inputs.Dot(weights) >> entropy::kMixerDotShift);
      encoder.EncodeBit(bit, p);
      inputs.Update(entropy::MixerError(bit, p), 2, &weights);
      entropy::UpdateFourSlots(pointers, bit);
    }
    coded_bytes = encoder.Finish().size();
  }
  Report(&state, coded_bytes);
}
BENCHMARK(BM_EncodeMixed)->Unit(benchmark::kMillisecond);

void BM_UpdateFourSlots(benchmark::State& state) {
  const std::vector<uint8_t> bits = RandomBits(6554);
  entropy::BitSlot slots[4] = {entropy::kInitialSlot, entropy::kInitialSlot, entropy::kInitialSlot,
                               entropy::kInitialSlot};
  entropy::BitSlot* const pointers[4] = {&slots[0], &slots[1], &slots[2], &slots[3]};
  for ([[maybe_unused]] auto _ : state) {
    for (const uint8_t bit : bits) entropy::UpdateFourSlots(pointers, bit);
    benchmark::DoNotOptimize(slots[0]);
  }
  Report(&state, 0);
}
BENCHMARK(BM_UpdateFourSlots)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace jackdaw::bench

BENCHMARK_MAIN();
