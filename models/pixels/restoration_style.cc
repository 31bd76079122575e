// What of restoration_network.h needs no oneDNN.
#include <algorithm>

#include "models/pixels/restoration_network.h"

namespace jackdaw::restoration {
namespace {

// parameters: [outputs][inputs], then [outputs].
std::vector<float> Dense(std::span<const float> parameters, std::span<const float> in,
                         size_t outputs) {
  const std::span<const float> offsets = parameters.subspan(outputs * in.size(), outputs);
  std::vector<float> out(offsets.begin(), offsets.end());
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t i = 0; i < in.size(); ++i) out[o] += parameters[o * in.size() + i] * in[i];
  }
  return out;
}

std::vector<float> Relu(std::vector<float> x) {
  for (float& value : x) value = std::max(value, 0.0f);
  return x;
}

}  // namespace

uint32_t Halo(const RestorationShape& shape) {
  return shape.first_kernel / 2 + 2 * shape.pairs + shape.last_kernel / 2;
}

uint64_t ComputeBytes(const RestorationShape& shape, uint32_t num_rows, uint32_t num_cols,
                      bool details) {
  const uint64_t around = 2 * uint64_t{Halo(shape)};
  const uint64_t blocks = (num_rows + around) * (num_cols + around);
  const uint64_t floats_per_block = uint64_t{shape.features()} + 3 * shape.channels +
                                    2 * uint64_t{shape.outputs()} +
                                    (details ? 2 * uint64_t{shape.details()} : 0);
  // Parameters as read, with gains, and in the order of a kernel.
  return (blocks * floats_per_block + 3 * uint64_t{NumParameters(shape)}) * sizeof(float);
}

std::vector<std::vector<float>> GainsAndOffsets(const RestorationWeights& weights,
                                                std::span<const float> style) {
  const std::span<const float> parameters = weights.parameters;
  const size_t style2 = (style.size() + 1) * kStyleHidden;
  const std::vector<float> hidden = Relu(Dense(parameters, style, kStyleHidden));
  const std::vector<float> values = Relu(Dense(parameters.subspan(style2), hidden, kStyle));
  std::vector<std::vector<float>> result;
  for (const ConvolutionPlace& place : Convolutions(weights.shape)) {
    result.push_back(Dense(parameters.subspan(place.style), values, 2 * size_t{place.outputs}));
    // A gain is 1 and what the style adds.
    for (size_t o = 0; o < place.outputs; ++o) result.back()[o] += 1;
  }
  return result;
}

}  // namespace jackdaw::restoration
