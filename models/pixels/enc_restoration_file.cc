// Writing of restoration networks, for the trainer.
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "models/pixels/half.h"
#include "models/pixels/restoration_file.h"

namespace jackdaw::restoration {
namespace {

constexpr float kMostMultiple = 127;

void WriteRows(size_t rows, std::span<const float> weights, ByteWriter* out) {
  const size_t per_row = weights.size() / rows;
  std::vector<float> scales(rows);
  for (size_t i = 0; i < weights.size(); ++i) {
    float& scale = scales[i / per_row];
    scale = std::max(scale, std::fabs(weights[i]) / kMostMultiple);
  }
  for (float& scale : scales) scale = FromHalf(ToHalf(scale));
  WriteHalves(scales, out);
  for (size_t i = 0; i < weights.size(); ++i) {
    const float scale = scales[i / per_row];
    const float multiple = scale > 0 ? std::round(weights[i] / scale) : 0;
    out->U8(static_cast<uint8_t>(
        static_cast<int8_t>(std::clamp(multiple, -kMostMultiple, kMostMultiple))));
  }
}

}  // namespace

Result<Bytes> WriteRestorationFile(std::span<const RestorationWeights> networks) {
  ByteWriter out;
  for (const uint8_t letter : kRestorationMagic) out.U8(letter);
  out.U32Le(static_cast<uint32_t>(networks.size()));
  for (const RestorationWeights& network : networks) {
    const RestorationShape& s = network.shape;
    for (const uint32_t value : {s.components, s.channels, s.pairs, s.first_kernel, s.last_kernel,
                                 s.guided ? 1u : 0u, s.sampling_values, s.detail_blocks, s.cell}) {
      out.U32Le(value);
    }
    const std::span<const float> all = network.parameters;
    if (!FitHalves(all)) {
      return Error{ErrorCode::kInvalidArgument, 0, "a parameter does not fit binary16"};
    }
    size_t at = 0;
    for (const ConvolutionPlace& place : Convolutions(s)) {
      WriteHalves(all.subspan(at, place.weights - at), &out);
      WriteRows(place.outputs, all.subspan(place.weights, place.style - place.weights), &out);
      const size_t rows = 2 * size_t{place.outputs};
      WriteRows(rows, all.subspan(place.style, kStyle * rows), &out);
      at = place.style + kStyle * rows;
    }
    WriteHalves(all.subspan(at), &out);
  }
  out.U64Le(XXH64(out.bytes().data(), out.size(), 0));
  return weights::PackModelFile(out.bytes());
}

}  // namespace jackdaw::restoration
