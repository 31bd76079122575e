// The coefficients that a loss starts from: the levels of a JPEG, or those of pixels.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSS_PICTURE_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSS_PICTURE_H_

#include <cstdint>
#include <span>

#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_distortion.h"

namespace jackdaw::lossy {

// Frame and planes must outlive it.
struct LossPicture {
  const jpeg::Frame* frame = nullptr;
  std::span<const jpeg::CoeffPlane> planes = {};
  ColourModel model = ColourModel::kAlike;
  // A coefficient c of frequency k is worth c quant[k] / unit. Of a JPEG it is 1. Pixels have
  // coefficients of any value: they are kept in fractions of 1/unit, and all of quant is 1, which
  // is the finest step that a JPEG can have.
  uint16_t unit = 1;

  bool is_of_pixels() const { return unit > 1; }
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSS_PICTURE_H_
