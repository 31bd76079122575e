// The second learned prior as layers for the kernels (docs/format_prior2.md §2): one template for
// networks of all sizes.
//
// A network is immutable: any number of threads may share one.
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_NETWORK_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_NETWORK_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "models/infer/byte_layers.h"
#include "models/infer/layers.h"
#include "models/prior/block_data.h"
#include "models/prior/mean_layer.h"
#include "models/prior/prior_features.h"
#include "models/prior/prior_order.h"

namespace jackdaw::prior {

// The weights of features of a step as a layer: what SparseFeatures takes them from.
infer::LayerData FeatureLayer(const BlockNetworkData& data, int step);
// Rows of the output layer that belong to a step: first all slots' values 0, then 1, ...
std::vector<int> OutputRows(const BlockShape& shape, int step);

template <BlockShape kShape>
struct BlockNetwork {
  static_assert(IsBlockShape(kShape));
  static constexpr BlockParts kParts = PartsOf(kShape);
  static constexpr size_t kSlots = kShape.NumSlots(), kSteps = kShape.NumSteps();

  BlockNetwork() = default;
  // REQUIRES: CheckBlockNetwork(data) is good, and its shape is kShape.
  explicit BlockNetwork(const BlockNetworkData& data);

  std::vector<uint32_t> sigma, inverse_sigma, inverse_sigma_guide;
  infer::SparseToBytes<kParts.embed, kSlots> embed;
  infer::WideToBytes<kParts.guide_embed> guide_embed;  // nothing without a guide
  infer::ConstantsToBias<kParts.context1_image> context1_image;
  infer::ByteLayer<kParts.context1> context1;
  infer::ByteLayer<kParts.context2> context2;
  infer::ByteLayer<kParts.context3> context3;
  infer::ByteLayer<kParts.last> last;
  std::vector<int32_t> last_pair;  // [15][14]; empty with one lane
  infer::ByteSteps<kParts.hidden1, kSteps> hidden1;
  std::array<infer::SparseFeatures, kSteps> hidden1_features;  // what the steps before tell
  infer::ByteSteps<kParts.hidden2, kSteps> hidden2;
  infer::ByteSteps<kParts.output, kSteps> output;  // of a step: all slots' outputs 0, then 1, ..
  MeanLayer linear;

 private:
  static std::vector<int> UnitsOf(int step) {
    std::vector<int> units(static_cast<size_t>(kShape.hidden));
    std::iota(units.begin(), units.end(), step * kShape.hidden);
    return units;
  }
};

template <BlockShape kShape>
BlockNetwork<kShape>::BlockNetwork(const BlockNetworkData& data)
    : sigma(data.sigma),
      inverse_sigma(Inverses(data.sigma)),
      inverse_sigma_guide(Inverses(data.sigma_guide)),
      embed(data.embed),
      guide_embed(data.guide_embed),
      context1_image(data.context1_image),
      context1(data.context1),
      context2(data.context2),
      context3(data.context3),
      last(data.last),
      last_pair(data.last_pair),
      hidden1(data.hidden1,
              [](int step) -> infer::StepPlace {
                return {UnitsOf(step), 0, kShape.context};
              }),
      hidden2(
          data.hidden2,
          [](int step) -> infer::StepPlace {
            // Steps before the first are left out.
            const int seen = std::min(kShape.window, step + 1);
            return {UnitsOf(step), (kShape.window - seen) * kShape.hidden, seen * kShape.hidden};
          }),
      output(data.output,
             [](int step) -> infer::StepPlace {
               return {OutputRows(kShape, step), 0, kShape.hidden};
             }),
      linear(data.linear, kShape.NumSlots()) {
  for (size_t step = 0; step < kSteps; ++step) {
    hidden1_features[step] =
        infer::SparseFeatures(FeatureLayer(data, static_cast<int>(step)), 0, kShape.NumSlots());
  }
}

extern template struct BlockNetwork<kLumaBlockShape>;
extern template struct BlockNetwork<kChromaBlockShape>;
extern template struct BlockNetwork<kLumaLatticeShape>;
extern template struct BlockNetwork<kChromaLatticeShape>;
extern template struct BlockNetwork<kLumaMaxShape>;
extern template struct BlockNetwork<kChromaMaxShape>;

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_NETWORK_H_
