// Synthetic pictures as pure functions of position: integer only, the same on every machine.
#ifndef JACKDAW_TESTS_SUPPORT_SYNTHETIC_IMAGE_H_
#define JACKDAW_TESTS_SUPPORT_SYNTHETIC_IMAGE_H_

#include <array>
#include <cstdint>

namespace jackdaw::test {

enum class Content {
  kPhoto,  // gradients, texture, a few hard edges, a little noise
  kNoise,  // uniform noise over the whole range
  kBlack,
  kGrey,   // mid-grey: every coefficient zero
  kLines,  // one-pixel stripes and text-like steps
};

// Sample of one channel at (x, y), 0..255. Channels 1 and above are smoother, as chroma is.
int SampleAt(Content content, uint64_t seed, int channel, uint32_t x, uint32_t y);

// Forward DCT of 8x8 samples in row-major order (level-shifted by the caller), divided by the table
// with rounding to nearest. quant and result are in zigzag order. Exact integer arithmetic.
std::array<int16_t, 64> QuantizedDct(const std::array<int, 64>& samples,
                                     const std::array<uint16_t, 64>& quant);

// Annex K table for luminance or chrominance at a libjpeg quality 1..100, zigzag order.
std::array<uint16_t, 64> QuantTable(bool chroma, int quality, uint16_t max_value = 255);

// Zigzag position -> row-major position, derived by walking the diagonals (not copied from codec/).
std::array<uint8_t, 64> MakeZigzag();

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_SYNTHETIC_IMAGE_H_
