// Squared errors of pixels, as PSNR counts them.
#ifndef JACKDAW_CODEC_LOSSY_ENC_PIXEL_ERRORS_H_
#define JACKDAW_CODEC_LOSSY_ENC_PIXEL_ERRORS_H_

#include <array>
#include <span>

#include "codec/lossy/enc_distortion.h"

namespace jackdaw::lossy {

// What squared errors per sample of Y, Cb and Cr add to the mean of those of R, G and B, with Y as
// 1: sums of squares of the columns of JFIF's matrix, over 3.
inline constexpr std::array<double, 3> kRgbShares = {1, 1.086, 0.825};

// Mean squared errors of samples of 8 bits.
struct PixelErrors {
  double luma = 0;  // of luma; where there is none, as `all`
  double all = 0;   // of R, G and B, or of C, M, Y and K, whether they are components or not
};

// From those of each component.
PixelErrors PixelErrorsOf(std::span<const double> components, ColourModel model);

// Peak signal-to-noise ratio in dB, for a peak of 255; infinite when there is no error.
double PsnrOf(double mean_squared_error);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_PIXEL_ERRORS_H_
