#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "codec/jpeg/enc_exif.h"
#include "codec/jpeg/enc_exif_offsets.h"
#include "jackdaw/transcode.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::jpeg {
namespace {

void AppendLe(uint32_t value, int num_bytes, Bytes* out) {
  for (int i = 0; i < num_bytes; ++i) out->push_back(static_cast<uint8_t>(value >> (8 * i)));
}
void AppendEntry(uint32_t tag, uint32_t type, uint32_t count, uint32_t value, Bytes* out) {
  AppendLe(tag, 2, out);
  AppendLe(type, 2, out);
  AppendLe(count, 4, out);
  AppendLe(value, 4, out);
}
Bytes ExifHead() { return {'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0}; }

// IFD0 with an orientation, and IFD1 with the place of a preview.
Bytes PayloadOfIfd1(uint32_t place) {
  Bytes out = ExifHead();
  AppendLe(1, 2, &out);
  AppendEntry(kOrientationTag, 3, 1, 6, &out);
  AppendLe(26, 4, &out);
  AppendLe(2, 2, &out);
  AppendEntry(kJpegOffsetTag, 4, 1, place, &out);
  AppendEntry(kJpegSizeTag, 4, 1, 5000, &out);
  AppendLe(0, 4, &out);
  return out;
}

// IFD0 with Exif, which has a maker's note: this name, then a directory with the place.
Bytes PayloadOfNote(std::string_view name, uint32_t place) {
  Bytes out = ExifHead();
  AppendLe(1, 2, &out);
  AppendEntry(kExifIfdTag, 4, 1, 26, &out);
  AppendLe(0, 4, &out);
  AppendLe(1, 2, &out);
  const auto note_bytes = static_cast<uint32_t>(name.size() + 2 + 2 * 12 + 4);
  AppendEntry(kMakerNoteTag, 7, note_bytes, 44, &out);
  AppendLe(0, 4, &out);
  out.insert(out.end(), name.begin(), name.end());
  AppendLe(2, 2, &out);
  AppendEntry(0x88, 4, 1, place, &out);
  AppendEntry(0x89, 4, 1, 5000, &out);
  AppendLe(0, 4, &out);
  return out;
}

// From the file's begin to the TIFF structure: SOI, marker, length, "Exif\0\0".
constexpr size_t kStructure = 2 + 4 + 6;

// A picture with such Exif, and a smaller one behind it whose place the Exif holds, counted from
// `base` of the structure.
template <class MakePayload>
Bytes WithPreview(const MakePayload& make_payload, size_t base = 0) {
  const Bytes first = test::WriteWithLibjpeg({.width = 200, .height = 150, .quality = 92});
  const Bytes preview = test::WriteWithLibjpeg({.width = 80, .height = 60});
  const size_t size = test::WithSegment(first, 0xE1, make_payload(0)).size() + 12;
  const auto place = static_cast<uint32_t>(size - kStructure - base);
  return test::Concat(
      {test::WithSegment(first, 0xE1, make_payload(place)), Bytes(12, 'x'), preview});
}

// The 32 bits at this place of the Exif structure.
uint32_t ExifField(const Bytes& file, size_t pos) {
  const Place exif = FindExif(file).value_or(Place{});
  Bytes copy(file.begin() + static_cast<std::ptrdiff_t>(exif.begin), file.end());
  return Tiff(copy).U32(pos);
}

Result<TranscodeResult> HalfQuality(const Bytes& file) { return Transcode(file, {.value = 50}); }

void ExpectPreviewAt(const Bytes& input, const Bytes& output, size_t field, size_t base = 0) {
  EXPECT_LT(output.size(), input.size());
  const size_t begin = FindExif(output)->begin + base + ExifField(output, field);
  const Bytes preview = test::WriteWithLibjpeg({.width = 80, .height = 60});
  ASSERT_LE(begin, output.size());
  EXPECT_TRUE(std::equal(output.begin() + static_cast<std::ptrdiff_t>(begin), output.end(),
                         preview.begin(), preview.end()));
}

TEST(ExifOffsets, OfIfd1) {
  const Bytes file = WithPreview(PayloadOfIfd1);
  const Result<TranscodeResult> result = HalfQuality(file);
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(result.value().warnings.empty());
  ExpectPreviewAt(file, result.value().bytes, 26 + 2 + 8);
}

TEST(ExifOffsets, OfMakersNotes) {
  const std::string_view old_olympus("OLYMP\0\1\0", 8), new_olympus("OLYMPUS\0II\3\0", 12);
  for (const std::string_view name : {std::string_view(), old_olympus, new_olympus}) {
    // Those of newer Olympus cameras count from the note.
    const size_t base = name == new_olympus ? 44 : 0;
    const auto make = [&](uint32_t place) { return PayloadOfNote(name, place); };
    const Bytes file = WithPreview(make, base);
    const Result<TranscodeResult> result = HalfQuality(file);
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_TRUE(result.value().warnings.empty()) << name;
    ExpectPreviewAt(file, result.value().bytes, 44 + name.size() + 2 + 8, base);
  }
}

TEST(ExifOffsets, OfUnknownNotesAreAWarning) {
  const auto make = [](uint32_t place) { return PayloadOfNote("SOME OTHER MAKER", place); };
  Result<TranscodeResult> result = HalfQuality(WithPreview(make));
  ASSERT_TRUE(result.ok());
  // The directory is found behind 16 letters, but not behind 17.
  EXPECT_TRUE(result.value().warnings.empty());
  const auto make_odd = [](uint32_t place) { return PayloadOfNote("ONE LETTER LONGER", place); };
  result = HalfQuality(WithPreview(make_odd));
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result.value().warnings.size(), 1u);
  EXPECT_NE(result.value().warnings[0].find("maker's note"), std::string::npos);
}

TEST(ExifOffsets, DamagedExifStaysInBounds) {
  const auto olympus = [](uint32_t place) {
    return PayloadOfNote(std::string_view("OLYMP\0\1\0", 8), place);
  };
  const Bytes files[] = {WithPreview(PayloadOfIfd1), WithPreview(olympus)};
  test::TestRng rng(7);
  for (int trial = 0; trial < 2000; ++trial) {
    Bytes damaged = files[trial % 2];
    for (int i = 0; i < 3; ++i) damaged[kStructure + rng.Below(100)] = rng.Byte();
    NewTail tail(rng.Below(static_cast<uint32_t>(damaged.size())));
    tail.Finish(damaged);
    Bytes output = damaged;
    output.erase(output.begin() + 120, output.begin() + 120 + rng.Below(200));
    const size_t size = output.size();
    MoveOffsets(damaged, tail, &output);
    EXPECT_EQ(output.size(), size);
  }
}

}  // namespace
}  // namespace jackdaw::jpeg
