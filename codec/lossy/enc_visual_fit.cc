#include "codec/lossy/enc_visual_fit.h"

namespace jackdaw::lossy {

const VisualFit& ShippedVisualFit() {
  // Luma hides more of an error the busier it is, colour little less; the eye, and the measures,
  // see colour in coarse scales only.
  static constexpr ScaleShares kLumaShares = {0.7f, 1.2f, 7.5f, 5.0f, 0.5f};
  static constexpr ScaleShares kColourShares = {0.5f, 0.8f, 5.0f, 6.0f, 2.0f};
  static constexpr Masking kLumaMasking = {.constant = 400, .power = 1.1f};
  static constexpr Masking kColourMasking = {.constant = 400, .power = 0.8f};
  static constexpr VisualFit kFit = {
      .luma = {.shares = kLumaShares, .masking = kLumaMasking, .weight = 1},
      .blue = {.shares = kColourShares, .masking = kColourMasking, .weight = 0.2f},
      .red = {.shares = kColourShares, .masking = kColourMasking, .weight = 0.25f},
      .table_ratio = 0.7};
  return kFit;
}

}  // namespace jackdaw::lossy
