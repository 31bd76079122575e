// What decompress --pixels asks for.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_PIXEL_TARGET_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_PIXEL_TARGET_H_

#include <optional>
#include <string>

namespace jackdaw::app {

enum class PixelFormat { kPng, kWebp, kPpm, kPgm };
// "png", "webp", "ppm", "pgm": its name, and its extension after the dot.
const char* PixelFormatName(PixelFormat format);

struct PixelTarget {
  PixelFormat format = PixelFormat::kPng;
  std::string path;  // of the output file; empty when only a format was named
};
// A format's name alone, or a path that ends in one after a dot; both in upper or lower case.
std::optional<PixelTarget> ParsePixelTarget(const std::string& value);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_PIXEL_TARGET_H_
