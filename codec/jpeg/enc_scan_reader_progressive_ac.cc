#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/enc_eob_run_log.h"
#include "codec/jpeg/enc_scan_reader_loop.h"

namespace jackdaw {
namespace {

// EOB runs and facts, for first and refinement scans of a band.
class AcScanReader {
 public:
  explicit AcScanReader(const ScanHeader& scan)
      : table_(*scan.components[0].ac_table), ss_(scan.ss), se_(scan.se), al_(scan.al) {}

  void Reset() {
    num_eobs_left_ = 0;
    run_log_.Reset();
  }
  void BeginMcu(const McuStart& start) { mcu_start_ = start; }
  bool Pending() const { return num_eobs_left_ > 0; }
  const McuStart& run_start() const { return run_start_; }
  const McuStart& damage_start(const McuStart& start) const {
    return in_eob_run_ ? run_start_ : start;
  }
  void Forget(uint64_t block_index) {
    while (!odd_blocks_.empty() && odd_blocks_.back().block >= block_index) odd_blocks_.pop_back();
    run_log_.Forget(block_index);
    num_eobs_left_ = 0;
  }
  void MoveFacts(ScanFacts* facts) {
    facts->odd_blocks = std::move(odd_blocks_);
    run_log_.MoveFacts(facts);
  }

 protected:
  // symbol: run << 4, run 0..14. This block is the first of the EOB run.
  void StartEobRun(ScanBitReader& reader, int run) {
    num_eobs_left_ = 1u << run;
    if (run != 0) num_eobs_left_ += reader.Take(run);
    run_start_ = mcu_start_;
  }

  OddBlock& AddOdd(OddKind kind, int num_zrls, uint64_t block_index) {
    OddBlock odd;
    odd.block = block_index;
    odd.kind = kind;
    odd.num_zrls = static_cast<uint8_t>(num_zrls);
    odd_blocks_.push_back(odd);
    return odd_blocks_.back();
  }

  const HuffmanTable& table_;
  const int ss_, se_, al_;
  uint32_t num_eobs_left_ = 0;  // blocks of the EOB run that are still to come
  bool in_eob_run_ = false;     // the block read last began inside an EOB run
  McuStart mcu_start_, run_start_;
  EobRunLog run_log_;
  std::vector<OddBlock> odd_blocks_;
};

class AcFirstReader : public AcScanReader {
 public:
  using AcScanReader::AcScanReader;

  void Undo(int16_t* block) {
    for (int k = ss_; k <= se_; ++k) block[k] = 0;
  }

  bool ReadBlock(ScanBitReader& reader, int /*slot*/, int16_t* block, uint64_t block_index) {
    in_eob_run_ = num_eobs_left_ > 0;
    if (in_eob_run_) {
      --num_eobs_left_;
      run_log_.Continues(block_index, 0);
      return true;
    }
    int next = ss_;
    int k = ss_;
    while (k <= se_) {
      reader.EnsureBits();
      const HuffmanTable::Symbol symbol = table_.Decode(reader);
      if (symbol.length == 0) return false;
      const int run = symbol.value >> 4;
      const int size = symbol.value & 15;
      if (size == 0 && run != 15) {
        StartEobRun(reader, run);
        EndWithEob((k - next) / 16, next == ss_ && k == next, block_index);
        return true;
      }
      if (size == 0) {
        k += 16;
        continue;
      }
      k += run;
      const int32_t value = Extend(reader.Take(size), size);
      if (k > se_) {
        OddBlock& odd = AddOdd(OddKind::kSymbol, (k - run - next) / 16, block_index);
        odd.symbol = symbol.value;
        odd.bits = static_cast<uint16_t>(ExtraBits(value, size));
        run_log_.NoEob();
        return true;
      }
      if (Magnitude(value) > static_cast<uint32_t>(INT16_MAX >> al_)) return false;
      block[k++] = static_cast<int16_t>(value * (1 << al_));
      next = k;
    }
    if (k != next) AddOdd(OddKind::kNone, (k - next) / 16, block_index);
    run_log_.NoEob();
    return true;
  }

 private:
  void EndWithEob(int num_zrls, bool empty, uint64_t block_index) {
    --num_eobs_left_;
    if (num_zrls != 0) AddOdd(OddKind::kEob, num_zrls, block_index);
    if (empty) {
      run_log_.StartsEmpty(block_index, 0);
    } else {
      run_log_.StartsAfterSymbols(0);
    }
  }
};

class AcRefinementReader : public AcScanReader {
 public:
  using AcScanReader::AcScanReader;

