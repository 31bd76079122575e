// What a session asks of a backend, and what it makes of the answers.
#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "codec/coeff/block_work.h"
#include "codec/lossy/enc_loss_session.h"

namespace jackdaw::lossy {
namespace {

// A backend whose files have the size that a function of lambda says.
struct FakeBackend {
  using Candidate = LossCandidate;
  static constexpr bool kMixesBlocks = false;

  Result<Candidate> MakeLossless() const {
    ++num_lossless;
    Candidate made;
    made.is_lossless = true;
    SetSize(lossless_bytes, &made);
    return made;
  }
  Result<Candidate> Code(const LossyKnobs& knobs) const {
    coded.push_back(knobs.level_lambda);
    Candidate made;
    made.knobs = knobs;
    return made;
  }
  Status Write(Candidate* made, const Candidate*) const {
    if (made->knobs.level_lambda == bad_lambda) return Error{ErrorCode::kInternal, 0, "bad"};
    SetSize(size(made->knobs.level_lambda), made);
    return OkStatus();
  }
  Result<std::vector<jpeg::CoeffPlane>> ReadLevels(const Candidate&) const {
    return std::vector<jpeg::CoeffPlane>();
  }
  LossEstimate Estimate(const LossyKnobs& knobs) const {
    const double lambda = knobs.table_lambda;
    return {.bytes = estimated_size(lambda), .errors = {.luma = lambda, .all = lambda}};
  }
  LossyKnobs KnobsAtQuality(double quality) const { return EqualKnobs(100 - quality); }
  bool ExpectsLosslessWithin(double bytes) const { return lossless_bytes * 0.9 < bytes; }
  bool MayHaveLosslessWithin(double, const Candidate&) const { return may_be_lossless; }
  int MaxBackSteps(const Candidate&) const { return max_back_steps; }
  bool IsErratic(const Candidate&) const { return is_erratic; }

  static void SetSize(double bytes, Candidate* made) {
    made->file.resize(static_cast<size_t>(bytes));
    made->picture_bytes = made->file.size();
  }

