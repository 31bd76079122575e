#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstdio>
#include <string>

#include "apps/train/attention/attention_model.h"
#include "apps/train/attention/attention_net.h"
#include "apps/train/attention/reconstruction.h"
#include "apps/train/attention/soft_levels.h"
#include "apps/train/restore/perceptual_loss.h"
#include "models/pixels/enc_attention_file.h"
#include "models/pixels/enc_attention_network.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr attention::AttentionShape kSmall = {.embedding = 5, .hidden = 6};

// Coefficients that fall off as those of pictures do.
Tensor SomeCoeffs(int64_t height, int64_t width) {
  const Tensor scale = 60 / (1 + torch::arange(64).to(torch::kFloat32)).view({1, 64, 1, 1});
  return torch::randn({2, 64, height, width}) * scale;
}

TEST(AttentionNet, AnExportedNetworkSaysTheSame) {
  torch::manual_seed(1);
  AttentionNet net(kSmall);
  {
    const torch::NoGradGuard guard;
    for (Tensor& parameter : net->parameters()) parameter.copy_(torch::randn_like(parameter) / 4);
  }
  const Result<Bytes> file = attention::WriteAttentionFile({WeightsOf(net), WeightsOf(net)});
  ASSERT_TRUE(file.ok());
  const auto read = attention::ReadAttentionFile(file.value());
  ASSERT_TRUE(read.ok());
  SetWeights(read.value().luma, &net);  // rounded to binary16
  const attention::AttentionNetwork network(read.value().luma);

  constexpr int64_t kHeight = 3, kWidth = 4;
  const Tensor coeffs = SomeCoeffs(kHeight, kWidth);
  const Tensor expected = net->forward(coeffs).detach();
  std::vector<std::vector<float>> embeddings;
  const auto block_of = [&](int64_t y, int64_t x) {
    std::array<float, 64> block{};
    for (int64_t k = 0; k < 64; ++k) {
      block[static_cast<size_t>(k)] = coeffs[0][k][y][x].item<float>();
    }
    return block;
  };
  for (int64_t y = 0; y < kHeight; ++y) {
    for (int64_t x = 0; x < kWidth; ++x) {
      embeddings.emplace_back(kSmall.embedding);
      network.Embed(block_of(y, x), embeddings.back().data());
    }
  }
  for (int64_t y = 0; y < kHeight; ++y) {
    for (int64_t x = 0; x < kWidth; ++x) {
      std::array<const float*, attention::kNeighbours> around{};
      for (int64_t n = 0; n < 9; ++n) {
        const int64_t row = std::clamp<int64_t>(y + n / 3 - 1, 0, kHeight - 1);
        const int64_t column = std::clamp<int64_t>(x + n % 3 - 1, 0, kWidth - 1);
        around[static_cast<size_t>(n)] =
            embeddings[static_cast<size_t>(row * kWidth + column)].data();
      }
      std::array<float, 64> weights{};
      network.Weigh(around, weights);
      for (int64_t k = 0; k < 64; ++k) {
        EXPECT_NEAR(weights[static_cast<size_t>(k)], expected[0][k][y][x].item<float>(), 1e-4);
      }
    }
  }
}

TEST(AttentionNet, AnotherShapeIsAnError) {
  AttentionNet net(kSmall);
  EXPECT_THROW(SetWeights(WeightsOf(AttentionNet(attention::AttentionShape{4, 6})), &net),
               std::runtime_error);
}

// J of one soft coding.
Tensor Cost(const Tensor& coeffs, const Tensor& steps, const Tensor& octaves) {
  const Tensor weights = torch::ones_like(coeffs) * 0.7;
  const SoftCoding coding = CodeSoftly({.coeffs = coeffs,
                                        .edited = coeffs,
                                        .steps = steps,
                                        .weights = weights,
                                        .choice_weights = weights * octaves.exp2(),
                                        .lambda = 9,
                                        .temperature = 0.7});
  return 9 * coding.bits + coding.distortion;
}

