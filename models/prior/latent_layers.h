// What both sides of the latents' networks share.
#ifndef JACKDAW_MODELS_PRIOR_LATENT_LAYERS_H_
#define JACKDAW_MODELS_PRIOR_LATENT_LAYERS_H_

#include <cstddef>
#include <cstdint>

#include "models/infer/convolution.h"
#include "models/prior/latents.h"

namespace jackdaw::prior {

// Latents as activations.
inline infer::GridRows ToRows(const LatentPlane& plane) {
  infer::GridRows rows(plane.rows, plane.columns, plane.channels, 1, plane.rows);
  const size_t width = plane.columns * plane.channels;
  for (uint32_t row = 0; row < plane.rows; ++row) {
    int16_t* out = rows.Next();
    for (size_t i = 0; i < width; ++i) {
      out[i] = static_cast<int16_t>(plane.values[row * width + i] * 256);
    }
  }
  return rows;
}

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_LATENT_LAYERS_H_
