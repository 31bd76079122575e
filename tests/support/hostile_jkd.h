// Small .jkd files that ask for much: memory of lists that grow, blocks that cost no bytes. Their
// checks are right, and each is what a writer without scruples could make.
#ifndef JACKDAW_TESTS_SUPPORT_HOSTILE_JKD_H_
#define JACKDAW_TESTS_SUPPORT_HOSTILE_JKD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "tests/support/catalogue.h"

namespace jackdaw::test {

struct GreyClaim {
  uint16_t width_px = 8, height_px = 8;
  uint8_t sof_marker = 0xC0;
  uint8_t preset = 0;
  Bytes coded;  // what follows the preset byte of the coefficients
};

// A modelled file of one grey component whose coefficient stream is `coded`.
Bytes GreyClaimJkd(const GreyClaim& claim);

// Files whose lists take `bytes` unpacked and several times that in memory: facts of each kind,
// scans, Huffman tables, expansions of the skeleton.
std::vector<GeneratedFile> GrowingLists(uint64_t bytes);

// Zeros that unpack to `bytes`: facts, a skeleton, and a stored file that is right in all else.
std::vector<GeneratedFile> Bombs(uint64_t bytes);

// Zeros behind a picture as coded pieces that unpack to `bytes`, by zstd and by LZMA; and a picture
// of them in base64, whose text is 15 times as long.
std::vector<GeneratedFile> PieceBombs(uint64_t bytes);

// Files of fewer than 10 kB that ask for millions of blocks, of each preset.
std::vector<GeneratedFile> BlocksForNothing();

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_HOSTILE_JKD_H_
