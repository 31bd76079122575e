// What the writers of all kinds of scans have in common: runs of MCUs, restart markers, padding.
#ifndef JACKDAW_CODEC_JPEG_SCAN_WRITER_LOOP_H_
#define JACKDAW_CODEC_JPEG_SCAN_WRITER_LOOP_H_

#include <array>

#include "codec/jpeg/scan_writer.h"

namespace jackdaw {

// Pads to byte boundaries, with the scan's default bit or the exceptions of the facts.
class ScanPadder {
 public:
  explicit ScanPadder(const ScanFacts& facts) : facts_(facts) {}

  void AlignToByte(ScanBitWriter* out) {
    const int num_bits = out->NumPaddingBits();
    if (num_bits != 0) {
      const uint32_t mask = (1u << num_bits) - 1;
      uint32_t bits = facts_.pad_with_zeros ? 0 : mask;
      if (next_ < facts_.padding.size() && facts_.padding[next_].index == index_) {
        bits = facts_.padding[next_].bits & mask;
        ++next_;
      }
      out->Put(bits, num_bits);
      ++index_;
    }
    out->FlushWholeBytes();
  }

 private:
  const ScanFacts& facts_;
  uint64_t index_ = 0;  // alignments that needed bits so far
  size_t next_ = 0;     // in facts_.padding
};

// Hands out the odd blocks of a scan in order.
class OddBlockCursor {
 public:
  explicit OddBlockCursor(const ScanFacts& facts) : odd_blocks_(facts.odd_blocks) { Update(); }

  bool IsOdd(uint64_t block) const { return block == next_block_; }
  // The next entry if it is about `block` and of the wanted kind (DC or not DC), else null.
  const OddBlock* TakeDc(uint64_t block) { return Take(block, true); }
  const OddBlock* TakeEnd(uint64_t block) { return Take(block, false); }

 private:
  const OddBlock* Take(uint64_t block, bool dc) {
    if (block != next_block_) return nullptr;
    const OddBlock& odd = odd_blocks_[next_];
    if ((odd.kind == OddKind::kRawDc) != dc) return nullptr;
    ++next_;
    Update();
    return &odd;
  }
  void Update() {
    next_block_ = next_ < odd_blocks_.size() ? odd_blocks_[next_].block : ~uint64_t{0};
  }

  const std::vector<OddBlock>& odd_blocks_;
  size_t next_ = 0;
  uint64_t next_block_ = 0;
};

// Coder: Reset() at each start of a run or restart interval, Flush() at its end (both on an empty
// bit position of their own choosing), and bool WriteBlock(slot, block, block_index), false when a
// code is missing.
template <class Coder>
Status WriteScanLoop(const ScanWriterInput& input, const ScanGeometry& geometry, Coder& coder,
                     ScanBitWriter* out) {
  const Error corrupt{ErrorCode::kCorrupt, 0, "coefficients do not fit the scan's tables or size"};
  const ScanFacts& facts = input.facts;
  const std::vector<ScanRun> whole = {{0, geometry.num_mcus(), {}}};
  const std::vector<ScanRun>& runs = facts.runs.empty() ? whole : facts.runs;
  const uint32_t interval = facts.ignore_restarts ? 0 : input.scan.restart_interval;
  const auto blocks = geometry.blocks();
  ScanPadder padder(facts);
  BlockCursor<const CoeffPlane> cursor(geometry, input.scan, input.planes);
  for (const ScanRun& run : runs) {
    coder.Reset();
    cursor.Seek(run.mcu_begin);
    uint64_t block_index = uint64_t{run.mcu_begin} * blocks.size();
    for (uint32_t mcu = run.mcu_begin; mcu < run.mcu_end; ++mcu) {
      if (interval != 0 && mcu % interval == 0 && mcu != run.mcu_begin) {
        if (!coder.Flush()) return corrupt;
        padder.AlignToByte(out);
        const auto number = static_cast<uint8_t>((mcu / interval - 1) & 7);
        out->PutRaw(std::array<uint8_t, 2>{0xFF, static_cast<uint8_t>(0xD0 + number)});
        coder.Reset();
      }
      for (const McuBlock& block : blocks) {
        if (!coder.WriteBlock(block.slot, cursor.Block(block), block_index++)) return corrupt;
      }
      cursor.Next();
      if (out->Overflow()) return corrupt;
    }
    if (!coder.Flush()) return corrupt;
    padder.AlignToByte(out);
    if (!run.raw.empty()) out->PutRaw(run.raw);
  }
  out->Finish();
  if (out->Overflow()) return corrupt;
  return OkStatus();
}

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_SCAN_WRITER_LOOP_H_
