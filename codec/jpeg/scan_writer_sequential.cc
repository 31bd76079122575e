#include <array>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/scan_writer_loop.h"

namespace jackdaw {
namespace {

class SequentialCoder {
 public:
  SequentialCoder(const ScanWriterInput& input, ScanBitWriter* out) : out_(out), odd_(input.facts) {
    for (size_t i = 0; i < input.scan.num_components; ++i) {
      dc_tables_[i] = input.scan.components[i].dc_table.get();
      ac_tables_[i] = input.scan.components[i].ac_table.get();
    }
  }

  void Reset() { dc_.fill(0); }
  bool Flush() { return true; }

  bool WriteBlock(int slot, const int16_t* block, uint64_t block_index) {
    const auto i = static_cast<size_t>(slot);
    const bool odd = odd_.IsOdd(block_index);
    bool coded = true;
    // Modulo 2^16, as the reader adds differences up.
    const auto diff = static_cast<int16_t>(static_cast<uint16_t>(block[0] - dc_[i]));
    dc_[i] = block[0];
    if (const OddBlock* raw = odd ? odd_.TakeDc(block_index) : nullptr) {
      coded = diff == 0;
      out_->Put(raw->bits, 16);
    } else {
      coded = WriteDifference(*dc_tables_[i], diff);
    }
    const HuffmanTable& ac = *ac_tables_[i];
    int previous = 0;
    for (uint64_t mask = NonzeroMask(block, 1, 63); mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask);
      int run = k - previous - 1;
      previous = k;
      for (; run > 15; run -= 16) coded &= WriteSymbol(ac, 0xF0);
      coded &= WriteCoefficient(ac, run, block[k]);
    }
    if (const OddBlock* end = odd ? odd_.TakeEnd(block_index) : nullptr) {
      return coded & WriteOddEnd(ac, *end);
    }
    if (previous < 63) coded &= WriteSymbol(ac, 0x00);
    return coded;
  }

 private:
  bool WriteSymbol(const HuffmanTable& table, uint8_t symbol) {
    const HuffmanCode code = table.code(symbol);
    out_->Put(code.bits, code.length);
    return code.length != 0;
  }

  bool WriteDifference(const HuffmanTable& table, int16_t diff) {
    const int category = Category(diff);
    const HuffmanCode code = table.code(static_cast<uint8_t>(category));
    // Category 16, of -32768, has no place in DCT-based JPEG.
    if (code.length == 0 || category > 15) return false;
    out_->Put((uint32_t{code.bits} << category) | ExtraBits(diff, category),
              code.length + category);
    return true;
  }

  bool WriteCoefficient(const HuffmanTable& table, int run, int16_t value) {
    const int category = Category(value);
    const HuffmanCode code = table.code(static_cast<uint8_t>((run << 4) | (category & 15)));
    if (code.length == 0 || category > 15) return false;
    out_->Put((uint32_t{code.bits} << category) | ExtraBits(value, category),
              code.length + category);
    return true;
  }

  bool WriteOddEnd(const HuffmanTable& table, const OddBlock& odd) {
    bool coded = true;
    for (int i = 0; i < odd.num_zrls; ++i) coded &= WriteSymbol(table, 0xF0);
    switch (odd.kind) {
      case OddKind::kEob:
        return coded & WriteSymbol(table, 0x00);
      case OddKind::kSymbol:
        coded &= WriteSymbol(table, odd.symbol);
        out_->Put(odd.bits, odd.symbol & 15);
        return coded;
      case OddKind::kRawAc:
        out_->Put(odd.bits, 16);
        return coded;
      case OddKind::kNone:
      case OddKind::kRawDc:
        break;
    }
    return coded;
  }

  ScanBitWriter* out_;
  OddBlockCursor odd_;
  std::array<const HuffmanTable*, kMaxComponents> dc_tables_{}, ac_tables_{};
  std::array<int16_t, kMaxComponents> dc_{};  // last DC of each component
};

}  // namespace

Status WriteSequentialScan(const ScanWriterInput& input, ScanBitWriter* out) {
  const ScanGeometry geometry(input.frame, input.scan);
  SequentialCoder coder(input, out);
  return WriteScanLoop(input, geometry, coder, out);
}

}  // namespace jackdaw
