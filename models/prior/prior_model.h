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
#include "models/infer/layers.h"
#include "models/prior/mean_layer.h"
#include "models/prior/prior_data.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

class PriorNetwork {
 public:
  PriorNetwork() = default;
  // REQUIRES: CheckPriorNetwork(data) is good.
  explicit PriorNetwork(const PriorNetworkData& data);

  const PriorShape& shape() const { return shape_; }

 private:
  friend class WavePrior;

  PriorShape shape_;
  std::vector<uint32_t> sigma_, sigma_guide_;
  std::vector<uint32_t> inverse_sigma_, inverse_sigma_guide_;  // floor(2^31 / sigma)
  infer::Embedding embed_;
  infer::Dense guide_embed_;
  infer::FoldedDense context1_;
  infer::Residual context2_, context3_;
  infer::Dense hidden1_;                    // what all steps see; each adds its own activation
  infer::SparseFeatures hidden1_features_;  // what the steps before tell
  std::vector<infer::Residual> hidden2_;    // per step
  std::vector<infer::Dense> output_;        // per step
  MeanLayer means_;
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

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_PRIOR_MODEL_H_
