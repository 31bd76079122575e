// What trainings of restoration measure, and the files that they write.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <filesystem>
#include <numbers>

#include "apps/train/restore/high_energy.h"
#include "apps/train/restore/perceptual_loss.h"
#include "apps/train/restore/restore_loss.h"
#include "apps/train/restore/restore_weights.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/pixels/dec_restoration.h"
#include "models/pixels/restoration_network.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

Tensor Wave(double cycles_per_sample) {
  const Tensor x =
      torch::arange(96).to(torch::kFloat32) * (2 * std::numbers::pi * cycles_per_sample);
  return (10 * torch::sin(x)).unsqueeze(0).repeat({80, 1});
}

TEST(HighEnergy, StartsAtHalfTheNyquistFrequency) {
  EXPECT_LT(HighEnergy(Wave(0.1)), 0.01);
  EXPECT_LT(HighEnergy(Wave(0.2)), 0.5);
  EXPECT_NEAR(HighEnergy(Wave(0.3)), 50, 5);
  EXPECT_NEAR(HighEnergy(Wave(0.4)), 50, 1);
  EXPECT_NEAR(HighEnergy(Wave(0.4).t()), 50, 1);
  torch::manual_seed(1);
  // Three quarters of the spectrum.
  EXPECT_NEAR(HighEnergy(10 * torch::randn({300, 300})), 75, 4);
}

TEST(EnergyLoss, AsksForEnergyAndNotForPeaks) {
  torch::manual_seed(1);
  const Tensor texture = 20 * torch::randn({2, 64, 64}), other = 20 * torch::randn({2, 64, 64});
  const Tensor blurred = torch::avg_pool2d(texture.unsqueeze(1), 3, 1, 1).squeeze(1);
  const Tensor same = EnergyLoss(texture, texture);
  ASSERT_EQ(same.sizes(), (std::vector<int64_t>{2}));
  EXPECT_EQ(same.max().item<float>(), 0);
  const auto mean = [](const Tensor& x) { return x.mean().item<double>(); };
  EXPECT_LT(2 * mean(EnergyLoss(texture, other)), mean(EnergyLoss(texture, blurred)));
  // Squared errors say the opposite.
  EXPECT_GT(mean((texture - other).square()), mean((texture - blurred).square()));
}

TEST(RestoreNetwork, FilesAndCheckpointsOfOtherSizesComeBack) {
  torch::manual_seed(1);
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir());
  const std::string checkpoint = folder / "restore_test.pt", file = folder / "restore_test.jkr";
  RestoreNet net(restoration::RestorationShape{.channels = 5, .pairs = 2});
  {
    torch::serialize::OutputArchive archive;
    SaveShape(RestoreTarget::kLuma, net->shape(), &archive);
    WeightAverage(net->parameters()).Save(&archive);
    SaveCheckpoint(&archive, checkpoint);
  }
  WriteNetworks({ReadCheckpoint(checkpoint)}, file);
  EXPECT_EQ(ReadNetwork(file, RestoreTarget::kLuma).shape, net->shape());
  EXPECT_THROW(ReadNetwork(file, RestoreTarget::kChroma), std::runtime_error);
  RestoreNet same(net->shape()), smaller(restoration::RestorationShape{.channels = 5, .pairs = 1});
  LoadWeights(file, &same);
  EXPECT_THROW(LoadWeights(file, &smaller), std::runtime_error);
  RestoreBatch batch;
  batch.levels = torch::randint(-3, 4, {1, 64, 4, 5}).to(torch::kFloat32);
  batch.steps = torch::full({1, 64}, 20.0);
  const Tensor difference = net->forward(batch).coeffs - same->forward(batch).coeffs;
  EXPECT_LT(difference.abs().max().item<double>(), 0.05);  // binary16
}

