// Small JPEG skeletons made by hand, and planes to go with them.
//
// Joined with facts of the test's choice they give JPEG files with any oddity that facts can
// express.
#ifndef JACKDAW_TESTS_JPEG_HAND_MADE_H_
#define JACKDAW_TESTS_JPEG_HAND_MADE_H_

#include <random>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/scan_facts.h"

namespace jackdaw::test {

struct HandMadeScan {
  std::vector<int> components;  // indices
  int ss = 0, se = 63, ah = 0, al = 0;
  int restart_interval = -1;  // a DRI before the scan when not negative
};

struct HandMadeFrame {
  uint8_t sof = 0xC0;
  uint8_t precision = 8;
  int width_px = 40, height_px = 24;
  std::vector<std::pair<int, int>> sampling = {{2, 2}, {1, 1}, {1, 1}};  // h, v
  std::vector<HandMadeScan> scans = {{{0, 1, 2}}};
  bool flat_tables = false;  // tables with a code for every symbol, instead of no DHT at all
};

// A marker segment with its length.
Bytes Segment(uint8_t marker, const Bytes& payload);
// A DHT with a code for each of the 256 symbols, in all four slots of both classes.
Bytes FlatTables();
Bytes Skeleton(const HandMadeFrame& frame);

// Random coefficients: most of them 0, of magnitudes below 2^num_bits.
void FillPlanes(std::mt19937* rng, int num_bits, std::vector<jpeg::CoeffPlane>* planes);

// Facts of a file from those of its scans.
Bytes ExplicitFacts(const std::vector<jpeg::ScanFacts>& scans);

// The file, or nothing (and a test failure) when joining fails.
Bytes JoinOrFail(const Bytes& skeleton, const Bytes& facts, uint32_t seed, int num_bits);

// Splits, checks the parts, joins them again and compares. Returns the parts.
jpeg::SplitJpegResult ExpectExact(const Bytes& file);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_JPEG_HAND_MADE_H_
