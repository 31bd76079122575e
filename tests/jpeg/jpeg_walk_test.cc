#include "codec/jpeg/jpeg_walk.h"

#include <gtest/gtest.h>

#include "tests/support/libjpeg_files.h"
#include "tests/support/test_rng.h"

namespace jackdaw {
namespace {

TEST(JpegWalkTest, FindsTheEnd) {
  for (const bool progressive : {false, true}) {
    test::LibjpegSpec spec;
    spec.progressive = progressive;
    spec.restart_interval = 3;
    Bytes jpeg = test::WriteWithLibjpeg(spec);
    const size_t size = jpeg.size();
    jpeg.insert(jpeg.end(), 100, 0xFF);
    const JpegWalk walk = WalkJpeg(jpeg);
    EXPECT_TRUE(walk.complete);
    EXPECT_EQ(walk.end, size);
    EXPECT_EQ(walk.restart_interval, 3u);
    EXPECT_GT(walk.scan_bytes, 100u);
    EXPECT_LT(walk.scan_bytes, size);
  }
}

TEST(JpegWalkTest, AnyBytesStayInside) {
  const Bytes jpeg = test::WriteWithLibjpeg({});
  test::TestRng rng(1);
  for (size_t n = 0; n <= jpeg.size(); n += 7) {
    const JpegWalk walk = WalkJpeg(ByteSpan(jpeg).first(n));
    EXPECT_LE(walk.end, n);
    EXPECT_LE(walk.scan_bytes, walk.end);
    EXPECT_FALSE(walk.complete && n < jpeg.size());
  }
  for (int i = 0; i < 2000; ++i) {
    Bytes damaged = jpeg;
    damaged[rng.Below(static_cast<uint32_t>(damaged.size()))] = rng.OneIn(2) ? 0xFF : rng.Byte();
    const JpegWalk walk = WalkJpeg(damaged);
    EXPECT_LE(walk.end, damaged.size());
  }
  EXPECT_EQ(WalkJpeg({}).end, 0u);
}

}  // namespace
}  // namespace jackdaw
