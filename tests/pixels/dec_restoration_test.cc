#include "codec/pixels/dec_restoration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/pixels/dec_component_rows.h"
#include "codec/pixels/dec_orientations.h"
#include "codec/pixels/dec_pixels.h"
#include "jackdaw/jackdaw.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/restoration_models.h"
#include "tests/support/test_frame.h"
#include "tests/support/test_rng.h"
#include "tests/support/turned_component.h"

namespace jackdaw::pixels {
namespace {

using jpeg::ColourSpace;

// A picture as the library has it, of the test's own files.
struct Parts {
  jpeg::Frame frame;
  std::vector<jpeg::CoeffPlane> planes;

  explicit Parts(const test::FrameSpec& spec) {
    const test::TestFrame made = test::MakeFrame(spec);
    const Bytes jpeg = test::WriteJpeg(made, test::InterleavedScan(made), {});
    jpeg::SplitJpegResult split = jpeg::SplitJpeg(jpeg, {}).value();
    frame = std::move(split.frame);
    planes = std::move(split.planes);
  }
  Result<std::vector<ComponentRestoration>> Restore(ColourSpace space, int threads = 1) const {
    return RestoreWith(restoration::ShippedRestoration().value(), space, threads);
  }
  Result<std::vector<ComponentRestoration>> RestoreWith(const Networks& networks, ColourSpace space,
                                                        int threads = 1) const {
    return RestoreLevels(frame, planes, space, networks, threads, nullptr);
  }
};

// Those that ship, but a fine one that adds noise, or for seed 0 nothing.
Networks WithFine(uint64_t seed) {
  Networks networks = restoration::ShippedRestoration().value();
  networks.fine = test::SomeRestoration(seed, test::kTinyFine);
  return networks;
}

const std::vector<std::vector<test::Sampling>> kSamplings = {
    {{2, 2}, {1, 1}, {1, 1}}, {{1, 1}, {1, 1}, {1, 1}}, {{2, 1}, {1, 1}, {1, 1}},
    {{1, 2}, {1, 1}, {1, 1}}, {{4, 1}, {1, 1}, {1, 1}}, {{4, 1}, {2, 1}, {2, 1}},
    {{2, 2}, {2, 1}, {1, 1}}, {{1, 1}, {2, 2}, {2, 2}}};

class RestorationTest : public testing::Test {
 protected:
  void SetUp() override {
    const Status loaded = LoadRestoration();
    if (!loaded.ok()) GTEST_SKIP() << loaded.error().message;
  }
};

TEST(Restoration, SaysWhyItIsNotThere) {
  const Status loaded = LoadRestoration();
  if (loaded.ok()) GTEST_SKIP();
  const auto restored = Parts({}).Restore(ColourSpace::kYcc);
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code, loaded.error().code);
  EXPECT_EQ(restored.error().message, loaded.error().message);
}

TEST_F(RestorationTest, EverySampling) {
  for (const auto& sampling : kSamplings) {
    const Parts parts({.width = 75, .height = 52, .sampling = sampling, .quality = 40});
    for (const ColourSpace space : {ColourSpace::kYcc, ColourSpace::kRgb}) {
      const auto restored = parts.Restore(space);
      ASSERT_TRUE(restored.ok()) << restored.error().message;
      ASSERT_EQ(restored.value().size(), 3u);
      EXPECT_FALSE(restored.value()[0].corrections.empty());
      if (!HasIntegerRatios(parts.frame)) continue;
      const Result<Pixels> pixels =
          ReconstructPixels(parts.frame, parts.planes, {}, space, restored.value());
      ASSERT_TRUE(pixels.ok()) << pixels.error().message;
      EXPECT_EQ(pixels.value().samples.size(), 75u * 52 * 3);
    }
  }
}

TEST_F(RestorationTest, CorrectsSomething) {
  const Parts parts({.width = 128, .height = 96, .sampling = {{1, 1}}, .quality = 20});
  const auto restored = parts.Restore(ColourSpace::kGrey);
  ASSERT_TRUE(restored.ok());
  const std::vector<int8_t>& corrections = restored.value()[0].corrections.values;
  ASSERT_EQ(corrections.size(), 16u * 12 * 64);
  EXPECT_GT(std::count_if(corrections.begin(), corrections.end(), [](int8_t c) { return c != 0; }),
            1000);
  EXPECT_EQ(std::count(corrections.begin(), corrections.end(), int8_t{-128}), 0);
}

TEST_F(RestorationTest, ThreadsChangeNothing) {
  // More blocks than are computed together, both ways.
  const Parts parts({.width = 1700, .height = 560, .quality = 30});
  const auto one = parts.Restore(ColourSpace::kYcc, 1), three = parts.Restore(ColourSpace::kYcc, 3);
  ASSERT_TRUE(one.ok() && three.ok());
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(one.value()[i].corrections.values, three.value()[i].corrections.values);
    EXPECT_EQ(one.value()[i].details.values, three.value()[i].details.values);
  }
  const Networks fine = WithFine(1);
  const auto fine_one = parts.RestoreWith(fine, ColourSpace::kYcc, 1),
             fine_three = parts.RestoreWith(fine, ColourSpace::kYcc, 3);
  ASSERT_TRUE(fine_one.ok() && fine_three.ok());
  EXPECT_EQ(fine_one.value()[0].corrections.values, fine_three.value()[0].corrections.values);
  EXPECT_NE(fine_one.value()[0].corrections.values, one.value()[0].corrections.values);
  EXPECT_EQ(fine_one.value()[1].corrections.values, one.value()[1].corrections.values);
}

