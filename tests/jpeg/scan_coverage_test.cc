#include "codec/jpeg/scan_coverage.h"

#include <gtest/gtest.h>

#include "codec/jpeg/frame_geometry.h"

namespace jackdaw::jpeg {
namespace {

Frame MakeFrame(uint8_t sof) {
  Frame frame;
  frame.sof_marker = sof;
  frame.width_px = frame.height_px = 64;
  frame.components.resize(2);
  ComputeFrameGeometry(&frame);
  return frame;
}

ScanHeader MakeScan(std::vector<uint8_t> components, int ss, int se, int ah, int al) {
  ScanHeader scan;
  scan.usable = true;
  scan.num_components = components.size();
  for (size_t i = 0; i < components.size(); ++i) {
    scan.components[i].index = components[i];
    scan.components[i].dc_table = HuffmanTable::Standard(HuffmanClass::kDc, 0);
    scan.components[i].ac_table = HuffmanTable::Standard(HuffmanClass::kAc, 0);
  }
  scan.ss = static_cast<uint8_t>(ss);
  scan.se = static_cast<uint8_t>(se);
  scan.ah = static_cast<uint8_t>(ah);
  scan.al = static_cast<uint8_t>(al);
  return scan;
}

TEST(ScanCoverage, SequentialComponentsOnce) {
  const Frame frame = MakeFrame(0xC0);
  ScanCoverage coverage;
  const ScanHeader first = MakeScan({1}, 0, 63, 0, 0);
  ASSERT_TRUE(coverage.CanModel(frame, first));
  coverage.Commit(frame, first);
  EXPECT_FALSE(coverage.CanModel(frame, first));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0, 1}, 0, 63, 0, 0)));
  EXPECT_TRUE(coverage.CanModel(frame, MakeScan({0}, 0, 63, 0, 0)));
  ScanHeader no_table = MakeScan({0}, 0, 63, 0, 0);
  no_table.components[0].ac_table = nullptr;
  EXPECT_FALSE(coverage.CanModel(frame, no_table));
}

TEST(ScanCoverage, SequentialIgnoresSpectralSelection) {
  const Frame frame = MakeFrame(0xC1);
  ScanCoverage coverage;
  const ScanHeader scan = MakeScan({0, 1}, 5, 1, 3, 9);
  ASSERT_TRUE(coverage.CanModel(frame, scan));
  coverage.Commit(frame, scan);
  EXPECT_FALSE(coverage.CanModel(frame, scan));
}

TEST(ScanCoverage, ProgressiveBitsOnceAndInOrder) {
  const Frame frame = MakeFrame(0xC2);
  ScanCoverage coverage;
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 1, 5, 2, 1)));
  const ScanHeader first = MakeScan({0}, 1, 5, 0, 2);
  ASSERT_TRUE(coverage.CanModel(frame, first));
  coverage.Commit(frame, first);
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 5, 9, 0, 2)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 1, 5, 1, 0)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 1, 6, 2, 1)));
  const ScanHeader refinement = MakeScan({0}, 2, 4, 2, 1);
  ASSERT_TRUE(coverage.CanModel(frame, refinement));
  coverage.Commit(frame, refinement);
  EXPECT_TRUE(coverage.CanModel(frame, MakeScan({0}, 1, 1, 2, 1)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 1, 5, 2, 1)));
}

TEST(ScanCoverage, ProgressiveParameters) {
  const Frame frame = MakeFrame(0xC2);
  const ScanCoverage coverage;
  EXPECT_TRUE(coverage.CanModel(frame, MakeScan({0, 1}, 0, 0, 0, 13)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0, 1}, 0, 0, 0, 14)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 0, 63, 0, 0)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0, 1}, 1, 63, 0, 0)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 1, 64, 0, 0)));
  EXPECT_FALSE(coverage.CanModel(frame, MakeScan({0}, 9, 8, 0, 0)));
  EXPECT_FALSE(coverage.CanModel(MakeFrame(0xC9), MakeScan({0}, 0, 63, 0, 0)));
}

TEST(ScanCoverage, NumberOfPassesIsBounded) {
  Frame frame = MakeFrame(0xC2);
  ScanCoverage coverage;
  int num_scans = 0;
  for (int al = 13; al >= 0; --al) {
    for (int k = 1; k < 64; ++k) {
      for (uint8_t c = 0; c < 2; ++c) {
        const ScanHeader scan = MakeScan({c}, k, k, al == 13 ? 0 : al + 1, al);
        if (!coverage.CanModel(frame, scan)) continue;
        coverage.Commit(frame, scan);
        ++num_scans;
      }
    }
  }
  EXPECT_EQ(num_scans, 64 * 2);
}

}  // namespace
}  // namespace jackdaw::jpeg
