// How visible an error of a coefficient is, before anything hides it: by frequency, at several
// scales of the picture.
//
// Structural similarity (Z. Wang et al., IEEE Trans. Image Processing 13(4), 2004; multi-scale:
// Asilomar 2003) compares local variances. An error e of small energy takes from it, at one place,
// about var(e) / (2 var(x) + C), where x is the picture and variances are those in a Gaussian
// window of 1.5 samples. So the loss of a coefficient's error, of square e^2, is a sum over scales
// s of
//   share_s  B_s(u, v)  mean over the block of 1 / (1 + 2 var_s(x) / C)^M  e^2.
// B_s is what is left of the variance of the basis function (u, v) at scale s, that is in means of
// 2^s x 2^s samples, averaged over all places of the block among these. It follows from the DCT
// alone, and no table of a standard is behind it. Shares, C and M are fitted (docs/design/lossy.md,
// "What is visible").
#ifndef JACKDAW_CODEC_LOSSY_ENC_VISIBILITY_H_
#define JACKDAW_CODEC_LOSSY_ENC_VISIBILITY_H_

#include <array>
#include <cstddef>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::lossy {

inline constexpr size_t kNumScales = 5;  // of 1, 2, 4, 8 and 16 samples
using ScaleShares = std::array<float, kNumScales>;

// Local variance hides errors: what is visible is (1 + 2 variance / constant)^-power. Where next to
// nothing is there, that is not enough: errors of a step or two are all that is seen in a sky, as
// bands and blocks, but measures of structure, which are made for detail, hardly count them. So
// smoothness (1 + 2 variance / smooth_constant)^-2 is added.
struct Masking {
  float constant = 1;
  float power = 0;
  float smoothness = 0;
  float smooth_constant = 1;
};

// What is fitted for one kind of component.
struct Visibility {
  ScaleShares shares{};
  Masking masking;
  float floor = 0;    // added for every block and frequency: what no measure of structure sees
  double weight = 1;  // of all of it, per pixel of the image
};

// [scale][frequency, zigzag]: share_s B_s.
using VisibilityTable = std::array<std::array<float, jpeg::kBlockSize>, kNumScales>;
VisibilityTable MakeVisibilityTable(const ScaleShares& shares);

// Shares of a component that has one sample for 2^octaves pixels each way: scales of the image are
// finer than its own by so many. octaves may be half a one.
ScaleShares SharesOfSubsampled(const ScaleShares& shares, double octaves);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_VISIBILITY_H_
