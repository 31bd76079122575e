#include "apps/jackdaw/serve/exif.h"

#include <gtest/gtest.h>

#include "tests/serve/test_exif.h"

namespace jackdaw::serve {
namespace {

TEST(Exif, OrientationAndThumbnail) {
  const Bytes jpeg = JpegOf(FourColours(64, 48));
  const Bytes thumbnail = JpegOf(FourColours(16, 12));
  for (const bool is_little : {false, true}) {
    const Bytes file = WithExif(jpeg, 6, thumbnail, is_little);
    const ExifFacts facts = FindExif(file);
    EXPECT_EQ(facts.orientation, 6);
    EXPECT_EQ(Bytes(facts.thumbnail.begin(), facts.thumbnail.end()), thumbnail);
  }
}

TEST(Exif, None) {
  for (const Bytes& bytes :
       {Bytes{}, Bytes{0xff, 0xd8}, Bytes{1, 2, 3}, JpegOf(FourColours(8, 8))}) {
    EXPECT_EQ(FindExif(bytes).orientation, 1);
    EXPECT_TRUE(FindExif(bytes).thumbnail.empty());
  }
  const Bytes file = WithExif(JpegOf(FourColours(8, 8)), 3, {}, true);
  EXPECT_EQ(FindExif(file).orientation, 3);
  EXPECT_TRUE(FindExif(file).thumbnail.empty());
  EXPECT_EQ(FindExif(WithExif(JpegOf(FourColours(8, 8)), 9, {}, true)).orientation, 1);
}

// Whatever is cut off or changed, nothing outside is read: a sanitizer would say so.
TEST(Exif, Damage) {
  const Bytes thumbnail = JpegOf(FourColours(16, 12));
  const Bytes file = WithExif(JpegOf(FourColours(16, 16)), 6, thumbnail, false);
  for (size_t size = 0; size < file.size(); ++size) {
    const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    FindExif(cut);
  }
  for (size_t at = 2; at < 80; ++at) {
    for (const uint8_t value : {uint8_t{0}, uint8_t{0x7f}, uint8_t{0xff}}) {
      Bytes changed = file;
      changed[at] = value;
      const ExifFacts facts = FindExif(changed);
      EXPECT_LE(facts.thumbnail.size(), changed.size());
    }
  }
}

}  // namespace
}  // namespace jackdaw::serve
