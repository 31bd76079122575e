#include <algorithm>
#include <bit>
#include <span>
#include <vector>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/eob_run.h"
#include "codec/jpeg/scan_writer_loop.h"

namespace jackdaw::jpeg {
namespace {

// Correction bits in the order of writing.
class CorrectionBits {
 public:
  uint64_t size() const { return 32 * words_.size() + static_cast<uint64_t>(num_last_); }
  // n: 0..32.
  void Append(uint64_t bits, int n) {
    last_ = (last_ << n) | bits;
    num_last_ += n;
    if (num_last_ < 32) return;
    num_last_ -= 32;
    words_.push_back(static_cast<uint32_t>(last_ >> num_last_));
    last_ &= (uint64_t{1} << num_last_) - 1;
  }
  // Leaves none.
  void MoveTo(ScanBitWriter* out) {
    for (const uint32_t word : words_) out->Put(word, 32);
    out->Put(last_, num_last_);
    words_.clear();
    last_ = 0;
    num_last_ = 0;
  }

 private:
  std::vector<uint32_t> words_;
  uint64_t last_ = 0;  // num_last_ bits, 0..31
  int num_last_ = 0;
};

// The masks of one level (LevelMasks), row by row.
class MaskRows {
 public:
  MaskRows(const ScanWriterInput& input, int al) : al_(al) {
    if (input.level_masks != nullptr) {
      cached_ = input.level_masks->Get(input.scan.components[0].index, al);
    }
  }
  // The masks of n blocks in a row. Valid until the next call.
  const uint64_t* Row(const int16_t* blocks, size_t plane_index, uint32_t n) {
    if (!cached_.empty()) return &cached_[plane_index];
    row_.resize(n);
    for (size_t i = 0; i < n; ++i) row_[i] = LevelMask(blocks + i * kBlockSize, al_);
    return row_.data();
  }

 private:
  int al_;
  std::span<const uint64_t> cached_;
  std::vector<uint64_t> row_;
};

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
        al_(input.scan.al),
        band_(BandMask(input.scan.ss, input.scan.se)) {}

  void Reset() {}
  // Writes the pending EOB run.
  bool Flush() {
    if (num_eobs_ == 0) return true;
    const int num_bits = static_cast<int>(std::bit_width(num_eobs_)) - 1;
    const HuffmanCode code = table_.code(static_cast<uint8_t>(num_bits << 4));
    const uint32_t low_bits = num_eobs_ & ((1u << num_bits) - 1);
    out_->Put((uint32_t{code.bits} << num_bits) | low_bits, code.length + num_bits);
    num_eobs_ = 0;
    if (pending_.size() != 0) pending_.MoveTo(out_);
    return code.length != 0;
  }

 protected:
  static bool PutSymbol(const HuffmanTable& table, uint8_t symbol, ScanBitWriter::Bits& bits) {
    const HuffmanCode code = table.code(symbol);
    bits.Put(code.bits, code.length);
    return code.length != 0;
  }
  bool WriteSymbol(uint8_t symbol) {
    const HuffmanCode code = table_.code(symbol);
    out_->Put(code.bits, code.length);
    return code.length != 0;
  }

  uint64_t NextToggle() const {
    return next_toggle_ < facts_.eob_run_toggles.size() ? facts_.eob_run_toggles[next_toggle_]
                                                        : UINT64_MAX;
  }

  // A block of nothing but an EOB: joins the pending run, or starts a new one.
  bool AddEmptyBlock(uint64_t block_index) {
    bool coded = true;
    if (num_eobs_ > 0) {
      bool breaks = BreaksEobRun(num_eobs_, pending_.size(), facts_.break_eob_runs);
      for (; NextToggle() <= block_index; ++next_toggle_) {
        if (NextToggle() == block_index) breaks = !breaks;
      }
      if (breaks || num_eobs_ >= kMaxEobRun) coded = Flush();
    }
    ++num_eobs_;
    return coded;
  }

  // n of them without correction bits.
  bool AddEmptyBlocks(uint64_t block_index, uint32_t n) {
    bool coded = true;
    for (; n > 0; ++block_index, --n) {
      // As soon as none of the others can break the run, all join it.
      if (num_eobs_ > 0 && NextToggle() >= block_index + n &&
          !BreaksEobRun(num_eobs_ + n - 1, pending_.size(), facts_.break_eob_runs)) {
        num_eobs_ += n;
        break;
      }
      coded &= AddEmptyBlock(block_index);
    }
    return coded;
  }

  // How many of the n blocks, at the front, have no coefficient in the band and are not odd.
  uint32_t NumEmpty(const uint64_t* masks, uint32_t n, uint64_t block_index) const {
    const uint64_t before_odd = odd_.next_block() - block_index;
    if (before_odd < n) n = static_cast<uint32_t>(before_odd);
    uint32_t i = 0;
    while (i < n && (masks[i] & band_) == 0) ++i;
    return i;
  }

