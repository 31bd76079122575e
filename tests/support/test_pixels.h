// Pixels for tests of what is made of them: the same on every machine.
#ifndef JACKDAW_TESTS_SUPPORT_TEST_PIXELS_H_
#define JACKDAW_TESTS_SUPPORT_TEST_PIXELS_H_

#include <cstdint>
#include <vector>

#include "jackdaw/encode.h"
#include "tests/support/synthetic_image.h"

namespace jackdaw::test {

struct TestPixels {
  uint32_t width = 0, height = 0;
  int channels = 3;
  std::vector<uint8_t> samples8 = {};
  std::vector<uint16_t> samples16 = {};

  PixelView View() const {
    return {.width = width,
            .height = height,
            .channels = channels,
            .samples8 = samples8,
            .samples16 = samples16};
  }
};

inline TestPixels MakePixels(uint32_t width, uint32_t height, int channels,
                             Content content = Content::kPhoto, uint64_t seed = 1) {
  TestPixels pixels{.width = width, .height = height, .channels = channels};
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        pixels.samples8.push_back(static_cast<uint8_t>(SampleAt(content, seed, c, x, y)));
      }
    }
  }
  return pixels;
}

// The same picture in 16 bits.
inline TestPixels Widened(TestPixels pixels) {
  for (const uint8_t s : pixels.samples8)
    pixels.samples16.push_back(static_cast<uint16_t>(s * 257));
  pixels.samples8.clear();
  return pixels;
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_TEST_PIXELS_H_
