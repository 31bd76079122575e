#include <gtest/gtest.h>

#include "codec/jpeg/enc_picture_segments.h"
#include "codec/jpeg/segments.h"

namespace jackdaw::jpeg {
namespace {

TEST(PictureSegments, AreSegments) {
  Bytes icc(2 * kIccBytesPerSegment + 5, 3);
  for (size_t i = 0; i < icc.size(); ++i) icc[i] = static_cast<uint8_t>(i % 251);
  const Bytes exif = {'M', 'M', 0, 42};
  Bytes file = {0xFF, 0xD8};
  const Bytes segments = PictureSegments(icc, exif);
  file.insert(file.end(), segments.begin(), segments.end());
  file.insert(file.end(), {0xFF, 0xD9});
  SegmentWalk walk(file);
  SegmentView segment;
  std::vector<uint8_t> markers;
  Bytes joined;
  while (walk.Next(&segment) && segment.marker != kEoiMarker) {
    if (segment.marker < 0xE0) continue;  // SOI
    markers.push_back(segment.marker);
    if (segment.marker != 0xE2) continue;
    ASSERT_TRUE(StartsWith(segment.payload, std::string_view("ICC_PROFILE\0", 12)));
    EXPECT_EQ(segment.payload[12], markers.size() - 2);
    EXPECT_EQ(segment.payload[13], 3);
    joined.insert(joined.end(), segment.payload.begin() + 14, segment.payload.end());
  }
  EXPECT_EQ(markers, (std::vector<uint8_t>{0xE0, 0xE1, 0xE2, 0xE2, 0xE2}));
  EXPECT_EQ(joined, icc);
}

TEST(PictureSegments, JfifAlone) { EXPECT_EQ(PictureSegments({}, {}).size(), 18u); }

}  // namespace
}  // namespace jackdaw::jpeg
