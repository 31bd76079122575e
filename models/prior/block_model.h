// The second learned prior, packed for the kernels (docs/format_prior2.md).
//
// A network is immutable: any number of threads may share one.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_MODEL_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_MODEL_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/infer/byte_layers.h"
#include "models/infer/layers.h"
#include "models/prior/block_data.h"

namespace jackdaw::prior {

class BlockNetwork {
 public:
  BlockNetwork() = default;
  // REQUIRES: CheckBlockNetwork(data) is good; two components.
  explicit BlockNetwork(const BlockNetworkData& data);

  const BlockShape& shape() const { return shape_; }

 private:
  friend class BlockWave;

  // Of context1, from the logarithms of an image's steps.
  infer::AlignedVector<int32_t> ImageBias(std::span<const int32_t> ln_quants) const;

  BlockShape shape_;
  std::vector<uint32_t> sigma_;
  std::vector<uint32_t> inverse_sigma_, inverse_sigma_guide_;  // floor(2^31 / sigma)
  infer::SparseFeatures embed_;
  infer::Constants embed_image_;
  infer::Dense guide_embed_;
  infer::AlignedVector<int32_t> embed_shift_, guide_shift_;  // from a wide sum to a byte, per row
  infer::Constants context1_image_;
  int image_shift_ = 0;
  infer::ByteDense context1_, context2_, context3_, last_;
  std::vector<int32_t> last_pair_;             // [15][14]; empty with one lane
  std::vector<infer::ByteDense> hidden1_;      // per step
  infer::SparseFeatures hidden1_features_;     // what the steps before tell
  std::vector<infer::ByteDense> hidden2_;      // per step
  std::vector<infer::ByteDense> output_;       // per step: all slots' outputs 0, then 1, ..
  std::array<infer::SparseValues, 5> linear_;  // W, NW, N, NE, self
  int linear_shift_ = 0;
};

struct BlockModel {
  BlockNetwork luma, chroma;
  uint64_t content_hash = 0;  // XXH64, seed 0, of the uncompressed content of the file
};

// Checks and packs a model of two networks. Errors: kLimitExceeded, kCorrupt; kUnsupported: one
// network, or mixtures of three components.
Result<std::shared_ptr<const BlockModel>> MakeBlockModel(const BlockModelData& data);

// Reads a model file (block_data.h). Errors: also kTruncated.
Result<std::shared_ptr<const BlockModel>> ParseBlockModel(ByteSpan file);

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_MODEL_H_
