#include <array>

#include "base/nonzero_mask.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/scan_writer_loop.h"

namespace jackdaw::jpeg {
namespace {

using Bits = ScanBitWriter::Bits;

class SequentialCoder {
 public:
  SequentialCoder(const ScanWriterInput& input, const ScanGeometry& geometry, ScanBitWriter* out)
      : geometry_(geometry), out_(out), odd_(input.facts) {
    for (size_t i = 0; i < input.scan.num_components; ++i) {
      dc_tables_[i] = input.scan.components[i].dc_table.get();
      ac_tables_[i] = input.scan.components[i].ac_table.get();
    }
  }

  void Reset() { dc_.fill(0); }
  bool Flush() { return true; }
  bool WriteMcus(const BlockCursor<const CoeffPlane>& cursor, uint32_t n, uint64_t block_index) {
    return WriteMcusByBlocks(geometry_, *this, cursor, n, block_index, out_);
  }

  bool WriteBlock(Bits& bits, int slot, const int16_t* block, uint64_t block_index) {
    const auto i = static_cast<size_t>(slot);
    const bool odd = odd_.IsOdd(block_index);
    bool coded = true;
    // Modulo 2^16, as the reader adds differences up.
    const auto diff = static_cast<int16_t>(static_cast<uint16_t>(block[0] - dc_[i]));
    dc_[i] = block[0];
    if (const OddBlock* raw = odd ? odd_.TakeDc(block_index) : nullptr) {
      coded = diff == 0;
      bits.Put(raw->bits, 16);
    } else {
      coded = PutValue(*dc_tables_[i], 0, diff, bits);
    }
    const HuffmanTable& ac = *ac_tables_[i];
    int previous = 0;
    for (uint64_t mask = NonzeroMask(block) & ~uint64_t{1}; mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask);
      int run = k - previous - 1;
      previous = k;
      for (; run > 15; run -= 16) coded &= PutSymbol(ac, 0xF0, bits);
      coded &= PutValue(ac, run, block[k], bits);
    }
    if (const OddBlock* end = odd ? odd_.TakeEnd(block_index) : nullptr) {
      return coded & PutOddEnd(ac, *end, bits);
    }
    if (previous < 63) coded &= PutSymbol(ac, 0x00, bits);
    return coded;
  }

 private:
  static bool PutSymbol(const HuffmanTable& table, uint8_t symbol, Bits& bits) {
    const HuffmanCode code = table.code(symbol);
    bits.Put(code.bits, code.length);
    return code.length != 0;
  }

  // A DC difference (run 0) or an AC coefficient.
  static bool PutValue(const HuffmanTable& table, int run, int16_t value, Bits& bits) {
    const int category = Category(value);
    const HuffmanCode code = table.code(static_cast<uint8_t>((run << 4) | (category & 15)));
    // Category 16, of -32768, has no place in DCT-based JPEG.
    if (code.length == 0 || category > 15) return false;
    bits.Put((uint32_t{code.bits} << category) | ExtraBits(value, category),
             code.length + category);
    return true;
  }

  static bool PutOddEnd(const HuffmanTable& table, const OddBlock& odd, Bits& bits) {
    bool coded = true;
    for (int i = 0; i < odd.num_zrls; ++i) coded &= PutSymbol(table, 0xF0, bits);
    switch (odd.kind) {
      case OddKind::kEob:
        return coded & PutSymbol(table, 0x00, bits);
      case OddKind::kSymbol:
        coded &= PutSymbol(table, odd.symbol, bits);
        bits.Put(odd.bits, odd.symbol & 15);
        return coded;
      case OddKind::kRawAc:
        bits.Put(odd.bits, 16);
        return coded;
      case OddKind::kNone:
      case OddKind::kRawDc:
        break;
    }
    return coded;
  }

  const ScanGeometry& geometry_;
  ScanBitWriter* out_;
  OddBlockCursor odd_;
  std::array<const HuffmanTable*, kMaxComponents> dc_tables_{}, ac_tables_{};
  std::array<int16_t, kMaxComponents> dc_{};  // last DC of each component
};

}  // namespace

Status WriteSequentialScan(const ScanWriterInput& input, ScanBitWriter* out) {
  const ScanGeometry geometry(input.frame, input.scan);
  SequentialCoder coder(input, geometry, out);
  return WriteScanLoop(input, geometry, coder, out);
}

}  // namespace jackdaw::jpeg
