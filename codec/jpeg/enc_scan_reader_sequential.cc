#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/enc_huffman_lookup.h"
#include "codec/jpeg/enc_scan_reader_loop.h"

namespace jackdaw::jpeg {
namespace {

class SequentialReader {
 public:
  SequentialReader(const ScanHeader& scan, const ScanGeometry& geometry) : geometry_(geometry) {
    for (size_t i = 0; i < scan.num_components; ++i) {
      const ScanComponent& c = scan.components[i];
      // One lookup for all components with the same table, for the cache's sake.
      for (size_t j = 0; j < i; ++j) {
        if (scan.components[j].dc_table == c.dc_table) dc_tables_[i] = dc_tables_[j];
        if (scan.components[j].ac_table == c.ac_table) ac_tables_[i] = ac_tables_[j];
      }
      if (!dc_tables_[i]) dc_tables_[i] = std::make_shared<DcLookup>(c.dc_table.get());
      if (!ac_tables_[i]) ac_tables_[i] = std::make_shared<AcLookup>(c.ac_table.get());
    }
  }

  void Reset() { dc_.fill(0); }
  bool Pending() const { return false; }
  const McuStart& run_start() const { return start_; }
  const McuStart& damage_start() const { return start_; }
  void Undo(int16_t* block, size_t) { std::memset(block, 0, kBlockSize * sizeof(int16_t)); }
  void Forget(uint64_t block_index) {
    while (!odd_blocks_.empty() && odd_blocks_.back().block >= block_index) odd_blocks_.pop_back();
  }
  void MoveFacts(ScanFacts* facts) { facts->odd_blocks = std::move(odd_blocks_); }

  uint32_t ReadMcus(ScanBitReader& reader, BlockCursor<CoeffPlane>& cursor, uint32_t mcu,
                    uint32_t end) {
    return ReadMcusByBlocks(geometry_, *this, reader, cursor, mcu, end, &start_);
  }

  bool ReadBlock(ScanBitReader& reader, int slot, int16_t* block, uint64_t block_index) {
    const auto i = static_cast<size_t>(slot);
    if (!ReadDc(reader, *dc_tables_[i], i, block_index)) return false;
    block[0] = dc_[i];

    const AcLookup& table = *ac_tables_[i];
    int k = 1;
    int after_zrl = 0;  // k after the last ZRL; it is one before the block's end if this is still k
    int num_zrls = 0;   // in a row, up to that one
    for (;;) {
      reader.Refill();
      HuffmanEntry ac = table.Find(reader);
      if (k + ac.run < kBlockSize) [[likely]] {
        k = StoreAc(reader, ac, k, block);
        ac = table.Find(reader);
        if (k + ac.run < kBlockSize) [[likely]] {
          k = StoreAc(reader, ac, k, block);
          continue;
        }
      }
      const int num_end_zrls = k == after_zrl ? num_zrls : 0;
      if (k >= kBlockSize) {
        if (num_end_zrls != 0) AddOdd(OddKind::kNone, num_end_zrls, block_index);
        return true;
      }
      if (ac.code_length != 0 && ac.run == AcLookup::kSpecialRun && ac.size_or_symbol == 0) {
        reader.Drop(ac.code_length);
        if (num_end_zrls != 0) AddOdd(OddKind::kEob, num_end_zrls, block_index);
        return true;
      }
      reader.EnsureBits();
      const HuffmanTable::Symbol symbol = table.Decode(reader.Peek(16));
      reader.Drop(symbol.length);
      const int run = symbol.value >> 4;
      const int size = symbol.value & 15;
      if (size != 0 && k + run < kBlockSize) {
        k += run;
        block[k++] = static_cast<int16_t>(Extend(reader.Take(size), size));
      } else if (symbol.value == 0 && symbol.length != 0) {
        if (num_end_zrls != 0) AddOdd(OddKind::kEob, num_end_zrls, block_index);
        return true;
      } else if (symbol.value == 0xF0) {
        num_zrls = num_end_zrls + 1;
        after_zrl = k += 16;
      } else if (symbol.length == 0) {
        const uint32_t bits = reader.Take(16);
        return AddInvalidCode(bits, OddKind::kRawAc, num_end_zrls, block_index);
      } else {
        const uint32_t bits = size != 0 ? reader.Take(size) : 0;
        AddOddSymbol(symbol.value, bits, num_end_zrls, block_index);
        return true;
      }
    }
  }

 private:
  // Reads the coefficient that ac stands for and returns the index of the next one.
  static int StoreAc(ScanBitReader& reader, HuffmanEntry ac, int k, int16_t* block) {
    k += ac.run;
    block[k] = static_cast<int16_t>(PeekValue(reader, ac));
    reader.Drop(ac.num_bits);
    return k + 1;
  }

  bool ReadDc(ScanBitReader& reader, const DcLookup& table, size_t i, uint64_t block_index) {
    reader.EnsureBits();
    const HuffmanEntry entry = table.Find(reader);
    int32_t diff = 0;
    if (entry.run != DcLookup::kSpecialRun) [[likely]] {
      diff = PeekValue(reader, entry);
      reader.Drop(entry.num_bits);
    } else {
      const HuffmanTable::Symbol dc = table.Decode(reader.Peek(16));
      reader.Drop(dc.length);
      if (dc.length == 0) {
        const uint32_t bits = reader.Take(16);
        return AddInvalidCode(bits, OddKind::kRawDc, 0, block_index);
      }
      if (dc.value != 0) diff = Extend(reader.Take(dc.value), dc.value);
    }
    dc_[i] = static_cast<int16_t>(static_cast<uint16_t>(dc_[i] + diff));
    return true;
  }

  void AddOdd(OddKind kind, int num_zrls, uint64_t block_index) {
    OddBlock odd;
    odd.block = block_index;
    odd.kind = kind;
    odd.num_zrls = static_cast<uint8_t>(num_zrls);
    odd_blocks_.push_back(odd);
  }

  void AddOddSymbol(uint8_t symbol, uint32_t bits, int num_zrls, uint64_t block_index) {
    AddOdd(OddKind::kSymbol, num_zrls, block_index);
    odd_blocks_.back().symbol = symbol;
    odd_blocks_.back().bits = static_cast<uint16_t>(bits);
  }

  // 16 bits are taken as they are, and reading goes on: Huffman codes fall into step again, so that
  // one wrong bit in a file does not cost the rest of it. Data full of such codes are not worth it.
  bool AddInvalidCode(uint32_t bits, OddKind kind, int num_zrls, uint64_t block_index) {
    ++num_invalid_;
    if (num_invalid_ > 64 + block_index / 32) return false;
    AddOdd(kind, num_zrls, block_index);
    odd_blocks_.back().bits = static_cast<uint16_t>(bits);
    return true;
  }

  const ScanGeometry& geometry_;
  std::array<std::shared_ptr<const DcLookup>, kMaxComponents> dc_tables_;
  std::array<std::shared_ptr<const AcLookup>, kMaxComponents> ac_tables_;
  std::array<int16_t, kMaxComponents> dc_{};
  std::vector<OddBlock> odd_blocks_;
  uint64_t num_invalid_ = 0;
  McuStart start_;
};

}  // namespace

ScanReadResult ReadSequentialScan(const ScanReaderInput& input) {
  const ScanGeometry geometry(input.frame, input.scan);
  SequentialReader coder(input.scan, geometry);
  return ScanReaderLoop<SequentialReader>(input, geometry, coder).Read();
}

}  // namespace jackdaw::jpeg
