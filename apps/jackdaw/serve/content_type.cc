#include "apps/jackdaw/serve/content_type.h"

#include <algorithm>
#include <array>
#include <utility>

#include "apps/jackdaw/serve/field_text.h"

namespace jackdaw::serve {
namespace {

// Of what lies in folders of photographs. Texts are shown as what they are, in UTF-8.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> kTypes = {{
    {"jpg", kJpegType},
    {"jpeg", kJpegType},
    {"jpe", kJpegType},
    {"jfif", kJpegType},
    {"mpo", kJpegType},
    {"jkd", "image/x-jackdaw"},
    {"png", "image/png"},
    {"apng", "image/apng"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"heic", "image/heic"},
    {"heif", "image/heif"},
    {"jxl", "image/jxl"},
    {"jp2", "image/jp2"},
    {"bmp", "image/bmp"},
    {"ico", "image/vnd.microsoft.icon"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"dng", "image/x-adobe-dng"},
    {"cr2", "image/x-canon-cr2"},
    {"nef", "image/x-nikon-nef"},
    {"arw", "image/x-sony-arw"},
    {"svg", "image/svg+xml"},
    {"mp4", "video/mp4"},
    {"m4v", "video/mp4"},
    {"mov", "video/quicktime"},
    {"webm", "video/webm"},
    {"mp3", "audio/mpeg"},
    {"wav", "audio/wav"},
    {"pdf", "application/pdf"},
    {"zip", "application/zip"},
    {"json", "application/json"},
    {"xmp", "application/rdf+xml"},
    {"xml", "text/xml"},
    {"html", "text/html; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
}};

}  // namespace

std::string_view ContentTypeOf(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && name.find('/', dot) == std::string_view::npos) {
    const std::string_view extension = name.substr(dot + 1);
    const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& type) {
      return EqualNames(type.first, extension);
    });
    if (found != kTypes.end()) return found->second;
  }
  return "application/octet-stream";
}

bool IsJpegName(std::string_view name) { return ContentTypeOf(name) == kJpegType; }

}  // namespace jackdaw::serve
