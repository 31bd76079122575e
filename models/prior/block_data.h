// The second learned prior as plain numbers: what a model file of it (.jkw2) holds, and its
// reading and writing. Layout and arithmetic: docs/format_prior2.md.
//
// Layers over activations have bytes for weights and inputs. Levels, steps and the guide come in
// through layers of 16 bits, infer::LayerData, of which few inputs are not zero or which run once
// an image.
//
// PartsOf lists the parts of a network with their shapes, once: reading, writing and checking walk
// this list (VisitParts), and the layers that are evaluated have their types by it
// (block_network.h).
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_DATA_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_DATA_H_

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/infer/byte_layer_data.h"
#include "models/infer/layer_data.h"
#include "models/prior/lattice.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

// Thresholds 1 .. 14 of the last group: 14 decisions, of which a block takes at most four.
inline constexpr int kLastNodes = 14;

// Sizes of a network. lanes: components coded together, 1 or 2. embed, context, guide_embed:
// multiples of 16, at most 256; guide_embed may be 0 (no guide). hidden: units per step, a multiple
// of 4, at most 64. window: steps that the second hidden layer sees, 1 .. 15 * lanes. components:
// logistic distributions of a mixture, 2 or 3. lattice: neighbours on all sides, in the order of
// lattice.h; otherwise W, NW, N, NE.
struct BlockShape {
  int lanes = 1;
  int embed = 0;
  int context = 0;
  int hidden = 0;
  int window = 0;
  int guide_embed = 0;
  int components = 2;
  bool lattice = false;

  constexpr int NumSlots() const { return 64 * lanes; }
  constexpr int NumSteps() const { return kPriorGroups * lanes; }
  constexpr int NumHidden() const { return NumSteps() * hidden; }
  // Of a slot: means, log scales, and the logits of all weights but the last.
  constexpr int NumOutputs() const { return 3 * components - 1; }
  // Inputs of context1 that differ from block to block, and those of the image. In a lattice, what
  // is not of neighbours stands between those above and below and those beside.
  constexpr int BlockInputs() const { return NumNeighbours() * embed + 9 * guide_embed; }
  // The last ones of a lattice stand for the passes.
  constexpr int ImageInputs() const {
    return NumSlots() + (guide_embed > 0 ? 64 : 0) + (lattice ? kNumPasses : 0);
  }
  constexpr int NumNeighbours() const { return lattice ? int{kNumLatticeTaps} : 4; }
  // Parts of N columns that the linear layer has.
  constexpr int NumMeanParts() const { return lattice ? int{kNumLinearParts} : 5; }
  // Thresholds of the last group, of all lanes.
  constexpr int NumLastLogits() const { return kLastNodes * lanes; }
  friend bool operator==(const BlockShape&, const BlockShape&) = default;
};

constexpr bool IsBlockSize(int size, int multiple, int max) {
  return size > 0 && size <= max && size % multiple == 0;
}
// Whether sizes are within their limits.
constexpr bool IsBlockShape(const BlockShape& s) {
  return (s.lanes == 1 || s.lanes == 2) && IsBlockSize(s.embed, 16, 256) &&
         IsBlockSize(s.context, 16, 256) && IsBlockSize(s.hidden, 4, 64) && s.window >= 1 &&
         s.window <= s.NumSteps() && (s.guide_embed == 0 || IsBlockSize(s.guide_embed, 16, 256)) &&
         (s.components == 2 || s.components == 3);
}
// No size can be larger.
inline constexpr BlockShape kLargestBlockShape = {2, 256, 256, 64, 30, 256, 3, true};
static_assert(IsBlockShape(kLargestBlockShape));

