// Where the report's cut-outs are taken.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_CROP_REGION_H_
#define JACKDAW_APPS_SWEEP_PICTURES_CROP_REGION_H_

#include "apps/sweep/pictures/image.h"

namespace jackdaw::sweep {

// Small enough that dozens fit into one page.
inline constexpr uint32_t kCropSide = 160;

// The square of kCropSide (less in smaller pictures) with the most detail: the largest sum of luma
// differences between neighbours, of squares half a side apart.
Region ChooseCrop(const Image& image);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_CROP_REGION_H_