  std::function<double(double)> size, estimated_size;
  double lossless_bytes = 100000;
  double bad_lambda = -1;
  bool may_be_lossless = false, is_erratic = false;
  int max_back_steps = 0;
  mutable std::vector<double> coded;  // lambdas
  mutable int num_lossless = 0;
};

double Falling(double lambda) { return 90000 / (1 + std::sqrt(lambda) / 4); }

FakeBackend Fake(std::function<double(double)> size) {
  FakeBackend backend;
  backend.size = backend.estimated_size = std::move(size);
  return backend;
}

Result<LossCandidate> RunOn(const FakeBackend& backend, LossTarget target, double value) {
  const jpeg::SplitJpegResult split;
  return LossSession<FakeBackend>(PictureOf(split), backend).Run(target, value);
}

void ExpectWithin(const Result<LossCandidate>& made, double target) {
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_LE(static_cast<double>(made.value().file.size()), target);
  EXPECT_GE(static_cast<double>(made.value().file.size()), 0.99 * target);
}

TEST(LossSession, CodesOnceWhereTheEstimateIsRight) {
  const FakeBackend backend = Fake(Falling);
  for (const double target : {80000.0, 40000.0, 10000.0}) {
    backend.coded.clear();
    ExpectWithin(RunOn(backend, LossTarget::kSize, target), target);
    EXPECT_EQ(backend.coded.size(), 1u) << target;
  }
  EXPECT_EQ(backend.num_lossless, 0);
}

TEST(LossSession, CodesTwiceWhereTheEstimateIsOffByAFactor) {
  FakeBackend backend = Fake(Falling);
  for (const double factor : {0.8, 1.3}) {
    backend.estimated_size = [factor](double lambda) { return factor * Falling(lambda); };
    backend.coded.clear();
    ExpectWithin(RunOn(backend, LossTarget::kSize, 40000), 40000);
    EXPECT_EQ(backend.coded.size(), 2u) << factor;
  }
}

TEST(LossSession, MeetsSizesWhateverTheEstimate) {
  FakeBackend backend = Fake(Falling);
  for (const auto& estimated_size :
       {+[](double) { return 5.0; }, +[](double) { return 1e9; },
        +[](double lambda) { return lambda < 1 ? 1e6 : 1.0; },
        +[](double lambda) { return std::pow(Falling(lambda), 0.2); }}) {
    backend.estimated_size = estimated_size;
    backend.coded.clear();
    ExpectWithin(RunOn(backend, LossTarget::kSize, 40000), 40000);
    EXPECT_LT(backend.coded.size(), 20u);
    EXPECT_LE(backend.num_lossless, 1);
    backend.num_lossless = 0;
  }
}

TEST(LossSession, TakesTheLosslessFileThatFits) {
  FakeBackend backend = Fake(Falling);
  const Result<LossCandidate> large = RunOn(backend, LossTarget::kSize, 100000);
  ASSERT_TRUE(large.ok());
  EXPECT_TRUE(large.value().is_lossless);
  EXPECT_TRUE(backend.coded.empty());
  // Far smaller than expected, as a drawing's: found out after the search.
  backend.lossless_bytes = 30000;
  backend.may_be_lossless = true;
  const Result<LossCandidate> drawing = RunOn(backend, LossTarget::kSize, 31000);
  ASSERT_TRUE(drawing.ok());
  EXPECT_TRUE(drawing.value().is_lossless);
}

TEST(LossSession, SizeOutOfReachIsAnError) {
  const FakeBackend backend = Fake([](double lambda) { return 1000 + Falling(lambda); });
  const Result<LossCandidate> made = RunOn(backend, LossTarget::kSize, 900);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(backend.coded, (std::vector<double>{kMaxLambda, kMaxLambda}));
}

TEST(LossSession, PrefersALowerLambdaThatIsHardlyLarger) {
  FakeBackend backend = Fake([](double lambda) { return lambda < 6 ? 60000.0 : 50000.0; });
  backend.max_back_steps = kMaxBackSteps;
  const Result<LossCandidate> made = RunOn(backend, LossTarget::kLambda, 20);
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made.value().file.size(), 50000u);
  EXPECT_NEAR(made.value().knobs.level_lambda, 7.59, 0.01);  // 1.5^5
  EXPECT_EQ(backend.coded.size(), 5u);                       // 20, 17.1, 11.4, 7.6, 5.1
  backend.max_back_steps = 0;
  EXPECT_EQ(RunOn(backend, LossTarget::kLambda, 20).value().knobs.level_lambda, 20);
  EXPECT_EQ(backend.coded.size(), 6u);
}

TEST(LossSession, LooksBelowALargerFileWhereSizesAreErratic) {
  FakeBackend backend = Fake([](double lambda) { return lambda > 6 && lambda < 10 ? 490 : 450.0; });
  backend.lossless_bytes = 480;
  backend.may_be_lossless = backend.is_erratic = true;
  backend.max_back_steps = kMaxBackSteps;
  const Result<LossCandidate> made = RunOn(backend, LossTarget::kLambda, 9);
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made.value().file.size(), 450u);
  backend.lossless_bytes = 450;
  EXPECT_TRUE(RunOn(backend, LossTarget::kLambda, 9).value().is_lossless);
}

// Who loses more chooses among more, whatever the sizes.
TEST(LossSession, SizesNeverRiseWithTheLossWhereTheyAreErratic) {
  FakeBackend backend =
      Fake([](double lambda) { return 400 + std::fmod(std::floor(lambda * 7919), 97.0); });
  backend.lossless_bytes = 480;
  backend.may_be_lossless = backend.is_erratic = true;
  backend.max_back_steps = 100;
  size_t size = 480;
  for (double lambda = 0.1; lambda < 1000; lambda *= 1.13) {
    const Result<LossCandidate> made = RunOn(backend, LossTarget::kLambda, lambda);
    ASSERT_TRUE(made.ok());
    EXPECT_LE(made.value().file.size(), size) << lambda;
    size = made.value().file.size();
  }
  size = 480;
  for (double quality = 99; quality >= 0; quality -= 1) {
    const Result<LossCandidate> made = RunOn(backend, LossTarget::kQuality, quality);
    ASSERT_TRUE(made.ok());
    EXPECT_LE(made.value().file.size(), size) << quality;
    size = made.value().file.size();
  }
}

