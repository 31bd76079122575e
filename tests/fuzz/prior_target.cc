// FuzzPriorModel: model files, and edits of a good one.
#include <array>
#include <deque>
#include <memory>
#include <vector>

#include "codec/coeff/slices/block_slice_coder.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/coeff/slices/lattice_coder.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "entropy/bit_ops.h"
#include "models/prior/block_model.h"
#include "models/prior/block_wave_impl.h"
#include "models/prior/lattice_wave_impl.h"
#include "models/prior/prior_model.h"
#include "models/prior/wave_prior.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

// Edits of four bytes each: where, 24 bits, and the byte to put there. A rest of one to three bytes
// cuts the content short.
Bytes Edited(Bytes content, ByteSpan edits) {
  for (; edits.size() >= 4; edits = edits.subspan(4)) {
    const size_t place = edits[0] + 256u * edits[1] + 65536u * edits[2];
    content[place % content.size()] = edits[3];
  }
  if (!edits.empty()) content.resize(content.size() * edits[0] / 256);
  return content;
}

constexpr prior::PriorShape kLuma = {1, 16, 16, 4, 2, 0}, kChroma = {2, 16, 16, 4, 3, 16};

constexpr prior::BlockShape kLumaBlocks = {1, 16, 16, 4, 15, 0, 2},
                            kChromaBlocks = {2, 16, 16, 4, 4, 16, 2};
using SmallBlockModel = prior::BlockModel<kLumaBlocks, kChromaBlocks>;
constexpr prior::BlockShape kLumaLattice = {1, 16, 16, 4, 15, 0, 2, true},
                            kChromaLattice = {2, 16, 16, 4, 4, 16, 2, true};
using SmallLattice = prior::BlockModel<kLumaLattice, kChromaLattice>;

using Planes = std::vector<jpeg::CoeffPlane>;

Bytes Encode(const jpeg::Frame& frame, const coeff::SliceLayout& layout,
             const SmallBlockModel& model, const Planes& planes) {
  entropy::EncodeOps coder;
  coeff::BlockSliceCoder<entropy::EncodeOps, SmallBlockModel>(coder, frame, layout, model, planes)
      .Run();
  return coder.Finish();
}
void Decode(const Bytes& coded, const jpeg::Frame& frame, const coeff::SliceLayout& layout,
            const SmallBlockModel& model, Planes& planes) {
  entropy::DecodeOps coder(coded);
  coeff::BlockSliceCoder<entropy::DecodeOps, SmallBlockModel>(coder, frame, layout, model, planes)
      .Run();
}

template <class Coder>
using Lattice = coeff::LatticeCoder<Coder, SmallLattice>;
Bytes Encode(const jpeg::Frame& frame, const coeff::SliceLayout& layout, const SmallLattice& model,
             const Planes& planes) {
  std::deque<coeff::SliceBits<entropy::EncodeOps>> coders(1);
  Lattice<entropy::EncodeOps>(coders, frame, {layout}, model, planes, nullptr).Run();
  return coders[0].Finish();
}
void Decode(const Bytes& coded, const jpeg::Frame& frame, const coeff::SliceLayout& layout,
            const SmallLattice& model, Planes& planes) {
  std::deque<coeff::SliceBits<entropy::DecodeOps>> coders;
  coders.emplace_back(ByteSpan(coded));
  Lattice<entropy::DecodeOps>(coders, frame, {layout}, model, planes, nullptr).Run();
}

// Codes a few blocks with it: whatever the loader lets pass must stay in range and be decoded.
template <class Model>
std::string CodeBlocks(const std::vector<prior::BlockNetworkData>& networks) {
  const auto model = std::make_unique<Model>();
  model->luma = prior::BlockNetwork<Model::kLuma>(networks[0]);
  model->chroma = prior::BlockNetwork<Model::kChroma>(networks[1]);
  jpeg::Frame frame;
  frame.sof_marker = 0xC0;
  frame.precision = 8;
  frame.width_px = 40;
  frame.height_px = 24;
  TestRng rng(1);
  for (uint8_t id = 1; id <= 3; ++id) {
    jpeg::FrameComponent c;
    c.id = id;
    c.h = c.v = 1;
    for (uint16_t& q : c.quant) q = static_cast<uint16_t>(1 + rng.Below(65535));
    frame.components.push_back(c);
  }
  jpeg::ComputeFrameGeometry(&frame);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  for (jpeg::CoeffPlane& plane : planes) {
    for (int16_t& v : plane.coeffs) v = static_cast<int16_t>(rng.Below(65536));
  }
  const coeff::SliceLayout layout =
      coeff::MakeSliceLayout(coeff::AnalysePlanes(frame, planes, 1), frame, 0);
  const Bytes coded = Encode(frame, layout, *model, planes);
  std::vector<jpeg::CoeffPlane> decoded = jpeg::AllocatePlanes(frame);
  Decode(coded, frame, layout, *model, decoded);
  for (size_t i = 0; i < planes.size(); ++i) {
    if (planes[i].coeffs != decoded[i].coeffs) return "levels of the second prior are lost";
  }
  return "";
}

std::string FuzzBlockModel(const Bytes& content) {
  const Result<prior::BlockModelData> parsed = prior::ParseBlockContent(content);
  if (!parsed.ok()) return "";
  if (prior::BlockModelContent(parsed.value()) != content) return "reads as another model";
  const auto& networks = parsed.value().networks;
  if (networks.size() != 2) return "";
  const auto has = [&](const prior::BlockShape& luma, const prior::BlockShape& chroma) {
    return networks[0].shape == luma && networks[1].shape == chroma;
  };
  if (has(kLumaBlocks, kChromaBlocks)) return CodeBlocks<SmallBlockModel>(networks);
  if (has(kLumaLattice, kChromaLattice)) return CodeBlocks<SmallLattice>(networks);
  return "";
}

std::string FuzzBlockEdits(const prior::BlockShape& luma, const prior::BlockShape& chroma,
                           ByteSpan edits) {
  const prior::BlockModelData good = {
      {prior::RandomBlockNetwork(1, luma), prior::RandomBlockNetwork(2, chroma)}};
  return FuzzBlockModel(Edited(prior::BlockModelContent(good), edits));
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
  const uint8_t kind = data[0] % 6;
  const ByteSpan rest = data.subspan(1);
  if (kind == 0) {
    const auto model = prior::ParsePriorModel(rest);
    return model.ok() && model.value() == nullptr ? "a model of nothing" : "";
  }
  if (kind == 3) return FuzzBlockModel(Bytes(rest.begin(), rest.end()));
  if (kind == 4) return FuzzBlockEdits(kLumaBlocks, kChromaBlocks, rest);
  if (kind == 5) return FuzzBlockEdits(kLumaLattice, kChromaLattice, rest);
  const Bytes content =
      kind == 1
          ? Bytes(rest.begin(), rest.end())
          : Edited(prior::PriorModelContent(prior::RandomPriorModel(1, kLuma, kChroma)), rest);
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
