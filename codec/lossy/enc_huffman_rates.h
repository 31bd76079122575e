// What symbols of sequential Huffman coding cost: statistics of levels, and the lengths of the
// codes that are optimal for them (T.81 F.1.2, K.2).
#ifndef JACKDAW_CODEC_LOSSY_ENC_HUFFMAN_RATES_H_
#define JACKDAW_CODEC_LOSSY_ENC_HUFFMAN_RATES_H_

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::lossy {

inline constexpr uint8_t kEobSymbol = 0x00;
inline constexpr uint8_t kZrlSymbol = 0xF0;

// The size category of a level or DC difference: its bit length (T.81 table F.1).
inline int SizeCategory(int value) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(std::abs(value))));
}

// Occurrences by symbol: run << 4 | size for AC, size for DC.
using SymbolCounts = std::array<uint64_t, 256>;

// Adds the AC symbols of one block. levels: [64], zigzag.
void CountAcSymbols(const int16_t* levels, SymbolCounts* counts);

// Lengths in bits of an optimal code of at most 16 bits in which no code is all ones; 0 for symbols
// that do not occur.
std::array<uint8_t, 256> OptimalCodeLengths(const SymbolCounts& counts);

// Bits of a whole event, raw bits included; symbols that never occurred count as 16-bit codes.
struct HuffmanRates {
  // A non-zero AC level: [size 1..15][zeros before it, 0..62].
  std::array<std::array<float, jpeg::kBlockSize - 1>, 16> ac{};
  float eob = 0;
  std::array<float, 16> dc{};  // a DC difference, by size
};
// Bits of all symbols with optimal codes, raw bits included; those of the codes' tables are not.
double CodedBits(const SymbolCounts& dc_counts, const SymbolCounts& ac_counts);

HuffmanRates MakeRates(const SymbolCounts& dc_counts, const SymbolCounts& ac_counts);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_HUFFMAN_RATES_H_
