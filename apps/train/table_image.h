// One crop of a training image under step tables: what the prior spends on each frequency.
#ifndef JACKDAW_APPS_TRAIN_TABLE_IMAGE_H_
#define JACKDAW_APPS_TRAIN_TABLE_IMAGE_H_

#include <random>
#include <vector>

#include "apps/train/integer_eval.h"
#include "apps/train/shard.h"
#include "codec/coeff/prior/level_choice.h"
#include "codec/lossy/enc_rate_curves.h"
#include "codec/lossy/enc_statistics.h"
#include "codec/quant/step_table.h"
#include "models/prior/prior_model.h"

namespace jackdaw::train {

struct TableClass {
  quant::QuantClass quant_class;
  lossy::ClassCurves curves;  // by entropy
  lossy::RateContexts contexts;
  double weight = 1;  // of squared errors, as compress has it
  bool chroma = false;
};

// What one frequency became, with the levels that compress would choose: bits that the prior
// spends, and squared error of coefficients.
struct FrequencyCost {
  double bits = 0;
  double distortion = 0;
};
using ClassCosts = std::array<FrequencyCost, jpeg::kBlockSize>;

class TableImage {
 public:
  // A crop of at most size x size luma blocks, drawn at random; components that the prior does not
  // know as luma or a pair of chroma are left out.
  TableImage(const TrainingImage& image, int size, std::mt19937_64* random);

  const std::vector<TableClass>& classes() const { return classes_; }
  double num_pixels() const { return num_pixels_; }

  // Requantizes, and chooses levels against the prior's rates as compress does. quantizers: per
  // class. lambda: as asked of compress. Result: per class.
  std::vector<ClassCosts> Costs(const prior::PriorModel& prior,
                                const std::vector<quant::Quantizer>& quantizers,
                                double lambda) const;

 private:
  std::vector<FrequencyBits> ChooseLevels(const prior::PriorModel& prior,
                                          const std::vector<coeff::LevelChoice>& choices,
                                          TrainingImage* levels) const;

  jpeg::Frame frame_;
  std::vector<jpeg::CoeffPlane> planes_;
  std::vector<TableClass> classes_;
  double num_pixels_ = 0;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TABLE_IMAGE_H_
