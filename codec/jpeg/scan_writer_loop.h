// What the writers of all kinds of scans have in common: runs of MCUs, restart markers, padding.
#ifndef JACKDAW_CODEC_JPEG_SCAN_WRITER_LOOP_H_
#define JACKDAW_CODEC_JPEG_SCAN_WRITER_LOOP_H_

#include <algorithm>
#include <array>
#include <span>

#include "codec/jpeg/scan_writer.h"

namespace jackdaw::jpeg {

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
  // The next odd block, not before those asked for so far; 2^64 - 1 after the last.
  uint64_t next_block() const { return next_block_; }
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

// WriteMcus of coders that write block by block, by
//   bool WriteBlock(ScanBitWriter::Bits&, slot, block, block_index).
// Takes the cursor as it is: at the first of n MCUs in a row.
template <class Coder>
bool WriteMcusByBlocks(const ScanGeometry& geometry, Coder& coder,
                       BlockCursor<const CoeffPlane> cursor, uint32_t n, uint64_t block_index,
                       ScanBitWriter* out) {
  const auto blocks = geometry.blocks();
  ScanBitWriter::Bits bits = out->Begin();
  bool ok = true;
  for (uint32_t mcu = 0; mcu < n && ok; ++mcu, cursor.Next()) {
    for (size_t i = 0; i < blocks.size() && ok; ++i) {
      if (!out->HasRoom(bits)) {
        out->End(bits);
        bits = out->Begin();
        if (out->Overflow()) return false;
      }
      ok = coder.WriteBlock(bits, blocks[i].slot, cursor.Block(i), block_index++);
    }
  }
  out->End(bits);
  return ok;
}

// Coder: Reset() at each start of a run or restart interval, Flush() at its end (both on an empty
// bit position of their own choosing), and bool WriteMcus(cursor, n, block_index): n MCUs in a row
// from where the cursor stands, false when a code is missing.
template <class Coder>
class ScanWriterLoop {
 public:
  ScanWriterLoop(const ScanWriterInput& input, const ScanGeometry& geometry, Coder& coder,
                 ScanBitWriter* out)
      : geometry_(geometry),
        coder_(coder),
        out_(out),
        monitor_(input.monitor),
        padder_(input.facts),
        cursor_(geometry, input.scan, input.planes),
        interval_(input.facts.ignore_restarts ? 0 : input.scan.restart_interval) {}

  bool WriteRun(const ScanRun& run) {
    coder_.Reset();
    cursor_.Seek(run.mcu_begin);
    for (uint32_t mcu = run.mcu_begin; mcu < run.mcu_end;) {
      if (interval_ != 0 && mcu % interval_ == 0 && mcu != run.mcu_begin && !WriteRestart(mcu)) {
        return false;
      }
      uint32_t n = std::min(run.mcu_end - mcu, cursor_.LeftInRow());
      if (interval_ != 0) n = std::min(n, interval_ - mcu % interval_);
      const uint64_t block_index = uint64_t{mcu} * geometry_.blocks().size();
      if (!coder_.WriteMcus(cursor_, n, block_index) || out_->Overflow()) return false;
      if (!Advance(monitor_, 0)) return false;
      cursor_.Advance(n);
      mcu += n;
    }
    if (!coder_.Flush()) return false;
    padder_.AlignToByte(out_);
    if (!run.raw.empty()) out_->PutRaw(run.raw);
    return true;
  }

 private:
  bool WriteRestart(uint32_t mcu) {
    if (!coder_.Flush()) return false;
    padder_.AlignToByte(out_);
    const auto number = static_cast<uint8_t>((mcu / interval_ - 1) & 7);
    out_->PutRaw(std::array<uint8_t, 2>{0xFF, static_cast<uint8_t>(0xD0 + number)});
    coder_.Reset();
    return true;
  }

  const ScanGeometry& geometry_;
  Coder& coder_;
  ScanBitWriter* out_;
  WorkMonitor* monitor_;
  ScanPadder padder_;
  BlockCursor<const CoeffPlane> cursor_;
  uint32_t interval_;
};

template <class Coder>
Status WriteScanLoop(const ScanWriterInput& input, const ScanGeometry& geometry, Coder& coder,
                     ScanBitWriter* out) {
  const Error corrupt{ErrorCode::kCorrupt, 0, "coefficients do not fit the scan's tables or size"};
  const ScanRun whole{0, geometry.num_mcus(), {}};
  const std::span<const ScanRun> runs =
      input.facts.runs.empty() ? std::span(&whole, 1) : std::span(input.facts.runs);
  ScanWriterLoop<Coder> loop(input, geometry, coder, out);
  for (const ScanRun& run : runs) {
    if (!loop.WriteRun(run)) return corrupt;
  }
  out->Finish();
  if (out->Overflow()) return corrupt;
  return OkStatus();
}

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_SCAN_WRITER_LOOP_H_
