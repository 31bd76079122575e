#include "tests/support/nested_parts.h"

#include <string_view>

#include "tests/support/catalogue.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

void AppendText(std::string_view text, Bytes* out) {
  out->insert(out->end(), text.begin(), text.end());
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

Bytes SmallJpeg(uint64_t seed, bool progressive) {
  const TestFrame frame = MakeFrame({.width = 60,
                                     .height = 44,
                                     .sof = static_cast<uint8_t>(progressive ? 0xC2 : 0xC0),
                                     .quality = 70,
                                     .seed = seed});
  return WriteJpeg(frame, progressive ? FullProgression(frame, 1) : InterleavedScan(frame));
}

}  // namespace jackdaw::test
