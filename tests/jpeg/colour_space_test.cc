#include "codec/jpeg/colour_space.h"

#include <gtest/gtest.h>

#include "tests/support/jpeg_writer.h"

namespace jackdaw {
namespace {

Frame FrameOfIds(std::initializer_list<int> ids) {
  Frame frame;
  for (const int id : ids) {
    frame.components.push_back({.id = static_cast<uint8_t>(id)});
  }
  return frame;
}

test::JpegWriter Head() { return std::move(test::JpegWriter().Soi()); }

TEST(ColourSpace, ThreeComponents) {
  const Frame numbered = FrameOfIds({1, 2, 3}), rgb = FrameOfIds({'R', 'G', 'B'});
  EXPECT_EQ(FindColourSpace(numbered, Head().Take()), ColourSpace::kYcc);
  EXPECT_EQ(FindColourSpace(rgb, Head().Take()), ColourSpace::kRgb);
  EXPECT_EQ(FindColourSpace(FrameOfIds({0, 5, 9}), Head().Take()), ColourSpace::kYcc);
  // Adobe outweighs ids, JFIF outweighs Adobe.
  EXPECT_EQ(FindColourSpace(numbered, Head().AdobeApp14(0).Take()), ColourSpace::kRgb);
  EXPECT_EQ(FindColourSpace(rgb, Head().AdobeApp14(1).Take()), ColourSpace::kYcc);
  EXPECT_EQ(FindColourSpace(rgb, Head().Jfif().Take()), ColourSpace::kYcc);
  EXPECT_EQ(FindColourSpace(numbered, Head().AdobeApp14(0).Jfif().Take()), ColourSpace::kYcc);
}

TEST(ColourSpace, OtherNumbersOfComponents) {
  EXPECT_EQ(FindColourSpace(FrameOfIds({7}), Head().AdobeApp14(0).Take()), ColourSpace::kGrey);
  EXPECT_EQ(FindColourSpace(FrameOfIds({1, 2}), Head().Take()), ColourSpace::kUnknown);
  const Frame four = FrameOfIds({1, 2, 3, 4});
  EXPECT_EQ(FindColourSpace(four, Head().Take()), ColourSpace::kCmyk);
  EXPECT_EQ(FindColourSpace(four, Head().AdobeApp14(0).Take()), ColourSpace::kCmyk);
  EXPECT_EQ(FindColourSpace(four, Head().AdobeApp14(2).Take()), ColourSpace::kYcck);
}

TEST(ColourSpace, OnlySegmentsThatDecodersReadCount) {
  const Frame frame = FrameOfIds({1, 2, 3});
  const Bytes scan_header = {0, 0};
  EXPECT_EQ(FindColourSpace(frame, Head().Segment(0xDA, scan_header).AdobeApp14(0).Take()),
            ColourSpace::kYcc);
  EXPECT_EQ(FindColourSpace(frame, Head().Text(0xEE, "Adobe").Take()), ColourSpace::kYcc);
  EXPECT_EQ(FindColourSpace(frame, Head().Text(0xE0, "JFIF").AdobeApp14(0).Take()),
            ColourSpace::kRgb);
  EXPECT_EQ(FindColourSpace(frame, {}), ColourSpace::kYcc);
}

}  // namespace
}  // namespace jackdaw
