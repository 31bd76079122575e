// Half as many samples of a row or column, such that decoders come nearest to the original.
//
// JPEG decoders double the resolution of colours with triangle filters: sample 2 i is
// 3/4 d[i] + 1/4 d[i - 1], sample 2 i + 1 is 3/4 d[i] + 1/4 d[i + 1] (what libjpeg calls fancy
// upsampling; see dec_component_rows.h). The d of the least squared error against given samples is
// the solution of linear equations with three diagonals. Means of pairs, the usual way, are blurred
// by that filter a second time.
#ifndef JACKDAW_CODEC_PIXELS_ENC_HALF_BAND_H_
#define JACKDAW_CODEC_PIXELS_ENC_HALF_BAND_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jackdaw::pixels {

// For samples in lanes: num_lanes of them lie side by side at each place, so that columns of many
// rows are halved together.
class HalfBand {
 public:
  // length: of the samples, at least 1.
  explicit HalfBand(uint32_t length);

  uint32_t half_length() const { return half_length_; }

  // in: [length][num_lanes], places in_stride apart; out: [half_length()][num_lanes], out_stride
  // apart. They may not overlap.
  void Halve(const float* in, size_t in_stride, size_t num_lanes, size_t out_stride,
             float* out) const;
  // As decoders do: in: [half_length()], out: [length].
  void Double(const float* in, size_t in_stride, size_t num_lanes, size_t out_stride,
              float* out) const;

 private:
  // The two places of `in` that sample x is made of; the first weighs 3/4.
  struct Taps {
    uint32_t near = 0, far = 0;
  };
  Taps TapsOf(uint32_t x) const;

  uint32_t length_, half_length_;
  // Of the equations after elimination (Thomas): the diagonal's inverse, and what is above it.
  std::vector<float> inverse_diagonal_, above_;
  std::vector<float> below_;
};

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_ENC_HALF_BAND_H_
