#include "codec/jpeg/enc_exif_strip.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "codec/jpeg/enc_exif.h"

namespace jackdaw::jpeg {
namespace {

// FindExif takes a segment as a file of segments alone, and finds its structure.
std::optional<Tiff> OpenExif(Bytes* segment) {
  const std::optional<Place> place = FindExif(*segment);
  if (!place.has_value()) return std::nullopt;
  return Tiff(std::span<uint8_t>(*segment).subspan(place->begin, place->size));
}

std::optional<TiffEntry> Find(const Tiff& tiff, size_t directory, uint32_t tag) {
  for (const TiffEntry& entry : ReadDirectory(tiff, directory)) {
    if (entry.tag == tag) return entry;
  }
  return std::nullopt;
}

// Clears a directory and the values that it points to.
void ClearDirectory(size_t directory, Tiff* tiff) {
  for (const TiffEntry& entry : ReadDirectory(*tiff, directory)) {
    if (!entry.is_inline()) tiff->Clear(tiff->U32(entry.value_pos()), entry.num_bytes());
  }
  const size_t end = NextDirectoryField(*tiff, directory) + 4;
  if (end > directory) tiff->Clear(directory, std::min(end, tiff->size()) - directory);
}

// Sets the length of a segment to its size.
void SetLength(Bytes* segment) {
  const size_t length = segment->size() - 2;
  (*segment)[2] = static_cast<uint8_t>(length >> 8);
  (*segment)[3] = static_cast<uint8_t>(length);
}

bool IsNameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

// The end of an attribute whose name ends at `pos`, or npos.
size_t AttributeEnd(std::string_view text, size_t pos) {
  const size_t quote = text.find_first_not_of(" \t\r\n=", pos);
  if (quote == text.npos || (text[quote] != '"' && text[quote] != '\'')) return text.npos;
  if (text.find('=', pos) > quote) return text.npos;
  const size_t end = text.find(text[quote], quote + 1);
  return end == text.npos ? end : end + 1;
}

// The end of an element whose start tag has the name [begin, end) behind its '<', or npos.
size_t ElementEnd(std::string_view text, size_t begin, size_t end) {
  const size_t tag_end = text.find('>', end);
  if (tag_end == text.npos) return tag_end;
  if (text[tag_end - 1] == '/') return tag_end + 1;
  std::string closing("</");
  closing += text.substr(begin, end - begin);
  const size_t close = text.find(closing, tag_end);
  const size_t close_end = close == text.npos ? close : text.find('>', close);
  return close_end == text.npos ? close_end : close_end + 1;
}

}  // namespace

uint32_t ExifOrientation(ByteSpan exif_segment) {
  constexpr uint32_t kMaxOrientation = 8;
  Bytes copy(exif_segment.begin(), exif_segment.end());
  const std::optional<Tiff> tiff = OpenExif(&copy);
  if (!tiff.has_value()) return 0;
  const auto entry = Find(*tiff, tiff->U32(kFirstDirectoryField), kOrientationTag);
  if (!entry.has_value()) return 0;
  // SHORT by the standard; some programs write LONG.
  const uint32_t value =
      entry->type == kTiffLong ? tiff->U32(entry->value_pos()) : tiff->U16(entry->value_pos());
  return value <= kMaxOrientation ? value : 0;
}

Bytes OrientationSegment(uint32_t orientation) {
  ByteWriter out;
  out.U16Be(0xFF00 | kExifMarker);
  out.U16Be(0);  // length
  for (const char c : kExifName) out.U8(static_cast<uint8_t>(c));
  for (const char c : std::string_view("MM\0\x2A", 4)) out.U8(static_cast<uint8_t>(c));
  // Where the directory is, the number of its entries, the entry (a value of 16 bits stands left in
  // its field), and that no other directory follows.
  for (const uint32_t value :
       {0u, 8u, 1u, kOrientationTag, kTiffShort, 0u, 1u, orientation, 0u, 0u, 0u}) {
    out.U16Be(static_cast<uint16_t>(value));
  }
  Bytes segment = out.Take();
  SetLength(&segment);
  return segment;
}

bool ClearExifOrientation(Bytes* exif_segment) {
  std::optional<Tiff> tiff = OpenExif(exif_segment);
  if (!tiff.has_value()) return false;
  const size_t directory = tiff->U32(kFirstDirectoryField);
  const auto entry = Find(*tiff, directory, kOrientationTag);
  if (!entry.has_value()) return false;
  RemoveEntry(directory, *entry, &*tiff);
  return true;
}

bool ClearExifGps(Bytes* exif_segment) {
  std::optional<Tiff> tiff = OpenExif(exif_segment);
  if (!tiff.has_value()) return false;
  const size_t directory = tiff->U32(kFirstDirectoryField);
  const auto entry = Find(*tiff, directory, kGpsIfdTag);
  if (!entry.has_value()) return false;
  ClearDirectory(tiff->U32(entry->value_pos()), &*tiff);
  RemoveEntry(directory, *entry, &*tiff);
  return true;
}

bool RemoveExifThumbnail(Bytes* exif_segment) {
  std::optional<Tiff> tiff = OpenExif(exif_segment);
  if (!tiff.has_value()) return false;
  const size_t field = NextDirectoryField(*tiff, tiff->U32(kFirstDirectoryField));
  const size_t directory = tiff->U32(field);
  if (directory == 0 || ReadDirectory(*tiff, directory).empty()) return false;
  const auto offset = Find(*tiff, directory, kJpegOffsetTag);
  const auto size = Find(*tiff, directory, kJpegSizeTag);
  size_t begin = tiff->size();
  if (offset.has_value() && size.has_value()) {
    const size_t at = tiff->U32(offset->value_pos()), bytes = tiff->U32(size->value_pos());
    if (tiff->Fits(at, bytes)) {
      tiff->Clear(at, bytes);
      if (at + bytes == tiff->size() && at > directory && at > field) begin = at;
    }
  }
  ClearDirectory(directory, &*tiff);
  tiff->SetU32(field, 0);
  exif_segment->resize(exif_segment->size() - (tiff->size() - begin));
  SetLength(exif_segment);
  return true;
}

bool BlankXmpGps(Bytes* xmp_segment) {
  constexpr std::string_view kName = ":GPS";
  std::string text(xmp_segment->begin(), xmp_segment->end());
  bool found = false;
  for (size_t at = text.find(kName); at != text.npos; at = text.find(kName, at + 1)) {
    size_t begin = at, end = at + 1;
    while (begin > 0 && IsNameChar(text[begin - 1])) --begin;
    while (end < text.size() && IsNameChar(text[end])) ++end;
    const bool is_element = begin > 0 && text[begin - 1] == '<';
    const size_t stop = is_element ? ElementEnd(text, begin, end) : AttributeEnd(text, end);
    if (stop == text.npos) continue;
    if (is_element) --begin;
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
              text.begin() + static_cast<std::ptrdiff_t>(stop), ' ');
    found = true;
  }
  if (found) std::copy(text.begin(), text.end(), xmp_segment->begin());
  return found;
}

}  // namespace jackdaw::jpeg
