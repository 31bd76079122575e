// The luma plane at the resolution of chroma, in the DCT domain: the guide of the chroma network.
//
// Inverse DCT of the luma blocks under a chroma block, box average by the sampling ratio, forward
// DCT; as matrices R_v L R_h^T. The integer form is models/infer's. Source: docs/format_prior.md.
#ifndef JACKDAW_APPS_TRAIN_GUIDE_H_
#define JACKDAW_APPS_TRAIN_GUIDE_H_

#include <vector>

namespace jackdaw::train {

inline constexpr int kMaxGuideRatio = 4;

// [8][8 r], row-major: DCT coefficients of r blocks side by side -> those of their box average.
std::vector<float> ResampleMatrix(int ratio);

class GuideResampler {
 public:
  // Ratios 1 .. kMaxGuideRatio: luma blocks per chroma block, each way.
  GuideResampler(int ratio_h, int ratio_v);

  // luma: [8 ratio_v][8 ratio_h], block (b_v, b_h) at (8 b_v + v, 8 b_h + u), dequantized. out: [8
  // v
  // + u].
  void Run(const float* luma, float* out) const;

 private:
  int ratio_h_, ratio_v_;
  std::vector<float> h_, v_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_GUIDE_H_
