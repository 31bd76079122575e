#include <gtest/gtest.h>

#include <algorithm>

#include "codec/jpeg/enc_mpf.h"
#include "codec/jpeg/enc_tail.h"
#include "jackdaw/transcode.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::jpeg {
namespace {

// From the marker of APP2 to the TIFF structure: marker, length, "MPF\0".
constexpr size_t kHeadSize = 8;

struct PairOfPictures {
  Bytes file;
  Bytes second;
};

// Two pictures; the index says where the second one begins and how long both are.
PairOfPictures MakePair() {
  const Bytes first = test::WriteWithLibjpeg({.width = 200, .height = 150, .quality = 92});
  PairOfPictures pair{{}, test::SmallJpeg(5)};
  const size_t size = test::WithSegment(first, 0xE2, test::MpfPayload(0, 0, 0)).size();
  const size_t structure = 2 + kHeadSize;
  const Bytes payload =
      test::MpfPayload(static_cast<uint32_t>(size), static_cast<uint32_t>(size - structure),
                       static_cast<uint32_t>(pair.second.size()));
  pair.file = test::Concat({test::WithSegment(first, 0xE2, payload), pair.second});
  return pair;
}

TEST(Mpf, TheSecondPictureIsFoundAgain) {
  const PairOfPictures pair = MakePair();
  const Result<TranscodeResult> result = Transcode(pair.file, {.value = 50});
  ASSERT_TRUE(result.ok());
  const Bytes& out = result.value().bytes;
  ASSERT_LT(out.size(), pair.file.size());
  const size_t first_size = out.size() - pair.second.size();
  EXPECT_TRUE(std::equal(pair.second.begin(), pair.second.end(),
                         out.begin() + static_cast<std::ptrdiff_t>(first_size)));
  // What the index would be if it were made for this file.
  const Bytes wanted = test::MpfPayload(static_cast<uint32_t>(first_size),
                                        static_cast<uint32_t>(first_size - 2 - kHeadSize),
                                        static_cast<uint32_t>(pair.second.size()));
  EXPECT_NE(std::search(out.begin(), out.end(), wanted.begin(), wanted.end()), out.end());
}

TEST(Mpf, DamagedIndexesStayInBounds) {
  const PairOfPictures pair = MakePair();
  test::TestRng rng(3);
  for (int trial = 0; trial < 2000; ++trial) {
    Bytes damaged = pair.file;
    for (int i = 0; i < 3; ++i) damaged[2 + kHeadSize + rng.Below(60)] = rng.Byte();
    Bytes output = damaged;
    output.resize(rng.Below(static_cast<uint32_t>(output.size())) + 1);
    const size_t size = output.size();
    NewTail tail(rng.Below(static_cast<uint32_t>(damaged.size())));
    tail.Finish(damaged);
    MoveOffsets(damaged, tail, &output);
    EXPECT_EQ(output.size(), size);
  }
}

}  // namespace
}  // namespace jackdaw::jpeg
