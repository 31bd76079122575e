// Decodes the symbols of one Huffman table by the next kBits bits, for scan readers.
//
// One entry says all that the common case needs: an AC symbol run/size with size > 0, or a DC
// category, whose code has at most kBits bits. All else is marked by a run of kSpecialRun, which no
// band has room for, so that one comparison of the coefficient's index finds it.
#ifndef JACKDAW_CODEC_JPEG_ENC_HUFFMAN_LOOKUP_H_
#define JACKDAW_CODEC_JPEG_ENC_HUFFMAN_LOOKUP_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "codec/jpeg/bit_reader.h"
#include "codec/jpeg/huffman_table.h"

namespace jackdaw::jpeg {

struct HuffmanEntry {
  uint8_t num_bits = 0;        // of the code and, unless special, the extra bits
  uint8_t code_length = 0;     // 0: longer than kBits, or no code
  uint8_t size_or_symbol = 0;  // size; when special: the whole symbol
  uint8_t run = 0;             // zeros before the coefficient; kSpecialRun: special
};

// The value that follows a code; nothing is dropped. REQUIRES: the entry is not special, and its
// num_bits are in the reader.
inline int32_t PeekValue(const ScanBitReader& reader, HuffmanEntry entry) {
  const uint64_t bits = reader.PeekAll() << entry.code_length;
  const int size = entry.size_or_symbol;
  // EXTEND of T.81 figure F.12: a first bit 0 stands for negative values. Size 0 gives 0.
  const auto magnitude = static_cast<int32_t>((bits >> 1) >> (63 - size));
  const auto negative = static_cast<int32_t>(bits >> 63) - 1;
  return magnitude + (negative & (1 - (1 << size)));
}

template <int kBits>
class HuffmanLookup {
 public:
  static constexpr uint8_t kSpecialRun = 128;
  // Two symbols that are not special can be decoded without a refill between them.
  static_assert(2 * (kBits + 15) <= ScanBitReader::kRefilledBits);

  // table: null gives a lookup without codes; must outlive this.
  explicit HuffmanLookup(const HuffmanTable* table) : table_(table) {
    entries_.fill({0, 0, 0, kSpecialRun});
    if (table == nullptr) return;
    table->ForEachCode([this](uint8_t symbol, HuffmanCode code) {
      if (code.length > kBits) return;
      const size_t first = size_t{code.bits} << (kBits - code.length);
      std::fill_n(entries_.begin() + static_cast<std::ptrdiff_t>(first),
                  size_t{1} << (kBits - code.length), MakeEntry(symbol, code.length));
    });
  }

  HuffmanEntry Find(const ScanBitReader& reader) const { return entries_[reader.Peek(kBits)]; }

  // Any symbol by the next 16 bits. length 0: they start with no code. Takes no reader, so that one
  // which is a local variable can live in registers.
  HuffmanTable::Symbol Decode(uint32_t bits16) const {
    const HuffmanEntry entry = entries_[bits16 >> (16 - kBits)];
    if (entry.code_length == 0) return table_->Decode(bits16);
    if (entry.run == kSpecialRun) return {entry.size_or_symbol, entry.code_length};
    return {static_cast<uint8_t>((entry.run << 4) | entry.size_or_symbol), entry.code_length};
  }

 private:
  HuffmanEntry MakeEntry(uint8_t symbol, uint8_t length) const {
    const auto size = static_cast<uint8_t>(symbol & 15);
    // DC category 0 is a value like others; symbols of size 0 in AC tables are none.
    if (size == 0 && !table_->dc()) return {length, length, symbol, kSpecialRun};
    return {static_cast<uint8_t>(length + size), length, size, static_cast<uint8_t>(symbol >> 4)};
  }

  const HuffmanTable* table_;
  std::array<HuffmanEntry, size_t{1} << kBits> entries_;
};

// 8 KiB a table: those of luminance and chrominance stay in the first-level cache.
using AcLookup = HuffmanLookup<11>;
using DcLookup = HuffmanLookup<9>;

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_HUFFMAN_LOOKUP_H_
