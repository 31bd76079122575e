// Peak signal to noise ratio, 10 log10(255^2 / mean squared error), in dB.
#ifndef JACKDAW_APPS_SWEEP_MEASURES_PSNR_H_
#define JACKDAW_APPS_SWEEP_MEASURES_PSNR_H_

#include "apps/sweep/pictures/image.h"
#include "apps/sweep/pictures/luma.h"

namespace jackdaw::sweep {

// Infinity for equal planes. REQUIRES: equal sizes.
double PsnrLumaDb(const Plane& reference, const Plane& distorted);

// Over all samples of the three channels; infinity for equal images.
// REQUIRES: equal sizes, both RGB.
double PsnrRgbDb(const Image& reference, const Image& distorted);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_MEASURES_PSNR_H_
