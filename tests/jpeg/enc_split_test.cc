// Whole files: every kind of scan and every fact, written by the writer from facts of our choice
// and split again.

#include <gtest/gtest.h>

#include <algorithm>

#include "codec/jpeg/jpeg_codec.h"
#include "tests/jpeg/hand_made.h"

namespace jackdaw::jpeg {
namespace {

using test::ExpectExact;
using test::ExplicitFacts;
using test::HandMadeFrame;
using test::JoinOrFail;
using test::Skeleton;

const Bytes kDefaultFacts = {0};

// Splits a file made from `facts` and expects the very same skeleton and facts back.
void ExpectFactsBack(const HandMadeFrame& frame, const Bytes& facts, int num_bits,
                     uint64_t num_raw_bytes = 0) {
  const Bytes skeleton = Skeleton(frame);
  for (uint32_t seed = 0; seed < 5; ++seed) {
    const Bytes file = JoinOrFail(skeleton, facts, seed, num_bits);
    ASSERT_GT(file.size(), skeleton.size());
    const SplitJpegResult parts = ExpectExact(file);
    EXPECT_EQ(parts.skeleton, skeleton);
    EXPECT_EQ(parts.facts, facts);
    EXPECT_EQ(parts.verbatim_scan_bytes, num_raw_bytes);
    EXPECT_EQ(parts.num_scans_modelled, frame.scans.size());
  }
}

HandMadeFrame ProgressiveFrame() {
  HandMadeFrame frame;
  frame.sof = 0xC2;
  frame.flat_tables = true;
  frame.scans = {{{0, 1, 2}, 0, 0, 0, 1}, {{0}, 1, 5, 0, 2},  {{2}, 1, 63, 0, 1},
                 {{1}, 1, 63, 0, 1},      {{0}, 6, 63, 0, 2}, {{0}, 1, 63, 2, 1},
                 {{0, 1, 2}, 0, 0, 1, 0}, {{2}, 1, 63, 1, 0}, {{1}, 1, 63, 1, 0},
                 {{0}, 1, 63, 1, 0}};
  return frame;
}

TEST(SplitJpeg, SequentialWithStandardTables) { ExpectFactsBack({}, kDefaultFacts, 4); }

TEST(SplitJpeg, Progressive) { ExpectFactsBack(ProgressiveFrame(), kDefaultFacts, 6); }

TEST(SplitJpeg, OddSamplings) {
  const std::vector<std::vector<std::pair<int, int>>> samplings = {
      {{1, 1}},
      {{2, 2}},
      {{4, 4}, {1, 1}},
      {{1, 1}, {2, 2}},
      {{3, 1}, {1, 3}},
      {{4, 1}, {2, 1}},
      {{2, 1}, {1, 2}, {2, 2}},
      {{4, 4}, {4, 4}, {4, 4}, {4, 4}}};
  for (const auto& sampling : samplings) {
    HandMadeFrame frame;
    frame.sampling = sampling;
    frame.scans = {{{}}};
    for (size_t i = sampling.size(); i-- > 0;)
      frame.scans[0].components.push_back(static_cast<int>(i));
    ExpectFactsBack(frame, kDefaultFacts, 4);
    frame.scans.clear();
    for (size_t i = 0; i < sampling.size(); ++i) frame.scans.push_back({{static_cast<int>(i)}});
    ExpectFactsBack(frame, kDefaultFacts, 4);
  }
}

TEST(SplitJpeg, LargeCoefficients) {
  HandMadeFrame frame;
  frame.sof = 0xC1;
  frame.precision = 12;
  frame.flat_tables = true;
  ExpectFactsBack(frame, kDefaultFacts, 14);
}

TEST(SplitJpeg, RestartMarkers) {
  HandMadeFrame frame;
  frame.width_px = frame.height_px = 120;
  frame.scans[0].restart_interval = 3;
  ExpectFactsBack(frame, kDefaultFacts, 3);
  frame.scans = {{{1}, 0, 63, 0, 0, 1}, {{0, 2}, 0, 63, 0, 0, 7}};
  ExpectFactsBack(frame, kDefaultFacts, 3);
  HandMadeFrame progressive = ProgressiveFrame();
  progressive.scans[1].restart_interval = 2;
  progressive.scans[6].restart_interval = 5;
  ExpectFactsBack(progressive, kDefaultFacts, 5);
}

TEST(SplitJpeg, PaddingOfZeros) {
  HandMadeFrame frame;
  frame.scans[0].restart_interval = 1;
  ScanFacts facts;
  facts.pad_with_zeros = true;
  ExpectFactsBack(frame, ExplicitFacts({facts}), 4);
}

TEST(SplitJpeg, RestartIntervalWithoutMarkers) {
  HandMadeFrame frame;
  frame.scans[0].restart_interval = 2;
  ScanFacts facts;
  facts.ignore_restarts = true;
  ExpectFactsBack(frame, ExplicitFacts({facts}), 4);
}

TEST(SplitJpeg, MisnumberedRestartMarkersAndFillBytes) {
  HandMadeFrame frame;
  frame.scans[0].restart_interval = 2;
  const Bytes misnumbered = {0xFF, 0xD7}, filled = {0xFF, 0xFF, 0xFF, 0xD1};
  ScanFacts facts;
  facts.runs = {{0, 2, misnumbered}, {2, 4, filled}, {4, 6, {}}};
  ExpectFactsBack(frame, ExplicitFacts({facts}), 4, misnumbered.size() + filled.size());
}

TEST(SplitJpeg, LostInterval) {
  HandMadeFrame frame;
  frame.scans[0].restart_interval = 1;
  const Bytes raw = {0x12, 0x34, 0xFF, 0x00, 0xFF, 0xD3};
  ScanFacts facts;
  facts.runs = {{0, 2, raw}, {4, 6, {}}};
  const Bytes file = JoinOrFail(Skeleton(frame), ExplicitFacts({facts}), 1, 4);
  // What the raw bytes mean is open; that they come back is not.
  const SplitJpegResult parts = ExpectExact(file);
  EXPECT_EQ(parts.num_scans_modelled, 1u);
}

TEST(SplitJpeg, OddBlockEnds) {
  HandMadeFrame frame;
  frame.width_px = 320;
  frame.sampling = {{1, 1}};
  frame.scans = {{{0}}};
  const Bytes skeleton = Skeleton(frame);
  // Blocks 20 and on hold nothing but DC, so that ends of any kind fit.
  ScanFacts facts;
  facts.odd_blocks = {{20, OddKind::kEob, 1, 0, 0},        {21, OddKind::kEob, 3, 0, 0},
                      {25, OddKind::kNone, 4, 0, 0},       {30, OddKind::kSymbol, 3, 0xF2, 2},
                      {33, OddKind::kRawAc, 0, 0, 0xFFFF}, {50, OddKind::kRawAc, 2, 0, 0xFFFF}};
  const Bytes fact_bytes = ExplicitFacts({facts});
  const auto layout = ReadJpegLayout(skeleton, fact_bytes, {});
  ASSERT_TRUE(layout.ok());
  std::vector<CoeffPlane> planes = AllocatePlanes(LayoutFrame(*layout.value()));
  for (size_t b = 0; b < planes[0].coeffs.size() / 64; ++b) {
    planes[0].coeffs[64 * b] = static_cast<int16_t>(b % 7);
  }
  Bytes file;
  ASSERT_TRUE(JoinJpeg(*layout.value(), planes, 100000, &file).ok());
  const SplitJpegResult parts = ExpectExact(file);
  EXPECT_EQ(parts.facts, fact_bytes);
  EXPECT_EQ(parts.planes[0].coeffs, planes[0].coeffs);
}

TEST(SplitJpeg, InvalidDcCode) {
  HandMadeFrame frame;
  frame.sampling = {{1, 1}};
  frame.scans = {{{0}}};
  ScanFacts facts;
  facts.odd_blocks = {{3, OddKind::kRawDc, 0, 0, 0xFF80}, {3, OddKind::kEob, 1, 0, 0}};
  const Bytes skeleton = Skeleton(frame);
  const Bytes fact_bytes = ExplicitFacts({facts});
  const auto layout = ReadJpegLayout(skeleton, fact_bytes, {});
  ASSERT_TRUE(layout.ok());
  const std::vector<CoeffPlane> planes = AllocatePlanes(LayoutFrame(*layout.value()));
  Bytes file;
  ASSERT_TRUE(JoinJpeg(*layout.value(), planes, 100000, &file).ok());
  EXPECT_EQ(ExpectExact(file).facts, fact_bytes);
}

TEST(SplitJpeg, EobRunsNeverUsed) {
  const HandMadeFrame frame = ProgressiveFrame();
  std::vector<ScanFacts> scans(frame.scans.size());
  for (size_t i = 0; i < scans.size(); ++i) scans[i].break_eob_runs = frame.scans[i].ss != 0;
  const Bytes file = JoinOrFail(Skeleton(frame), ExplicitFacts(scans), 3, 5);
  const SplitJpegResult parts = ExpectExact(file);
  EXPECT_EQ(parts.verbatim_scan_bytes, 0u);
  EXPECT_LE(parts.facts.size(), 2 + scans.size() + 20);
}

TEST(SplitJpeg, EobRunsBrokenAnywhere) {
  HandMadeFrame frame = ProgressiveFrame();
  frame.width_px = frame.height_px = 100;
  std::vector<ScanFacts> scans(frame.scans.size());
  for (size_t i = 0; i < scans.size(); ++i) {
    if (frame.scans[i].ss == 0) continue;
    for (uint32_t b = 0; b < 30; b += 1 + static_cast<uint32_t>(i) % 3) {
      scans[i].eob_run_toggles.push_back(b);
    }
  }
  for (uint32_t seed = 0; seed < 5; ++seed) {
    const SplitJpegResult parts =
        ExpectExact(JoinOrFail(Skeleton(frame), ExplicitFacts(scans), seed, 4));
    EXPECT_EQ(parts.verbatim_scan_bytes, 0u);
    EXPECT_EQ(parts.num_scans_modelled, 10u);
  }
}

// ZRLs before EOB in first and refinement scans, over coefficients that get correction bits.
TEST(SplitJpeg, ProgressiveZrlsBeforeEob) {
  HandMadeFrame frame;
  frame.sof = 0xC2;
  frame.flat_tables = true;
  frame.sampling = {{1, 1}};
  frame.width_px = 200;
  frame.scans = {{{0}, 0, 0, 0, 0}, {{0}, 1, 63, 0, 1}, {{0}, 1, 63, 1, 0}};
  std::vector<ScanFacts> scans(3);
  scans[1].odd_blocks = {{2, OddKind::kEob, 1, 0, 0},
                         {5, OddKind::kEob, 2, 0, 0},
                         {6, OddKind::kSymbol, 3, 0xF3, 5},
                         {8, OddKind::kNone, 4, 0, 0}};
  scans[2].odd_blocks = {
      {3, OddKind::kEob, 1, 0, 0}, {5, OddKind::kEob, 2, 0, 0}, {7, OddKind::kNone, 4, 0, 0}};
  const Bytes skeleton = Skeleton(frame);
  const Bytes facts = ExplicitFacts(scans);
  const auto layout = ReadJpegLayout(skeleton, facts, {});
  ASSERT_TRUE(layout.ok());
  std::vector<CoeffPlane> planes = AllocatePlanes(LayoutFrame(*layout.value()));
  for (size_t b = 0; b < 10; ++b) {
    int16_t* block = planes[0].Block(0, static_cast<uint32_t>(b));
    block[1] = static_cast<int16_t>(b % 3);
    if (b == 3 || b == 5) block[9] = -6;  // corrections amid the zeros of a ZRL and after them
    if (b == 3) block[17] = 7;
    if (b == 3) block[40] = 5;
  }
  planes[0].Block(0, 6)[1] = 0;
  planes[0].Block(0, 7)[1] = 0;
  planes[0].Block(0, 8)[1] = 0;
  Bytes file;
  ASSERT_TRUE(JoinJpeg(*layout.value(), planes, 100000, &file).ok());
  const SplitJpegResult parts = ExpectExact(file);
  EXPECT_EQ(parts.verbatim_scan_bytes, 0u);
  EXPECT_EQ(parts.facts, facts);
  EXPECT_EQ(parts.planes[0].coeffs, planes[0].coeffs);
}

TEST(SplitJpeg, HeightFromDnl) {
  const Bytes whole = JoinOrFail(Skeleton({}), kDefaultFacts, 1, 4);
  Bytes file = whole;
  size_t sof = 0;
  while (file[sof] != 0xFF || file[sof + 1] != 0xC0) ++sof;
  file[sof + 5] = file[sof + 6] = 0;
  const Bytes dnl = {0xFF, 0xDC, 0, 4, 0, 24};
  file.insert(file.end() - 2, dnl.begin(), dnl.end());
  const SplitJpegResult parts = ExpectExact(file);
  EXPECT_EQ(parts.frame.height_px, 24u);
  EXPECT_EQ(parts.facts, (Bytes{4, 24}));
  EXPECT_EQ(parts.verbatim_scan_bytes, 0u);
}

TEST(SplitJpeg, BandSentTwiceIsKeptOnce) {
  HandMadeFrame frame = ProgressiveFrame();
  const Bytes once = JoinOrFail(Skeleton(frame), kDefaultFacts, 2, 5);
  const Bytes scan_header = {0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 5, 2};
  const auto begin = std::search(once.begin(), once.end(), scan_header.begin(), scan_header.end());
  ASSERT_NE(begin, once.end());
  auto end = begin + 2;
  while (end[0] != 0xFF || end[1] == 0) ++end;
  Bytes twice(once.begin(), end);
  twice.insert(twice.end(), begin, once.end());
  const SplitJpegResult parts = ExpectExact(twice);
  EXPECT_EQ(parts.num_scans, 11u);
  EXPECT_EQ(parts.num_scans_modelled, 10u);
}

// docs/format_jpeg.md §8.
TEST(SplitJpeg, WorkedExample) {
  Bytes file = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x00, 0x08, 0x00,
                0x08, 0x01, 0x01, 0x11, 0x00, 0xFF, 0xDA, 0x00, 0x08, 0x01,
                0x01, 0x00, 0x00, 0x3F, 0x00, 0x94, 0x57, 0xFF, 0xD9};
  const SplitJpegResult parts = ExpectExact(file);
  EXPECT_EQ(parts.facts, kDefaultFacts);
  EXPECT_EQ(parts.modelled_scan_bytes, 2u);
  ASSERT_EQ(parts.planes.size(), 1u);
  EXPECT_EQ(parts.planes[0].coeffs[0], 5);
  EXPECT_EQ(parts.planes[0].coeffs[1], -1);
  file[file.size() - 3] = 0x50;
  EXPECT_EQ(ExpectExact(file).facts, (Bytes{1, 1, 3}));
}

TEST(SplitJpeg, LimitsComeBeforeMemory) {
  HandMadeFrame frame;
  frame.width_px = frame.height_px = 65535;
  const auto split = SplitJpeg(Skeleton(frame), {});
  ASSERT_FALSE(split.ok());
  EXPECT_EQ(split.error().code, ErrorCode::kLimitExceeded);
}

TEST(SplitJpeg, NothingToModel) {
  EXPECT_EQ(SplitJpeg(Bytes{}, {}).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(SplitJpeg(Bytes{'P', 'N', 'G', 0, 0}, {}).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(SplitJpeg(Bytes{0xFF, 0xD8, 0xFF, 0xD9}, {}).error().code, ErrorCode::kCorrupt);
  HandMadeFrame lossless;
  lossless.sof = 0xC3;
  EXPECT_EQ(SplitJpeg(Skeleton(lossless), {}).error().code, ErrorCode::kUnsupported);
}

TEST(JoinJpeg, RefusesWhatDoesNotFit) {
  const Bytes skeleton = Skeleton({});
  const auto layout = ReadJpegLayout(skeleton, kDefaultFacts, {});
  ASSERT_TRUE(layout.ok());
  std::vector<CoeffPlane> planes = AllocatePlanes(LayoutFrame(*layout.value()));
  Bytes out;
  EXPECT_EQ(JoinJpeg(*layout.value(), planes, skeleton.size(), &out).error().code,
            ErrorCode::kCorrupt);
  planes[0].coeffs[1] = 20000;  // category 15 has no code in the standard tables
  out.clear();
  EXPECT_EQ(JoinJpeg(*layout.value(), planes, 100000, &out).error().code, ErrorCode::kCorrupt);
  planes.pop_back();
  EXPECT_FALSE(JoinJpeg(*layout.value(), planes, 100000, &out).ok());
}

TEST(ReadJpegLayout, RefusesMalformedFacts) {
  const Bytes skeleton = Skeleton({});
  EXPECT_FALSE(ReadJpegLayout(skeleton, Bytes{}, {}).ok());
  EXPECT_FALSE(ReadJpegLayout(skeleton, Bytes{0, 0}, {}).ok());
  EXPECT_FALSE(ReadJpegLayout(skeleton, Bytes{8}, {}).ok());
  EXPECT_FALSE(ReadJpegLayout(skeleton, Bytes{2}, {}).ok());
  EXPECT_FALSE(ReadJpegLayout(skeleton, Bytes{1, 2, 1, 1}, {}).ok());
  EXPECT_FALSE(ReadJpegLayout(skeleton, Bytes{1, 1, 0}, {}).ok());
  JpegLimits tight;
  tight.max_plane_bytes = 1000;
  EXPECT_EQ(ReadJpegLayout(skeleton, kDefaultFacts, tight).error().code, ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace jackdaw::jpeg
