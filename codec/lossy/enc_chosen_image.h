// One image under rate and distortion for .jkd: step tables from the image's statistics, then
// levels chosen against the learned prior's own rates while they are coded.
#ifndef JACKDAW_CODEC_LOSSY_ENC_CHOSEN_IMAGE_H_
#define JACKDAW_CODEC_LOSSY_ENC_CHOSEN_IMAGE_H_

#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_loss_estimate.h"
#include "codec/lossy/enc_rate_curves.h"
#include "codec/quant/requantize.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

// What squared errors of colour differences count beside those of luma, per pixel of the image, in
// .jkd files. The rate model was trained with this value (docs/training.md, "The step tables"), so
// that another one needs another model.
inline constexpr double kJkdColourWeight = 0.2;
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
// of coefficients that a bit may cost. planes, levels, choices: per component of the frame; levels
// have the planes' sizes.
void RequantizeClass(std::span<const jpeg::CoeffPlane> planes, const quant::QuantClass& quant_class,
                     const quant::Quantizer& quantizer, double lambda,
                     std::span<jpeg::CoeffPlane> levels, std::span<coeff::LevelChoice> choices);

class ChosenImage {
 public:
  // Looks at the whole image once. Frame and planes must outlive this. colour_difference: all
  // components but the first are colour differences, which count less. unit: of the planes, as
  // LossPicture has it.
  // REQUIRES: HasValidTables(frame).
  ChosenImage(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
              bool colour_difference, uint16_t unit = 1);

  // What coding at this lambda for tables and levels may give, metadata not counted. Of Kodak
  // images nine of ten sizes were within 14 %.
  LossEstimate Estimate(double lambda) const;

  // Bytes that the tables alone save, as their choice counts them. Of photographs it was 0.8 to 2.4
  // times what came of it.
  double EstimatedSaving(double table_lambda) const;

  // The steps alone, per component.
  std::vector<quant::FrequencyTable> Steps(double table_lambda) const;

  // table_lambda chooses the steps, level_lambda the levels: squared error that a bit may cost, of
  // luma samples, above 0.
  ChosenLevels Encode(double table_lambda, double level_lambda, coeff::CoeffOptions options) const;

 private:
  // Where the curves of a class are looked at.
  double CurveLambda(size_t c, double table_lambda) const {
    return kTableLambda * table_lambda / weights_[c];
  }
  std::vector<coeff::LevelChoice> Requantize(double table_lambda, double level_lambda,
                                             ChosenLevels* chosen) const;
  void FindOffsets(double table_lambda, ChosenLevels* chosen) const;
  bool IsLossless(const ChosenLevels& chosen) const;

  const jpeg::Frame& frame_;
  std::span<const jpeg::CoeffPlane> planes_;
  uint16_t unit_;
  std::vector<quant::QuantClass> classes_;
  std::vector<ClassCurves> curves_;  // per class
  std::vector<double> weights_;      // of squared errors, per class
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_CHOSEN_IMAGE_H_
