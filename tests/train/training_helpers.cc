#include "tests/train/training_helpers.h"

#include <cmath>
#include <random>

#include "apps/train/import_net.h"
#include "apps/train/sampler.h"

namespace jackdaw::test {
namespace {

train::Component RandomComponent(std::mt19937& random, uint32_t width, uint32_t height,
                                 uint32_t sampling) {
  train::Component c;
  c.width = width;
  c.height = height;
  c.h = c.v = sampling;
  for (size_t k = 0; k < 64; ++k) c.quant[k] = static_cast<uint16_t>(3 + k / 2);
  std::normal_distribution<double> normal;
  for (uint32_t block = 0; block < width * height; ++block) {
    const unsigned end = 1 + random() % 64;
    for (unsigned k = 0; k < 64; ++k) {
      const double size = k == 0 ? 40 : 6.0 / (1 + k / 3.0);
      c.levels.push_back(static_cast<int16_t>(k < end ? std::lround(size * normal(random)) : 0));
    }
  }
  return c;
}

}  // namespace

train::TrainingImage RandomImage(uint32_t seed, uint32_t width, uint32_t height) {
  std::mt19937 random(seed);
  train::TrainingImage image;
  image.components.push_back(RandomComponent(random, 2 * width, 2 * height, 2));
  image.components.push_back(RandomComponent(random, width, height, 1));
  image.components.push_back(RandomComponent(random, width, height, 1));
  return image;
}

train::Batch BatchOf(const train::TrainingImage& image, int lanes) {
  train::Batch batch;
  train::WholeImage(image, lanes == 1 ? train::Target::kLuma : train::Target::kChroma,
                    train::MakeSlotOrder(lanes), &batch);
  return batch;
}

train::BlockNet RandomNet(uint64_t seed, const prior::BlockShape& shape) {
  return train::FromBlockData(prior::RandomBlockNetwork(seed, shape));
}

}  // namespace jackdaw::test
