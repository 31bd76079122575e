#include "apps/jackdaw/serve/gallery_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "apps/jackdaw/serve/content_type.h"
#include "apps/jackdaw/serve/page_data.h"
#include "apps/jackdaw/serve/request_target.h"
#include "apps/jackdaw/serve/utf8_text.h"

namespace jackdaw::serve {
namespace {

constexpr uint32_t kTileSide = 256, kSharpTileSide = 512;

// A name in this folder as a relative address; "./" keeps a colon in it from naming a scheme.
std::string AddressOf(std::string_view name, bool is_folder = false) {
  return fmt::format(".{}", EncodePath(name, is_folder));
}

size_t DepthOf(const std::string& path) {
  if (path.empty()) return 0;
  return 1 + static_cast<size_t>(std::count(path.begin(), path.end(), '/'));
}

// The address of the folder `num_levels` above this one.
std::string Above(size_t num_levels) {
  std::string address;
  for (size_t i = 0; i < num_levels; ++i) address += "../";
  return address.empty() ? "./" : address;
}

std::string SizeText(uint64_t bytes) {
  constexpr std::array<const char*, 4> kUnits = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return value < 9.95 ? fmt::format("{:.1f} {}", value, kUnits[unit])
                      : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

std::string CountText(size_t count, const char* one, const char* many) {
  std::string digits;  // the last one first
  for (size_t rest = count, i = 0; rest > 0 || i == 0; rest /= 10, ++i) {
    if (i > 0 && i % 3 == 0) digits += ',';
    digits += static_cast<char>('0' + rest % 10);
  }
  std::reverse(digits.begin(), digits.end());
  return fmt::format("{}{}", digits, count == 1 ? one : many);
}

std::string SavedText(uint64_t bytes, uint64_t disk_bytes) {
  if (bytes == 0 || disk_bytes >= bytes) return {};
  const double saved = 100 * (1 - static_cast<double>(disk_bytes) / static_cast<double>(bytes));
  return fmt::format("saved {:.0f}\u202f%", saved);
}

std::string DateText(int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  if (localtime_r(&time, &parts) == nullptr) return {};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min);
}

// What is said of a file below its tile, each in an element of its own that gallery.css sets apart.
std::string FactsHtml(const GalleryFile& file) {
  if (file.is_damaged) return "<i>damaged</i>";
  std::string facts = SizeText(file.size);
  if (file.storage == archive::Storage::kPlain) return facts;
  const std::string saved = SavedText(file.size, file.disk_bytes);
  if (!saved.empty()) facts += "<b>" + saved + "</b>";
  if (file.storage == archive::Storage::kLossy) facts += "<span>lossy</span>";
  return facts;
}

std::string DetailsText(const GalleryFile& file) {
  std::string details = SizeText(file.size);
  if (file.storage != archive::Storage::kPlain) {
    const std::string saved = SavedText(file.size, file.disk_bytes);
    details += fmt::format(", stored in {}", SizeText(file.disk_bytes));
    if (!saved.empty()) details += " (" + saved + ")";
    if (file.storage == archive::Storage::kLossy) details += ", lossy";
  }
  return details + " · " + DateText(file.modified);
}

// The extension, as a sign for files without a thumbnail.
std::string KindOf(const std::string& name) {
  const size_t dot = name.rfind('.');
  const std::string kind = dot == std::string::npos ? "" : name.substr(dot + 1);
  return kind.empty() || kind.size() > 5 ? "file" : kind;
}

// What a browser shows in an <img>.
bool IsPicture(const std::string& name) {
  constexpr std::array<std::string_view, 7> kShown = {
      kJpegType, "image/png", "image/gif", "image/webp", "image/avif", "image/apng", "image/bmp"};
  return std::find(kShown.begin(), kShown.end(), ContentTypeOf(name)) != kShown.end();
}

std::string TileHtml(const GalleryFile& file) {
  const std::string address = AddressOf(file.name);
  const std::string name = EscapeHtml(file.name), kind = EscapeHtml(KindOf(file.name));
  std::string thumb = fmt::format("<span class=\"kind\">{}</span>", kind);
  if (IsJpegName(file.name) && !file.is_damaged) {
    const std::string small = fmt::format("{}?thumb={}&amp;v={}", address, kTileSide, file.version);
    const std::string sharp =
        fmt::format("{}?thumb={}&amp;v={}", address, kSharpTileSide, file.version);
    thumb = fmt::format(
        "<img src=\"{}\" srcset=\"{} 2x\" alt=\"\" loading=\"lazy\" decoding=\"async\" "
        "data-kind=\"{}\">",
        small, sharp, kind);
  }
  std::string view;
  if (IsPicture(file.name) && !file.is_damaged) {
    view = fmt::format(" data-picture=\"{}\" data-details=\"{}\"", name,
                       EscapeHtml(DetailsText(file)));
  }
  return fmt::format(
      "<li><a class=\"tile\" href=\"{}\" title=\"{}\"{}><span class=\"thumb\">{}</span>"
      "<span class=\"name\">{}</span><span class=\"size\">{}</span></a></li>\n",
      address, name, view, thumb, name, FactsHtml(file));
}

// The address of another page of the same folder.
std::string PageAddress(GalleryOrder order, size_t page) {
  std::string query;
  if (order != GalleryOrder::kName) query += fmt::format("sort={}", OrderName(order));
  if (page > 0) query += fmt::format("{}page={}", query.empty() ? "" : "&", page + 1);
  return query.empty() ? "./" : "./?" + query;
}

std::string PathHtml(const Gallery& gallery) {
  std::string html = "<nav aria-label=\"Folders\"><ol class=\"path\">";
  const size_t depth = DepthOf(gallery.path);
  std::string name = gallery.tree_name;
  std::string_view rest = gallery.path;
  for (size_t level = 0; level <= depth; ++level) {
    if (level == depth) {
      html += fmt::format("<li><span aria-current=\"page\">{}</span></li>", EscapeHtml(name));
      break;
    }
    html += fmt::format("<li><a href=\"{}\">{}</a></li>", Above(depth - level), EscapeHtml(name));
    const size_t slash = std::min(rest.find('/'), rest.size());
    name = std::string(rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return html + "</ol></nav>\n";
}

std::string SummaryHtml(const Gallery& gallery) {
  std::string html = CountText(gallery.num_files, " file", " files");
  if (!gallery.folders.empty()) {
    html = CountText(gallery.folders.size(), " folder", " folders") + " · " + html;
  }
  if (gallery.totals && gallery.totals->num_files > 0) {
    const GalleryTotals& totals = *gallery.totals;
    html += fmt::format(" · {}", SizeText(totals.bytes));
    const std::string saved = SavedText(totals.bytes, totals.disk_bytes);
    if (!saved.empty()) {
      html += fmt::format(", stored in {} · <b>{}</b>", SizeText(totals.disk_bytes), saved);
    }
  }
  return "<p class=\"facts\">" + html + "</p>\n";
}

std::string OrderHtml(const Gallery& gallery) {
  if (gallery.num_files < 2) return {};
  std::string html = "<nav class=\"order\" aria-label=\"Order\">";
  for (const auto& [order, text] :
       {std::pair(GalleryOrder::kName, "Name"), std::pair(GalleryOrder::kNewest, "Newest"),
        std::pair(GalleryOrder::kLargest, "Largest")}) {
    html += fmt::format("<a href=\"{}\"{}>{}</a>", EscapeHtml(PageAddress(order, 0)),
                        order == gallery.order ? " aria-current=\"true\"" : "", text);
  }
  return html + "</nav>\n";
}

std::string FoldersHtml(const Gallery& gallery) {
  if (gallery.folders.empty() || gallery.page > 0) return {};
  std::string html = "<ul class=\"folders\">\n";
  for (const std::string& name : gallery.folders) {
    html += fmt::format("<li><a class=\"folder\" href=\"{}\">{}</a></li>\n", AddressOf(name, true),
                        EscapeHtml(name));
  }
  return html + "</ul>\n";
}

std::string FilesHtml(const Gallery& gallery) {
  if (gallery.files.empty()) {
    return gallery.folders.empty() ? "<p class=\"empty\">This folder is empty.</p>\n" : "";
  }
  std::string html = "<ul class=\"grid\">\n";
  for (const GalleryFile& file : gallery.files) html += TileHtml(file);
  return html + "</ul>\n";
}

// First, last, and those around this one, with gaps.
std::string PagesHtml(const Gallery& gallery) {
  if (gallery.num_pages < 2) return {};
  const auto link = [&](size_t page, const std::string& text, const char* extra) {
    return fmt::format("<a href=\"{}\"{}>{}</a>", EscapeHtml(PageAddress(gallery.order, page)),
                       extra, text);
  };
  std::string html = "<nav class=\"pages\" aria-label=\"Pages\">";
  if (gallery.page > 0) html += link(gallery.page - 1, "‹ Back", " rel=\"prev\"");
  bool is_gap = false;
  for (size_t page = 0; page < gallery.num_pages; ++page) {
    const bool is_near = page + 2 >= gallery.page && page <= gallery.page + 2;
    if (!is_near && page != 0 && page + 1 != gallery.num_pages) {
      if (!is_gap) html += "<span>…</span>";
      is_gap = true;
      continue;
    }
    is_gap = false;
    const std::string number = std::to_string(page + 1);
    html += page == gallery.page ? fmt::format("<span aria-current=\"page\">{}</span>", number)
                                 : link(page, number, "");
  }
  if (gallery.page + 1 < gallery.num_pages)
    html += link(gallery.page + 1, "Next ›", " rel=\"next\"");
  return html + "</nav>\n";
}

constexpr std::string_view kViewerHtml =
    R"(<dialog class="viewer" id="viewer" aria-label="Picture" tabindex="-1">
<div class="stage"><img id="small" alt=""><img id="large" alt="">
<p id="trouble" hidden>This picture cannot be shown.</p>
<button id="previous" aria-label="Previous picture">‹</button>
<button id="next" aria-label="Next picture">›</button>
<button id="close" aria-label="Close">✕</button></div>
<div class="caption"><span id="title"></span><span id="details"></span><span id="count"></span>
<a id="original" href="">Download</a></div>
</dialog>
<p class="hints"><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>Enter</kbd> opens,
<kbd>Esc</kbd> closes, <kbd>f</kbd> fills the screen</p>
)";

std::string HeadHtml(const Gallery& gallery) {
  const std::string& path = gallery.path;
  const std::string name = path.empty() ? gallery.tree_name : path.substr(path.rfind('/') + 1);
  const std::string assets = Above(DepthOf(path)) + std::string(kAssetFolder);
  return fmt::format(R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{0}</title>
<link rel="icon" type="image/svg+xml" href="{1}/icon.svg">
<link rel="stylesheet" href="{1}/gallery.css">
<script src="{1}/gallery.js" defer></script>
</head>
)",
                     EscapeHtml(name), assets);
}

std::string BodyTag(const Gallery& gallery) {
  std::string tag = "<body";
  if (gallery.page > 0) {
    tag += fmt::format(" data-previous=\"{}\"",
                       EscapeHtml(PageAddress(gallery.order, gallery.page - 1)));
  }
  if (gallery.page + 1 < gallery.num_pages) {
    tag +=
        fmt::format(" data-next=\"{}\"", EscapeHtml(PageAddress(gallery.order, gallery.page + 1)));
  }
  return tag + ">\n";
}

std::string_view TextOf(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string html;
  for (const char c : ValidUtf8(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string GalleryHtml(const Gallery& gallery) {
  return HeadHtml(gallery) + BodyTag(gallery) + "<header class=\"bar\">\n" + PathHtml(gallery) +
         SummaryHtml(gallery) + OrderHtml(gallery) + "</header>\n<main>\n" + FoldersHtml(gallery) +
         FilesHtml(gallery) + PagesHtml(gallery) + "</main>\n" + std::string(kViewerHtml) +
         "</body>\n</html>\n";
}

std::optional<Asset> FindAsset(std::string_view path) {
  if (!path.starts_with(kAssetFolder) || path.size() <= kAssetFolder.size() + 1) {
    return std::nullopt;
  }
  const std::string_view name = path.substr(kAssetFolder.size() + 1);
  if (name == "gallery.css") {
    return Asset{"text/css; charset=utf-8", TextOf(kGalleryStyle, kGalleryStyleSize)};
  }
  if (name == "gallery.js") {
    return Asset{"text/javascript; charset=utf-8", TextOf(kGalleryScript, kGalleryScriptSize)};
  }
  if (name == "icon.svg") return Asset{"image/svg+xml", TextOf(kGalleryIcon, kGalleryIconSize)};
  return std::nullopt;
}

}  // namespace jackdaw::serve
