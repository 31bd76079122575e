#include <vector>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/eob_run.h"
#include "codec/jpeg/scan_writer_loop.h"

namespace jackdaw {
namespace {

// Symbols and the pending EOB run with its correction bits, for first and refinement scans.
class AcScanCoder {
 public:
  AcScanCoder(const ScanWriterInput& input, ScanBitWriter* out)
      : out_(out),
        odd_(input.facts),
        facts_(input.facts),
        table_(*input.scan.components[0].ac_table),
        ss_(input.scan.ss),
        se_(input.scan.se),
        al_(input.scan.al) {}

  void Reset() {}
  // Writes the pending EOB run.
  bool Flush() {
    if (num_eobs_ == 0) return true;
    const int num_bits = static_cast<int>(std::bit_width(num_eobs_)) - 1;
    const bool coded = WriteSymbol(static_cast<uint8_t>(num_bits << 4));
    out_->Put(num_eobs_ & ((1u << num_bits) - 1), num_bits);
    num_eobs_ = 0;
    WriteCorrections(pending_);
    pending_.clear();
    return coded;
  }

 protected:
  bool WriteSymbol(uint8_t symbol) {
    const HuffmanCode code = table_.code(symbol);
    out_->Put(code.bits, code.length);
    return code.length != 0;
  }

  void WriteCorrections(const std::vector<uint8_t>& bits) {
    for (const uint8_t bit : bits) out_->Put(bit, 1);
  }

  // A block of nothing but an EOB: joins the pending run, or starts a new one.
  bool AddEmptyBlock(uint64_t block_index) {
    bool coded = true;
    if (num_eobs_ > 0) {
      bool breaks = BreaksEobRun(num_eobs_, pending_.size(), facts_.break_eob_runs);
      while (next_toggle_ < facts_.eob_run_toggles.size() &&
             facts_.eob_run_toggles[next_toggle_] <= block_index) {
        if (facts_.eob_run_toggles[next_toggle_] == block_index) breaks = !breaks;
        ++next_toggle_;
      }
      if (breaks || num_eobs_ >= kMaxEobRun) coded = Flush();
    }
    ++num_eobs_;
    return coded;
  }

  ScanBitWriter* out_;
  OddBlockCursor odd_;
  const ScanFacts& facts_;
  const HuffmanTable& table_;
  const int ss_, se_, al_;
  uint32_t num_eobs_ = 0;         // blocks of the pending run, 0..kMaxEobRun
  std::vector<uint8_t> pending_;  // its correction bits, one an element
  size_t next_toggle_ = 0;
};

// First scan of a band: |coefficient| >> Al with its sign (T.81 G.1.2.2).
class AcFirstCoder : public AcScanCoder {
 public:
  using AcScanCoder::AcScanCoder;

  bool WriteBlock(int /*slot*/, const int16_t* block, uint64_t block_index) {
    const OddBlock* odd = odd_.TakeEnd(block_index);
    int previous = ss_ - 1;
    bool coded = true;
    for (uint64_t mask = NonzeroMask(block, ss_, se_); mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask);
      const auto magnitude = static_cast<int32_t>(Magnitude(block[k]) >> al_);
      if (magnitude == 0) continue;
      coded &= Flush();
      int run = k - previous - 1;
      previous = k;
      for (; run > 15; run -= 16) coded &= WriteSymbol(0xF0);
      coded &= WriteCoefficient(run, block[k] < 0 ? -magnitude : magnitude);
    }
    if (odd != nullptr) return coded & WriteOddEnd(*odd);
    if (previous < ss_) return coded & AddEmptyBlock(block_index);
    if (previous < se_) num_eobs_ = 1;
    return coded;
  }

 private:
  bool WriteCoefficient(int run, int32_t value) {
    const int category = Category(value);
    const HuffmanCode code = table_.code(static_cast<uint8_t>((run << 4) | (category & 15)));
    if (code.length == 0 || category > 15) return false;
    out_->Put((uint32_t{code.bits} << category) | ExtraBits(value, category),
              code.length + category);
    return true;
  }

  bool WriteOddEnd(const OddBlock& odd) {
    bool coded = Flush();
    for (int i = 0; i < odd.num_zrls; ++i) coded &= WriteSymbol(0xF0);
    if (odd.kind == OddKind::kEob) num_eobs_ = 1;
    if (odd.kind == OddKind::kSymbol) {
      coded &= WriteSymbol(odd.symbol);
      out_->Put(odd.bits, odd.symbol & 15);
    }
    return coded;
  }
};

// Further scans of a band: one more bit of each coefficient (T.81 G.1.2.3). Coefficients that were
// not 0 before get a correction bit, which follows the next symbol.
class AcRefinementCoder : public AcScanCoder {
 public:
  using AcScanCoder::AcScanCoder;

