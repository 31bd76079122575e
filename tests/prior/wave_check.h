// Codes blocks through a wave of the second prior as the coefficient coder does, and compares all
// that the network says with the reference.
#ifndef JACKDAW_TESTS_PRIOR_WAVE_CHECK_H_
#define JACKDAW_TESTS_PRIOR_WAVE_CHECK_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/prior/prior_order.h"
#include "tests/prior/reference_blocks.h"

namespace jackdaw::test {

enum class Copies { kNone, kSome, kAll };

// IndexOf: from a block's number in the wave to its place in raster order.
template <class Wave, class IndexOf>
class WaveCheck {
 public:
  WaveCheck(Wave& wave, const PriorCase& input, const std::vector<BlockBelief>& wanted,
            Copies copies, IndexOf index_of)
      : wave_(wave), input_(input), wanted_(wanted), copies_(copies), index_of_(index_of) {}

  // Blocks numbered begin .. end - 1, of a wave that has begun.
  void Run(uint32_t begin, uint32_t end) {
    const auto lanes = static_cast<int>(input_.levels.size());
    for (uint32_t number = begin; number < end; ++number) {
      for (int lane = 0; lane < lanes; ++lane) Start(number, lane);
    }
    wave_.BeginSteps();
    for (int group = 14; group >= 0; --group) {
      for (int lane = 0; lane < lanes; ++lane) {
        Step(group, lane, begin, end);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
    wave_.EndWave();
  }

 private:
  const Levels& LevelsOf(uint32_t number, int lane) const {
    return input_.levels[static_cast<size_t>(lane)][index_of_(number)];
  }
  bool IsCopied(uint32_t number, int lane) const {
    return copies_ == Copies::kAll || (copies_ == Copies::kSome &&
                                       (index_of_(number) * 7 + static_cast<size_t>(lane)) % 5 < 2);
  }

  void Start(uint32_t number, int lane) {
    const Levels& levels = LevelsOf(number, lane);
    const int last = ReferenceLast(levels);
    if (!IsCopied(number, lane)) {
      const auto& wanted = wanted_[index_of_(number)].last[static_cast<size_t>(lane)];
      for (int threshold = 1; threshold <= 14; ++threshold) {
        EXPECT_EQ(wave_.LastLogit(number, lane, threshold),
                  wanted[static_cast<size_t>(threshold) - 1]);
      }
      wave_.SetLast(number, lane, last);
      return;
    }
    wave_.SetCopied(number, lane, last);
    for (int k = 63; k >= 0; --k) {
      const int level = levels[static_cast<size_t>(k)];
      if (level != 0) wave_.SetCopiedLevel(number, lane, k, level);
    }
  }

  void Step(int group, int lane, uint32_t begin, uint32_t end) {
    const auto numbers = wave_.EvaluateStep(group, lane);
    // All blocks that have levels to be coded, each once, higher last groups first.
    size_t count = 0;
    for (uint32_t number = begin; number < end; ++number) {
      if (!IsCopied(number, lane) && ReferenceLast(LevelsOf(number, lane)) >= group) {
        ++count;
        ASSERT_NE(std::find(numbers.begin(), numbers.end(), number), numbers.end());
      }
    }
    ASSERT_EQ(numbers.size(), count);
    for (size_t i = 0; i < numbers.size(); ++i) Block(group, lane, i, numbers[i]);
  }

  void Block(int group, int lane, size_t i, uint32_t number) {
    const int first = prior::kPriorGroupBegin[static_cast<size_t>(group)];
    for (int k = prior::kPriorGroupBegin[static_cast<size_t>(group) + 1]; k-- > first;) {
      const entropy::LogisticMixture& wanted =
          wanted_[index_of_(number)].mixtures[static_cast<size_t>(64 * lane + k)];
      const entropy::LogisticMixture got = wave_.At(i, k);
      for (size_t j = 0; j < 2; ++j) {
        ASSERT_EQ(got.mean[j], wanted.mean[j]) << "block " << number << " group " << group;
        ASSERT_EQ(got.inverse_scale[j], wanted.inverse_scale[j]);
      }
      ASSERT_EQ(got.weight, wanted.weight);
      const entropy::ZeroBelief zero = entropy::BeliefInZero(wanted);
      ASSERT_EQ(wave_.Zero(i, k).log_odds, zero.log_odds);
      ASSERT_EQ(wave_.Zero(i, k).lower, zero.lower);
      ASSERT_EQ(wave_.Zero(i, k).upper, zero.upper);
      ASSERT_EQ(wave_.ZeroCosts(i)[k - first], zero.cost);
      const int level = LevelsOf(number, lane)[static_cast<size_t>(k)];
      if (level != 0) wave_.SetLevel(i, lane, k, level);
    }
  }

  Wave& wave_;
  const PriorCase& input_;
  const std::vector<BlockBelief>& wanted_;
  const Copies copies_;
  const IndexOf index_of_;
};

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_WAVE_CHECK_H_
