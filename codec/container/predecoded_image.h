// A main image whose coefficients were decoded before the file that holds them was whole: while
// they were coded (enc_checked_coeff.h). A reader that finds the same section in the file need not
// decode it once more.
#ifndef JACKDAW_CODEC_CONTAINER_PREDECODED_IMAGE_H_
#define JACKDAW_CODEC_CONTAINER_PREDECODED_IMAGE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::container {

struct PredecodedImage {
  Bytes payload;      // of the section, model first
  jpeg::Frame frame;  // that it was decoded for
  std::vector<jpeg::CoeffPlane> planes;
  uint64_t work = 0;         // that decoding took, by WorkMeter
  uint64_t state_bytes = 0;  // of a slice

  // Whether decoding `section` for `its_frame` would give these planes.
  bool IsOf(ByteSpan section, const jpeg::Frame& its_frame) const {
    return SameForCoefficients(its_frame, frame) && std::ranges::equal(section, payload);
  }

 private:
  // In all that a decoder of coefficients looks at.
  static bool SameForCoefficients(const jpeg::Frame& a, const jpeg::Frame& b) {
    const auto same = [](const jpeg::FrameComponent& x, const jpeg::FrameComponent& y) {
      return x.h == y.h && x.v == y.v && x.quant == y.quant && x.width_blocks == y.width_blocks &&
             x.height_blocks == y.height_blocks && x.padded_width_blocks == y.padded_width_blocks &&
             x.padded_height_blocks == y.padded_height_blocks;
    };
    return a.precision == b.precision && a.width_px == b.width_px && a.height_px == b.height_px &&
           a.hmax == b.hmax && a.vmax == b.vmax && a.mcus_per_row == b.mcus_per_row &&
           a.mcu_rows == b.mcu_rows && std::ranges::equal(a.components, b.components, same);
  }
};

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_PREDECODED_IMAGE_H_
