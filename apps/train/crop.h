// One crop of an image, as slots, under an augmentation.
#ifndef JACKDAW_APPS_TRAIN_CROP_H_
#define JACKDAW_APPS_TRAIN_CROP_H_

#include <cstdint>

#include "apps/train/sampler.h"

namespace jackdaw::train {

struct Augmentation {
  bool mirror = false;     // left to right
  bool flip = false;       // top to bottom
  bool transpose = false;  // after the others
  int quality = 0;         // requantize with the standard tables at this quality; 0: not
};

// Where a target lies in an image: its components and luma blocks per block, each way.
struct TargetLayout {
  std::vector<const Component*> lanes;
  const Component* luma = nullptr;  // guide; null for luma
  int ratio_h = 1, ratio_v = 1;
  int width() const { return static_cast<int>(lanes[0]->width); }
  int height() const { return static_cast<int>(lanes[0]->height); }
};
bool FindTarget(const TrainingImage& image, Target target, TargetLayout* layout);

// Whether requantizing at `quality` coarsens the image enough to pass for a file of that quality.
bool CanRequantize(const TargetLayout& layout, int quality);

// Fills item `index` of the batch's tensors ([.., H, W, ..] as allocated; H and W of the crop after
// the transpose) from the height x width blocks at (row, col).
void FillCrop(const TargetLayout& layout, const SlotOrder& order, int row, int col,
              const Augmentation& augmentation, int64_t index, Batch* batch);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_CROP_H_