TEST(RestoreNetwork, AGrownNetworkMakesTheSame) {
  torch::manual_seed(2);
  RestoreNet small(restoration::RestorationShape{.channels = 5, .pairs = 2}),
      large(restoration::RestorationShape{.channels = 9, .pairs = 4});
  const auto weights_of = [](RestoreNet& net) {
    std::vector<float> values;
    for (const Tensor& x : net->parameters()) {
      const Tensor flat = x.detach().flatten().contiguous();
      values.insert(values.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    }
    return restoration::RestorationWeights{net->shape(), values};
  };
  const restoration::RestorationWeights weights = weights_of(small);
  GrowInto(weights, &large);
  EXPECT_THROW(GrowInto(weights_of(large), &small), std::runtime_error);
  RestoreBatch batch;
  batch.levels = torch::randint(-3, 4, {1, 64, 4, 5}).to(torch::kFloat32);
  batch.steps = torch::full({1, 64}, 20.0);
  const Tensor difference = small->forward(batch).coeffs - large->forward(batch).coeffs;
  EXPECT_LT(difference.abs().max().item<double>(), 1e-3);
  // And the new parts can learn.
  large->forward(batch).coeffs.sum().backward();
  int64_t moved = 0, all = 0;
  for (const Tensor& x : large->parameters()) {
    moved += (x.grad().abs().sum().item<double>() > 0) ? 1 : 0;
    ++all;
  }
  EXPECT_GT(2 * moved, all);
}

// What the library makes of the levels: [1][64][H][W].
Tensor RestoredByLibrary(const restoration::RestorationWeights& weights,
                         const RestoreBatch& batch) {
  const auto height = static_cast<uint32_t>(batch.levels.size(2));
  const auto width = static_cast<uint32_t>(batch.levels.size(3));
  const auto levels = batch.levels.accessor<float, 4>();
  const auto steps = batch.steps.accessor<float, 2>();
  std::vector<float> style(64);
  for (size_t k = 0; k < 64; ++k) style[k] = std::log(steps[0][static_cast<int64_t>(k)]) / 2 - 1;
  auto network = restoration::RestorationNetwork::Make(weights, style, {width, height},
                                                       restoration::Precision::kFloat32);
  if (!network.ok()) throw std::runtime_error(network.error().message);
  restoration::RestorationOutput out;
  const auto features = [&](uint32_t row, restoration::LatticeRange cols, float* to) {
    for (uint32_t col = cols.begin; col < cols.end; ++col, to += 128) {
      for (int64_t k = 0; k < 64; ++k) {
        const float level = levels[0][k][row][col];
        to[k] = level * steps[0][k] / restoration::kTypical[static_cast<size_t>(k)];
        to[64 + k] = std::asinh(level);
      }
    }
  };
  if (!network.value().Compute({{0, height}, {0, width}}, features, false, &out).ok()) {
    throw std::runtime_error("not computed");
  }
  Tensor coeffs = torch::empty_like(batch.levels);
  auto result = coeffs.accessor<float, 4>();
  const float* correction = out.corrections.data();
  for (uint32_t row = 0; row < height; ++row) {
    for (uint32_t col = 0; col < width; ++col) {
      for (int64_t k = 0; k < 64; ++k) {
        const float step = steps[0][k];
        const float scale =
            restoration::CorrectionScale(step, restoration::kTypical[static_cast<size_t>(k)]);
        const float t = 2 * *correction++ * scale / step;
        result[0][k][row][col] =
            levels[0][k][row][col] * step + step / 2 * t / std::sqrt(1 + t * t);
      }
    }
  }
  return coeffs;
}

// A net of random weights, as a file holds them.
RestoreNet NetInFile(const restoration::RestorationShape& shape, const std::string& file) {
  RestoreNet net(shape);
  // All of the same size, so that no two of them may be exchanged.
  const torch::NoGradGuard guard;
  std::vector<float> parameters;
  for (Tensor& parameter : net->parameters()) {
    parameter.normal_(0, 0.2);
    const Tensor flat = parameter.contiguous().view(-1);
    parameters.insert(parameters.end(), flat.data_ptr<float>(),
                      flat.data_ptr<float>() + flat.numel());
  }
  WriteNetworks({{shape, parameters}}, file);
  LoadWeights(file, &net);
  return net;
}

TEST(RestoreNetwork, LibraryComputesWhatWasTrained) {
  if (!restoration::LoadRestoration().ok()) GTEST_SKIP() << "restoration is not built in";
  torch::manual_seed(1);
  const std::string file = std::filesystem::path(testing::TempDir()) / "restore_trained.jkr";
  RestoreNet net = NetInFile({.channels = 6, .pairs = 2}, file);
  RestoreBatch batch;
  batch.levels = torch::randint(-3, 4, {1, 64, 4, 5}).to(torch::kFloat32);
  batch.steps = torch::linspace(4, 60, 64).view({1, 64});
  const torch::NoGradGuard guard;
  const Tensor trained = net->forward(batch).coeffs;
  const Tensor shown = RestoredByLibrary(ReadNetwork(file, RestoreTarget::kLuma), batch);
  EXPECT_GT((trained - batch.levels * batch.steps.view({1, 64, 1, 1})).abs().max().item<double>(),
            1);
  EXPECT_LT((trained - shown).abs().max().item<double>(), 0.01);
}

TEST(RestoreNetwork, LibraryComputesWhatAFineNetworkWasTrainedFor) {
  if (!restoration::LoadRestoration().ok()) GTEST_SKIP() << "restoration is not built in";
  torch::manual_seed(1);
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir());
  const std::string alone = folder / "behind.jkr", behind = folder / "fine.jkr";
  RestoreNet base = NetInFile({.channels = 6, .pairs = 1}, alone);
  RestoreNet fine = NetInFile({.channels = 5, .pairs = 1, .cell = restoration::kFineCell}, behind);
  RestoreBatch batch;
  batch.levels = torch::randint(-3, 4, {1, 64, 4, 5}).to(torch::kFloat32);
  batch.steps = torch::linspace(4, 67, 64).view({1, 64});
  const torch::NoGradGuard guard;
  EXPECT_THROW(fine->forward(batch), std::logic_error);
  fine->SetBase(base.ptr());
  const Tensor trained = fine->forward(batch).coeffs;
  EXPECT_GT((trained - base->forward(batch).coeffs).abs().max().item<double>(), 1);

  jpeg::Frame frame;
  frame.width_px = 40;
  frame.height_px = 32;
  frame.components.resize(1);
  frame.components[0].h = frame.components[0].v = 1;
  for (size_t k = 0; k < 64; ++k) {
    frame.components[0].quant[k] =
        static_cast<uint16_t>(batch.steps[0][static_cast<int64_t>(k)].item<float>());
  }
  jpeg::ComputeFrameGeometry(&frame);
  jpeg::CoeffPlane plane{5, 4, std::vector<int16_t>(20 * 64)};
  for (uint32_t block = 0; block < 20; ++block) {
    for (int64_t k = 0; k < 64; ++k) {
      plane.Block(block / 5, block % 5)[k] =
          static_cast<int16_t>(batch.levels[0][k][block / 5][block % 5].item<float>());
    }
  }
  pixels::Networks networks;
  networks.alone = ReadNetwork(alone, RestoreTarget::kLuma);
  networks.fine = ReadNetwork(behind, RestoreTarget::kFine);
  const auto shown =
      pixels::RestoreLevels(frame, {&plane, 1}, jpeg::ColourSpace::kGrey, networks, 1, nullptr);
  ASSERT_TRUE(shown.ok()) << shown.error().message;
  // In steps. Where the processor has bfloat16, what comes out of so wild a network has five bits.
  const Tensor column = batch.steps.view({1, 64, 1, 1});
  const Tensor wanted = trained / column - batch.levels;
  const Tensor before = base->forward(batch).coeffs / column - batch.levels;
  double difference = 0;
  for (uint32_t block = 0; block < 20; ++block) {
    const int8_t* corrections = shown.value()[0].corrections.Block(block / 5, block % 5);
    for (int64_t k = 0; k < 64; ++k) {
      difference +=
          std::abs(corrections[k] / 256.0 - wanted[0][k][block / 5][block % 5].item<double>()) /
          (20 * 64);
    }
  }
  EXPECT_LT(difference, 0.01);
  EXPECT_GT((wanted - before).abs().mean().item<double>(), 0.1);
}

