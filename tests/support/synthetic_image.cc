#include "tests/support/synthetic_image.h"

#include <algorithm>
#include <cstdlib>

#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

// T.81 Annex K.1, row-major.
constexpr std::array<uint8_t, 64> kLuminance = {
    16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
    14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
    18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr std::array<uint8_t, 64> kChrominance = {
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
    99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

uint64_t Hash(uint64_t seed, uint32_t a, uint32_t b) {
  return Mix64(seed + Mix64((static_cast<uint64_t>(a) << 32) | b));
}

int Triangle(uint32_t phase, uint32_t period) {
  const uint32_t p = phase % period;
  const uint32_t up = std::min(p, period - p);
  return static_cast<int>(up * 255 / std::max(1u, period / 2));
}

int PhotoAt(uint64_t seed, int channel, uint32_t x, uint32_t y) {
  const auto shift = static_cast<uint32_t>(seed % 61);
  const auto c = static_cast<uint32_t>(channel);
  int v = Triangle(x + 2 * y + shift + 40 * c, 310) / 2 + Triangle(3 * y + shift, 470) / 4;
  // A disc and a slanted edge: large steps that no gradient predicts.
  const int dx = static_cast<int>(x % 96) - 50, dy = static_cast<int>(y % 80) - 36;
  if (dx * dx + dy * dy < 600) v += channel == 0 ? 90 : 25;
  if ((2 * x + y + shift) % 190 < 60) v -= channel == 0 ? 70 : 12;
  if (channel == 0) {
    if ((y / 32) % 2 == 1) v += Triangle(7 * x + 5 * y, 23) / 5;
    v += static_cast<int>(Hash(seed, x, y) % 9) - 4;
  } else {
    v += static_cast<int>(Hash(seed + c, x / 2, y / 2) % 5) - 2;
  }
  return std::clamp(v + 20, 0, 255);
}

// 4096 cos(k pi / 16): the orthonormal 8-point basis in Q13, halved by its own normalisation.
constexpr std::array<int, 8> kCosQ12 = {2896, 4017, 3784, 3406, 2896, 2276, 1567, 799};

int64_t BasisQ13(uint32_t u, uint32_t x) {
  if (u == 0) return kCosQ12[0];
  uint32_t angle = (2 * x + 1) * u % 32;  // in units of pi / 16
  if (angle > 16) angle = 32 - angle;
  if (angle == 8) return 0;
  return angle < 8 ? kCosQ12[angle] : -kCosQ12[16 - angle];
}

int64_t DivideRounded(int64_t a, int64_t b) {
  return a >= 0 ? (a + b / 2) / b : -((-a + b / 2) / b);
}

}  // namespace

std::array<uint8_t, 64> MakeZigzag() {
  std::array<uint8_t, 64> out{};
  int k = 0;
  for (int diagonal = 0; diagonal < 15; ++diagonal) {
    for (int i = 0; i <= diagonal; ++i) {
      const int row = diagonal % 2 == 0 ? diagonal - i : i;
      const int col = diagonal - row;
      if (row < 8 && col < 8) out[static_cast<size_t>(k++)] = static_cast<uint8_t>(8 * row + col);
    }
  }
  return out;
}

int SampleAt(Content content, uint64_t seed, int channel, uint32_t x, uint32_t y) {
  switch (content) {
    case Content::kPhoto:
      return PhotoAt(seed, channel, x, y);
    case Content::kNoise:
      return static_cast<int>(Hash(seed + static_cast<uint64_t>(channel), x, y) & 255);
    case Content::kBlack:
      return 0;
    case Content::kGrey:
      return 128;
    case Content::kLines:
      return (x % 3 == 0) != ((y / 5) % 4 == 1) ? 240 : 16 * channel;
  }
  return 0;
}

std::array<int16_t, 64> QuantizedDct(const std::array<int, 64>& samples,
                                     const std::array<uint16_t, 64>& quant) {
  std::array<int64_t, 64> rows{};
  for (uint32_t y = 0; y < 8; ++y) {
    for (uint32_t u = 0; u < 8; ++u) {
      for (uint32_t x = 0; x < 8; ++x) rows[8 * y + u] += samples[8 * y + x] * BasisQ13(u, x);
    }
  }
  const std::array<uint8_t, 64> zigzag = MakeZigzag();
  std::array<int16_t, 64> out{};
  for (size_t k = 0; k < 64; ++k) {
    const uint32_t v = zigzag[k] / 8, u = zigzag[k] % 8;
    int64_t sum = 0;
    for (uint32_t y = 0; y < 8; ++y) sum += rows[8 * y + u] * BasisQ13(v, y);
    const int64_t q = std::max<int64_t>(1, quant[k]);
    out[k] = static_cast<int16_t>(DivideRounded(sum, q << 26));
  }
  return out;
}

std::array<uint16_t, 64> QuantTable(bool chroma, int quality, uint16_t max_value) {
  const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const std::array<uint8_t, 64> zigzag = MakeZigzag();
  std::array<uint16_t, 64> out{};
  for (size_t k = 0; k < 64; ++k) {
    const int base = chroma ? kChrominance[zigzag[k]] : kLuminance[zigzag[k]];
    out[k] = static_cast<uint16_t>(std::clamp<int>((base * scale + 50) / 100, 1, max_value));
  }
  return out;
}

}  // namespace jackdaw::test
