#include "apps/images/exif_orientation.h"

#include <gtest/gtest.h>

namespace jackdaw::images {
namespace {

TEST(ExifOrientation, ComesBack) {
  for (uint32_t orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(ExifOrientation(OrientationExif(orientation)), orientation);
  }
}

TEST(ExifOrientation, LittleEndianAndAmongOthers) {
  const Bytes tiff = {'I',  'I',  42, 0, 10, 0, 0, 0, 9,   9,            //
                      2,    0,                                           //
                      0x0F, 0x01, 2,  0, 4,  0, 0, 0, 'a', 'b', 'c', 0,  //
                      0x12, 0x01, 3,  0, 1,  0, 0, 0, 6,   0,   0,   0,  //
                      0,    0,    0,  0};
  EXPECT_EQ(ExifOrientation(tiff), 6u);
  // Cut anywhere, it says so or nothing.
  for (size_t size = 0; size < tiff.size(); ++size) {
    const uint32_t found = ExifOrientation(ByteSpan(tiff).first(size));
    EXPECT_TRUE(found == 0 || found == 6) << size;
  }
}

TEST(ExifOrientation, NonsenseSaysNothing) {
  EXPECT_EQ(ExifOrientation({}), 0u);
  EXPECT_EQ(ExifOrientation(Bytes(64, 0xFF)), 0u);
  EXPECT_EQ(ExifOrientation(OrientationExif(9)), 0u);
}

}  // namespace
}  // namespace jackdaw::images
