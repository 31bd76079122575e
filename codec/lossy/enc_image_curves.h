// An image as the choice of step tables sees it: its distortion, its classes, their curves of rate
// and distortion, and what cjpeg would lose of it. Plain JPEG and .jkd have this in common.
#ifndef JACKDAW_CODEC_LOSSY_ENC_IMAGE_CURVES_H_
#define JACKDAW_CODEC_LOSSY_ENC_IMAGE_CURVES_H_

#include <span>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_cjpeg_loss.h"
#include "codec/lossy/enc_distortion.h"
#include "codec/lossy/enc_loss_estimate.h"
#include "codec/lossy/enc_lossy_knobs.h"
#include "codec/lossy/enc_rate_curves.h"
#include "codec/lossy/enc_statistics.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// At --quality, squared errors of colour differences are at most this many times those of cjpeg, by
// the curves: half a decibel, which nobody sees and which luma has more use for; one and a half
// where squared errors are all that counts, those of colour next to nothing.
inline constexpr double kMostColourLoss = 1.12;
inline constexpr double kMostColourLossOfSquares = 1.4;
constexpr double MostColourLoss(Criterion criterion) {
  return criterion == Criterion::kSquares ? kMostColourLossOfSquares : kMostColourLoss;
}

struct CurveOptions {
  ColourModel model = ColourModel::kAlike;
  Criterion criterion = Criterion::kVisible;
  double most_colour_loss = kMostColourLoss;
  bool learned_rates = false;  // of the prior, where they differ from entropy: for .jkd
  double table_ratio = 1;      // lambda of tables to that of levels, beside that of the criterion
  Attention* attention = nullptr;  // looked at when the curves are made
  WorkMonitor* monitor = nullptr;
  uint16_t unit = 1;  // of the planes, as LossPicture has it
};

class ImageCurves {
 public:
  // Looks at the whole image once. Frame must outlive this. REQUIRES: HasValidTables(frame); 8-bit
  // samples; coefficients in -1024..1023.
  ImageCurves(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
              const CurveOptions& options);

  const Distortion& distortion() const { return distortion_; }
  const std::vector<quant::QuantClass>& classes() const { return classes_; }
  const RateCurve& Curve(size_t c, size_t frequency) const {
    return curves_[c].frequencies[frequency];
  }

  // Where the curves of a class are looked at, and the squared error of coefficients of it that a
  // bit may cost when its levels are chosen.
  double TableLambda(size_t c, const LossyKnobs& knobs) const;
  double LevelLambda(size_t c, const LossyKnobs& knobs) const;
  // The same as TableLambda for one frequency, with the factor of refined tables.
  double TableLambdaOf(size_t c, size_t frequency, const LossyKnobs& knobs) const;

  // Lossless, or of pixels the finest, where the knob is 0.
  quant::Quantizer QuantizerOf(size_t c, const LossyKnobs& knobs) const;

  // The same quantizer, and squared error per bit, for coefficients in 1/unit.
  quant::Quantizer InUnits(quant::Quantizer quantizer) const {
    quantizer.steps = quant::ScaledSteps(quantizer.steps, unit_);
    return quantizer;
  }
  double InUnits(double lambda) const { return lambda * unit_ * unit_; }
  uint16_t unit() const { return unit_; }

  // What colour differences cost: weighted distortion, and bits at what a bit may cost.
  double ColourCost(const LossyKnobs& knobs) const;

  // Sums over the classes: bits of entropy; those that PricedBitsAt counts.
  double Bits(const LossyKnobs& knobs) const;
  double PricedBits(const LossyKnobs& knobs) const;
  // Squared error per sample by the tables alone, as PSNR counts it: of the first component, and of
  // all.
  PixelErrors Errors(const LossyKnobs& knobs) const;

  // What the curves say of a class.
  ClassLoss LossOf(size_t c, const LossyKnobs& knobs) const;

  // The knobs at which this distortion is a fitted share of what decoding to pixels and `cjpeg
  // -quality` would cause, and squared errors of colour differences are hardly larger than with it.
  // real: per class, by what the losses of a coding differ from those that the curves said of it;
  // empty: by nothing. most_colour: per class, squared errors of colour differences that are
  // allowed, if they are more than cjpeg's; empty: as most_colour_loss says. Lossless at 100.
  // Without `real` and `most_colour` lambdas never rise with quality (0..100).
  LossyKnobs KnobsAtQuality(double quality, std::span<const ClassLoss> real = {},
                            std::span<const double> most_colour = {}) const;

 private:
  double WeightOf(size_t c) const {
    return distortion_.component_weights[classes_[c].components[0]];
  }
  const jpeg::Frame& frame_;
  uint16_t unit_;
  ColourModel model_;
  bool learned_rates_;
  double most_colour_loss_;
  double table_ratio_;
  Distortion distortion_;
  std::vector<quant::QuantClass> classes_;
  std::vector<ClassStatistics> statistics_;  // per class
  std::vector<ClassCurves> curves_;          // per class
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_IMAGE_CURVES_H_
