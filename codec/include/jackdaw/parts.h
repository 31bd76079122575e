// Parts of the JPEG that a .jkd or JPEG file holds: its headers, and its quantized coefficients.
//
// Thread-safe; never throws, prints or exits.
#ifndef JACKDAW_PARTS_H_
#define JACKDAW_PARTS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw {

// The JPEG's first bytes, through the header of its first scan: all that a viewer needs to know
// size, kind and metadata. Of a modelled .jkd the coefficients are not decoded, but for those of
// thumbnails inside the headers. The check over a .jkd, 32 bits, is compared, the hash of the
// content is not.
//
// Errors: as Decompress; kUnsupported where there is no JPEG.
Result<std::vector<uint8_t>> DecompressHeaders(std::span<const uint8_t> jkd_or_jpeg,
                                               const DecompressOptions& options = {});

struct ComponentCoefficients {
  int id = 0, h = 1, v = 1;  // h, v: sampling factors
  // Steps of the quantizer, zigzag.
  std::array<uint16_t, 64> quant_table{};
  // As interleaved scans count them: whole MCUs. Blocks beyond the image are padding.
  uint32_t width_blocks = 0, height_blocks = 0;
  // [height_blocks][width_blocks][64], zigzag; DC absolute (not differences). The coefficient of
  // frequency k is levels[..][k] * quant_table[k].
  std::vector<int16_t> levels;
};

struct Coefficients {
  uint32_t width_px = 0, height_px = 0;
  int precision = 8;  // bits of a sample
  bool progressive = false;
  std::vector<ComponentCoefficients> components;  // 1..4, in the order of the frame header
};

// The quantized coefficients of the main image, as the JPEG has them.
//
// Errors: as Decompress; kUnsupported for damaged or truncated scans, and where there is no JPEG
// that can be modelled.
Result<Coefficients> DecompressCoefficients(std::span<const uint8_t> jkd_or_jpeg,
                                            const DecompressOptions& options = {});

// Place of the zigzag position k in a block of rows: 8 * row + column.
inline constexpr std::array<uint8_t, 64> kZigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

}  // namespace jackdaw

#endif  // JACKDAW_PARTS_H_