  // Before this scan, bit Al of every magnitude in the band is 0.
  void Undo(int16_t* block) {
    for (int k = ss_; k <= se_; ++k) {
      const auto cleared = static_cast<int32_t>(Magnitude(block[k]) & ~(1u << al_));
      block[k] = static_cast<int16_t>(block[k] < 0 ? -cleared : cleared);
    }
  }

  bool ReadBlock(ScanBitReader& reader, int /*slot*/, int16_t* block, uint64_t block_index) {
    // Coefficients that are not 0 yet; new ones of this scan lie before the place read.
    known_ = NonzeroMask(block, ss_, se_);
    in_eob_run_ = num_eobs_left_ > 0;
    if (in_eob_run_) {
      const int num_corrections = ReadCorrections(reader, block, known_);
      --num_eobs_left_;
      run_log_.Continues(block_index, static_cast<uint64_t>(num_corrections));
      return true;
    }
    int k = ss_;
    int num_zrls = 0;  // since the last new coefficient
    bool empty = true;
    while (k <= se_) {
      reader.EnsureBits();
      const HuffmanTable::Symbol symbol = table_.Decode(reader);
      if (symbol.length == 0) return false;
      const int run = symbol.value >> 4;
      const int size = symbol.value & 15;
      if (size > 1) return false;
      if (size == 0 && run != 15) {
        StartEobRun(reader, run);
        EndWithEob(reader, block, k, num_zrls, empty, block_index);
        return true;
      }
      empty = false;
      const bool positive = size != 0 && reader.Take(1) != 0;
      k = SkipZeros(reader, block, k, run);
      if (size == 0) {
        ++num_zrls;
      } else {
        if (k > se_) return false;
        block[k] = static_cast<int16_t>(positive ? 1 << al_ : -(1 << al_));
        num_zrls = 0;
      }
      ++k;
    }
    if (num_zrls != 0) AddOdd(OddKind::kNone, num_zrls, block_index);
    run_log_.NoEob();
    return true;
  }

 private:
  // Passes `run` zeros from k on, and the corrections of what is known between them and after them;
  // returns the place of the next zero, or past the band's end.
  int SkipZeros(ScanBitReader& reader, int16_t* block, int k, int run) {
    for (; k <= se_; ++k) {
      if ((known_ >> k & 1) != 0) {
        ReadCorrection(reader, block, k);
      } else if (run-- == 0) {
        break;
      }
    }
    return k;
  }

  void ReadCorrection(ScanBitReader& reader, int16_t* block, int k) {
    reader.EnsureBits();
    const int bit = static_cast<int>(reader.Take(1)) << al_;
    block[k] = static_cast<int16_t>(block[k] + (block[k] < 0 ? -bit : bit));
  }

  int ReadCorrections(ScanBitReader& reader, int16_t* block, uint64_t mask) {
    const int count = std::popcount(mask);
    for (; mask != 0; mask &= mask - 1) ReadCorrection(reader, block, std::countr_zero(mask));
    return count;
  }

  void EndWithEob(ScanBitReader& reader, int16_t* block, int k, int num_zrls, bool empty,
                  uint64_t block_index) {
    const int num_corrections = ReadCorrections(reader, block, known_ & BandMask(k, 63));
    --num_eobs_left_;
    if (num_zrls != 0) AddOdd(OddKind::kEob, num_zrls, block_index);
    if (empty) {
      run_log_.StartsEmpty(block_index, static_cast<uint64_t>(num_corrections));
    } else {
      run_log_.StartsAfterSymbols(static_cast<uint64_t>(num_corrections));
    }
  }

  uint64_t known_ = 0;
};

}  // namespace

ScanReadResult ReadProgressiveAcFirstScan(const ScanReaderInput& input) {
  const ScanGeometry geometry(input.frame, input.scan);
  AcFirstReader coder(input.scan);
  return ScanReaderLoop<AcFirstReader>(input, geometry, coder).Read();
}

ScanReadResult ReadProgressiveAcRefinementScan(const ScanReaderInput& input) {
  const ScanGeometry geometry(input.frame, input.scan);
  AcRefinementReader coder(input.scan);
  return ScanReaderLoop<AcRefinementReader>(input, geometry, coder).Read();
}

}  // namespace jackdaw
