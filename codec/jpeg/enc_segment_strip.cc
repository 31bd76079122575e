#include "codec/jpeg/enc_segment_strip.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "codec/jpeg/enc_exif.h"
#include "codec/jpeg/enc_exif_strip.h"

namespace jackdaw::jpeg {
namespace {

constexpr uint8_t kApp0 = 0xE0, kApp1 = 0xE1, kApp2 = 0xE2, kApp13 = 0xED, kApp14 = 0xEE;
constexpr size_t kMinAdobeSize = 12;  // of the payload; shorter ones do not count for decoders
constexpr size_t kJfifPayload = 14;   // without a thumbnail

bool Is(const SegmentView& segment, uint8_t marker, std::string_view name) {
  return segment.marker == marker && StartsWith(segment.payload, name);
}
bool IsJfif(const SegmentView& segment) {
  return Is(segment, kApp0, std::string_view("JFIF\0", 5));
}
bool IsJfxx(const SegmentView& segment) {
  return Is(segment, kApp0, std::string_view("JFXX\0", 5));
}
bool IsAdobe(const SegmentView& segment) {
  return Is(segment, kApp14, "Adobe") && segment.payload.size() >= kMinAdobeSize;
}
bool IsIcc(const SegmentView& segment) {
  return Is(segment, kApp2, std::string_view("ICC_PROFILE\0", 12));
}
bool IsMpf(const SegmentView& segment) { return Is(segment, kApp2, std::string_view("MPF\0", 4)); }
bool IsExif(const SegmentView& segment) { return Is(segment, kExifMarker, kExifName); }
bool IsXmp(const SegmentView& segment) { return Is(segment, kApp1, "http://ns.adobe.com/xap/"); }
bool IsExtendedXmp(const SegmentView& segment) {
  return Is(segment, kApp1, "http://ns.adobe.com/xmp/extension/");
}
bool IsPhotoshop(const SegmentView& segment) {
  return Is(segment, kApp13, std::string_view("Photoshop 3.0\0", 14));
}

bool HasGps(ByteSpan bytes) {
  constexpr std::string_view kName = ":GPS";
  return std::search(bytes.begin(), bytes.end(), kName.begin(), kName.end(),
                     [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); }) != bytes.end();
}

std::string NameOf(const SegmentView& segment) {
  if (IsExif(segment)) return "Exif";
  if (IsXmp(segment) || IsExtendedXmp(segment)) return "XMP";
  if (IsPhotoshop(segment)) return "IPTC";
  if (IsMpf(segment)) return "the index of pictures";
  if (IsJfxx(segment)) return "a thumbnail";
  if (segment.marker == kComMarker) return "comments";
  return "APP" + std::to_string(segment.marker & 0x0F);
}

// Takes the thumbnails out of the resources of a Photoshop segment; says whether there were any.
bool RemovePhotoshopThumbnails(Bytes* segment) {
  constexpr size_t kHead = 4 + 14;
  constexpr std::string_view kSignature = "8BIM";
  Bytes out(segment->begin(), segment->begin() + kHead);
  size_t pos = kHead;
  bool found = false;
  while (segment->size() - pos >= 12 && StartsWith(ByteSpan(*segment).subspan(pos), kSignature)) {
    const Bytes& in = *segment;
    const uint32_t id = uint32_t{in[pos + 4]} << 8 | in[pos + 5];
    const size_t name_bytes = (size_t{in[pos + 6]} + 2) / 2 * 2;
    ByteReader reader(ByteSpan(in).subspan(pos + 6));
    uint16_t high = 0, low = 0;
    if (!reader.Skip(name_bytes) || !reader.U16Be(&high) || !reader.U16Be(&low)) break;
    const size_t data_bytes = size_t{high} << 16 | low;
    if (!reader.Skip(data_bytes)) break;
    const size_t end = std::min(in.size(), pos + 6 + reader.position() + data_bytes % 2);
    const bool is_thumbnail = id == 0x0409 || id == 0x040C;
    if (!is_thumbnail) {
      out.insert(out.end(), in.begin() + static_cast<std::ptrdiff_t>(pos),
                 in.begin() + static_cast<std::ptrdiff_t>(end));
    }
    found = found || is_thumbnail;
    pos = end;
  }
  if (!found) return false;
  out.insert(out.end(), segment->begin() + static_cast<std::ptrdiff_t>(pos), segment->end());
  out[2] = static_cast<uint8_t>((out.size() - 2) >> 8);
  out[3] = static_cast<uint8_t>(out.size() - 2);
  *segment = std::move(out);
  return true;
}

}  // namespace

