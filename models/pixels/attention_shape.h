// The attention network: from the coefficients of a block and of its eight neighbours to 64 weights
// in [0, 1], the relative importance of an error in each frequency of the block.
//
//   features  f_k = log2(1 + |c_k| / 8), k > 0, of dequantized coefficients c; f_0 = c_0 / 1024
//   embed     e = max(0, E f + e0), per block
//   mix       h = max(0, sum over the 3 x 3 blocks around of M_yx e_yx + h0); beyond the picture's
//             edge the outermost block is repeated
//   out       z = O h + z0;  weight a = (1 + z / sqrt(1 + z^2)) / 2
//
// One network is luma's, one that of colour differences. What a weight does to errors is in
// codec/lossy/enc_attention.h. After Hu et al., "Learning to Improve Image Compression without
// Changing the Standard Decoder" (ECCV workshops 2020), which scales coefficients by such weights.
#ifndef JACKDAW_MODELS_PIXELS_ATTENTION_SHAPE_H_
#define JACKDAW_MODELS_PIXELS_ATTENTION_SHAPE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jackdaw::attention {

inline constexpr size_t kFrequencies = 64;
inline constexpr size_t kNeighbours = 9;  // of a block, itself included, row by row
// Far above all that is trained.
inline constexpr uint32_t kMaxAttentionChannels = 256;
inline constexpr float kMagnitudeUnit = 8, kDcUnit = 1024;

struct AttentionShape {
  uint32_t embedding = 24, hidden = 24;  // channels

  bool operator==(const AttentionShape&) const = default;

  size_t embed_parameters() const { return (kFrequencies + 1) * embedding; }
  size_t mix_parameters() const { return (kNeighbours * embedding + 1) * hidden; }
  size_t out_parameters() const { return (size_t{hidden} + 1) * kFrequencies; }
  size_t num_parameters() const { return embed_parameters() + mix_parameters() + out_parameters(); }
};

// Parameters in the order of the file: weights of embed [embedding][64], offsets; of mix
// [hidden][embedding][9], offsets; of out [64][hidden], offsets.
struct AttentionWeights {
  AttentionShape shape;
  std::vector<float> parameters;
};

// Both networks.
struct AttentionModel {
  AttentionWeights luma, colour;
};

}  // namespace jackdaw::attention

#endif  // JACKDAW_MODELS_PIXELS_ATTENTION_SHAPE_H_
