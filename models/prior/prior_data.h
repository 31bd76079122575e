// The learned prior as plain numbers: what a model file (.jkw) holds, and its reading and writing.
//
// A file is packed (models/weights/model_file.h). Its content, little-endian: "JKW1", then the luma
// and the chroma network, and nothing after them. A network: u8 lanes, u16 embed, u16 context, u8
// hidden, u8 window, u16 guide_embed, four bytes 1, 0, 0, 0; u32 sigma[64 lanes]; if guide_embed >
// 0, u32 sigma_guide[64]; then the layers in the order of PriorNetworkData (those that the shape
// has), each: u8 shift, i16 weights [rows][columns], i32 bias[rows] (linear has none). Format:
// docs/format_prior.md.
#ifndef JACKDAW_MODELS_PRIOR_PRIOR_DATA_H_
#define JACKDAW_MODELS_PRIOR_PRIOR_DATA_H_

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/infer/bounds.h"
#include "models/infer/layer_data.h"

namespace jackdaw::prior {

// Sizes of a network. lanes: components coded together, 1 or 2. embed, context, guide_embed:
// multiples of 16, at most 256; guide_embed may be 0 (no guide). hidden: units per step, a multiple
// of 4, at most 64. window: steps that the second hidden layer sees, 1 .. 15 * lanes.
struct PriorShape {
  int lanes = 1;
  int embed = 0;
  int context = 0;
  int hidden = 0;
  int window = 0;
  int guide_embed = 0;

  int NumSlots() const { return 64 * lanes; }
  int NumSteps() const { return 15 * lanes; }
  int NumHidden() const { return NumSteps() * hidden; }
  // Inputs of context1 that differ from block to block; those of the image follow.
  int BlockInputs() const { return 4 * embed + 9 * guide_embed; }
  friend bool operator==(const PriorShape&, const PriorShape&) = default;
};

// shift: of output 5..15, of linear 8..14, of others 1..15. linear has no bias.
using PriorLayerData = infer::LayerData;

struct PriorNetworkData {
  PriorShape shape;
  std::vector<uint32_t> sigma;        // [64 lanes], Q8, kMinSigma..kMaxSigma
  std::vector<uint32_t> sigma_guide;  // [64], empty without a guide
  PriorLayerData embed;               // [E][3 N]: f1, f2, lq
  PriorLayerData guide_embed;         // [G][128]: g1, g2
  PriorLayerData context1;            // [C][4 E + 9 G + N + 64 if G > 0]
  PriorLayerData context2;            // [C][5 C]
  PriorLayerData context3;            // [C][C]
  PriorLayerData hidden1;             // [15 L H][C + 2 N]
  PriorLayerData hidden2;             // [15 L H][window H]
  PriorLayerData output;              // [5 N][H]
  PriorLayerData linear;              // [N][5 N]
};

struct PriorModelData {
  PriorNetworkData luma, chroma;
};

using infer::kMaxSigma;
using infer::kMinSigma;

// Layers of a network in file order, those that the shape has.
std::vector<PriorLayerData*> PriorLayers(PriorNetworkData* network);
std::vector<const PriorLayerData*> PriorLayers(const PriorNetworkData& network);

// An all-zero network of a shape (sigma: kMinSigma; shifts: 8). REQUIRES: CheckPriorShape is good.
PriorNetworkData MakePriorNetworkData(const PriorShape& shape);

// Whether sizes are within their limits.
Status CheckPriorShape(const PriorShape& shape);

// Whether a network may be used: layer sizes as the shape wants, numbers in range, zeros where the
// order of coding masks a weight, and no accumulator that could overflow (infer/bounds.h).
Status CheckPriorNetwork(const PriorNetworkData& network);

// The uncompressed content of a model file; the file itself. REQUIRES: both networks are good.
Bytes PriorModelContent(const PriorModelData& model);
Bytes SerializePriorModel(const PriorModelData& model);

// Reads and checks a content; luma must have one lane and no guide, chroma two lanes.
// Errors: kTruncated, kCorrupt, kUnsupported (magic), kLimitExceeded.
Result<PriorModelData> ParsePriorContent(ByteSpan content);

// A valid model with small random weights, for tests and benchmarks.
PriorModelData RandomPriorModel(uint64_t seed, const PriorShape& luma, const PriorShape& chroma);

// The sizes that are shipped.
inline constexpr PriorShape kLumaPriorShape = {1, 64, 128, 24, 15, 0};
inline constexpr PriorShape kChromaPriorShape = {2, 64, 96, 12, 4, 48};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_PRIOR_DATA_H_
