#include "apps/jackdaw/flags/pixel_target.h"

#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {

const char* PixelFormatName(PixelFormat format) {
  switch (format) {
    case PixelFormat::kPng:
      return "png";
    case PixelFormat::kWebp:
      return "webp";
    case PixelFormat::kPpm:
      return "ppm";
    case PixelFormat::kPgm:
      return "pgm";
  }
  return "";
}

std::optional<PixelTarget> ParsePixelTarget(const std::string& value) {
  const std::string name = Lowercase(value);
  for (const PixelFormat format :
       {PixelFormat::kPng, PixelFormat::kWebp, PixelFormat::kPpm, PixelFormat::kPgm}) {
    if (name == PixelFormatName(format)) return PixelTarget{format, {}};
    const std::string extension = std::string(".") + PixelFormatName(format);
    if (name.ends_with(extension) && BaseName(value).size() > extension.size()) {
      return PixelTarget{format, value};
    }
  }
  return std::nullopt;
}

}  // namespace jackdaw::app
