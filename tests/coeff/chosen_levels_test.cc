// EncodeChosen: levels that are chosen while they are coded.
#include <gtest/gtest.h>

#include <algorithm>

#include "codec/quant/requantize.h"
#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

coeff::CoeffOptions Options(uint32_t num_slices = 0, int num_threads = 1) {
  return {num_slices, num_threads, coeff::CoeffPreset::kDefault};
}

// Coefficients, and their levels under steps that are `ratio` times as wide.
struct Chosen {
  jpeg::Frame frame;  // its tables are the steps
  std::vector<coeff::LevelChoice> choices;
  Planes levels;
  Bytes coded;

  Chosen(const jpeg::Frame& source_frame, const Planes& source, size_t ratio, uint64_t lambda_q8,
         const coeff::CoeffOptions& options)
      : frame(source_frame), levels(source) {
    for (size_t i = 0; i < source.size(); ++i) {
      coeff::LevelChoice choice;
      choice.source = &source[i];
      choice.quant = source_frame.components[i].quant;
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        choice.steps[k] = static_cast<uint16_t>(choice.quant[k] * ratio + (ratio > 1 ? k % 3 : 0));
      }
      choice.lambda_q8 = lambda_q8;
      quant::RequantizePlane(source[i], choice.quant, quant::Quantizer{.steps = choice.steps},
                             &levels[i]);
      for (auto& offsets : choice.offsets_q8) offsets = {-16, -8, 0};
      frame.components[i].quant = choice.steps;
      choices.push_back(choice);
    }
    nearest = levels;
    coded = coeff::EncodeChosen(frame, choices, options, &levels);
  }

  Planes nearest;  // levels before the choice
};

// Empty when the bytes decode to the levels that were left in the planes.
std::string DecodeFailure(const Chosen& chosen) {
  Planes decoded = ZeroPlanes(chosen.frame);
  const Status status = coeff::DecodeCoefficients(chosen.coded, chosen.frame, Options(), &decoded);
  if (!status.ok()) return status.error().message;
  return SamePlanes(decoded, chosen.levels) ? "" : "other levels come back";
}

class ChosenLevels : public testing::TestWithParam<Geometry> {
 protected:
  const jpeg::Frame frame_ = FrameOf(GetParam());
};

TEST_P(ChosenLevels, DecodeToWhatIsLeftInThePlanes) {
  for (const Content content : {Content::kPhoto, Content::kLines}) {
    const Planes planes = PicturePlanes(frame_, 1, content);
    for (const size_t ratio : {size_t{1}, size_t{2}, size_t{5}}) {
      for (const uint64_t lambda_q8 : {uint64_t{1}, uint64_t{5000}, uint64_t{300000}}) {
        EXPECT_EQ(DecodeFailure(Chosen(frame_, planes, ratio, lambda_q8, Options())), "")
            << ratio << " " << lambda_q8;
      }
    }
  }
  EXPECT_EQ(DecodeFailure(Chosen(frame_, SparsePlanes(frame_, 2), 2, 20000, Options())), "");
  EXPECT_EQ(DecodeFailure(Chosen(frame_, ZeroPlanes(frame_), 3, 20000, Options())), "");
}

TEST_P(ChosenLevels, LevelsAreTheNearestOrTowardsZero) {
  const Planes planes = PicturePlanes(frame_, 3);
  const Chosen chosen(frame_, planes, 2, 20000, Options());
  for (size_t i = 0; i < planes.size(); ++i) {
    for (size_t j = 0; j < planes[i].coeffs.size(); ++j) {
      const int level = chosen.levels[i].coeffs[j], nearest = chosen.nearest[i].coeffs[j];
      if (j % jpeg::kBlockSize == 0) {
        ASSERT_LE(std::abs(level - nearest), 1);
      } else if (level != 0) {
        ASSERT_GT(level * nearest, 0);
        ASSERT_LE(std::abs(level), std::abs(nearest));
        ASSERT_GE(std::abs(level), std::abs(nearest) - 1);
      }
    }
  }
}

