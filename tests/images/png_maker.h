// PNG files byte by byte, for tests: all kinds, also wrong ones. Nothing is compressed.
#ifndef JACKDAW_TESTS_IMAGES_PNG_MAKER_H_
#define JACKDAW_TESTS_IMAGES_PNG_MAKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::test {

enum PngColour : uint8_t { kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgba = 6 };

struct PngChunk {
  std::string name;
  Bytes payload;
};

struct PngSpec {
  uint32_t width = 1, height = 1;
  uint8_t bit_depth = 8;
  uint8_t colour = kRgb;
  uint8_t interlace = 0;
  std::vector<PngChunk> before = {}, after = {};  // of IDAT
  // Rows as they stand in the file, without filter bytes; the passes one after the other when
  // interlaced. row_bytes: of each row.
  Bytes rows = {};
  std::vector<size_t> row_bytes = {};
};

// With all rows of one length where row_bytes is empty.
Bytes MakePng(const PngSpec& spec);

// A zlib stream of stored blocks.
Bytes ZlibStored(ByteSpan bytes);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_IMAGES_PNG_MAKER_H_
