// The learned prior, checked and packed for the kernels.
//
// A model is two networks, for luma-like and for chroma-like component sets. It is immutable: any
// number of threads may share one. A compressed stream names its model by content_hash.
#ifndef JACKDAW_MODELS_PRIOR_PRIOR_MODEL_H_
#define JACKDAW_MODELS_PRIOR_PRIOR_MODEL_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/prior/prior_data.h"
#include "models/prior/prior_order.h"

namespace jackdaw {

// A dense layer in the kernels' order. layer() is valid while this lives.
class PackedWeights {
 public:
  PackedWeights() = default;
  // Rows `rows[i]` of the layer (-1: a row of zeros), columns begin .. begin + count - 1.
  PackedWeights(const PriorLayerData& data, const std::vector<int>& rows, int begin, int count);

  PackedLayer layer() const;
  bool empty() const { return weights_.empty(); }

 private:
  AlignedVector<int16_t> weights_;
  AlignedVector<int32_t> bias_;
  int rows_ = 0, columns_ = 0, shift_ = 0;
};

// Weights of layers that see sparse inputs: [slots][stride] of one or two numbers.
struct SparseWeights {
  AlignedVector<int16_t> weights;
  size_t stride = 0;
};

// The layers of the latents; of those that double a grid, one for each parity. Format:
// PriorLatentsData.
struct PackedLatents {
  PackedWeights y1, y2, y3, z1, z2, hyper_out, context_in;
  std::array<PackedWeights, 4> hyper_up, context_up;
  std::vector<int32_t> z_mean, z_log_scale;
};

class PriorNetwork {
 public:
  PriorNetwork() = default;
  // REQUIRES: CheckPriorNetwork(data) is good.
  explicit PriorNetwork(const PriorNetworkData& data);

  const PriorShape& shape() const { return shape_; }
  // Empty without latents.
  const PackedLatents& latents() const { return latents_; }

 private:
  friend class LatentEncoder;
  friend class WavePrior;

  struct Constant {                // part of a layer whose inputs are the same for a whole image
    std::vector<int16_t> weights;  // [rows][columns]
    int columns = 0;
  };

  PriorShape shape_;
  std::vector<uint32_t> sigma_, sigma_guide_;
  std::vector<uint32_t> inverse_sigma_, inverse_sigma_guide_;  // floor(2^31 / sigma)
  int embed_shift_ = 0, linear_shift_ = 0;
  std::vector<int32_t> embed_bias_;
  SparseWeights embed_;                          // f1, f2
  Constant embed_constant_, context1_constant_;  // lq; lq and luma's lq
  PackedWeights guide_embed_, context1_, context2_, context3_, hidden1_;
  SparseWeights hidden1_features_;               // f1, f2
  std::vector<PackedWeights> hidden2_, output_;  // per step
  std::array<SparseWeights, 5> linear_;          // W, NW, N, NE, self
  PackedLatents latents_;
};

struct PriorModel {
  PriorNetwork luma, chroma;
  uint64_t content_hash = 0;  // XXH64, seed 0, of the uncompressed content of the file
};

// Checks and packs. Errors: kLimitExceeded, kCorrupt.
Result<std::shared_ptr<const PriorModel>> MakePriorModel(const PriorModelData& data);

// Reads a model file (prior_data.h). Errors: kTruncated, kCorrupt, kUnsupported, kLimitExceeded.
Result<std::shared_ptr<const PriorModel>> ParsePriorModel(ByteSpan jkw);

// The model in the library, models/weights/default.jkw; read at the first call. A test reads the
// file too; one that cannot be read is a broken build, and gives a model of zeros.
const PriorModel& ShippedPrior();

// The same of models/weights/parallel.jkw: networks with latents, that see no neighbours.
const PriorModel& ShippedParallelPrior();

}  // namespace jackdaw

#endif  // JACKDAW_MODELS_PRIOR_PRIOR_MODEL_H_
