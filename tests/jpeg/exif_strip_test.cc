#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "codec/jpeg/enc_exif.h"
#include "codec/jpeg/enc_exif_strip.h"
#include "tests/support/catalogue.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::jpeg {
namespace {

void AppendBe(uint32_t value, int num_bytes, Bytes* out) {
  for (int i = num_bytes - 1; i >= 0; --i) out->push_back(static_cast<uint8_t>(value >> (8 * i)));
}
void AppendEntry(uint32_t tag, uint32_t type, uint32_t count, uint32_t value, Bytes* out) {
  AppendBe(tag, 2, out);
  AppendBe(type, 2, out);
  AppendBe(count, 4, out);
  AppendBe(value, 4, out);
}

Bytes Segment(const Bytes& payload) {
  Bytes head = {0xFF, 0xE1};
  AppendBe(static_cast<uint32_t>(payload.size() + 2), 2, &head);
  return test::Concat({head, payload});
}

// An orientation, the place "N", and a thumbnail of ten bytes.
Bytes ExifSegment() {
  Bytes out = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42};
  AppendBe(8, 4, &out);
  AppendBe(2, 2, &out);
  AppendEntry(kOrientationTag, 3, 1, 6u << 16, &out);
  AppendEntry(kGpsIfdTag, 4, 1, 38, &out);
  AppendBe(80, 4, &out);
  AppendBe(2, 2, &out);  // at 38: the place
  AppendEntry(1, 2, 2, uint32_t{'N'} << 24, &out);
  AppendEntry(2, 5, 1, 68, &out);
  AppendBe(0, 4, &out);
  AppendBe(0x7777, 4, &out);  // at 68: its latitude
  AppendBe(0x7777, 4, &out);
  AppendBe(0, 4, &out);
  AppendBe(2, 2, &out);  // at 80: IFD1
  AppendEntry(kJpegOffsetTag, 4, 1, 110, &out);
  AppendEntry(kJpegSizeTag, 4, 1, 10, &out);
  AppendBe(0, 4, &out);
  for (int i = 0; i < 10; ++i) out.push_back('t');
  return Segment(out);
}

bool Contains(const Bytes& bytes, std::string_view text) {
  return std::string(bytes.begin(), bytes.end()).find(text) != std::string::npos;
}

TEST(ExifStrip, OrientationAlone) {
  EXPECT_EQ(ExifOrientation(ExifSegment()), 6u);
  for (uint32_t orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(ExifOrientation(OrientationSegment(orientation)), orientation);
  }
  EXPECT_EQ(ExifOrientation(Segment(Bytes(20, 'x'))), 0u);
  Bytes segment = ExifSegment();
  ASSERT_TRUE(ClearExifOrientation(&segment));
  EXPECT_EQ(ExifOrientation(segment), 0u);
  EXPECT_TRUE(ClearExifGps(&segment));  // the entries behind it are still found
}

TEST(ExifStrip, Place) {
  Bytes segment = ExifSegment();
  ASSERT_TRUE(ClearExifGps(&segment));
  EXPECT_EQ(segment.size(), ExifSegment().size());
  EXPECT_EQ(ExifOrientation(segment), 6u);
  EXPECT_FALSE(Contains(segment, "N"));
  EXPECT_FALSE(Contains(segment, "\x77\x77"));
  EXPECT_TRUE(Contains(segment, "tttttttttt"));
  EXPECT_FALSE(ClearExifGps(&segment));
}

TEST(ExifStrip, Thumbnail) {
  Bytes segment = ExifSegment();
  ASSERT_TRUE(RemoveExifThumbnail(&segment));
  EXPECT_EQ(segment.size(), ExifSegment().size() - 10);
  EXPECT_EQ(segment[3], segment.size() - 2);
  EXPECT_FALSE(Contains(segment, "t"));
  EXPECT_EQ(ExifOrientation(segment), 6u);
  EXPECT_FALSE(RemoveExifThumbnail(&segment));
  EXPECT_TRUE(ClearExifGps(&segment));
}

TEST(ExifStrip, PlaceInXmp) {
  const std::string
      head = "http://ns.adobe.com/xap/1.0/",
      text =
          "<d exif:GPSLatitude=\"48,8N\" x:a='1'><exif:GPSLongitude >11,5E</exif:GPSLongitude >"
          "<exif:GPSAltitude/><y:GPS_1><a>deep</a></y:GPS_1><z>keep</z></d>";
  Bytes payload(head.begin(), head.end());
  payload.push_back(0);
  payload.insert(payload.end(), text.begin(), text.end());
  Bytes segment = Segment(payload);
  const size_t size = segment.size();
  ASSERT_TRUE(BlankXmpGps(&segment));
  EXPECT_EQ(segment.size(), size);
  for (const char* gone : {"GPS", "48,8N", "11,5E", "deep"}) {
    EXPECT_FALSE(Contains(segment, gone)) << gone;
  }
  for (const char* kept : {"<d ", "x:a='1'>", "<z>keep</z></d>"}) {
    EXPECT_TRUE(Contains(segment, kept)) << kept;
  }
  EXPECT_FALSE(BlankXmpGps(&segment));
}

TEST(ExifStrip, DamageStaysInBounds) {
  test::TestRng rng(5);
  for (int trial = 0; trial < 5000; ++trial) {
    Bytes segment = ExifSegment();
    for (int i = 0; i < 3; ++i) segment[10 + rng.Below(110)] = rng.Byte();
    const size_t size = segment.size();
    ExifOrientation(segment);
    ClearExifGps(&segment);
    RemoveExifThumbnail(&segment);
    ClearExifOrientation(&segment);
    EXPECT_LE(segment.size(), size);
    EXPECT_EQ(size_t{segment[2]} << 8 | segment[3], segment.size() - 2);
  }
}

}  // namespace
}  // namespace jackdaw::jpeg
