// FuzzPriorModel: model files, and edits of a good one.
#include <array>
#include <memory>

#include "models/prior/prior_model.h"
#include "models/prior/wave_prior.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

// A model with or without latents, and edits of four bytes each: where, 24 bits, and the byte to
// put there. A rest of one to three bytes cuts the content short.
Bytes EditedContent(bool latents, ByteSpan edits) {
  static constexpr prior::PriorShape kLuma = {1, 16, 16, 4, 2, 0}, kChroma = {2, 16, 16, 4, 3, 16};
  static constexpr prior::PriorShape kLumaLatents = {1, 16, 16, 4, 2, 0, false, 4, 4, 16};
  static constexpr prior::PriorShape kChromaLatents = {2, 16, 16, 4, 3, 16, false, 4, 4, 16};
  Bytes content =
      prior::PriorModelContent(latents ? prior::RandomPriorModel(1, kLumaLatents, kChromaLatents)
                                       : prior::RandomPriorModel(1, kLuma, kChroma));
  for (; edits.size() >= 4; edits = edits.subspan(4)) {
    const size_t place = edits[0] + 256u * edits[1] + 65536u * edits[2];
    content[place % content.size()] = edits[3];
  }
  if (!edits.empty()) content.resize(content.size() * edits[0] / 256);
  return content;
}

// Runs a network over a few blocks: whatever the loader lets pass must stay in range.
void Evaluate(const prior::PriorNetwork& network) {
  constexpr uint32_t kRows = 2, kColumns = 3;
  const int lanes = network.shape().lanes;
  TestRng rng(1);
  std::array<uint16_t, 64> quant;
  for (uint16_t& q : quant) q = static_cast<uint16_t>(1 + rng.Below(65535));
  const std::vector<std::array<uint16_t, 64>> quants(static_cast<size_t>(lanes), quant);
  std::vector<int16_t> luma(kRows * kColumns * 64);
  for (int16_t& level : luma) level = static_cast<int16_t>(rng.Below(65536));
  const infer::Kernels& kernels = *infer::FindKernels("scalar");
  prior::WavePrior prior(network, quants, quant, kRows, kColumns, kernels);
  if (network.shape().guide_embed > 0) {
    prior.SetGuide({luma, kColumns * 64, kRows, kColumns, quant, 1, 1});
  }
  if (network.shape().latents > 0) {
    prior::LatentPlane y = prior::MakeY(network, kRows, kColumns),
                       z = prior::MakeZ(network, kRows, kColumns);
    const prior::LevelReader read = [&](uint32_t, uint32_t, int, std::array<int16_t, 64>* levels) {
      for (int16_t& level : *levels) level = static_cast<int16_t>(rng.Below(65536));
    };
    prior::EncodeLatents(network, quants, kRows, kColumns, read, &y, &z, kernels);
    prior::DistributionsOfY of_y(network, z, y, kernels);
    for (uint32_t row = 0; row < y.rows; ++row) of_y.NextRow();
    prior.SetLatents(prior::MakeLatentFeatures(network, y, kRows, kernels));
  }
  for (uint32_t wave = 0; wave < kColumns + 2 * (kRows - 1); ++wave) {
    const uint32_t row_begin = wave < kColumns ? 0 : 1;
    const uint32_t row_end = wave < 2 ? 1 : kRows;
    prior.BeginWave(wave, row_begin, row_end);
    for (int step = 0; step < prior::kPriorGroups * lanes; ++step) {
      prior.EvaluateStep(prior::kPriorGroups - 1 - step / lanes, step % lanes);
      for (uint32_t row = row_begin; row < row_end; ++row) {
        for (int k = 0; k < 64; ++k) {
          const int slot = 64 * (step % lanes) + k;
          if (prior::PriorSlotStep(slot, lanes) != step) continue;
          const int level = static_cast<int16_t>(rng.Below(65536));
          if (level != 0) prior.SetLevel(row, step % lanes, k, level);
        }
      }
    }
    prior.EndWave();
  }
}

}  // namespace

std::string FuzzPriorModel(ByteSpan data) {
  if (data.empty()) return "";
  const uint8_t kind = data[0] % 4;
  const ByteSpan rest = data.subspan(1);
  if (kind == 0) {
    const auto model = prior::ParsePriorModel(rest);
    return model.ok() && model.value() == nullptr ? "a model of nothing" : "";
  }
  const Bytes content =
      kind == 1 ? Bytes(rest.begin(), rest.end()) : EditedContent(kind == 3, rest);
  const Result<prior::PriorModelData> parsed = prior::ParsePriorContent(content);
  if (!parsed.ok()) return "";
  if (prior::PriorModelContent(parsed.value()) != content) return "reads as another model";
  const auto model = prior::MakePriorModel(parsed.value());
  if (!model.ok()) return "reads well, but: " + model.error().message;
  Evaluate(model.value()->luma);
  Evaluate(model.value()->chroma);
  return "";
}

}  // namespace jackdaw::test
