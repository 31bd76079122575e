// The streams of fixed synthetic images, byte for byte. One number must come out of every compiler,
// optimization level, sanitizer and instruction set.
#include <gtest/gtest.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "tests/coeff/plane_makers.h"

namespace jackdaw::test {
namespace {

// MODEL-DEPENDENT: this is the only constant to update when the coefficient model or its trained
// start changes. The test prints the new value. After the first release it changes only with the
// format.
constexpr uint64_t kGoldenHash = 0x7ddbdfdbb73b009;

TEST(CoeffGolden, StreamsAreAsEver) {
  Bytes all;
  for (const Geometry& geometry : Geometries()) {
    const jpeg::Frame frame = FrameOf(geometry);
    for (const uint32_t slices : {1u, 3u}) {
      for (const Planes& planes :
           {PicturePlanes(frame, 1), SparsePlanes(frame, 1), NoisePlanes(frame, 1)}) {
        const Bytes stream = coeff::EncodeCoefficients(frame, planes, {slices, 1});
        all.insert(all.end(), stream.begin(), stream.end());
      }
    }
  }
  const uint64_t hash = XXH3_64bits(all.data(), all.size());
  EXPECT_EQ(hash, kGoldenHash) << "kGoldenHash = 0x" << std::hex << hash << ", of " << std::dec
                               << all.size() << " bytes";
}

}  // namespace
}  // namespace jackdaw::test
