// One image under rate and distortion for .jkd: step tables from the image's statistics, then
// levels chosen against the learned prior's own rates while they are coded.
#ifndef JACKDAW_CODEC_LOSSY_ENC_CHOSEN_IMAGE_H_
#define JACKDAW_CODEC_LOSSY_ENC_CHOSEN_IMAGE_H_

#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_distortion.h"
#include "codec/lossy/enc_image_curves.h"
#include "codec/lossy/enc_loss_estimate.h"
#include "codec/lossy/enc_lossy_knobs.h"
#include "codec/lossy/enc_rate_curves.h"
#include "codec/quant/requantize.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// What squared errors of colour differences count beside those of luma where the rate model is
// trained (docs/training.md, "The step tables").
inline constexpr double kRateModelColourWeight = 0.2;
// Tables are taken at this times the lambda asked for: the choice of levels knows neither what the
// dead zones of the tables have decided already nor what it takes from levels to come, so that less
// of it goes further (docs/training.md, "The step tables").
inline constexpr double kTableLambda = 1.6;

struct ChosenLevels {
  jpeg::Frame frame;                     // of the input, but its tables are the steps
  std::vector<jpeg::CoeffPlane> levels;  // per component, of the padded sizes
  // Per component, in units of the lossy record; zero where an offset is not worth its bits.
  std::vector<quant::CentroidOffsets> offsets;
  Bytes coefficients;        // what EncodeChosen gave
  uint64_t coding_work = 0;  // that decoding them takes (WorkMeter)
  bool lossless = false;     // levels and steps are those of the input
};

// Of the components of a class the levels rounded by its quantizer, and what choosing among them
// needs. The steps of the quantizer and lambda are those of the planes: lambda is the squared error
// of coefficients that a bit may cost. planes, weights, levels,
// choices: per component of the frame; levels have the planes' sizes; weights: nothing where all
// are 1, must outlive the choices.
void RequantizeClass(std::span<const jpeg::CoeffPlane> planes, const quant::QuantClass& quant_class,
                     const quant::Quantizer& quantizer, double lambda,
                     std::span<const WeightPlane> weights, std::span<jpeg::CoeffPlane> levels,
                     std::span<coeff::LevelChoice> choices);

class ChosenImage {
 public:
  // Looks at the whole image once. Frame and planes must outlive this. unit: of the planes, as
  // LossPicture has it. attention: of the picture, or null.
  // REQUIRES: HasValidTables(frame); coefficients of 8-bit samples.
  ChosenImage(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes, ColourModel model,
              Criterion criterion, uint16_t unit = 1, Attention* attention = nullptr);

  // What coding with these knobs may give, metadata not counted. Of Kodak images nine of ten sizes
  // were within 14 %.
  LossEstimate Estimate(const LossyKnobs& knobs) const;

  // About the loss that decoding to pixels and `cjpeg -quality` would add: 0..100. A part of the
  // image is coded to see what the choice of levels loses. Whoever cancels gets rubbish.
  LossyKnobs KnobsAtQuality(double quality, const coeff::CoeffOptions& options) const;

  // Bytes that the tables alone save, as their choice counts them. Of photographs it was 0.8 to 2.4
  // times what came of it.
  double EstimatedSaving(const LossyKnobs& knobs) const;

  // The steps alone, per component.
  std::vector<quant::FrequencyTable> Steps(const LossyKnobs& knobs) const;

  // Distortion and bits at knobs.level_lambda of a coding with these knobs. REQUIRES: as Encode.
  double Cost(const LossyKnobs& knobs, coeff::CoeffOptions options) const;
  const ImageCurves& curves() const { return curves_; }

  // REQUIRES: lambdas above 0.
  ChosenLevels Encode(const LossyKnobs& knobs, coeff::CoeffOptions options) const;

 private:
  std::vector<coeff::LevelChoice> Requantize(const LossyKnobs& knobs, ChosenLevels* chosen) const;
  void FindOffsets(const LossyKnobs& knobs, ChosenLevels* chosen) const;
  bool IsLossless(const ChosenLevels& chosen) const;

  const jpeg::Frame& frame_;
  std::span<const jpeg::CoeffPlane> planes_;
  ImageCurves curves_;
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_CHOSEN_IMAGE_H_
