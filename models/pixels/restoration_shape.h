// The networks of restoration: what goes in, which layers, what comes out.
//
// A network works on the lattice of blocks of a component, or of a pair of chroma components, so a
// "pixel" of its layers is a block, and coefficients are channels. It gives every coefficient a
// correction that stays inside the quantization interval of its level. The trainer
// (apps/train/restore) and the runtime (restoration_network.h) both follow this file;
// docs/design/restoration.md says why it is so.
//
// With n components, C channels and zigzag order everywhere:
//   features  value / kTypical and asinh(level) of every coefficient: [64 n] and [64 n] channels;
//             then, with a guide, the guide's 64 coefficients / kTypical of luma
//   style     ln(step) / 2 - 1 for the 64 n steps, then the class of the sampling (chroma);
//             two dense layers, to 64 and to kStyle values, ReLU after each: once per picture
//   first     convolution of the features to C channels
//   pairs     x += b(ReLU(a(x))), 3 x 3, C to C
//   last      convolution to 64 n corrections, before they are bounded
// Every convolution has a gain and an offset per output channel that are linear in the style,
// y = (1 + gain) conv(x) + offset; they are folded into the weights before a picture is computed.
// Beyond the border of the lattice all channels are 0.
//
// A correction r becomes value += step / 2 * t / sqrt(1 + t^2), t = 2 r Scale(step) / step.
//
// A fine network works on cells of 2 x 2 samples in place of blocks, behind a network of blocks:
//   features  the cell's samples as restored so far / 32, around 0; those of plain decoding minus
//             those, / ErrorOf the table; where in its block the cell is: 1 in one of four channels
//             for its column, and in one of four for its row. [4], [4], [4], [4] channels
//   last      to what is added to the four samples / ErrorOf the table
// The sum, as coefficients, is then brought back into the intervals. The rest is as above.
#ifndef JACKDAW_MODELS_PIXELS_RESTORATION_SHAPE_H_
#define JACKDAW_MODELS_PIXELS_RESTORATION_SHAPE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace jackdaw::restoration {

inline constexpr size_t kFrequencies = 64;
inline constexpr size_t kStyleHidden = 64, kStyle = 32;
inline constexpr uint32_t kBlockSide = 8, kFineCell = 2;

struct RestorationShape {
  uint32_t components = 1;  // 1: luma or any single one; 2: a pair of chroma components
  uint32_t channels = 96;
  uint32_t pairs = 4;
  uint32_t first_kernel = 3, last_kernel = 3;
  bool guided = false;
  // Of what a pair of chroma components is sampled at: horizontally halved, vertically halved.
  uint32_t sampling_values = 0;
  // Blocks of detail above what a component's samples hold, per component; 0 or 4 (for 2 x 2).
  uint32_t detail_blocks = 0;
  // Samples each way that one position of the lattice stands for: kBlockSide, or kFineCell.
  uint32_t cell = kBlockSide;

  constexpr bool is_fine() const { return cell != kBlockSide; }
  // Values of one position: coefficients of a block, or samples of a cell.
  constexpr uint32_t outputs() const { return components * cell * cell; }
  // Inputs of one position; those of a cell say where in its block it is, too.
  constexpr uint32_t features() const {
    return 2 * outputs() + (guided ? 64 : 0) + (is_fine() ? 2 * kBlockSide / cell : 0);
  }
  constexpr uint32_t table_values() const { return components * 64 + sampling_values; }
  constexpr uint32_t details() const { return detail_blocks * outputs(); }

  bool operator==(const RestorationShape&) const = default;
};

inline constexpr RestorationShape kLumaShape = {};
inline constexpr RestorationShape kChromaShape = {.components = 2,
                                                  .channels = 64,
                                                  .pairs = 3,
                                                  .first_kernel = 1,
                                                  .last_kernel = 1,
                                                  .guided = true,
                                                  .sampling_values = 2,
                                                  .detail_blocks = 4};

inline constexpr RestorationShape kFineShape = {.channels = 32, .pairs = 3, .cell = kFineCell};
// What samples are divided by for a fine network.
inline constexpr float kFineUnit = 32;

// Networks of texture are of the same kind, but smaller: at most this many parameters.
inline constexpr RestorationShape kTextureShape = {.channels = 64};
inline constexpr size_t kMaxTextureParameters = 500'000;

// The magnitude that a coefficient of luma typically has, by zigzag frequency: 300 / (1 + u +
// v)^1.5 and 400 for DC. Those of chroma are half as large.
extern const std::array<float, kFrequencies> kTypical;
inline constexpr float kTypicalOfChroma = 0.5f;

// The typical error of a coefficient: of a uniform one inside an interval of this step where that
// is narrow, the coefficient's own magnitude where it is wide. 1 / Scale^2 = 12 / step^2 + 1 /
// typical^2.
float CorrectionScale(float step, float typical);

// The typical error of a sample of luma where these are the steps (zigzag): the root of the mean of
// step^2 / 12, or of the frequency's own typical magnitude^2 where that is smaller.
float ErrorOf(std::span<const float, kFrequencies> steps);

}  // namespace jackdaw::restoration

#endif  // JACKDAW_MODELS_PIXELS_RESTORATION_SHAPE_H_
