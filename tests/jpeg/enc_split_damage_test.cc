// Damaged files: every cut and single-byte changes of small sequential and progressive files.

#include <gtest/gtest.h>

#include <algorithm>

#include "codec/jpeg/jpeg_codec.h"
#include "tests/jpeg/hand_made.h"

namespace jackdaw::jpeg {
namespace {

using test::HandMadeFrame;

// Whatever SplitJpeg accepts must come back; returns whether it accepted.
bool SplitsExactly(const Bytes& file) {
  JpegLimits limits;
  limits.max_plane_bytes = 1u << 24;
  const auto split = SplitJpeg(file, limits);
  if (!split.ok()) {
    EXPECT_NE(split.error().code, ErrorCode::kInternal) << split.error().message;
    return false;
  }
  const auto layout = ReadJpegLayout(split.value().skeleton, split.value().facts, limits);
  EXPECT_TRUE(layout.ok());
  if (!layout.ok()) return false;
  Bytes joined;
  EXPECT_TRUE(JoinJpeg(*layout.value(), split.value().planes, file.size(), &joined).ok());
  EXPECT_EQ(joined, file);
  return true;
}

std::vector<Bytes> SmallFiles() {
  HandMadeFrame sequential;
  sequential.scans[0].restart_interval = 2;
  HandMadeFrame progressive;
  progressive.sof = 0xC2;
  progressive.flat_tables = true;
  progressive.sampling = {{1, 1}};
  progressive.scans = {
      {{0}, 0, 0, 0, 1}, {{0}, 1, 63, 0, 1}, {{0}, 0, 0, 1, 0}, {{0}, 1, 63, 1, 0}};
  return {test::JoinOrFail(test::Skeleton({}), {0}, 1, 4),
          test::JoinOrFail(test::Skeleton(sequential), {0}, 2, 4),
          test::JoinOrFail(test::Skeleton(progressive), {0}, 3, 4)};
}

TEST(SplitJpegDamage, EveryCut) {
  for (const Bytes& file : SmallFiles()) {
    for (size_t n = 0; n <= file.size(); ++n) {
      SplitsExactly(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(n)));
    }
  }
}

TEST(SplitJpegDamage, SingleByteChanges) {
  int num_split = 0, num_tried = 0;
  for (const Bytes& file : SmallFiles()) {
    for (size_t pos = 2; pos < file.size(); ++pos) {
      for (const int change : {0x01, 0x80, 0xFF}) {
        Bytes changed = file;
        changed[pos] = static_cast<uint8_t>(changed[pos] ^ change);
        num_split += SplitsExactly(changed);
        ++num_tried;
      }
    }
  }
  EXPECT_GT(num_split, num_tried / 3);
}

// A wrong bit without restart markers must not cost the rest of the scan.
TEST(SplitJpegDamage, OneWrongBitCostsLittle) {
  HandMadeFrame frame;
  frame.width_px = frame.height_px = 400;
  const Bytes file = test::JoinOrFail(test::Skeleton(frame), {0}, 5, 4);
  for (size_t i = 1; i < 20; ++i) {
    Bytes changed = file;
    uint8_t& byte = changed[i * file.size() / 20];
    byte ^= 0x10;
    if (byte == 0xFF) byte ^= 0x01;  // else a marker may come into being
    const SplitJpegResult parts = test::ExpectExact(changed);
    EXPECT_GT(parts.modelled_scan_bytes, 9 * (file.size() - 400) / 10);
  }
}

TEST(SplitJpegDamage, LostBytesResumeAtRestartMarkers) {
  HandMadeFrame frame;
  frame.width_px = frame.height_px = 400;
  frame.scans[0].restart_interval = 5;
  Bytes file = test::JoinOrFail(test::Skeleton(frame), {0}, 5, 4);
  const size_t size = file.size();
  file.erase(file.begin() + static_cast<std::ptrdiff_t>(size / 3),
             file.begin() + static_cast<std::ptrdiff_t>(size / 3 + 200));
  const SplitJpegResult parts = test::ExpectExact(file);
  EXPECT_LT(parts.verbatim_scan_bytes, 2000u);
  EXPECT_GT(parts.modelled_scan_bytes, 9 * size / 10);
}

// The run of MCUs ends before the first of the two markers, both of which are raw bytes.
TEST(SplitJpegDamage, RestartMarkerTwice) {
  HandMadeFrame frame;
  frame.width_px = frame.height_px = 200;
  frame.scans[0].restart_interval = 5;
  const Bytes file = test::JoinOrFail(test::Skeleton(frame), {0}, 5, 4);
  const Bytes marker = {0xFF, 0xD3};
  const auto at = std::search(file.begin(), file.end(), marker.begin(), marker.end());
  ASSERT_NE(at, file.end());
  Bytes changed(file.begin(), at);
  changed.insert(changed.end(), marker.begin(), marker.end());
  changed.insert(changed.end(), at, file.end());
  const SplitJpegResult parts = test::ExpectExact(changed);
  EXPECT_EQ(parts.verbatim_scan_bytes, 2 * marker.size());
}

}  // namespace
}  // namespace jackdaw::jpeg
