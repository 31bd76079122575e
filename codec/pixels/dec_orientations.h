// A component turned and mirrored in its coefficients: a network that sees it so says something
// else, and the mean of what it says of all eight orientations is nearer to the truth.
#ifndef JACKDAW_CODEC_PIXELS_DEC_ORIENTATIONS_H_
#define JACKDAW_CODEC_PIXELS_DEC_ORIENTATIONS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::pixels {

// Rows become columns first, where `transposed` says so; then columns and rows are mirrored.
struct Orientation {
  bool transposed = false, mirrored_columns = false, mirrored_rows = false;
};
// The half turn is the second one: together with the picture it is worth more than any other.
inline constexpr std::array<Orientation, 8> kOrientations = {{{false, false, false},
                                                              {false, true, true},
                                                              {true, false, true},
                                                              {true, true, false},
                                                              {false, true, false},
                                                              {true, false, false},
                                                              {false, false, true},
                                                              {true, true, true}}};

// Where the blocks and coefficients of a turned component are in the one that it was made of.
class TurnedPlaces {
 public:
  // width, height: of what is to be turned, in blocks.
  TurnedPlaces(Orientation orientation, uint32_t width, uint32_t height);

  uint32_t width() const { return orientation_.transposed ? height_ : width_; }
  uint32_t height() const { return orientation_.transposed ? width_ : height_; }

  struct Place {
    uint32_t row = 0, col = 0;
  };
  Place BlockAt(uint32_t row, uint32_t col) const;

  // Coefficient k (zigzag) of a turned block is Sign(k) times the one at Source(k).
  size_t Source(size_t k) const { return sources_[k]; }
  int Sign(size_t k) const { return signs_[k]; }
  // Numbers of a block's coefficients, [64], as they are in the turned block, and back.
  void Turn(const float* from, float* to) const {
    for (size_t k = 0; k < 64; ++k) to[k] = static_cast<float>(signs_[k]) * from[sources_[k]];
  }
  void TurnBack(const float* from, float* to) const {
    for (size_t k = 0; k < 64; ++k) to[sources_[k]] = static_cast<float>(signs_[k]) * from[k];
  }

 private:
  Orientation orientation_;
  uint32_t width_, height_;
  std::array<uint8_t, 64> sources_{};
  std::array<int8_t, 64> signs_{};
};

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_ORIENTATIONS_H_
