// Scans as token lists (T.81 F.1.2 and G.1.2), before Huffman tables are chosen, with the freedoms
// that the standard leaves to an encoder and the liberties that some encoders take.
#ifndef JACKDAW_TESTS_SUPPORT_SCAN_TOKENS_H_
#define JACKDAW_TESTS_SUPPORT_SCAN_TOKENS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "tests/support/test_frame.h"

namespace jackdaw::test {

// One SOS: components as indices into the frame, in SOS order.
struct Scan {
  std::vector<int> components;
  uint8_t ss = 0, se = 63, ah = 0, al = 0;
};

enum class EobRuns { kLongest, kNever, kRandom };  // kNever: each EOB run is 1

struct ScanQuirks {
  uint32_t restart_interval = 0;  // MCUs; 0: none
  bool ignore_restarts = false;   // announce the interval, but code as if there was none
  EobRuns eob_runs = EobRuns::kLongest;
  bool zrl_before_eob = false;            // sometimes spend ZRLs on trailing zeros
  bool eob_at_63 = false;                 // sometimes ZRLs that end exactly after coefficient 63
  bool run_past_63 = false;               // sometimes a last run that leads past coefficient 63
  bool reserved_ac = false;               // sometimes a run of 1..14 with size 0 in place of EOB
  bool dc_wraps = false;                  // DC differences modulo 65536: DC may run out of 16 bits
  std::optional<uint32_t> num_mcus = {};  // stop after so many
  // Huffman table slot by index of the component in the frame.
  std::array<uint8_t, 4> slots = {0, 1, 1, 1};
  uint64_t seed = 1;
};

enum class TokenKind : uint8_t { kDc, kAc, kBits, kRestart };

struct Token {
  TokenKind kind = TokenKind::kBits;
  uint8_t slot = 0;      // Huffman table, for kDc and kAc
  uint8_t symbol = 0;    // for kDc and kAc
  uint8_t num_bits = 0;  // raw bits after the symbol: at most 16
  uint16_t bits = 0;
};

std::vector<Token> TokenizeScan(const TestFrame& frame, const Scan& scan, const ScanQuirks& quirks);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_SCAN_TOKENS_H_