TEST(SoftLevels, GradientsAreThoseOfDifferences) {
  torch::manual_seed(2);
  const Tensor coeffs = SomeCoeffs(4, 4).to(torch::kFloat64);
  // DC's error is held for the gradient: no step of it here.
  const Tensor steps = (torch::ones({64}, torch::kFloat64) * 7.3).requires_grad_();
  const Tensor octaves = (torch::randn_like(coeffs) / 3).requires_grad_();
  Cost(coeffs, steps, octaves).backward();
  const torch::NoGradGuard guard;
  constexpr double kDelta = 1e-5;
  const auto difference = [&](const Tensor& direction, bool of_steps) {
    const auto at = [&](double t) {
      return of_steps ? Cost(coeffs, steps + t * direction, octaves).item<double>()
                      : Cost(coeffs, steps, octaves + t * direction).item<double>();
    };
    return (at(kDelta) - at(-kDelta)) / (2 * kDelta);
  };
  for (int64_t k = 1; k < 64; k += 9) {
    Tensor direction = torch::zeros_like(steps);
    direction[k] = 1;
    const double expected = difference(direction, true);
    EXPECT_NEAR(steps.grad()[k].item<double>(), expected, 1e-3 * (1 + std::abs(expected))) << k;
  }
  const Tensor direction = torch::randn_like(coeffs);
  const double expected = difference(direction, false);
  EXPECT_NEAR((octaves.grad() * direction).sum().item<double>(), expected,
              1e-3 * (1 + std::abs(expected)));
}

// What the encoder gains by finer steps is seen by the gradient, though levels jump.
TEST(SoftLevels, GradientsOfStepsAreThoseOfWideDifferences) {
  torch::manual_seed(8);
  const Tensor coeffs = 6 * SomeCoeffs(40, 40).to(torch::kFloat64);
  const auto cost = [&](const Tensor& step) {
    return Cost(coeffs, step.expand({64}), torch::zeros_like(coeffs));
  };
  const Tensor step = torch::full({1}, 7.3, torch::kFloat64).requires_grad_();
  cost(step).backward();
  const torch::NoGradGuard guard;
  const double wide = (cost(step * 1.1) - cost(step / 1.1)).item<double>() /
                      (step * 1.1 - step / 1.1).item<double>();
  EXPECT_NEAR(step.grad().item<double>() / wide, 1, 0.15);
}

TEST(SoftLevels, DecodedIsWhatTheBestLevelsGive) {
  torch::manual_seed(3);
  const Tensor coeffs = SomeCoeffs(4, 4);
  const Tensor steps = torch::ones({64}) * 5;
  const Tensor weights = torch::ones_like(coeffs);
  SoftInput input{.coeffs = coeffs,
                  .edited = coeffs,
                  .steps = steps,
                  .weights = weights,
                  .choice_weights = weights,
                  .lambda = 1e-6,
                  .temperature = 0.5};
  // Where bits cost nothing, the nearest levels are best.
  const Tensor nearest = (coeffs.abs() / 5 + 0.5).floor() * 5 * coeffs.sign();
  EXPECT_TRUE(torch::allclose(CodeSoftly(input).decoded, nearest));
  input.lambda = 1e6;
  // Where only bits cost, zeros are best, if they are frequent.
  const Tensor nothing = CodeSoftly(input).decoded.narrow(1, 16, 48);
  EXPECT_EQ(nothing.abs().max().item<double>(), 0);
}

TEST(SoftLevels, OffsetsMoveWhatLevelsAreDecodedTo) {
  torch::manual_seed(6);
  const Tensor coeffs = SomeCoeffs(4, 4);
  const Tensor steps = torch::ones({64}) * 5, weights = torch::ones_like(coeffs);
  const Tensor offsets = torch::tensor({-0.2, -0.1, -0.05}).repeat({64, 1});
  const SoftCoding coding = CodeSoftly({.coeffs = coeffs,
                                        .edited = coeffs,
                                        .steps = steps,
                                        .weights = weights,
                                        .choice_weights = weights,
                                        .lambda = 9,
                                        .offsets = offsets});
  const Tensor levels = coding.levels.narrow(1, 1, 63);
  const Tensor moved = levels - 0.2 * levels.eq(1).to(torch::kFloat32) -
                       0.1 * levels.eq(2).to(torch::kFloat32) -
                       0.05 * levels.ge(3).to(torch::kFloat32);
  EXPECT_TRUE(torch::allclose(coding.decoded.narrow(1, 1, 63).abs(), 5 * moved, 1e-4, 1e-4));
}