struct BlockNetworkData {
  BlockShape shape;
  std::vector<uint32_t> sigma;            // [64 lanes], Q8, infer::kMinSigma..kMaxSigma
  std::vector<uint32_t> sigma_guide;      // [64], empty without a guide
  infer::LayerData embed;                 // [E][3 N]: f1, f2, lq
  infer::LayerData guide_embed;           // [G][128]: g1, g2
  infer::LayerData context1_image;        // [C][N + 64 if G > 0]: lq; of a lattice + passes
  infer::ByteLayerData context1;          // [C][4 (8) E + 9 G], no bias: context1_image is it
  infer::ByteLayerData context2;          // [C][5 (9) C]
  infer::ByteLayerData context3;          // [C][C]
  infer::ByteLayerData last;              // [14 L][C]
  std::vector<int32_t> last_pair;         // [15][14], Q12; empty with one lane
  infer::ByteLayerData hidden1;           // [15 L H][C]
  std::vector<int16_t> hidden1_features;  // [15 L H][2 N], units of 2^-(4 + shift of the row)
  infer::ByteLayerData hidden2;           // [15 L H][window H]
  infer::ByteLayerData output;            // [(3 K - 1) N][H]
  infer::LayerData linear;                // [N][5 (11) N], no bias
};

// One network, of either class, or luma's and chroma's, in this order.
struct BlockModelData {
  std::vector<BlockNetworkData> networks;
};

inline constexpr int32_t kMaxImageBias = 1 << 28;  // what context1_image gives
// How much finer hidden1_features are than the weights of hidden1: features are Q8, activations Q5.
inline constexpr int kFeatureWeightShift = infer::kFeatureShift - 3;
// The largest |f1| and |f2|, Q8.
inline constexpr int64_t kMaxFeature1 = 1024, kMaxFeature2 = 1420;
// What the features can add to a sum of hidden1: the loader compares.
inline constexpr int64_t kMaxFeatureSum = int64_t{1} << 30;
// Logits and outputs, Q12.
inline constexpr int32_t kMaxBlockOutput = infer::kMaxOutput;

// Numbers that are no layer's.
struct TableShape {
  int size = 0;
  int64_t min = 0, max = 0, initial = 0;
};

// The shapes of a network's parts, in the order of a file. Parts that a network has not got are of
// size 0.
struct BlockParts {
  TableShape sigma, sigma_guide;
  infer::LayerShape embed, guide_embed, context1_image;
  infer::ByteShape context1, context2, context3, last;
  TableShape last_pair;
  infer::ByteShape hidden1;
  TableShape hidden1_features;
  infer::ByteShape hidden2, output;
  infer::LayerShape linear;
};

constexpr BlockParts PartsOf(const BlockShape& s) {
  const int n = s.NumSlots(), c = s.context, units = s.NumHidden();
  const bool guide = s.guide_embed > 0, pair = s.lanes == 2;
  const auto sigmas = [](int size) {
    return TableShape{size, infer::kMinSigma, infer::kMaxSigma, infer::kMinSigma};
  };
  // Sums of wide layers lose three bits more than others, for bytes are Q5.
  const auto wide = [](int rows, int columns) {
    return infer::LayerShape{.rows = rows, .columns = columns, .rounding_shift = 2};
  };
  return {
      .sigma = sigmas(n),
      .sigma_guide = sigmas(guide ? 64 : 0),
      .embed = wide(s.embed, 3 * n),                        // f1, f2, lq
      .guide_embed = wide(s.guide_embed, guide ? 128 : 0),  // g1, g2
      .context1_image = wide(c, s.ImageInputs()),           // lq
      .context1 = {.rows = c,
                   .columns = s.BlockInputs(),
                   .has_bias = false,  // context1_image is it
                   .max_bias = kMaxImageBias},
      .context2 = {.rows = c, .columns = (s.NumNeighbours() + 1) * c},
      .context3 = {.rows = c, .columns = c},
      .last = {.rows = s.NumLastLogits(), .columns = c, .finer_bits = infer::kOutputBits},
      .last_pair = {pair ? kPriorGroups * kLastNodes : 0, -kMaxBlockOutput, kMaxBlockOutput, 0},
      .hidden1 = {.rows = units,
                  .columns = c,
                  .finer_bits = infer::kFeatureShift,
                  .max_added = kMaxFeatureSum},
      .hidden1_features = {units * 2 * n, INT16_MIN, INT16_MAX, 0},
      .hidden2 = {.rows = units, .columns = s.window * s.hidden},
      .output = {.rows = s.NumOutputs() * n, .columns = s.hidden, .finer_bits = infer::kOutputBits},
      .linear = {.rows = n,
                 .columns = s.NumMeanParts() * n,
                 .min_shift = 16 - infer::kMaxMeanShift,  // means are Q16 when a mixture begins
                 .max_shift = 16 - infer::kMinMeanShift,
                 .is_bounded = false},
  };
}