  bool WriteBlock(int /*slot*/, const int16_t* block, uint64_t block_index) {
    const uint64_t known = Classify(block);
    const OddBlock* odd = odd_.TakeEnd(block_index);
    if (new_mask_ == 0 && odd == nullptr) {
      const bool coded = AddEmptyBlock(block_index);
      AppendCorrections(block, known, &pending_);
      return coded;
    }
    bool coded = Flush();
    const int last_new = 63 - std::countl_zero(new_mask_ | (uint64_t{1} << (ss_ - 1)));
    uint64_t tail = known;
    if (new_mask_ != 0) {
      const uint64_t head = BandMask(ss_, last_new);
      coded &= WriteNewCoefficients(block, known & head);
      tail = known & ~head;
    }
    if (odd != nullptr) return coded & WriteOddEnd(block, *odd, tail, last_new + 1);
    if (last_new < se_) {
      num_eobs_ = 1;
      AppendCorrections(block, tail, &pending_);
    }
    return coded;
  }

 private:
  // Sets new_mask_ (magnitude 1 at Al) and returns the mask of those already known before the scan.
  uint64_t Classify(const int16_t* block) {
    uint64_t known = 0;
    new_mask_ = 0;
    for (uint64_t mask = NonzeroMask(block, ss_, se_); mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask);
      const uint32_t magnitude = Magnitude(block[k]) >> al_;
      if (magnitude == 1) new_mask_ |= uint64_t{1} << k;
      if (magnitude > 1) known |= uint64_t{1} << k;
    }
    return known;
  }

  uint8_t CorrectionBit(const int16_t* block, int k) const {
    return static_cast<uint8_t>((Magnitude(block[k]) >> al_) & 1);
  }

  void AppendCorrections(const int16_t* block, uint64_t known, std::vector<uint8_t>* bits) {
    for (; known != 0; known &= known - 1) {
      bits->push_back(CorrectionBit(block, std::countr_zero(known)));
    }
  }

  // Everything up to the last new coefficient. known: those before it.
  bool WriteNewCoefficients(const int16_t* block, uint64_t known) {
    bool coded = true;
    int run = 0;
    int previous = ss_ - 1;
    for (uint64_t mask = known | new_mask_; mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask);
      run += k - previous - 1;
      previous = k;
      // The 16th zero of a ZRL lies after the last coefficient whose correction bit is in
      // block_bits_.
      for (; run > 15; run -= 16) {
        coded &= WriteSymbol(0xF0);
        FlushBlockBits();
      }
      if ((known >> k & 1) != 0) {
        block_bits_.push_back(CorrectionBit(block, k));
        continue;
      }
      coded &= WriteSymbol(static_cast<uint8_t>((run << 4) | 1));
      out_->Put(block[k] < 0 ? 0 : 1, 1);
      FlushBlockBits();
      run = 0;
    }
    return coded;
  }

  void FlushBlockBits() {
    WriteCorrections(block_bits_);
    block_bits_.clear();
  }

  // ZRLs after the last new coefficient, each with the corrections up to its 16th zero.
  bool WriteOddEnd(const int16_t* block, const OddBlock& odd, uint64_t known, int k) {
    bool coded = true;
    for (int i = 0; i < odd.num_zrls; ++i) {
      coded &= WriteSymbol(0xF0);
      for (int zeros = 0; k <= se_ && zeros < 16; ++k) {
        if ((known >> k & 1) != 0) {
          out_->Put(CorrectionBit(block, k), 1);
        } else {
          ++zeros;
        }
      }
    }
    if (odd.kind == OddKind::kEob) {
      num_eobs_ = 1;
      if (k <= se_) AppendCorrections(block, known & BandMask(k, 63), &pending_);
    }
    return coded;
  }

  uint64_t new_mask_ = 0;
  std::vector<uint8_t> block_bits_;  // corrections that wait for the next symbol of this block
};

}  // namespace

Status WriteProgressiveAcFirstScan(const ScanWriterInput& input, ScanBitWriter* out) {
  const ScanGeometry geometry(input.frame, input.scan);
  AcFirstCoder coder(input, out);
  return WriteScanLoop(input, geometry, coder, out);
}

Status WriteProgressiveAcRefinementScan(const ScanWriterInput& input, ScanBitWriter* out) {
  const ScanGeometry geometry(input.frame, input.scan);
  AcRefinementCoder coder(input, out);
  return WriteScanLoop(input, geometry, coder, out);
}

}  // namespace jackdaw
