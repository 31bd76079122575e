#include <gtest/gtest.h>
#include <torch/torch.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "apps/train/restore/restore_weights.h"
#include "apps/train/texture/discriminator.h"
#include "apps/train/texture/texture_loss.h"
#include "apps/train/texture/train_texture.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// Noise of which the file, with coarse steps, has kept nothing.
RestoreBatch LostNoise(int64_t batch, int64_t blocks) {
  RestoreBatch made;
  made.steps = torch::full({batch, 64}, 200.0);
  made.target = 20 * torch::randn({batch, 64, blocks, blocks});
  made.levels = torch::zeros_like(made.target);
  return made;
}

TEST(TextureShape, HasRoom) {
  EXPECT_LE(restoration::NumParameters(restoration::kTextureShape),
            restoration::kMaxTextureParameters);
}

TEST(NormedConv, HasASpectralNormOfOne) {
  torch::manual_seed(1);
  NormedConv conv(12, 7, 1, 1);
  const Tensor unit = torch::eye(12).view({12, 12, 1, 1});
  for (int i = 0; i < 100; ++i) conv->forward(unit);
  const Tensor matrix = conv->forward(unit).view({12, 7}).detach();
  Tensor vector = torch::randn({12});
  for (int i = 0; i < 200; ++i) {
    vector = matrix.mv(matrix.t().mv(vector));
    vector = vector / vector.norm();
  }
  EXPECT_NEAR(matrix.t().mv(vector).norm().item<double>(), 1, 1e-3);
}

TEST(Discriminator, AVerdictIsOfABlockAndItsSurroundings) {
  torch::manual_seed(1);
  Discriminator judge(4);
  judge->eval();  // a fixed norm
  const torch::NoGradGuard guard;
  const RestoreBatch batch = LostNoise(1, 12);
  Tensor luma = torch::randn({1, 96, 96}) * 30;
  const Tensor before = judge->forward(luma, batch);
  ASSERT_EQ(before.sizes(), (std::vector<int64_t>{1, 12, 12}));
  luma = luma.clone();
  luma[0][40][43] += 50;  // block 5, 5
  const Tensor change = (judge->forward(luma, batch) - before).abs()[0];
  EXPECT_GT(change[5][5].item<double>(), 0);
  for (const int64_t far : {2, 8}) {
    EXPECT_EQ(change[far].max().item<double>(), 0);
    EXPECT_EQ(change.select(1, far).max().item<double>(), 0);
  }
  // The file counts, too.
  RestoreBatch finer = batch;
  finer.steps = batch.steps / 2;
  EXPECT_GT((judge->forward(luma, finer) - judge->forward(luma, batch)).abs().max().item<double>(),
            0);
}

TEST(Discriminator, LearnsWhatNoiseIs) {
  torch::manual_seed(1);
  Discriminator judge(4);
  torch::optim::Adam optimizer(judge->parameters(), torch::optim::AdamOptions(5e-3));
  JudgeLoss loss;
  for (int step = 0; step < 80; ++step) {
    const RestoreBatch batch = LostNoise(2, 8);
    loss = DiscriminatorLoss(batch, batch.levels, judge);
    optimizer.zero_grad();
    loss.total.backward();
    optimizer.step();
  }
  EXPECT_GT(loss.right_of_real, 0.9);
  EXPECT_GT(loss.right_of_made, 0.9);
}

TEST(GeneratorLoss, ReachesTheNetworkByEveryPart) {
  torch::manual_seed(1);
  RestoreNet net(restoration::RestorationShape{.channels = 4, .pairs = 1});
  Discriminator judge(4);
  const RestoreBatch batch = LostNoise(2, 8);
  for (const TextureWeights& weights : {TextureWeights{1, 0, 0, 0}, TextureWeights{0, 1, 0, 0},
                                        TextureWeights{0, 0, 1, 0}, TextureWeights{0, 0, 0, 1}}) {
    net->zero_grad();
    const TextureLoss loss =
        GeneratorLoss(net->shape(), batch, net->forward(batch), weights, judge);
    loss.total.backward();
    double sum = 0;
    for (const Tensor& parameter : net->parameters()) {
      if (parameter.grad().defined()) sum += parameter.grad().abs().sum().item<double>();
    }
    EXPECT_GT(sum, 0);
    EXPECT_NEAR(loss.total.item<double>(),
                weights.distortion * loss.distortion + weights.perceptual * loss.perceptual +
                    weights.energy * loss.energy + weights.adversarial * loss.adversarial,
                1e-4);
  }
}

// 24 bits, bottom row first.
void WriteBmp(const std::string& path, uint32_t width, uint32_t height) {
  std::string bytes(54, '\0');
  const auto put = [&bytes](size_t at, uint32_t value) {
    for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
  };
  bytes[0] = 'B';
  bytes[1] = 'M';
  put(10, 54);
  put(14, 40);
  put(18, width);
  put(22, height);
  put(28, 24);
  uint32_t state = 1;
  for (uint32_t i = 0; i < width * height * 3; ++i) {
    state = state * 1664525 + 1013904223;
    bytes += static_cast<char>(64 + (state >> 25));
  }
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(TrainTexture, TrainsGoesOnAndIsExported) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir());
  const std::string picture = folder / "texture_test.bmp", start = folder / "texture_start.jkr",
                    output = folder / "texture_test.pt", file = folder / "texture_test.jkr";
  std::filesystem::remove(output);
  WriteBmp(picture, 160, 128);
  const restoration::RestorationShape shape = {.channels = 4, .pairs = 1};
  WriteNetworks({{shape, std::vector<float>(restoration::NumParameters(shape), 0.01f)}}, start);
  TextureTrainOptions options;
  options.pictures = options.validation = {picture};
  options.output = output;
  options.start = start;
  options.channels = 4;
  options.pairs = 1;
  options.judge_width = 4;
  options.warmup = 1;
  options.minutes = 0.01;
  options.sampling.batch = 1;
  options.sampling.size = 8;
  options.report_seconds = options.save_seconds = 0;  // every step
  TrainTexture(options);
  options.resume = true;
  options.minutes = 0.02;
  TrainTexture(options);
  ExportTexture(output, file);
  EXPECT_EQ(ReadNetwork(file, RestoreTarget::kLuma).shape, shape);
  std::ifstream log(output + ".csv");
  std::string line;
  int num_lines = 0, num_heads = 0;
  while (std::getline(log, line)) {
    ++num_lines;
    num_heads += line.starts_with("step,") ? 1 : 0;
  }
  EXPECT_GE(num_lines, 3);
  EXPECT_EQ(num_heads, 1);

  options.channels = 128;
  EXPECT_THROW(TrainTexture(options), std::runtime_error);
}

}  // namespace
}  // namespace jackdaw::train