// A network of many areas says of a block what it says where another area has it.
TEST_F(RestorationTest, AreasChangeNothing) {
  const Parts parts({.width = 1700, .height = 96, .sampling = {{1, 1}}, .quality = 30});
  // Columns of blocks. What is compared lies 25 blocks from the cut, and on both sides of 128 and
  // 192, where areas of a fine network and of one of blocks end.
  constexpr uint32_t kFirst = 90, kCount = 120, kFrom = 115, kTo = 200;
  Parts cut = parts;
  cut.frame.width_px = 8 * kCount;
  jpeg::ComputeFrameGeometry(&cut.frame);
  jpeg::CoeffPlane& plane = cut.planes[0];
  plane = {kCount, plane.height_blocks, {}};
  for (uint32_t row = 0; row < plane.height_blocks; ++row) {
    const int16_t* from = parts.planes[0].Block(row, kFirst);
    plane.coeffs.insert(plane.coeffs.end(), from, from + size_t{kCount} * jpeg::kBlockSize);
  }
  for (const uint32_t kernel : {1u, 3u}) {
    Networks networks = WithFine(1);
    restoration::RestorationShape shape = test::kTinyFine;
    shape.first_kernel = kernel;
    networks.fine = test::SomeRestoration(1, shape);
    const auto whole = parts.RestoreWith(networks, ColourSpace::kGrey),
               part = cut.RestoreWith(networks, ColourSpace::kGrey);
    ASSERT_TRUE(whole.ok() && part.ok());
    for (uint32_t row = 0; row < plane.height_blocks; ++row) {
      for (uint32_t col = kFrom; col < kTo; ++col) {
        const int8_t* expected = part.value()[0].corrections.Block(row, col - kFirst);
        const int8_t* found = whole.value()[0].corrections.Block(row, col);
        for (size_t k = 0; k < 64; ++k) ASSERT_NEAR(found[k], expected[k], 1) << row << ' ' << col;
      }
    }
  }
}

TEST_F(RestorationTest, AFineNetworkAddsToTheOther) {
  const Parts parts({.width = 90, .height = 70, .sampling = {{1, 1}}, .quality = 30});
  Networks blocks_alone = WithFine(0);
  blocks_alone.fine.reset();
  const auto without = parts.RestoreWith(blocks_alone, ColourSpace::kGrey),
             nothing = parts.RestoreWith(WithFine(0), ColourSpace::kGrey);
  ASSERT_TRUE(without.ok() && nothing.ok());
  EXPECT_EQ(nothing.value()[0].corrections.values, without.value()[0].corrections.values);
  // Far too much: corrections still do not leave their intervals.
  Networks networks = WithFine(1);
  for (float& value : networks.fine->parameters) value *= 8;
  const auto far = parts.RestoreWith(networks, ColourSpace::kGrey);
  ASSERT_TRUE(far.ok());
  const std::vector<int8_t>& corrections = far.value()[0].corrections.values;
  EXPECT_EQ(std::count(corrections.begin(), corrections.end(), int8_t{-128}), 0);
  EXPECT_GT(std::count(corrections.begin(), corrections.end(), int8_t{kMostCorrection}), 0);
}

// Values that no picture has, and tables that no encoder writes.
TEST_F(RestorationTest, ExtremeLevelsAndTables) {
  for (const uint16_t step : {uint16_t{0}, uint16_t{1}, uint16_t{255}, uint16_t{65535}}) {
    Parts parts({.width = 40, .height = 40});
    test::TestRng rng(step);
    for (size_t i = 0; i < 3; ++i) {
      parts.frame.components[i].quant.fill(step);
      for (int16_t& level : parts.planes[i].coeffs) {
        level = static_cast<int16_t>(rng.Next() & 0xffff);
      }
    }
    for (const auto& restored :
         {parts.Restore(ColourSpace::kYcc), parts.RestoreWith(WithFine(1), ColourSpace::kYcc)}) {
      ASSERT_TRUE(restored.ok());
      EXPECT_TRUE(
          ReconstructPixels(parts.frame, parts.planes, {}, ColourSpace::kYcc, restored.value())
              .ok());
    }
  }
}

