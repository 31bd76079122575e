#include "tests/support/nested_parts.h"

#include <algorithm>
#include <string_view>

#include "codec/container/base64.h"
#include "tests/support/catalogue.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

void AppendText(std::string_view text, Bytes* out) {
  // insert: g++ 12 sees an overflow that is none.
  for (const char c : text) out->push_back(static_cast<uint8_t>(c));
}

void AppendLe(uint32_t v, int num_bytes, Bytes* out) {
  for (int i = 0; i < num_bytes; ++i) out->push_back(static_cast<uint8_t>(v >> (8 * i)));
}

void AppendBe32(uint32_t v, Bytes* out) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<uint8_t>(v >> shift));
}

// A TIFF directory entry with one value of type LONG.
void AppendEntry(uint32_t tag, uint32_t value, Bytes* out) {
  AppendLe(tag, 2, out);
  AppendLe(4, 2, out);
  AppendLe(1, 4, out);
  AppendLe(value, 4, out);
}

void AppendBox(std::string_view type, const Bytes& payload, Bytes* out) {
  AppendBe32(static_cast<uint32_t>(payload.size() + 8), out);
  AppendText(type, out);
  out->insert(out->end(), payload.begin(), payload.end());
}

}  // namespace

Bytes ExifPayload(const Bytes& thumbnail) {
  Bytes out = {'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0};
  AppendLe(8, 4, &out);  // IFD0 right after the header
  AppendLe(1, 2, &out);
  AppendEntry(0x0112, 1, &out);       // Orientation
  AppendLe(8 + 2 + 12 + 4, 4, &out);  // IFD1
  AppendLe(3, 2, &out);
  AppendEntry(0x0103, 6, &out);  // Compression: JPEG
  AppendEntry(0x0201, 26 + 2 + 36 + 4, &out);
  AppendEntry(0x0202, static_cast<uint32_t>(thumbnail.size()), &out);
  AppendLe(0, 4, &out);
  out.insert(out.end(), thumbnail.begin(), thumbnail.end());
  return out;
}

Bytes MpfPayload(uint32_t first_size, uint32_t second_offset, uint32_t second_size) {
  Bytes out = {'M', 'P', 'F', 0, 'I', 'I', 42, 0};
  AppendLe(8, 4, &out);
  AppendLe(2, 2, &out);
  AppendEntry(0xB001, 2, &out);  // number of images
  AppendLe(0xB002, 2, &out);     // MP entries
  AppendLe(7, 2, &out);
  AppendLe(32, 4, &out);
  AppendLe(8 + 2 + 24 + 4, 4, &out);
  AppendLe(0, 4, &out);
  for (const auto& [size, offset] : {std::pair{first_size, 0u}, {second_size, second_offset}}) {
    AppendLe(offset == 0 ? 0x030000 : 0, 4, &out);
    AppendLe(size, 4, &out);
    AppendLe(offset, 4, &out);
    AppendLe(0, 4, &out);
  }
  return out;
}

Bytes FakeMp4(const Bytes& payload) {
  Bytes out, brand;
  AppendText("mp42", &brand);
  AppendLe(0, 4, &brand);
  AppendText("isommp42", &brand);
  AppendBox("ftyp", brand, &out);
  TestRng rng(payload.size());
  AppendBox("mdat", Concat({rng.RandomBytes(300), payload, rng.RandomBytes(200)}), &out);
  Bytes moov;
  AppendBox("mvhd", Bytes(100, 0), &moov);
  AppendBox("moov", moov, &out);
  return out;
}

Bytes WithSegment(const Bytes& jpeg, uint8_t marker, const Bytes& payload) {
  JpegWriter w;
  w.Soi().Segment(marker, payload).Raw(ByteSpan(jpeg).subspan(2));
  return w.Take();
}

Bytes WithBytes(const Bytes& jpeg, const Bytes& segments) {
  JpegWriter w;
  w.Soi().Raw(segments).Raw(ByteSpan(jpeg).subspan(2));
  return w.Take();
}

Bytes XmpPayload(const Bytes& picture) {
  Bytes out;
  AppendText({"http://ns.adobe.com/xap/1.0/\0", 29}, &out);
  AppendText("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><xmpGImg:image>", &out);
  container::Base64Layout layout;
  layout.separator = 3;
  layout.line_chars = 76;
  container::AppendBase64(picture, layout, &out);
  AppendText("</xmpGImg:image></x:xmpmeta>", &out);
  return out;
}

Bytes ExtendedXmp(const Bytes& first, const Bytes& second, size_t piece_bytes) {
  Bytes text;
  AppendText("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" GImage:Data=\"", &text);
  container::AppendBase64(first, {}, &text);
  AppendText("\" GDepth:Data=\"", &text);
  container::AppendBase64(second, {}, &text);
  AppendText("\"/>", &text);
  Bytes out;
  for (size_t pos = 0; pos < text.size(); pos += piece_bytes) {
    const size_t size = std::min(piece_bytes, text.size() - pos);
    const size_t length = 2 + 35 + 32 + 8 + size;
    for (const size_t b : {size_t{0xFF}, size_t{0xE1}, length >> 8, length & 255}) {
      out.push_back(static_cast<uint8_t>(b));
    }
    AppendText({"http://ns.adobe.com/xmp/extension/\0", 35}, &out);
    AppendText("0123456789ABCDEF0123456789ABCDEF", &out);
    AppendBe32(static_cast<uint32_t>(text.size()), &out);
    AppendBe32(static_cast<uint32_t>(pos), &out);
    out.insert(out.end(), text.begin() + static_cast<std::ptrdiff_t>(pos),
               text.begin() + static_cast<std::ptrdiff_t>(pos + size));
  }
  return out;
}

Bytes NumberTable(size_t size, uint64_t seed) {
  TestRng rng(seed);
  Bytes out;
  for (uint32_t value = 0; out.size() < size; value += rng.Below(40)) {
    out.push_back(static_cast<uint8_t>(value >> 8));
    out.push_back(static_cast<uint8_t>(value));
  }
  out.resize(size);
  return out;
}

Bytes SmallJpeg(uint64_t seed, bool progressive) {
  const TestFrame frame = MakeFrame({.width = 60,
                                     .height = 44,
                                     .sof = static_cast<uint8_t>(progressive ? 0xC2 : 0xC0),
                                     .quality = 70,
                                     .seed = seed});
  return WriteJpeg(frame, progressive ? FullProgression(frame, 1) : InterleavedScan(frame));
}

}  // namespace jackdaw::test
