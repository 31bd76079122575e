#include "codec/lossy/enc_visual_fit.h"

namespace jackdaw::lossy {

const VisualFit& ShippedVisualFit() {
  // Of colour, measures and the eye see coarse scales only.
  static constexpr ScaleShares kLumaShares = {0.8f, 2.0f, 8.5f, 5.0f, 0.5f};
  static constexpr ScaleShares kColourShares = {0.4f, 0.6f, 5.0f, 6.5f, 2.0f};
  static constexpr Masking kLumaMasking = {
      .constant = 400, .power = 0.85f, .smoothness = 1, .smooth_constant = 3};
  static constexpr Masking kColourMasking = {
      .constant = 400, .power = 0.8f, .smoothness = 0, .smooth_constant = 3};
  // Squared errors of colour are bounded as they are (KnobsAtQuality), wherever they hide.
  static constexpr float kColourFloor = 1;
  static constexpr VisualFit kFit = {
      .luma = {.shares = kLumaShares, .masking = kLumaMasking, .weight = 1},
      .blue = {.shares = kColourShares,
               .masking = kColourMasking,
               .floor = kColourFloor,
               .weight = 0.16f},
      .red = {.shares = kColourShares,
              .masking = kColourMasking,
              .floor = kColourFloor,
              .weight = 0.2f},
      .colour_from_pixels = 0.7f,
      .full_colour = 0.55f,
      .table_ratio = 0.85};
  return kFit;
}

}  // namespace jackdaw::lossy
