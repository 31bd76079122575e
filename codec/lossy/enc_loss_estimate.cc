#include "codec/lossy/enc_loss_estimate.h"

namespace jackdaw::lossy {

double MeanSquaredError(const jpeg::Frame& frame, const quant::QuantClass& quant_class,
                        const ClassCurves& curves, double lambda) {
  double num_samples = 0;
  for (const size_t i : quant_class.components) {
    const jpeg::FrameComponent& c = frame.components[i];
    num_samples += static_cast<double>(c.width_blocks) * c.height_blocks * jpeg::kBlockSize;
  }
  return TotalAt(curves, lambda).squared_error / num_samples;
}

}  // namespace jackdaw::lossy
