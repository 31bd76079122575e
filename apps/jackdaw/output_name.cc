#include "apps/jackdaw/output_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/jackdaw/flags/pixel_target.h"
#include "apps/jackdaw/names.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

constexpr const char* kJkdInstead = "a name that ends in .jkd";
constexpr const char* kJpegInstead = "a name that ends in .jpg";

// What to use instead of a command that does not write what the name says.
std::string InsteadOf(Command command, const std::string& name) {
  if (command == Command::kCompress) {
    return HasJpegName(name) ? std::string("transcode for a smaller JPEG file, or ") + kJkdInstead
                             : kJkdInstead;
  }
  if (command == Command::kTranscode && HasJkdName(name)) return "compress for a .jkd file";
  const bool is_target = ParsePixelTarget(name).has_value();
  const std::string pixels = "decompress --pixels " + name + " for the pixels of a JPEG, or ";
  return (is_target ? pixels : "") + kJpegInstead +
         (command == Command::kEncode ? " or .jkd (--format takes any name)" : "");
}

std::string FindPixelNameMistake(const std::string& name, PixelFormat format) {
  const std::string lowercase = Lowercase(name), format_name = PixelFormatName(format);
  const bool is_pnm = format == PixelFormat::kPpm || format == PixelFormat::kPgm;
  if (!HasImageName(name) || lowercase.ends_with('.' + format_name) ||
      (is_pnm && lowercase.ends_with(".pnm"))) {
    return {};
  }
  return fmt::format("-o {}: --pixels {} writes another kind of file; use a name that ends in .{}",
                     name, format_name, format_name);
}

}  // namespace

std::string FindOutputNameMistake(const Options& options) {
  const std::string& name = options.output;
  const auto mistake = [&](const char* written) {
    return fmt::format("-o {}: {} writes {}; use {}", name, CommandName(options.command), written,
                       InsteadOf(options.command, name));
  };
  if (options.pixels.has_value()) return FindPixelNameMistake(name, options.pixels->format);
  if (!HasImageName(name)) return {};
  const bool is_jpeg = HasJpegName(name), is_jkd = HasJkdName(name);
  switch (options.command) {
    case Command::kCompress:
      return is_jkd ? "" : mistake(".jkd files");
    case Command::kTranscode:
      return is_jpeg ? "" : mistake("JPEG files");
    case Command::kEncode:
      return is_jpeg || is_jkd || options.encode.kind.has_value() ? ""
                                                                  : mistake("JPEG and .jkd files");
    default:
      return {};
  }
}

std::string OriginalNameWarning(const std::string& output, std::span<const std::string> known_names,
                                std::span<const uint8_t> original) {
  const bool is_jpeg = original.size() >= 2 && original[0] == 0xff && original[1] == 0xd8;
  if (!is_jpeg || !HasImageName(output) || HasJpegName(output)) return {};
  const auto ending = [](const std::string& path) {
    const std::string name = Lowercase(BaseName(path));
    return name.substr(std::min(name.rfind('.'), name.size()));
  };
  for (const std::string& known : known_names) {
    if (ending(known) == ending(output)) return {};
  }
  const bool is_target = ParsePixelTarget(output).has_value();
  return output + " holds a JPEG" + (is_target ? "; --pixels FILE writes what the name says" : "");
}

}  // namespace jackdaw::app
