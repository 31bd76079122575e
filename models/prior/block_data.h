// The second learned prior as plain numbers: what a model file of it ("JKW2", .jkw2) holds, and its
// reading and writing. Layout and arithmetic: docs/format_prior2.md.
//
// Layers over activations have bytes for weights and inputs. Levels, steps and the guide come in
// through layers of 16 bits, infer::LayerData, of which few inputs are not zero or which run once
// an image. Accumulators have 32 bits: the limits here prove that no sum leaves them.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_DATA_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_DATA_H_

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/infer/layer_data.h"

namespace jackdaw::prior {

// Thresholds 1 .. 14 of the last group: 14 decisions, of which a block takes at most four.
inline constexpr int kLastNodes = 14;

// Sizes of a network. lanes: components coded together, 1 or 2. embed, context, guide_embed:
// multiples of 16, at most 256; guide_embed may be 0 (no guide). hidden: units per step, a multiple
// of 4, at most 64. window: steps that the second hidden layer sees, 1 .. 15 * lanes. components:
// logistic distributions of a mixture, 2 or 3.
struct BlockShape {
  int lanes = 1;
  int embed = 0;
  int context = 0;
  int hidden = 0;
  int window = 0;
  int guide_embed = 0;
  int components = 2;

  int NumSlots() const { return 64 * lanes; }
  int NumSteps() const { return 15 * lanes; }
  int NumHidden() const { return NumSteps() * hidden; }
  // Of a slot: means, log scales, and the logits of all weights but the last.
  int NumOutputs() const { return 3 * components - 1; }
  // Inputs of context1 that differ from block to block, and those of the image.
  int BlockInputs() const { return 4 * embed + 9 * guide_embed; }
  int ImageInputs() const { return NumSlots() + (guide_embed > 0 ? 64 : 0); }
  // Thresholds of the last group, of all lanes.
  int NumLastLogits() const { return kLastNodes * lanes; }
  friend bool operator==(const BlockShape&, const BlockShape&) = default;
};

// A layer over bytes: acc = bias + weights x, in units of 2^-(5 + shift) with its row's shift.
struct ByteLayerData {
  int rows = 0;
  int columns = 0;
  std::vector<uint8_t> shift;   // [rows], 1..15
  std::vector<int8_t> weights;  // [rows][columns], within +-127
  std::vector<int32_t> bias;    // [rows], within +-kMaxByteBias; empty without
};

struct BlockNetworkData {
  BlockShape shape;
  std::vector<uint32_t> sigma;            // [64 lanes], Q8, infer::kMinSigma..kMaxSigma
  std::vector<uint32_t> sigma_guide;      // [64], empty without a guide
  infer::LayerData embed;                 // [E][3 N]: f1, f2, lq
  infer::LayerData guide_embed;           // [G][128]: g1, g2
  infer::LayerData context1_image;        // [C][N + 64 if G > 0]: lq
  ByteLayerData context1;                 // [C][4 E + 9 G], no bias: context1_image is it
  ByteLayerData context2;                 // [C][5 C]
  ByteLayerData context3;                 // [C][C]
  ByteLayerData last;                     // [14 L][C]
  std::vector<int32_t> last_pair;         // [15][14], Q12; empty with one lane
  ByteLayerData hidden1;                  // [15 L H][C]
  std::vector<int16_t> hidden1_features;  // [15 L H][2 N], units of 2^-(4 + shift of the row)
  ByteLayerData hidden2;                  // [15 L H][window H]
  ByteLayerData output;                   // [(3 K - 1) N][H]
  infer::LayerData linear;                // [N][5 N], no bias
};

// One network, of either class, or luma's and chroma's, in this order.
struct BlockModelData {
  std::vector<BlockNetworkData> networks;
};

// Activations, units of 1/32.
inline constexpr int kMaxByte = 127;
inline constexpr int kMaxByteWeight = 127;
inline constexpr int kMinByteShift = 1, kMaxByteShift = 15;
// Biases of byte layers, in the unit of their sums.
inline constexpr int32_t kMaxByteBias = 1 << 22;
inline constexpr int32_t kMaxImageBias = 1 << 28;  // what context1_image gives
// How much finer sums of hidden1 are than those of its byte layer, and hidden1_features than its
// weights: features are Q8, activations Q5.
inline constexpr int kFeatureShift = 7, kFeatureWeightShift = kFeatureShift - 3;
// The largest |f1| and |f2|, Q8.
inline constexpr int64_t kMaxFeature1 = 1024, kMaxFeature2 = 1420;
// What the features can add to a sum of hidden1: the loader compares.
inline constexpr int64_t kMaxFeatureSum = int64_t{1} << 30;
// Logits and outputs, Q12.
inline constexpr int32_t kMaxBlockOutput = 1 << 18;

// Sums of the widest layers.
constexpr int64_t MaxByteSum(int64_t columns) { return columns * kMaxByte * kMaxByteWeight; }
static_assert(MaxByteSum(4 * 256 + 9 * 256) + kMaxImageBias < int64_t{1} << 31);  // context1
static_assert(MaxByteSum(5 * 256) + kMaxByteBias < int64_t{1} << 31);             // context2
static_assert(MaxByteSum(30 * 64) + kMaxByteBias < int64_t{1} << 31);             // hidden2
// hidden1, where features are added at a finer unit; last and output, which become Q12.
static_assert(((MaxByteSum(256) + kMaxByteBias) << kFeatureShift) + kMaxFeatureSum +
                  (int64_t{1} << (kMaxByteShift + kFeatureShift - 1)) <
              int64_t{1} << 31);
// Instructions that add two products in 16 bits (maddubs) do not saturate.
static_assert(2 * kMaxByte * kMaxByteWeight <= INT16_MAX);

// An all-zero network of a shape (sigma: kMinSigma; shifts: 8). REQUIRES: CheckBlockShape is good.
BlockNetworkData MakeBlockNetworkData(const BlockShape& shape);

// Whether sizes are within their limits.
Status CheckBlockShape(const BlockShape& shape);

// Whether a network may be used: layer sizes as the shape wants, numbers in range, zeros where the
// order of coding masks a weight, and no accumulator that could overflow.
Status CheckBlockNetwork(const BlockNetworkData& network);

// The uncompressed content of a model file. REQUIRES: all networks are good.
Bytes BlockModelContent(const BlockModelData& model);

// Reads and checks a content. A file is its zstd frame (UnpackPriorFile). Errors: kTruncated,
// kCorrupt, kUnsupported (magic), kLimitExceeded.
Result<BlockModelData> ParseBlockContent(ByteSpan content);

// A valid network with random weights, as large in their effect as trained ones, for tests and
// benchmarks.
BlockNetworkData RandomBlockNetwork(uint64_t seed, const BlockShape& shape);

// The shapes that are trained: of preset default, and larger ones.
inline constexpr BlockShape kLumaBlockShape = {1, 64, 128, 24, 15, 0, 2};
inline constexpr BlockShape kChromaBlockShape = {2, 64, 96, 12, 4, 48, 2};
inline constexpr BlockShape kLumaMaxShape = {1, 96, 224, 48, 15, 0, 3};
inline constexpr BlockShape kChromaMaxShape = {2, 96, 160, 24, 8, 64, 3};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_DATA_H_