TEST(LossSession, PrefersTheLosslessFileThatIsHardlyLarger) {
  FakeBackend backend = Fake([](double) { return 99950.0; });
  backend.may_be_lossless = true;
  EXPECT_TRUE(RunOn(backend, LossTarget::kLambda, 20).value().is_lossless);
  backend.lossless_bytes = 101000;
  EXPECT_FALSE(RunOn(backend, LossTarget::kLambda, 20).value().is_lossless);
  EXPECT_EQ(backend.num_lossless, 2);
  EXPECT_TRUE(RunOn(backend, LossTarget::kQuality, 100).value().is_lossless);
}

// As RunOn, but the work of `num_codings` is all there is.
Result<LossCandidate> RunWithin(int num_codings, const FakeBackend& backend, LossTarget target,
                                double value) {
  jpeg::SplitJpegResult split;
  split.planes.resize(1);
  split.planes[0].coeffs.assign(3 * jpeg::kBlockSize, 0);
  split.planes[0].coeffs[5] = -1;
  const uint64_t work = LossWork(split.planes);
  EXPECT_EQ(work, 3 * coeff::kWorkOfPrior.coded + coeff::kWorkOfPrior.nonzero);
  backend.coded.clear();
  return LossSession<FakeBackend>(PictureOf(split), backend,
                                  static_cast<uint64_t>(num_codings) * work)
      .Run(target, value);
}

TEST(LossSession, SearchesNoLongerThanTheWorkLasts) {
  FakeBackend backend = Fake(Falling);
  backend.estimated_size = [](double) { return 5.0; };  // of no help
  double last = 0;
  for (int num_codings = 1; num_codings <= 20; ++num_codings) {
    const Result<LossCandidate> made = RunWithin(num_codings, backend, LossTarget::kSize, 40000);
    ASSERT_TRUE(made.ok()) << made.error().message;
    EXPECT_LE(backend.coded.size(), static_cast<size_t>(num_codings));
    const auto size = static_cast<double>(made.value().file.size());
    EXPECT_LE(size, 40000);
    EXPECT_GE(size, last);
    last = size;
  }
  EXPECT_GE(last, 0.99 * 40000);
}

TEST(LossSession, WorkThatEndsBeforeAnythingMeetsTheTargetIsAnError) {
  const FakeBackend backend = Fake(Falling);
  const Result<LossCandidate> made = RunWithin(0, backend, LossTarget::kSize, 40000);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kLimitExceeded);
  EXPECT_TRUE(backend.coded.empty());
}

TEST(LossSession, LowerLambdasAreTriedWhileThereIsWorkLeft) {
  FakeBackend backend = Fake([](double) { return 50000.0; });
  backend.max_back_steps = kMaxBackSteps;
  for (const int num_codings : {1, 3}) {
    ASSERT_TRUE(RunWithin(num_codings, backend, LossTarget::kLambda, 20).ok());
    EXPECT_EQ(backend.coded.size(), static_cast<size_t>(num_codings));
  }
}

TEST(LossSession, PassesErrorsOn) {
  FakeBackend backend = Fake(Falling);
  backend.bad_lambda = kMaxLambda;
  EXPECT_FALSE(RunOn(backend, LossTarget::kLambda, kMaxLambda).ok());
  EXPECT_FALSE(RunOn(backend, LossTarget::kSize, 1).ok());
}

}  // namespace
}  // namespace jackdaw::lossy
