#include "apps/jackdaw/names.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <span>

#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

using archive::kJkdEnding;
using archive::kLossyEnding;
// The file systems of Linux take names of so many bytes, but for those that take fewer.
constexpr size_t kMaxName = 255;
// A name that is cut leaves room for "~", the hash, ".lossy.jkd" and a number.
static_assert(archive::kShortenedBytes + 1 + archive::kShortenedHashDigits + kLossyEnding.size() +
                  kJkdEnding.size() <
              kMaxName);

bool HasExtension(std::string_view name, std::span<const std::string_view> extensions) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string extension = Lowercase(name.substr(dot));
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }  // of UTF-8

std::string Shortened(const std::string& name) {
  size_t kept = archive::kShortenedBytes;
  while (kept > 0 && IsContinuation(name[kept])) --kept;
  return fmt::format("{}~{:016x}", name.substr(0, kept), XXH3_64bits(name.data(), name.size()));
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
  if (!is_jkd && name.size() + kJpegEnding.size() > kMaxName) name = Shortened(name);
  const std::string jpeg = std::string(DirectoryPart(path)) + name + std::string(kJpegEnding);
  return is_jkd ? PackedPath(jpeg, /*lossy=*/true) : jpeg;
}

bool HasJkdName(std::string_view name) { return archive::HasJkdEnding(name); }

bool HasLossyName(std::string_view name) {
  return HasJkdName(name) &&
         name.substr(0, name.size() - kJkdEnding.size()).ends_with(kLossyEnding);
}

std::string PackedPath(const std::string& path, bool lossy) {
  std::string name = BaseName(path);
  if (MustBeShortened(name, lossy)) name = Shortened(name);
  std::string packed(DirectoryPart(path));
  packed += name;
  if (lossy) packed += kLossyEnding;
  return packed.append(kJkdEnding);
}

std::string StripJkdExtension(const std::string& path, bool lossy) {
  if (!HasJkdName(path)) return {};
  std::string stripped = path.substr(0, path.size() - kJkdEnding.size());
  if (lossy && stripped.ends_with(kLossyEnding)) {
    stripped.resize(stripped.size() - kLossyEnding.size());
  }
  return BaseName(stripped).empty() ? std::string() : stripped;
}

bool MustBeShortened(std::string_view name, bool lossy) {
  return name.size() + kJkdEnding.size() + (lossy ? kLossyEnding.size() : 0) > kMaxName;
}

std::string NumberedPath(const std::string& path, int number) {
  const std::string name = BaseName(path);
  // A dot at the start hides a file; it begins no extension.
  const size_t dot = std::min(name.find('.', 1), name.size());
  return fmt::format("{}{}~{}{}", DirectoryPart(path), name.substr(0, dot), number,
                     name.substr(dot));
}

}  // namespace jackdaw::app