// Calls visit(shape, part) for the parts of a network, in the order of a file. Network:
// BlockNetworkData, const or not.
template <class Network, class Visit>
void VisitParts(const BlockParts& parts, Network& network, Visit visit) {
  visit(parts.sigma, network.sigma);
  visit(parts.sigma_guide, network.sigma_guide);
  visit(parts.embed, network.embed);
  visit(parts.guide_embed, network.guide_embed);
  visit(parts.context1_image, network.context1_image);
  visit(parts.context1, network.context1);
  visit(parts.context2, network.context2);
  visit(parts.context3, network.context3);
  visit(parts.last, network.last);
  visit(parts.last_pair, network.last_pair);
  visit(parts.hidden1, network.hidden1);
  visit(parts.hidden1_features, network.hidden1_features);
  visit(parts.hidden2, network.hidden2);
  visit(parts.output, network.output);
  visit(parts.linear, network.linear);
}

// Whether the sums of all layers over bytes keep within 32 bits, whatever numbers a file may have.
constexpr bool IsProven(const BlockParts& parts) {
  return parts.context1.IsProven() && parts.context2.IsProven() && parts.context3.IsProven() &&
         parts.last.IsProven() && parts.hidden1.IsProven() && parts.hidden2.IsProven() &&
         parts.output.IsProven();
}
static_assert(IsProven(PartsOf(kLargestBlockShape)));

// The parts of the linear layer's columns that are the block itself.
std::vector<int> OwnMeanParts(const BlockShape& shape);

// An all-zero network of a shape (sigma: kMinSigma; shifts: 8). REQUIRES: IsBlockShape(shape).
BlockNetworkData MakeBlockNetworkData(const BlockShape& shape);

// Whether a network may be used: layer sizes as the shape wants, numbers in range, zeros where the
// order of coding masks a weight, and no accumulator that could overflow.
Status CheckBlockNetwork(const BlockNetworkData& network);

// The uncompressed content of a model file. REQUIRES: all networks are good, and all or none of
// them are lattices.
Bytes BlockModelContent(const BlockModelData& model);

// Reads and checks a content. A file is packed (weights::UnpackModelFile). Errors:
// kTruncated, kCorrupt, kUnsupported (magic), kLimitExceeded.
Result<BlockModelData> ParseBlockContent(ByteSpan content);

// A valid network with random weights, as large in their effect as trained ones, for tests and
// benchmarks.
BlockNetworkData RandomBlockNetwork(uint64_t seed, const BlockShape& shape);

// The shapes that are trained: of presets balanced and parallel, and larger ones.
inline constexpr BlockShape kLumaBlockShape = {1, 64, 128, 24, 15, 0, 2};
inline constexpr BlockShape kChromaBlockShape = {2, 64, 96, 12, 4, 48, 2};
inline constexpr BlockShape kLumaLatticeShape = {1, 64, 128, 24, 15, 0, 2, true};
inline constexpr BlockShape kChromaLatticeShape = {2, 64, 96, 12, 4, 48, 2, true};
inline constexpr BlockShape kLumaMaxShape = {1, 96, 224, 48, 15, 0, 3};
inline constexpr BlockShape kChromaMaxShape = {2, 96, 160, 24, 8, 64, 3};
static_assert(IsBlockShape(kLumaBlockShape) && IsBlockShape(kChromaBlockShape));
static_assert(IsBlockShape(kLumaLatticeShape) && IsBlockShape(kChromaLatticeShape));
static_assert(IsBlockShape(kLumaMaxShape) && IsBlockShape(kChromaMaxShape));

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_DATA_H_