TEST(WeightAverage, IsShownInAScopeAlone) {
  Tensor parameter = torch::zeros({3});
  WeightAverage average({parameter});
  parameter.fill_(4.0);
  average.Add(1);
  {
    const WeightAverage::Shown shown(&average);
    EXPECT_GT(parameter[0].item<double>(), 0);
    EXPECT_LT(parameter[0].item<double>(), 4);
  }
  EXPECT_EQ(parameter[0].item<double>(), 4);
}

TEST(ValidateLuma, PlainDecodingGainsNothing) {
  torch::manual_seed(1);
  RestoreNet net(restoration::RestorationShape{.channels = 2, .pairs = 1});
  {
    const torch::NoGradGuard guard;
    for (Tensor& parameter : net->parameters()) parameter.zero_();
  }
  const Tensor picture = (128 + 20 * torch::randn({64, 72})).round().clamp(0, 255);
  const LumaValidation found = ValidateLuma(net, {picture});
  ASSERT_EQ(found.gain_db.size(), kValidationQualities.size());
  for (const double gain : found.gain_db) EXPECT_NEAR(gain, 0, 1e-6);
  // Coarser steps keep less of the noise.
  EXPECT_LT(found.energy[0], found.energy[2]);
  EXPECT_NEAR(found.energy[3], 1, 0.4);
}

}  // namespace
}  // namespace jackdaw::train
