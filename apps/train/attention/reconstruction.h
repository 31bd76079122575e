// The quantizer that alternates with the networks: reconstruction points, and the thresholds that
// follow from them (docs/design/attention.md).
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_RECONSTRUCTION_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_RECONSTRUCTION_H_

#include <torch/torch.h>

#include <string>

#include "apps/train/attention/soft_levels.h"

namespace jackdaw::train {

// Ranges of lambda, alike in log lambda, that have points of their own.
inline constexpr int64_t kLambdaRanges = 4;

class ReconstructionPoints {
 public:
  // Multiples of the steps: the uniform quantizer.
  ReconstructionPoints() = default;
  // [kLambdaRanges][3][64][kMagnitudes], in steps; ranges between these lambdas.
  ReconstructionPoints(torch::Tensor offsets, double least_lambda, double most_lambda);

  // Of a component 0..2, [64][kMagnitudes]; undefined for the uniform quantizer.
  torch::Tensor Offsets(size_t component, double lambda) const;
  // 0..kLambdaRanges - 1.
  int64_t RangeOf(double lambda) const;

 private:
  torch::Tensor offsets_;
  double least_lambda_ = 1, most_lambda_ = 1;
};

// What a coding of pictures says of the quantizer that would be best for its levels.
class LloydSums {
 public:
  LloydSums(double least_lambda, double most_lambda);

  // coeffs, weights and levels: of one component, [B][64][H][W]. steps: [B][64].
  void Add(size_t component, double lambda, const torch::Tensor& coeffs,
           const torch::Tensor& weights, const torch::Tensor& steps, const torch::Tensor& levels);

  // The centroids of what was coded as each magnitude; 0 where that was seldom.
  ReconstructionPoints Points() const;
  // Lines of CSV, each a range of lambda, component and frequency: the magnitudes, in steps, from
  // which on levels are at least 1, 2 and 3, and the points of 1, 2, 3. Thresholds are the places
  // below which as many values lie as have a lower level. round: the first field.
  std::string Csv(int64_t round) const;

 private:
  torch::Tensor Centroids() const;

  double least_lambda_, most_lambda_;
  // [ranges][3][64][kMagnitudes]: weights, weighted distances from the levels, numbers.
  torch::Tensor weights_, distances_, counts_;
  torch::Tensor histogram_;  // [ranges][3][64][places]: of magnitudes
};

inline constexpr const char* kQuantizerCsvHead =
    "round,lambda,component,frequency,threshold1,threshold2,threshold3,point1,point2,point3\n";

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_RECONSTRUCTION_H_
