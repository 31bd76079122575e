// What an error of a coefficient counts: the one distortion that all of lossy minimises.
//
//   D = sum over components, blocks, frequencies of  c(component) w(component, block, frequency)
//   e^2
//
// c is the weight of the component beside luma, per sample. w is 1 for squared errors. For
// Criterion::kVisible it says how visible the error is: from a table by frequency and scale
// (enc_visibility.h), from what the picture around the block hides (enc_masking.h), and from an
// Attention, if there is one. Step tables, levels of plain JPEG, levels of .jkd, offsets and
// quality all take their weights from here.
#ifndef JACKDAW_CODEC_LOSSY_ENC_DISTORTION_H_
#define JACKDAW_CODEC_LOSSY_ENC_DISTORTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/work_monitor.h"
#include "codec/coeff/error_weight.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/quant/step_table.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

// What the components of a frame stand for.
enum class ColourModel {
  kLumaAndColour,       // three components: luma and two colour differences
  kLumaColourAndBlack,  // YCCK: the same of C, M and Y, and K
  kAlike,               // one, or several that count alike: grey, RGB, CMYK
};
constexpr bool IsColourDifference(ColourModel model, size_t component) {
  return model != ColourModel::kAlike && (component == 1 || component == 2);
}

// What counts as an error.
enum class Criterion {
  kVisible,       // what is seen
  kSquares,       // squared errors, colour less than luma
  kSquaresOfRgb,  // squared errors, nearly as they count in red, green and blue
};

// Of a request. A PSNR of all components is that of RGB.
Criterion CriterionOf(Tune tune, LossTarget target);

// The weights w of one component: codes as coeff::ErrorWeight reads them, [num_blocks][64], zigzag,
// blocks as in the component's plane. Empty: all are 1. Of blocks that only pad, rubbish.
struct WeightPlane {
  std::vector<uint8_t> codes;

  const uint8_t* Block(size_t block) const {
    return codes.empty() ? nullptr : codes.data() + block * jpeg::kBlockSize;
  }
};

// Of codes, what coeff::DivideByWeight divides by.
using WeightTable = std::array<float, 256>;
const WeightTable& WeightsByCode();

using BlockWeights = std::array<float, jpeg::kBlockSize>;

// A further source of weights that looks at the picture: what a network says of it.
class Attention {
 public:
  virtual ~Attention() = default;
  // Multiplies the weights of a row of blocks of a component, [width_blocks]. Called once for every
  // row inside the image, component by component, from the top.
  virtual void Weigh(size_t component, uint32_t row, std::span<BlockWeights> weights) = 0;
};

struct Distortion {
  std::vector<double> component_weights;  // c, per component of the frame
  std::vector<WeightPlane> planes;        // per component of the frame
};

// attention: may be null; of use for Criterion::kVisible alone. unit: of the planes, as LossPicture
// has it. Whoever cancels gets rubbish. REQUIRES: coefficients of 8-bit samples.
Distortion MakeDistortion(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                          ColourModel model, Criterion criterion, Attention* attention = nullptr,
                          WorkMonitor* monitor = nullptr, uint16_t unit = 1);

// What squared errors of colour differences count beside those of luma, per pixel of the image.
// kSquares: as in the weighted PSNR by which video codecs are compared, 6 parts of luma to one of
// each colour difference (Ohm et al., IEEE Trans. CSVT 22(12), 2012).
inline constexpr double kSquaresColourWeight = 1.0 / 6;
// kSquaresOfRgb: they count 0.83 and 1.09 in R, G and B together; less makes smaller files at the
// same PSNR, because luma pays sooner.
inline constexpr double kRgbColourWeight = 0.7;

// The classes that have a step table each: as quant::FindQuantClasses, but colour differences apart
// where they have different weights.
std::vector<quant::QuantClass> FindLossClasses(const jpeg::Frame& frame, ColourModel model,
                                               Criterion criterion);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_DISTORTION_H_
