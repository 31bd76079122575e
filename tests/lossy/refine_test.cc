#include <gtest/gtest.h>

#include <cmath>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_lossy_image.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/lossy/enc_refine.h"
#include "jackdaw/lossy.h"
#include "tests/lossy/lossy_helpers.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {
namespace {

double FactorOf(const LossyKnobs& knobs, size_t component, size_t k) {
  return knobs.factors == nullptr ? 1 : knobs.factors->lambda[component][k];
}

// One class, whose steps follow the factors, and whose cost is least at `best` octaves each.
struct FakeProblem {
  double best = 0;
  mutable int num_codings = 0;

  RefineProblem Problem() const {
    RefineProblem problem;
    problem.classes = {0};
    problem.steps = [](const LossyKnobs& knobs) {
      quant::FrequencyTable steps{};
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        steps[k] = static_cast<uint16_t>(std::lround(100 * FactorOf(knobs, 0, k)));
      }
      return std::vector<quant::FrequencyTable>{steps};
    };
    problem.cost = [this](const LossyKnobs& knobs) {
      ++num_codings;
      return Cost(knobs);
    };
    return problem;
  }
  double Cost(const LossyKnobs& knobs) const {
    double cost = 0;
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      cost += std::pow(std::log2(FactorOf(knobs, 0, k)) - best, 2);
    }
    return cost;
  }
};

TEST(RefineTables, FindsWhatCostsLess) {
  FakeProblem fake{.best = 1};
  LossyKnobs knobs = EqualKnobs(10);
  const double before = fake.Cost(knobs);
  knobs.factors = RefineTables(fake.Problem(), knobs, 200);
  ASSERT_NE(knobs.factors, nullptr);
  EXPECT_LT(fake.Cost(knobs), before / 10);
}

TEST(RefineTables, LeavesWhatIsBest) {
  const FakeProblem fake{.best = 0};
  EXPECT_EQ(RefineTables(fake.Problem(), EqualKnobs(10), 200), nullptr);
}

TEST(RefineTables, CodesNoMoreThanItMay) {
  for (const int max_trials : {1, 2, 7, 50}) {
    const FakeProblem fake{.best = 0.7};
    (void)RefineTables(fake.Problem(), EqualKnobs(10), max_trials);
    EXPECT_EQ(fake.num_codings, max_trials + 1);
  }
}

TEST(RefineTables, CodesNothingTwice) {
  FakeProblem fake;
  RefineProblem problem = fake.Problem();
  problem.steps = [](const LossyKnobs&) { return std::vector<quant::FrequencyTable>(1); };
  EXPECT_EQ(RefineTables(problem, EqualKnobs(10), 200), nullptr);
  EXPECT_EQ(fake.num_codings, 1);
}

TEST(RefineTables, LowersTheCostOfAPicture) {
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(test::Photo(92, 160, 128), {});
  ASSERT_TRUE(split.ok());
  const LossPicture picture = PictureOf(split.value());
  const LossyImage image(*picture.frame, picture.planes, picture.model, Criterion::kVisible);
  const RefineProblem problem{.classes = FirstComponents(image.curves()),
                              .steps = [&](const LossyKnobs& k) { return image.Steps(k); },
                              .cost = [&](const LossyKnobs& k) { return image.Cost(k); }};
  EXPECT_EQ(problem.classes, (std::vector<uint8_t>{0, 1, 2}));
  LossyKnobs knobs = EqualKnobs(20);
  const double before = image.Cost(knobs);
  knobs.factors = RefineTables(problem, knobs, 40);
  EXPECT_LE(image.Cost(knobs), before);
}

// On a picture whose errors are squared errors, cost follows from bytes and PSNR.
TEST(Refine, IsNeverWorse) {
  const Bytes jpeg = test::GreyPhoto(92);
  for (const double lambda : {5.0, 40.0, 300.0}) {
    const auto cost = [&](int refine) {
      const Result<TranscodeResult> made = Transcode(
          jpeg,
          {.target = LossTarget::kLambda, .value = lambda, .tune = Tune::kPsnr, .refine = refine});
      EXPECT_TRUE(made.ok());
      const double square = 255 * 255 * std::pow(10, -made.value().psnr_luma_db / 10);
      return square * 320 * 240 + 8 * lambda * static_cast<double>(made.value().bytes.size());
    };
    // Errors of pixels are rounded, those of coefficients are not.
    EXPECT_LE(cost(40), cost(0) * 1.002) << lambda;
  }
}

TEST(Refine, MeetsTargets) {
  const Bytes jpeg = test::Photo(92);
  TranscodeOptions options{.target = LossTarget::kSize, .value = 6000, .refine = 20};
  const Result<TranscodeResult> small = Transcode(jpeg, options);
  ASSERT_TRUE(small.ok());
  EXPECT_LE(small.value().bytes.size(), 6000u);
  options = {.target = LossTarget::kPsnr, .value = 36};
  const Result<TranscodeResult> plain = Transcode(jpeg, options);
  options.refine = 20;
  const Result<TranscodeResult> refined = Transcode(jpeg, options);
  ASSERT_TRUE(plain.ok() && refined.ok());
  EXPECT_GE(refined.value().psnr_db, 36);
  EXPECT_LE(refined.value().bytes.size(), plain.value().bytes.size());
}

TEST(Refine, WorksOnLossyFiles) {
  const Bytes jpeg = test::Photo(92, 160, 128);
  LossyOptions options = test::Options(LossTarget::kPsnr, 36);
  const size_t plain = test::CompressOk(jpeg, options).bytes.size();
  options.refine = 10;
  const LossyResult refined = test::CompressOk(jpeg, options);
  EXPECT_GE(refined.psnr_db, 36);
  EXPECT_LE(refined.bytes.size(), plain);
}

}  // namespace
}  // namespace jackdaw::lossy