TEST_P(ChosenLevels, ThreadsDoNotMatter) {
  const Planes planes = PicturePlanes(frame_, 4);
  for (const uint32_t num_slices : {1u, 3u, 5u}) {
    const Chosen one(frame_, planes, 2, 20000, Options(num_slices, 1));
    const Chosen three(frame_, planes, 2, 20000, Options(num_slices, 3));
    EXPECT_EQ(one.coded, three.coded);
    EXPECT_TRUE(SamePlanes(one.levels, three.levels));
    EXPECT_EQ(DecodeFailure(one), "");
  }
}

// Without anything to gain the stream is that of the preset default.
TEST_P(ChosenLevels, NothingIsChosenWithoutALambda) {
  for (const Planes& planes : {PicturePlanes(frame_, 5), SparsePlanes(frame_, 6)}) {
    const Chosen chosen(frame_, planes, 1, 1, Options());
    EXPECT_TRUE(SamePlanes(chosen.levels, planes));
    EXPECT_EQ(chosen.coded, coeff::EncodeCoefficients(frame_, planes, Options()));
  }
}

INSTANTIATE_TEST_SUITE_P(All, ChosenLevels, testing::ValuesIn(Geometries()));

const Geometry k420 = {"420", 320, 240, {{2, 2}, {1, 1}, {1, 1}}};

TEST(ChosenLevelsOfAPicture, ShrinkAsLambdaRises) {
  const jpeg::Frame frame = FrameOf(k420);
  const Planes planes = PicturePlanes(frame, 1);
  size_t size = coeff::EncodeCoefficients(frame, planes, Options()).size();
  const size_t all = size;
  for (const uint64_t lambda_q8 : {10000u, 100000u, 1000000u, 100000000u}) {
    const Chosen chosen(frame, planes, 1, lambda_q8, Options());
    EXPECT_LT(chosen.coded.size(), size);
    size = chosen.coded.size();
  }
  EXPECT_LT(size, all / 5);  // hardly anything but DC is left
}

// The choice follows levels that share low zero bits, too.
TEST(ChosenLevelsOfAPicture, SharedZeroBits) {
  const jpeg::Frame frame = FrameOf(k420);
  Planes planes = PicturePlanes(frame, 1);
  for (jpeg::CoeffPlane& plane : planes) {
    for (int16_t& c : plane.coeffs) c = static_cast<int16_t>(c * 4);
  }
  for (const uint64_t lambda_q8 : {uint64_t{1}, uint64_t{50000}}) {
    const Chosen chosen(frame, planes, 1, lambda_q8, Options(2));
    EXPECT_EQ(DecodeFailure(chosen), "");
    // Low frequencies of luma have values enough to tell.
    const std::vector<int16_t>& luma = chosen.levels[0].coeffs;
    for (size_t i = 0; i < luma.size(); ++i) {
      if (i % jpeg::kBlockSize < 6) {
        ASSERT_EQ(luma[i] % 4, 0);
      }
    }
  }
}

// Blocks that repeat: whole blocks are copied, after levels were chosen.
TEST(ChosenLevelsOfAPicture, RepeatedBlocks) {
  const jpeg::Frame frame = FrameOf(k420);
  const Planes planes = MakePlanes(frame, [](size_t c, uint32_t row, uint32_t col, size_t k) {
    if (k > 20) return 0;
    return static_cast<int>((row % 2 * 3 + col % 4 * 5 + k * 7 + c) % 11) - 5;
  });
  for (const uint64_t lambda_q8 : {uint64_t{1}, uint64_t{30000}, uint64_t{3000000}}) {
    EXPECT_EQ(DecodeFailure(Chosen(frame, planes, 1, lambda_q8, Options())), "");
  }
}

}  // namespace
}  // namespace jackdaw::test