bool IsMetadata(const SegmentView& segment) {
  return (segment.marker & 0xF0) == 0xE0 || segment.marker == kComMarker;
}

bool SegmentStripper::Survives(const SegmentView& segment) const {
  if (strip_.previews && IsJfxx(segment)) return false;
  // The parts of extended XMP belong to one text, of which places may be anywhere.
  if (strip_.gps && IsExtendedXmp(segment) && HasGps(segment.bytes)) return false;
  if (!strip_.metadata) return true;
  return IsJfif(segment) || IsAdobe(segment) || IsIcc(segment) || (keeps_index_ && IsMpf(segment));
}

bool SegmentStripper::IsAsSmallAsItGets(const SegmentView& exif) const {
  return strip_.metadata && !strip_.orientation && orientation_ > 1 && !is_orientation_kept_ &&
         exif.bytes.size() <= OrientationSegment(orientation_).size() &&
         ExifOrientation(exif.bytes) == orientation_;
}

void SegmentStripper::Add(const SegmentView& segment) {
  if (IsExif(segment) && orientation_ == 0) orientation_ = ExifOrientation(segment.bytes);
  if (IsExif(segment) && IsAsSmallAsItGets(segment)) {
    Append(segment.bytes);
    is_orientation_kept_ = true;
    return;
  }
  if (!Survives(segment)) {
    Removed(NameOf(segment));
    return;
  }
  Bytes bytes(segment.bytes.begin(), segment.bytes.end());
  if (IsJfif(segment)) {
    AddJfif(std::move(bytes));
  } else if (IsExif(segment)) {
    AddExif(std::move(bytes));
  } else if (IsXmp(segment)) {
    AddXmp(std::move(bytes));
  } else {
    if (IsPhotoshop(segment) && strip_.previews && RemovePhotoshopThumbnails(&bytes)) {
      Removed("a thumbnail");
    }
    Append(bytes);
  }
}

void SegmentStripper::AddJfif(Bytes segment) {
  if ((strip_.previews || strip_.metadata) && segment.size() > 4 + kJfifPayload) {
    segment.resize(4 + kJfifPayload);
    segment[3] = 2 + kJfifPayload;
    segment[2] = segment[segment.size() - 1] = segment[segment.size() - 2] = 0;
    Removed("a thumbnail");
  }
  Append(segment);
  if (out_.size() == segment.size()) jfif_end_ = out_.size();
}

void SegmentStripper::AddExif(Bytes segment) {
  if (strip_.gps && ClearExifGps(&segment)) Removed("the place in Exif");
  if (strip_.previews && RemoveExifThumbnail(&segment)) Removed("the thumbnail in Exif");
  if (strip_.orientation && ClearExifOrientation(&segment)) Removed("the orientation");
  Append(segment);
}

void SegmentStripper::AddXmp(Bytes segment) {
  if (strip_.gps && BlankXmpGps(&segment)) Removed("the place in XMP");
  Append(segment);
}

void SegmentStripper::Append(ByteSpan segment) {
  out_.insert(out_.end(), segment.begin(), segment.end());
}

void SegmentStripper::Removed(const std::string& what) {
  if (std::find(removed_.begin(), removed_.end(), what) == removed_.end()) {
    removed_.push_back(what);
  }
}

Bytes SegmentStripper::Finish() {
  // 1 is how pictures without a word about it are shown.
  if (strip_.metadata && !strip_.orientation && orientation_ > 1 && !is_orientation_kept_) {
    const Bytes segment = OrientationSegment(orientation_);
    out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(jfif_end_), segment.begin(),
                segment.end());
    for (std::string& what : removed_) {
      if (what == "Exif") what = "Exif but for the orientation";
    }
  }
  return std::move(out_);
}

}  // namespace jackdaw::jpeg
