// The files that decompress --pixels writes.
#ifndef JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_
#define JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jackdaw/pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

enum class PixelFormat { kPng, kPpm, kPgm };
// "png", "ppm", "pgm": its name, and its extension after the dot.
const char* PixelFormatName(PixelFormat format);

// What --pixels asks for.
struct PixelTarget {
  PixelFormat format = PixelFormat::kPng;
  std::string path;  // of the output file; empty when only a format was named
};
// A format's name alone, or a path that ends in one after a dot; both in upper or lower case.
std::optional<PixelTarget> ParsePixelTarget(const std::string& value);

// The bytes of the file. A PPM file has three channels always. kUnsupported for colours in a PGM.
Result<std::vector<uint8_t>> EncodePixels(Pixels pixels, PixelFormat format);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PIXEL_FORMAT_H_