  // Asks for the blocks of a row that the scan touches, from *next on, up to some way ahead of i:
  // they are too far apart for the processor to guess them.
  void PrefetchAhead(const uint64_t* masks, const int16_t* block, uint32_t i, uint32_t n,
                     uint32_t* next) const {
    constexpr uint32_t kDistance = 24;
    const uint32_t end = n - i < kDistance ? n : i + kDistance;
    for (; *next < end; ++*next) {
      if ((masks[*next] & band_) != 0) PrefetchBlock(block + size_t{*next} * kBlockSize + ss_);
    }
  }

  ScanBitWriter* out_;
  OddBlockCursor odd_;
  const ScanFacts& facts_;
  const HuffmanTable& table_;
  const int ss_, se_, al_;
  const uint64_t band_;
  uint32_t num_eobs_ = 0;   // blocks of the pending run, 0..kMaxEobRun
  CorrectionBits pending_;  // its correction bits
  size_t next_toggle_ = 0;
};

// First scan of a band: |coefficient| >> Al with its sign (T.81 G.1.2.2).
class AcFirstCoder : public AcScanCoder {
 public:
  AcFirstCoder(const ScanWriterInput& input, ScanBitWriter* out)
      : AcScanCoder(input, out), masks_(input, input.scan.al) {}

  // n MCUs in a row, that is blocks of the one component.
  bool WriteMcus(const BlockCursor<const CoeffPlane>& cursor, uint32_t n, uint64_t block_index) {
    const int16_t* block = cursor.Block(0);
    const uint64_t* masks = masks_.Row(block, cursor.PlaneIndex(0), n);
    uint32_t prefetched = 0;
    for (uint32_t i = 0; i < n;) {
      if (const uint32_t num_empty = NumEmpty(masks + i, n - i, block_index + i); num_empty > 0) {
        if (!AddEmptyBlocks(block_index + i, num_empty)) return false;
        i += num_empty;
        continue;
      }
      PrefetchAhead(masks, block, i, n, &prefetched);
      if (!WriteBlock(block + size_t{i} * kBlockSize, masks[i] & band_, block_index + i)) {
        return false;
      }
      ++i;
    }
    return true;
  }

 private:
  bool WriteBlock(const int16_t* block, uint64_t mask, uint64_t block_index) {
    const OddBlock* odd = odd_.TakeEnd(block_index);
    int previous = ss_ - 1;
    bool coded = true;
    if (mask != 0) {
      coded = Flush();
      ScanBitWriter::Bits bits = out_->Begin();
      for (; mask != 0; mask &= mask - 1) {
        const int k = std::countr_zero(mask);
        int run = k - previous - 1;
        previous = k;
        for (; run > 15; run -= 16) coded &= PutSymbol(table_, 0xF0, bits);
        coded &= PutCoefficient(run, block[k], bits);
      }
      out_->End(bits);
    }
    if (odd != nullptr) return coded & WriteOddEnd(*odd);
    if (previous < ss_) return coded & AddEmptyBlock(block_index);
    if (previous < se_) num_eobs_ = 1;
    return coded;
  }