// Of Laplacian coefficients of scale 1 with a step of 1, coded to the nearest levels.
TEST(LloydSums, FindCentroidsAndThresholds) {
  torch::manual_seed(7);
  const Tensor coeffs = -torch::log(torch::rand({1, 64, 200, 200}).clamp_min(1e-9));
  const Tensor weights = torch::ones_like(coeffs), levels = (coeffs + 0.5).floor();
  LloydSums sums(3, 200);
  sums.Add(0, 20, coeffs, weights, torch::ones({1, 64}), levels);
  const ReconstructionPoints points = sums.Points();
  // The mean of x in [1/2, 3/2) is 3/2 - 1 / (e - 1) = 0.918.
  const Tensor offsets = points.Offsets(0, 20);
  EXPECT_NEAR(offsets[5][0].item<double>(), -0.082, 0.01);
  EXPECT_NEAR(offsets[63][1].item<double>(), -0.082, 0.02);
  EXPECT_EQ(points.Offsets(0, 190).abs().max().item<double>(), 0);  // nothing seen there
  EXPECT_EQ(points.Offsets(1, 20).abs().max().item<double>(), 0);
  EXPECT_FALSE(ReconstructionPoints().Offsets(0, 20).defined());
  const std::string csv = sums.Csv(3);
  const size_t line = csv.find("\n3,14.") + 1;  // the range of 20, its first line is frequency 1
  double lambda = 0, thresholds[3] = {};
  ASSERT_EQ(std::sscanf(csv.c_str() + line, "3,%lf,0,1,%lf,%lf,%lf", &lambda, &thresholds[0],
                        &thresholds[1], &thresholds[2]),
            4)
      << csv.substr(line, 60);
  for (int m = 0; m < 3; ++m) EXPECT_NEAR(thresholds[m], m + 0.5, 0.02);
}

TEST(EntropyRates, AreThoseOfTheLevels) {
  // Half zeros and half of size 2: a bit each, and two raw bits for the latter.
  const Tensor levels =
      torch::cat({torch::zeros({1, 64, 50, 40}), torch::full({1, 64, 50, 40}, 3.0)});
  const Tensor rates = EntropyRates(levels);
  EXPECT_NEAR(rates[5][0].item<double>(), 1, 0.01);
  EXPECT_NEAR(rates[5][2].item<double>(), 3, 0.01);
}

TEST(PerceptualLoss, IsNoneForTheSamePictureAndRisesWithErrors) {
  torch::manual_seed(4);
  const Tensor picture = torch::rand({2, 64, 64}) * 255;
  EXPECT_NEAR(PerceptualLoss(picture, picture).sum().item<double>(), 0, 1e-4);
  const Tensor noise = torch::randn_like(picture);
  double before = 0;
  for (const double size : {2.0, 8.0, 30.0}) {
    const double loss = PerceptualLoss(picture, picture + size * noise).sum().item<double>();
    EXPECT_GT(loss, before);
    before = loss;
  }
}

TEST(AttentionModel, ModesDecideWhatTheyAreNamedFor) {
  torch::manual_seed(5);
  const Tensor coeffs = SomeCoeffs(3, 3);
  for (const AttentionMode mode : {AttentionMode::kTables, AttentionMode::kWeights,
                                   AttentionMode::kScale, AttentionMode::kBoth}) {
    AttentionModel model(mode, kSmall);
    const bool weighs = mode == AttentionMode::kWeights || mode == AttentionMode::kBoth;
    const bool scales = mode == AttentionMode::kScale || mode == AttentionMode::kBoth;
    EXPECT_EQ(model->Octaves(0, coeffs).abs().max().item<double>() > 0, weighs);
    EXPECT_EQ(!torch::equal(model->Edited(1, coeffs), coeffs), scales);
    // Steps follow lambda and the weights of their own picture.
    Tensor weights = torch::ones_like(coeffs);
    weights[1] *= 4;
    const Tensor steps = model->Steps(0, 20, weights);
    EXPECT_NEAR((model->Steps(0, 80, weights) / steps).mean().item<double>(), 2, 1e-4);
    EXPECT_NEAR((steps[0] / steps[1]).mean().item<double>(), 2, 1e-4);
    model->TrainTables(true);
    EXPECT_EQ(model->Octaves(0, coeffs).abs().max().item<double>(), 0);
    EXPECT_TRUE(torch::equal(model->Edited(1, coeffs), coeffs));
    EXPECT_TRUE(model->Steps(0, 20, weights).requires_grad());
    model->TrainTables(false);
    EXPECT_FALSE(model->Steps(0, 20, weights).requires_grad());
  }
}

}  // namespace
}  // namespace jackdaw::train
