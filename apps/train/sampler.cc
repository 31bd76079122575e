#include "apps/train/sampler.h"

#include <stdexcept>

#include "apps/train/crop.h"

namespace jackdaw::train {

namespace {

Batch Allocate(int64_t count, int64_t height, int64_t width, int slots, bool chroma) {
  Batch batch;
  batch.levels = torch::empty({count, height, width, slots});
  batch.quant = torch::empty({count, slots});
  if (chroma) {
    batch.luma_quant = torch::empty({count, 64});
    batch.guide = torch::empty({count, height, width, 64});
  }
  return batch;
}

}  // namespace

bool WholeImage(const TrainingImage& image, Target target, const SlotOrder& order, Batch* batch) {
  TargetLayout layout;
  if (!FindTarget(image, target, &layout)) return false;
  *batch =
      Allocate(1, layout.height(), layout.width(), order.num_slots(), target == Target::kChroma);
  FillCrop(layout, order, 0, 0, {}, 0, batch);
  return true;
}

Sampler::Sampler(const std::vector<TrainingImage>& images, Target target,
                 const SamplerOptions& options)
    : images_(images),
      target_(target),
      options_(options),
      order_(MakeSlotOrder(target == Target::kLuma ? 1 : 2)),
      random_(options.seed) {
  for (size_t i = 0; i < images.size(); ++i) {
    TargetLayout layout;
    if (FindTarget(images[i], target, &layout) && layout.width() >= options.crop &&
        layout.height() >= options.crop) {
      usable_.push_back(i);
    }
  }
  if (usable_.empty()) throw std::runtime_error("no image is as large as a crop");
  thread_ = std::thread([this] {
    for (;;) {
      Batch batch = Make();
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || ready_.size() < 4; });
      if (stop_) return;
      ready_.push_back(std::move(batch));
      changed_.notify_all();
    }
  });
}

Sampler::~Sampler() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Batch Sampler::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty(); });
  Batch batch = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return batch;
}

Batch Sampler::Make() {
  Batch batch = Allocate(options_.batch, options_.crop, options_.crop, order_.num_slots(),
                         target_ == Target::kChroma);
  std::uniform_real_distribution<double> unit(0, 1);
  const auto below = [&](int count) {
    return static_cast<int>(random_() % static_cast<uint64_t>(count));
  };
  for (int i = 0; i < options_.batch; ++i) {
    TargetLayout layout;
    const TrainingImage& image = images_[usable_[random_() % usable_.size()]];
    FindTarget(image, target_, &layout);
    Augmentation a;
    a.mirror = unit(random_) < 0.5;
    a.flip = unit(random_) < options_.flip;
    a.transpose = unit(random_) < options_.transpose;
    const bool requantize = unit(random_) < options_.requantize;
    const int quality = 25 + below(71);
    if (requantize && CanRequantize(layout, quality)) a.quality = quality;
    const int row = below(layout.height() - options_.crop + 1);
    const int col = below(layout.width() - options_.crop + 1);
    FillCrop(layout, order_, row, col, a, i, &batch);
  }
  return batch;
}

}  // namespace jackdaw::train