  bool PutCoefficient(int run, int32_t coefficient, ScanBitWriter::Bits& bits) const {
    const auto magnitude = static_cast<int32_t>(Magnitude(coefficient) >> al_);
    const int32_t value = coefficient < 0 ? -magnitude : magnitude;
    const int category = Category(value);
    const HuffmanCode code = table_.code(static_cast<uint8_t>((run << 4) | (category & 15)));
    if (code.length == 0 || category > 15) return false;
    bits.Put((uint32_t{code.bits} << category) | ExtraBits(value, category),
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

  MaskRows masks_;
};

// Further scans of a band: one more bit of each coefficient (T.81 G.1.2.3). Coefficients that were
// not 0 before get a correction bit, which follows the next symbol.
class AcRefinementCoder : public AcScanCoder {
 public:
  AcRefinementCoder(const ScanWriterInput& input, ScanBitWriter* out)
      : AcScanCoder(input, out), masks_(input, input.scan.al), known_(input, input.scan.al + 1) {}

  // As AcFirstCoder's.
  bool WriteMcus(const BlockCursor<const CoeffPlane>& cursor, uint32_t n, uint64_t block_index) {
    const int16_t* block = cursor.Block(0);
    const uint64_t* masks = masks_.Row(block, cursor.PlaneIndex(0), n);
    const uint64_t* known = known_.Row(block, cursor.PlaneIndex(0), n);
    uint32_t prefetched = 0;
    for (uint32_t i = 0; i < n;) {
      if (const uint32_t num_empty = NumEmpty(masks + i, n - i, block_index + i); num_empty > 0) {
        if (!AddEmptyBlocks(block_index + i, num_empty)) return false;
        i += num_empty;
        continue;
      }
      PrefetchAhead(masks, block, i, n, &prefetched);
      if (!WriteBlock(block + size_t{i} * kBlockSize, known[i] & band_,
                      masks[i] & ~known[i] & band_, block_index + i)) {
        return false;
      }
      ++i;
    }
    return true;
  }

 private:
  // known, added: the coefficients whose magnitude >> Al is more than 1, and is 1.
  bool WriteBlock(const int16_t* block, uint64_t known, uint64_t added, uint64_t block_index) {
    const OddBlock* odd = odd_.TakeEnd(block_index);
    if (added == 0 && odd == nullptr) {
      const bool coded = AddEmptyBlock(block_index);
      AppendCorrections(block, known);
      return coded;
    }
    bool coded = Flush();
    const int last_added = 63 - std::countl_zero(added | (uint64_t{1} << (ss_ - 1)));
    uint64_t tail = known;
    if (added != 0) {
      const uint64_t head = BandMask(ss_, last_added);
      coded &= WriteAdded(block, known & head, added);
      tail = known & ~head;
    }
    if (odd != nullptr) return coded & WriteOddEnd(block, *odd, tail, last_added + 1);
    if (last_added < se_) {
      num_eobs_ = 1;
      AppendCorrections(block, tail);
    }
    return coded;
  }

  uint32_t CorrectionBit(const int16_t* block, int k) const {
    return (Magnitude(block[k]) >> al_) & 1;
  }

  // The correction bits of `known`, the first on top.
  uint64_t Corrections(const int16_t* block, uint64_t known) const {
    uint64_t bits = 0;
    for (; known != 0; known &= known - 1) {
      bits = (bits << 1) | CorrectionBit(block, std::countr_zero(known));
    }
    return bits;
  }

  void AppendCorrections(const int16_t* block, uint64_t known) {
    const int n = CountBits(known);
    const uint64_t bits = Corrections(block, known);
    if (n > 32) pending_.Append(bits >> 32, n - 32);
    pending_.Append(bits & 0xFFFFFFFFu, n > 32 ? 32 : n);
  }

  // Everything up to the last added coefficient. known: those before it.
  bool WriteAdded(const int16_t* block, uint64_t known, uint64_t added) {
    bool coded = true;
    int previous = ss_ - 1;
    const uint64_t corrections = Corrections(block, known);
    int num_left = CountBits(known);  // the low bits of `corrections` that are to be written
    ScanBitWriter::Bits bits = out_->Begin();
    for (; added != 0; added &= added - 1) {
      const int k = std::countr_zero(added);
      const int num_after = CountBits(known & (~uint64_t{0} << k));
      const int n = num_left - num_after;  // known ones since `previous`
      const int run = k - previous - 1 - n;
      if (run > 15) [[unlikely]]
        break;
      const HuffmanCode code = table_.code(static_cast<uint8_t>((run << 4) | 1));
      coded &= code.length != 0;
      bits.Put((uint32_t{code.bits} << 1) | (block[k] < 0 ? 0u : 1u), code.length + 1);
      bits.Put((corrections >> num_after) & ((uint64_t{1} << n) - 1), n);
      num_left = num_after;
      previous = k;
    }
    if (added != 0) {
      const uint64_t rest = ~uint64_t{0} << (previous + 1);
      coded &= PutAddedWithZrls(block, known & rest, added, previous, bits);
    }
    out_->End(bits);
    return coded;
  }

  // The same from the coefficient after `previous` on, with ZRLs.
  bool PutAddedWithZrls(const int16_t* block, uint64_t known, uint64_t added, int previous,
                        ScanBitWriter::Bits& out) const {
    ScanBitWriter::Bits bits = out;  // in registers
    bool coded = true;
    int run = 0;
    uint64_t waiting = 0;  // corrections that wait for the next symbol of this block
    int num_waiting = 0;
    for (uint64_t mask = known | added; mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask);
      run += k - previous - 1;
      previous = k;
      // The 16th zero of a ZRL lies after the last coefficient whose correction bit waits.
      for (; run > 15; run -= 16) {
        coded &= PutSymbol(table_, 0xF0, bits);
        bits.Put(waiting, num_waiting);
        waiting = 0;
        num_waiting = 0;
      }
      if ((known >> k & 1) != 0) {
        waiting = (waiting << 1) | CorrectionBit(block, k);
        ++num_waiting;
        continue;
      }
      const HuffmanCode code = table_.code(static_cast<uint8_t>((run << 4) | 1));
      coded &= code.length != 0;
      bits.Put((uint32_t{code.bits} << 1) | (block[k] < 0 ? 0u : 1u), code.length + 1);
      bits.Put(waiting, num_waiting);
      waiting = 0;
      num_waiting = 0;
      run = 0;
    }
    out = bits;
    return coded;
  }

  // ZRLs after the last added coefficient, each with the corrections up to its 16th zero.
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
      if (k <= se_) AppendCorrections(block, known & BandMask(k, 63));
    }
    return coded;
  }

  MaskRows masks_, known_;
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

}  // namespace jackdaw::jpeg
