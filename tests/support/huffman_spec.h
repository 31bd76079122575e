// Huffman tables as DHT carries them (T.81 Annex C), made in several ways.
#ifndef JACKDAW_TESTS_SUPPORT_HUFFMAN_SPEC_H_
#define JACKDAW_TESTS_SUPPORT_HUFFMAN_SPEC_H_

#include <array>
#include <cstdint>
#include <vector>

namespace jackdaw::test {

struct HuffmanSpec {
  std::array<uint8_t, 17> counts{};  // counts[n]: codes of n bits; [0] unused
  std::vector<uint8_t> symbols;      // in code order
};

struct HuffmanCodes {
  std::array<uint16_t, 256> code{};
  std::array<uint8_t, 256> num_bits{};  // 0: the table has no such symbol
};

using Histogram = std::array<uint32_t, 256>;

// Annex K.3 tables.
HuffmanSpec StandardDc(bool chroma);
HuffmanSpec StandardAc(bool chroma);
// Shortest code of at most 16 bits for the histogram, the all-ones code left free. Symbols without
// occurrence get none. An empty histogram gives a table of one symbol, 0.
HuffmanSpec OptimalTable(const Histogram& histogram);
// Symbols 0..15 with 5 bits each.
HuffmanSpec FlatDc();
// All 256 symbols with 8 bits, but for the last one with 9.
HuffmanSpec FlatAc();

// Codes without a gap: the last one is all ones, which T.81 C.2 forbids. DC: 0..15 with 4 bits; AC:
// 0..126 with 7 bits and 127..254 with 14.
HuffmanSpec CompleteDc();
HuffmanSpec CompleteAc();

HuffmanCodes MakeCodes(const HuffmanSpec& spec);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_HUFFMAN_SPEC_H_
