#include "models/pixels/restoration_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/pixels/restoration_model.h"
#include "models/weights/weights.h"
#include "tests/support/restoration_models.h"
#include "tests/support/test_rng.h"

namespace jackdaw::restoration {
namespace {

RestorationWeights SomeWeights(const RestorationShape& shape) {
  RestorationWeights weights{shape, std::vector<float>(NumParameters(shape))};
  test::TestRng rng(1);
  // What binary16 holds exactly.
  for (float& value : weights.parameters) value = (static_cast<float>(rng.Below(2048)) - 1024) / 64;
  return weights;
}

// All as it was but for the rounding of rows.
void ExpectNear(const RestorationWeights& read, const RestorationWeights& written) {
  std::vector<float> allowed(written.parameters.size());
  const auto allow = [&](size_t begin, size_t end, size_t rows) {
    const size_t per_row = (end - begin) / rows;
    for (size_t i = 0; i < rows; ++i) {
      const auto first = written.parameters.begin() + static_cast<ptrdiff_t>(begin + i * per_row);
      const auto [low, high] = std::minmax_element(first, first + static_cast<ptrdiff_t>(per_row));
      const float half_step = std::max(-*low, *high) / 127 * 0.51f;
      std::fill_n(allowed.begin() + (first - written.parameters.begin()), per_row, half_step);
    }
  };
  for (const ConvolutionPlace& place : Convolutions(written.shape)) {
    const size_t rows = 2 * size_t{place.outputs};
    allow(place.weights, place.style, place.outputs);
    allow(place.style, place.style + kStyle * rows, rows);
  }
  ASSERT_EQ(read.parameters.size(), written.parameters.size());
  for (size_t i = 0; i < allowed.size(); ++i) {
    EXPECT_NEAR(read.parameters[i], written.parameters[i], allowed[i]) << i;
  }
}

TEST(RestorationFile, ComesBack) {
  const std::vector<RestorationWeights> networks = {SomeWeights({.channels = 8, .pairs = 1}),
                                                    SomeWeights({.components = 2,
                                                                 .channels = 16,
                                                                 .pairs = 2,
                                                                 .first_kernel = 1,
                                                                 .last_kernel = 1,
                                                                 .guided = true,
                                                                 .sampling_values = 2,
                                                                 .detail_blocks = 4}),
                                                    SomeWeights(test::kTinyFine)};
  const Result<Bytes> file = WriteRestorationFile(networks);
  ASSERT_TRUE(file.ok());
  const auto read = ReadRestorationFile(file.value());
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read.value().size(), networks.size());
  for (size_t i = 0; i < networks.size(); ++i) {
    EXPECT_EQ(read.value()[i].shape, networks[i].shape);
    ExpectNear(read.value()[i], networks[i]);
  }
  // What was rounded stays as it is.
  EXPECT_EQ(WriteRestorationFile(read.value()).value(), file.value());
}

TEST(RestorationFile, PlacesFollowEachOther) {
  const RestorationShape shape = kChromaShape;
  const std::vector<ConvolutionPlace> places = Convolutions(shape);
  ASSERT_EQ(places.size(), 2 + 2 * size_t{shape.pairs} + 1);
  EXPECT_EQ(places.front().inputs, 320u);
  EXPECT_EQ(places.back().outputs, 512u);
  for (size_t i = 0; i + 1 < places.size(); ++i) {
    EXPECT_EQ(places[i + 1].weights,
              places[i].style + (kStyle + 1) * 2 * size_t{places[i].outputs});
  }
}

TEST(RestorationFile, DamageIsAnError) {
  const std::vector<RestorationWeights> networks = {SomeWeights({.channels = 8, .pairs = 1})};
  const Bytes file = WriteRestorationFile(networks).value();
  for (size_t i = 0; i < file.size(); i += 101) {
    Bytes damaged = file;
    damaged[i] ^= 1;
    EXPECT_FALSE(ReadRestorationFile(damaged).ok()) << i;
    EXPECT_FALSE(ReadRestorationFile(ByteSpan(file).first(i)).ok()) << i;
  }
  Bytes longer = file;
  longer.push_back(0);
  EXPECT_FALSE(ReadRestorationFile(longer).ok());
}

TEST(RestorationFile, WhatDoesNotFitIsRefused) {
  std::vector<RestorationWeights> networks = {SomeWeights({.channels = 8, .pairs = 1})};
  for (const float value : {1e5f, -1e5f, std::numeric_limits<float>::infinity(), std::nanf("")}) {
    networks[0].parameters[3] = value;
    EXPECT_FALSE(WriteRestorationFile(networks).ok()) << value;
  }
}

TEST(RestorationFile, CellsOfOtherSizesAreRefused) {
  RestorationShape shape = test::kTinyFine;
  shape.cell = 4;
  const auto read = ReadRestorationFile(test::RestorationFileOf(1, {shape}));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kUnsupported);
}

TEST(RestorationModel, AFineNetworkComesWithAnother) {
  const auto model =
      RestorationWith(test::RestorationFileOf(1, {test::kTinyFine, test::kTinyAlone}));
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model.value().alone->shape, test::kTinyAlone);
  EXPECT_EQ(model.value().fine->shape, test::kTinyFine);
  EXPECT_TRUE(model.value().pair.has_value());
  for (const auto& shapes : std::vector<std::vector<RestorationShape>>{
           {test::kTinyFine},
           {test::kTinyFine, test::kTinyPair},
           {test::kTinyFine, test::kTinyAlone, test::kTinyFine}}) {
    const auto refused = RestorationWith(test::RestorationFileOf(1, shapes));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
  }
}

TEST(ShippedRestoration, HasTheShapesOfThisVersion) {
  const Result<RestorationModel> model = ShippedRestoration();
  ASSERT_TRUE(model.ok()) << model.error().message;
  ASSERT_TRUE(model.value().alone.has_value());
  EXPECT_EQ(model.value().alone->shape, kLumaShape);
  ASSERT_TRUE(model.value().fine.has_value());
  EXPECT_EQ(model.value().fine->shape, kFineShape);
  if (model.value().pair.has_value()) {
    EXPECT_EQ(model.value().pair->shape, kChromaShape);
  }
}

TEST(ShippedTexture, IsANetworkOfLumaOfLimitedSize) {
  const Result<RestorationModel> restored = ShippedRestoration(),
                                 textured = RestorationWith(
                                     {weights::kTextureFile, weights::kTextureFileSize});
  ASSERT_TRUE(restored.ok() && textured.ok());
  EXPECT_LE(textured.value().alone->parameters.size(), kMaxTextureParameters);
  EXPECT_NE(textured.value().alone->parameters, restored.value().alone->parameters);
  EXPECT_EQ(textured.value().pair->parameters, restored.value().pair->parameters);
  EXPECT_LE(weights::kRestorationFileSize + weights::kTextureFileSize, size_t{3} << 20);
}

}  // namespace
}  // namespace jackdaw::restoration