// All orientations together have none: what is said of a turned picture is what is said of the
// picture, turned. (By a quarter here: a fine network takes the mean over turns alone.)
void ExpectOrientationsAlike(Networks model) {
  const Parts parts({.width = 72, .height = 40, .sampling = {{1, 1}}});
  const auto restore = [&](const jpeg::Frame& frame, const jpeg::CoeffPlane& plane) {
    return RestoreLevels(frame, {&plane, 1}, ColourSpace::kGrey, model, 1, nullptr).value()[0];
  };
  const ComponentRestoration once = restore(parts.frame, parts.planes[0]);
  model.orientations = 8;
  const ComponentRestoration mean = restore(parts.frame, parts.planes[0]);
  EXPECT_NE(mean.corrections.values, once.corrections.values);
  const TurnedPlaces places({true, false, true}, 9, 5);
  const test::TurnedComponent turned =
      test::TurnComponent(places, parts.frame.components[0], parts.planes[0]);
  jpeg::Frame frame = parts.frame;
  frame.components[0] = turned.component;
  const ComponentRestoration of_turned = restore(frame, turned.levels);
  for (uint32_t row = 0; row < places.height(); ++row) {
    for (uint32_t col = 0; col < places.width(); ++col) {
      const TurnedPlaces::Place place = places.BlockAt(row, col);
      const int8_t* expected = mean.corrections.values.data() + (place.row * 9 + place.col) * 64;
      const int8_t* found = of_turned.corrections.values.data() + (row * 5 + col) * 64;
      for (size_t k = 0; k < 64; ++k) {
        EXPECT_NEAR(found[k], places.Sign(k) * expected[places.Source(k)], 2);
      }
    }
  }
}

TEST_F(RestorationTest, AllOrientationsAreAlike) {
  ExpectOrientationsAlike(restoration::ShippedRestoration().value());
  ExpectOrientationsAlike(WithFine(1));
}

TEST_F(RestorationTest, BytesAreCounted) {
  const Parts parts({.width = 640, .height = 480});
  restoration::RestorationModel model = restoration::ShippedRestoration().value();
  const uint64_t one = RestorationBytes(parts.frame, ColourSpace::kYcc, model, 1);
  EXPECT_GT(one, 640u * 480 * 3);
  // Fifty megapixels of 4:4:4 on four threads.
  jpeg::Frame large = Parts({.sampling = {{1, 1}, {1, 1}, {1, 1}}}).frame;
  large.width_px = 8192;
  large.height_px = 6144;
  jpeg::ComputeFrameGeometry(&large);
  const uint64_t shipped = RestorationBytes(large, ColourSpace::kYcc, model, 4);
  EXPECT_LT(shipped, uint64_t{600} << 20);
  Networks fine = WithFine(1);
  fine.pair.reset();
  const uint64_t with_fine = RestorationBytes(large, ColourSpace::kYcc, fine, 4);
  fine.fine.reset();
  EXPECT_GE(with_fine, RestorationBytes(large, ColourSpace::kYcc, fine, 4) + 8192u * 6144);
  // Other networks need other memory.
  model.alone = test::SomeRestoration(0, {.channels = 512});
  EXPECT_GT(RestorationBytes(large, ColourSpace::kYcc, model, 4), shipped + (100 << 20));
}

// The mean over the four pixels of a sample is the sample.
TEST_F(RestorationTest, DetailsKeepTheSamples) {
  Parts parts({.width = 64, .height = 48, .quality = 50});
  std::vector<ComponentRestoration> restoration(3);
  test::TestRng rng(1);
  for (size_t i = 1; i < 3; ++i) {
    BlockBytes& details = restoration[i].details;
    details.width_blocks = parts.frame.components[i].width_blocks;
    details.per_block = kDetailBlocks * 64;
    details.values.resize(size_t{parts.planes[i].width_blocks} * parts.planes[i].height_blocks *
                          details.per_block);
    for (int8_t& value : details.values) value = static_cast<int8_t>(rng.Below(21)) - 10;
  }
  // Grey: nothing is clipped.
  for (jpeg::CoeffPlane& plane : parts.planes) {
    std::fill(plane.coeffs.begin(), plane.coeffs.end(), int16_t{0});
  }
  const auto with =
      ReconstructPixels(parts.frame, parts.planes, {}, ColourSpace::kYcc, restoration);
  restoration[1].details.values.assign(restoration[1].details.values.size(), 0);
  restoration[2].details.values.assign(restoration[2].details.values.size(), 0);
  const auto without =
      ReconstructPixels(parts.frame, parts.planes, {}, ColourSpace::kYcc, restoration);
  ASSERT_TRUE(with.ok() && without.ok());
  EXPECT_NE(with.value().samples, without.value().samples);
  for (size_t y = 0; y < 48; y += 2) {
    for (size_t x = 0; x < 64; x += 2) {
      double difference = 0;
      for (size_t part = 0; part < 4; ++part) {
        const size_t at = ((y + part / 2) * 64 + x + part % 2) * 3;
        difference += int{with.value().samples[at]} - int{without.value().samples[at]};
      }
      EXPECT_LE(std::fabs(difference / 4), 1) << x << ' ' << y;
    }
  }
}

}  // namespace
}  // namespace jackdaw::pixels
