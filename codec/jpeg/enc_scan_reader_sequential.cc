#include <array>
#include <cstring>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/enc_scan_reader_loop.h"

namespace jackdaw {
namespace {

class SequentialReader {
 public:
  explicit SequentialReader(const ScanHeader& scan) {
    for (size_t i = 0; i < scan.num_components; ++i) {
      dc_tables_[i] = scan.components[i].dc_table.get();
      ac_tables_[i] = scan.components[i].ac_table.get();
    }
  }

  void Reset() { dc_.fill(0); }
  void BeginMcu(const McuStart&) {}
  bool Pending() const { return false; }
  const McuStart& run_start() const { return no_start_; }
  const McuStart& damage_start(const McuStart& start) const { return start; }
  void Undo(int16_t* block) { std::memset(block, 0, kBlockSize * sizeof(int16_t)); }
  void Forget(uint64_t block_index) {
    while (!odd_blocks_.empty() && odd_blocks_.back().block >= block_index) odd_blocks_.pop_back();
  }
  void MoveFacts(ScanFacts* facts) { facts->odd_blocks = std::move(odd_blocks_); }

  bool ReadBlock(ScanBitReader& reader, int slot, int16_t* block, uint64_t block_index) {
    ScanBitReader local = reader;  // in registers
    const bool ok = ReadBlockWith(local, slot, block, block_index);
    reader = local;
    return ok;
  }

 private:
  bool ReadBlockWith(ScanBitReader& reader, int slot, int16_t* block, uint64_t block_index) {
    const auto i = static_cast<size_t>(slot);
    reader.EnsureBits();
    const HuffmanTable::Symbol dc = dc_tables_[i]->Decode(reader);
    if (dc.length == 0) {
      if (!AddInvalidCode(reader, OddKind::kRawDc, 0, block_index)) return false;
    } else if (dc.value != 0) {
      const int32_t diff = Extend(reader.Take(dc.value), dc.value);
      dc_[i] = static_cast<int16_t>(static_cast<uint16_t>(dc_[i] + diff));
    }
    block[0] = dc_[i];

    const HuffmanTable& table = *ac_tables_[i];
    int next = 1;  // coefficient after the last one that is not 0
    int k = 1;
    while (k < kBlockSize) {
      reader.EnsureBits();
      const HuffmanTable::Symbol ac = table.Decode(reader);
      const int run = ac.value >> 4;
      const int size = ac.value & 15;
      if (size != 0 && k + run < kBlockSize) [[likely]] {
        k += run;
        block[k++] = static_cast<int16_t>(Extend(reader.Take(size), size));
        next = k;
      } else if (ac.value == 0 && ac.length != 0) [[likely]] {
        if (k != next) AddOdd(OddKind::kEob, (k - next) / 16, block_index);
        return true;
      } else if (ac.value == 0xF0) {
        k += 16;
      } else {
        return ReadOddEnd(reader, ac, (k - next) / 16, block_index);
      }
    }
    if (k != next) AddOdd(OddKind::kNone, (k - next) / 16, block_index);
    return true;
  }

  void AddOdd(OddKind kind, int num_zrls, uint64_t block_index) {
    OddBlock odd;
    odd.block = block_index;
    odd.kind = kind;
    odd.num_zrls = static_cast<uint8_t>(num_zrls);
    odd_blocks_.push_back(odd);
  }

  bool ReadOddEnd(ScanBitReader& reader, HuffmanTable::Symbol symbol, int num_zrls,
                  uint64_t block_index) {
    if (symbol.length == 0) return AddInvalidCode(reader, OddKind::kRawAc, num_zrls, block_index);
    AddOdd(OddKind::kSymbol, num_zrls, block_index);
    odd_blocks_.back().symbol = symbol.value;
    const int size = symbol.value & 15;
    if (size != 0) odd_blocks_.back().bits = static_cast<uint16_t>(reader.Take(size));
    return true;
  }

  // Takes 16 bits as they are and goes on: Huffman codes fall into step again, so that one wrong
  // bit in a file does not cost the rest of it. Data full of such codes are not worth it.
  bool AddInvalidCode(ScanBitReader& reader, OddKind kind, int num_zrls, uint64_t block_index) {
    ++num_invalid_;
    if (num_invalid_ > 64 + block_index / 32) return false;
    AddOdd(kind, num_zrls, block_index);
    odd_blocks_.back().bits = static_cast<uint16_t>(reader.Take(16));
    return true;
  }

  std::array<const HuffmanTable*, kMaxComponents> dc_tables_{}, ac_tables_{};
  std::array<int16_t, kMaxComponents> dc_{};
  std::vector<OddBlock> odd_blocks_;
  uint64_t num_invalid_ = 0;
  McuStart no_start_;
};

}  // namespace

ScanReadResult ReadSequentialScan(const ScanReaderInput& input) {
  const ScanGeometry geometry(input.frame, input.scan);
  SequentialReader coder(input.scan);
  return ScanReaderLoop<SequentialReader>(input, geometry, coder).Read();
}

}  // namespace jackdaw
