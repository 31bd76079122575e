// The pictures that the test writer codes: frame header fields and coefficient planes.
//
// Deliberately not codec/jpeg's structs: the tests compare the two.
#ifndef JACKDAW_TESTS_SUPPORT_TEST_FRAME_H_
#define JACKDAW_TESTS_SUPPORT_TEST_FRAME_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/support/synthetic_image.h"

namespace jackdaw::test {

struct TestComponent {
  uint8_t id = 1;
  uint8_t h = 1, v = 1;
  uint8_t tq = 0;
  std::array<uint16_t, 64> quant{};              // zigzag
  uint32_t width_blocks = 0, height_blocks = 0;  // as non-interleaved scans count
  uint32_t padded_width = 0, padded_height = 0;  // as interleaved scans count
  std::vector<int16_t> coeffs;                   // [padded_height][padded_width][64], zigzag

  int16_t* Block(uint32_t row, uint32_t col) {
    return coeffs.data() + (static_cast<size_t>(row) * padded_width + col) * 64;
  }
  const int16_t* Block(uint32_t row, uint32_t col) const {
    return coeffs.data() + (static_cast<size_t>(row) * padded_width + col) * 64;
  }
};

struct TestFrame {
  uint8_t sof = 0xC0;
  uint8_t precision = 8;
  uint32_t width = 0, height = 0;
  uint8_t hmax = 1, vmax = 1;
  uint32_t mcus_per_row = 0, mcu_rows = 0;
  std::vector<TestComponent> components;

  bool progressive() const { return sof == 0xC2; }
};

struct Sampling {
  uint8_t h = 1, v = 1;
};

struct FrameSpec {
  uint32_t width = 80, height = 56;
  std::vector<Sampling> sampling = {{2, 2}, {1, 1}, {1, 1}};
  uint8_t sof = 0xC0;
  uint8_t precision = 8;  // 8 or 12
  int quality = 80;
  Content content = Content::kPhoto;
  uint64_t seed = 1;
  bool fill_padding = false;  // random coefficients in the blocks that pad the image to whole MCUs
};

// Sizes from width, height and the sampling factors of the components.
void SetGeometry(TestFrame* frame);
// A frame with ids 1, 2, ..., tables 0 (first component) and 1, and planes of the content.
TestFrame MakeFrame(const FrameSpec& spec);
// The same frame with every coefficient set by random large values: |DC| <= dc_max, |AC| <= ac_max.
TestFrame MakeExtremeFrame(const FrameSpec& spec, int dc_max, int ac_max);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_TEST_FRAME_H_
