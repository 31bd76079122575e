// What attention gains in the product: pictures by `encode` with and without it.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_MEASURE_ATTENTION_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_MEASURE_ATTENTION_H_

#include <string>
#include <vector>

namespace jackdaw::train {

struct RatePlace {
  double log_rate = 0, quality = 0;
};

// The mean difference of log rate over the qualities that both curves have, as a factor less 1;
// straight lines between places. Curves: rising in both. NaN where they have no quality in common.
double MeanRateDifference(const std::vector<RatePlace>& curve,
                          const std::vector<RatePlace>& anchor);

struct AttentionMeasureOptions {
  std::vector<std::string> networks, pictures;  // .jka files; PNG or BMP
  std::vector<double> lambdas = {4, 8, 16, 32, 64, 128};
  int refine = 0;  // of all, without networks, too
};

// Encodes every colour picture as JPEG 4:2:0 at every lambda, without attention and with each
// network, and prints BD-rates by MS-SSIM of luma and of colour against the pixels.
void MeasureAttention(const AttentionMeasureOptions& options);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_MEASURE_ATTENTION_H_
