#include "codec/jpeg/enc_picture_segments.h"

#include <algorithm>
#include <string_view>

namespace jackdaw::jpeg {
namespace {

void WriteSegment(uint8_t marker, std::string_view signature, ByteSpan payload, ByteWriter* out) {
  out->U8(0xFF);
  out->U8(marker);
  out->U16Be(static_cast<uint16_t>(2 + signature.size() + payload.size()));
  for (const char c : signature) out->U8(static_cast<uint8_t>(c));
  out->Append(payload);
}

}  // namespace

Bytes PictureSegments(ByteSpan icc, ByteSpan exif) {
  ByteWriter out;
  // Version 1.1, a density that only says that pixels are square, no thumbnail.
  WriteSegment(0xE0, std::string_view("JFIF\0\1\1\0\0\1\0\1\0\0", 14), {}, &out);
  if (!exif.empty()) WriteSegment(0xE1, std::string_view("Exif\0\0", 6), exif, &out);
  const size_t count = (icc.size() + kIccBytesPerSegment - 1) / kIccBytesPerSegment;
  for (size_t i = 0; i < count; ++i) {
    const size_t begin = i * kIccBytesPerSegment;
    Bytes part = {static_cast<uint8_t>(i + 1), static_cast<uint8_t>(count)};
    const ByteSpan bytes = icc.subspan(begin, std::min(kIccBytesPerSegment, icc.size() - begin));
    part.insert(part.end(), bytes.begin(), bytes.end());
    WriteSegment(0xE2, std::string_view("ICC_PROFILE\0", 12), part, &out);
  }
  return out.Take();
}

}  // namespace jackdaw::jpeg
