#include "apps/jackdaw/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

using archive::kJkdEnding;
using archive::kLossyEnding;
using archive::kMaxNameBytes;

bool HasExtension(std::string_view name, std::span<const std::string_view> extensions) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string extension = Lowercase(name.substr(dot));
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

// The directory part with its slash, as it is.
std::string_view DirectoryPart(const std::string& path) {
  const size_t slash = path.rfind('/');
  return std::string_view(path).substr(0, slash == std::string::npos ? 0 : slash + 1);
}

}  // namespace

bool HasJpegName(std::string_view name) {
  constexpr std::array<std::string_view, 9> kExtensions = {".jpg", ".jpeg", ".jpe", ".jif", ".jfif",
                                                           ".jfi", ".mpo",  ".jps", ".insp"};
  return HasExtension(name, kExtensions);
}

bool HasImageName(std::string_view name) {
  constexpr std::array<std::string_view, 11> kExtensions = {
      ".png", ".ppm", ".pgm", ".pnm", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".jxl"};
  return HasJpegName(name) || HasJkdName(name) || HasExtension(name, kExtensions);
}

bool HasPixelName(std::string_view name) {
  constexpr std::array<std::string_view, 5> kExtensions = {".png", ".ppm", ".pgm", ".pnm", ".webp"};
  return HasExtension(name, kExtensions);
}

std::string EncodedPath(const std::string& path, bool is_jkd) {
  std::string name = BaseName(path);
  // Not the whole of a name like ".png".
  if (HasImageName(name) && name.rfind('.') > 0) name.resize(name.rfind('.'));
  constexpr std::string_view kJpegEnding = ".jpg";
  if (!is_jkd && name.size() + kJpegEnding.size() > kMaxNameBytes)
    name = archive::ShortenedName(name);
  const std::string jpeg = std::string(DirectoryPart(path)) + name + std::string(kJpegEnding);
  return is_jkd ? PackedPath(jpeg, /*lossy=*/true) : jpeg;
}

bool HasJkdName(std::string_view name) { return archive::HasJkdEnding(name); }

bool HasLossyName(std::string_view name) {
  return HasJkdName(name) &&
         name.substr(0, name.size() - kJkdEnding.size()).ends_with(kLossyEnding);
}

std::string PackedPath(const std::string& path, bool lossy) {
  return std::string(DirectoryPart(path)) + archive::PackedName(BaseName(path), lossy);
}

std::string StripJkdExtension(const std::string& path, bool lossy) {
  if (!HasJkdName(path)) return {};
  std::string stripped = path.substr(0, path.size() - kJkdEnding.size());
  if (lossy && stripped.ends_with(kLossyEnding)) {
    stripped.resize(stripped.size() - kLossyEnding.size());
  }
  return BaseName(stripped).empty() ? std::string() : stripped;
}

std::string ExactPath(const std::string& lossy_path, const std::string& original) {
  const std::string name = BaseName(original);
  // Names that are cut with both endings alone have more of the name with one.
  if (BaseName(lossy_path) == archive::PackedName(name, /*lossy=*/true)) {
    return std::string(DirectoryPart(lossy_path)) + archive::PackedName(name, /*lossy=*/false);
  }
  return PackedPath(StripJkdExtension(lossy_path, /*lossy=*/true), /*lossy=*/false);
}

std::string PathBeside(const std::string& path, std::string_view name) {
  return std::string(DirectoryPart(path)).append(name);
}

std::string NumberedPath(const std::string& path, int number) {
  const std::string name = BaseName(path);
  const std::string mark = fmt::format("~{}", number);
  // A dot at the start hides a file; it begins no extension.
  size_t dot = std::min(name.find('.', 1), name.size());
  size_t kept = dot;
  if (name.size() + mark.size() > kMaxNameBytes) {
    // What comes after the first dot of a long name need not be an extension.
    constexpr size_t kLongestExtension = 32;
    dot = std::min(name.find('.', std::max(dot, name.size() - kLongestExtension)), name.size());
    kept = kMaxNameBytes - mark.size() - (name.size() - dot);
    while (kept > 0 && archive::IsContinuation(name[kept])) --kept;
  }
  return fmt::format("{}{}{}{}", DirectoryPart(path), name.substr(0, kept), mark, name.substr(dot));
}

}  // namespace jackdaw::app
