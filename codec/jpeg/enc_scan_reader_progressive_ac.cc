#include <algorithm>
#include <bit>
#include <span>
#include <vector>

#include "base/nonzero_mask.h"
#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/enc_eob_run_log.h"
#include "codec/jpeg/enc_huffman_lookup.h"
#include "codec/jpeg/enc_scan_reader_loop.h"

namespace jackdaw::jpeg {
namespace {

// EOB runs and facts, for first and refinement scans of a band. Scans of one component: an MCU is
// a block, and its index in the scan that of the MCU.
class AcScanReader {
 public:
  explicit AcScanReader(const ScanReaderInput& input)
      : table_(input.scan.components[0].ac_table.get()),
        ss_(input.scan.ss),
        se_(input.scan.se),
        al_(input.scan.al),
        band_(BandMask(input.scan.ss, input.scan.se)) {
    const size_t component = input.scan.components[0].index;
    std::vector<uint64_t>& masks = input.nonzero_masks[component];
    if (masks.empty()) masks.resize(input.planes[component].coeffs.size() / kBlockSize);
    nonzero_ = masks;
  }

  void Reset() {
    num_eobs_left_ = 0;
    run_log_.Reset();
  }
  bool Pending() const { return num_eobs_left_ > 0; }
  const McuStart& run_start() const { return run_start_; }
  const McuStart& damage_start() const { return in_eob_run_ ? run_start_ : start_; }
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
    run_start_ = start_;
  }

  OddBlock& AddOdd(OddKind kind, int num_zrls, uint64_t block_index) {
    OddBlock odd;
    odd.block = block_index;
    odd.kind = kind;
    odd.num_zrls = static_cast<uint8_t>(num_zrls);
    odd_blocks_.push_back(odd);
    return odd_blocks_.back();
  }

  // After a coefficient of the block was taken back.
  void UpdateMask(const int16_t* block, size_t plane_index) {
    nonzero_[plane_index] = NonzeroMask(block) & ~uint64_t{1};
  }

  AcLookup table_;
  const int ss_, se_, al_;
  const uint64_t band_;
  std::span<uint64_t> nonzero_;  // ScanReaderInput::nonzero_masks of the component
  uint32_t num_eobs_left_ = 0;   // blocks of the EOB run that are still to come
  bool in_eob_run_ = false;      // the block read last began inside an EOB run
  McuStart start_, run_start_;   // of the block read last, unless in an EOB run; of that run
  EobRunLog run_log_;
  std::vector<OddBlock> odd_blocks_;
};

class AcFirstReader : public AcScanReader {
  static constexpr size_t kPrefetchDistance = 16;  // blocks

 public:
  using AcScanReader::AcScanReader;

  void Undo(int16_t* block, size_t plane_index) {
    for (int k = ss_; k <= se_; ++k) block[k] = 0;
    UpdateMask(block, plane_index);
  }

  uint32_t ReadMcus(ScanBitReader& reader, BlockCursor<CoeffPlane>& cursor, uint32_t mcu,
                    uint32_t end) {
    in_eob_run_ = false;           // nothing can go wrong inside
    ScanBitReader local = reader;  // in registers
    while (mcu < end) {
      if (num_eobs_left_ > 0) {
        const uint32_t n = std::min(num_eobs_left_, end - mcu);
        run_log_.ContinuesEmpty(mcu, n);
        num_eobs_left_ -= n;
        cursor.Skip(n);
        mcu += n;
        continue;
      }
      start_ = {mcu, local.Save()};
      int16_t* block = cursor.Block(0);
      const size_t plane_index = cursor.PlaneIndex(0);
      if (nonzero_.size() - plane_index > kPrefetchDistance) {
        PrefetchBlock(block + kPrefetchDistance * kBlockSize + ss_);
      }
      if (!ReadBlock(local, block, &nonzero_[plane_index], mcu)) break;
      if (local.Overrun()) break;
      cursor.Next();
      ++mcu;
    }
    reader = local;
    return mcu;
  }

 private:
  bool ReadBlock(ScanBitReader& reader, int16_t* block, uint64_t* nonzero, uint64_t block_index) {
    int k = ss_;
    int after_zrl = 0;  // k after the last ZRL; it is one before the block's end if this is still k
    int num_zrls = 0;   // in a row, up to that one
    uint64_t mask = 0;
    for (;;) {
      reader.Refill();
      const HuffmanEntry entry = table_.Find(reader);
      if (k + entry.run <= se_) [[likely]] {
        k += entry.run;
        const int32_t value = PeekValue(reader, entry);
        reader.Drop(entry.num_bits);
        if (!Store(value, block, k, &mask)) return false;
        ++k;
        continue;
      }
      const int num_end_zrls = k == after_zrl ? num_zrls : 0;
      if (k > se_) {
        if (num_end_zrls != 0) AddOdd(OddKind::kNone, num_end_zrls, block_index);
        run_log_.NoEob();
        break;
      }
      const HuffmanTable::Symbol symbol = table_.Decode(reader.Peek(16));
      if (symbol.length == 0) return false;
      reader.Drop(symbol.length);
      const int run = symbol.value >> 4;
      const int size = symbol.value & 15;
      if (size == 0 && run != 15) {
        StartEobRun(reader, run);
        EndWithEob(num_end_zrls, k == ss_, block_index);
        break;
      }
      if (size == 0) {
        num_zrls = num_end_zrls + 1;
        after_zrl = k += 16;
      } else if (k + run > se_) {
        OddBlock& odd = AddOdd(OddKind::kSymbol, num_end_zrls, block_index);
        odd.symbol = symbol.value;
        odd.bits = static_cast<uint16_t>(reader.Take(size));
        run_log_.NoEob();
        break;
      } else {
        k += run;
        if (!Store(Extend(reader.Take(size), size), block, k, &mask)) return false;
        ++k;
      }
    }
    *nonzero |= mask;
    return true;
  }

  bool Store(int32_t value, int16_t* block, int k, uint64_t* mask) const {
    if (Magnitude(value) > static_cast<uint32_t>(INT16_MAX >> al_)) return false;
    block[k] = static_cast<int16_t>(value * (1 << al_));
    *mask |= uint64_t{1} << k;
    return true;
  }

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
  void Undo(int16_t* block, size_t plane_index) {
    for (int k = ss_; k <= se_; ++k) {
      const auto cleared = static_cast<int32_t>(Magnitude(block[k]) & ~(1u << al_));
      block[k] = static_cast<int16_t>(block[k] < 0 ? -cleared : cleared);
    }
    UpdateMask(block, plane_index);
  }

  uint32_t ReadMcus(ScanBitReader& reader, BlockCursor<CoeffPlane>& cursor, uint32_t mcu,
                    uint32_t end) {
    ScanBitReader local = reader;  // in registers
    while (mcu < end) {
      uint64_t* nonzero = &nonzero_[cursor.PlaneIndex(0)];
      in_eob_run_ = num_eobs_left_ > 0;
      if (in_eob_run_) {
        const uint32_t n = std::min({num_eobs_left_, end - mcu, cursor.LeftInRow()});
        if (const uint32_t num_empty = NumEmpty(nonzero, n); num_empty > 0) {
          run_log_.ContinuesEmpty(mcu, num_empty);
          num_eobs_left_ -= num_empty;
          cursor.Advance(num_empty);
          mcu += num_empty;
          continue;
        }
      } else {
        start_ = {mcu, local.Save()};
      }
      const bool ok = in_eob_run_ ? ReadCovered(local, cursor.Block(0), *nonzero, mcu)
                                  : ReadBlock(local, cursor.Block(0), nonzero, mcu);
      if (!ok || local.Overrun()) break;
      cursor.Next();
      ++mcu;
    }
    reader = local;
    return mcu;
  }

 private:
  // How many of the next n blocks, at the front, have no coefficient in the band yet.
  uint32_t NumEmpty(const uint64_t* nonzero, uint32_t n) const {
    uint32_t i = 0;
    while (i < n && (nonzero[i] & band_) == 0) ++i;
    return i;
  }

  // A block inside an EOB run: corrections only.
  bool ReadCovered(ScanBitReader& reader, int16_t* block, uint64_t nonzero, uint64_t block_index) {
    const int num_corrections = ReadCorrections(reader, block, nonzero & band_);
    --num_eobs_left_;
    run_log_.Continues(block_index, static_cast<uint64_t>(num_corrections));
    return true;
  }

  bool ReadBlock(ScanBitReader& reader, int16_t* block, uint64_t* nonzero, uint64_t block_index) {
    const uint64_t known = *nonzero & band_;
    uint64_t added = 0;
    int k = ss_;
    int num_zrls = 0;  // since the last new coefficient
    for (;;) {
      if (k > se_) {
        if (num_zrls != 0) AddOdd(OddKind::kNone, num_zrls, block_index);
        run_log_.NoEob();
        break;
      }
      reader.Refill();
      const HuffmanTable::Symbol symbol = table_.Decode(reader.Peek(16));
      if (symbol.length == 0) return false;
      reader.Drop(symbol.length);
      const int run = symbol.value >> 4;
      const int size = symbol.value & 15;
      if (size > 1) return false;
      const uint64_t rest = known & (~uint64_t{0} << k);
      if (size == 0 && run != 15) {
        StartEobRun(reader, run);
        EndWithEob(ReadCorrections(reader, block, rest), num_zrls, k == ss_, block_index);
        break;
      }
      const bool positive = size != 0 && reader.Take(1) != 0;
      k = SkipZeros(reader, block, rest, k, run);
      if (size == 0) {
        ++num_zrls;
      } else {
        if (k > se_) return false;
        block[k] = static_cast<int16_t>(positive ? 1 << al_ : -(1 << al_));
        added |= uint64_t{1} << k;
        num_zrls = 0;
      }
      ++k;
    }
    *nonzero |= added;
    return true;
  }

  // Passes `run` zeros from k on, and the corrections of what is known between them and after them;
  // returns the place of the next zero, or past the band's end. known: those from k on.
  int SkipZeros(ScanBitReader& reader, int16_t* block, uint64_t known, int k, int run) const {
    for (; known != 0; known &= known - 1) {
      const int next = std::countr_zero(known);
      if (k + run < next) return k + run;
      run -= next - k;
      ReadCorrection(reader, block, next);
      k = next + 1;
    }
    return std::min(k + run, se_ + 1);
  }

  void ReadCorrection(ScanBitReader& reader, int16_t* block, int k) const {
    reader.EnsureBits();
    const int bit = static_cast<int>(reader.Take(1)) << al_;
    const int sign = block[k] >> 15;  // 0 or -1
    block[k] = static_cast<int16_t>(block[k] + ((bit ^ sign) - sign));
  }

  // Returns how many.
  int ReadCorrections(ScanBitReader& reader, int16_t* block, uint64_t known) const {
    int count = 0;
    for (; known != 0; known &= known - 1, ++count) {
      ReadCorrection(reader, block, std::countr_zero(known));
    }
    return count;
  }

  void EndWithEob(int num_corrections, int num_zrls, bool empty, uint64_t block_index) {
    --num_eobs_left_;
    if (num_zrls != 0) AddOdd(OddKind::kEob, num_zrls, block_index);
    if (empty) {
      run_log_.StartsEmpty(block_index, static_cast<uint64_t>(num_corrections));
    } else {
      run_log_.StartsAfterSymbols(static_cast<uint64_t>(num_corrections));
    }
  }
};

}  // namespace

ScanReadResult ReadProgressiveAcFirstScan(const ScanReaderInput& input) {
  const ScanGeometry geometry(input.frame, input.scan);
  AcFirstReader coder(input);
  return ScanReaderLoop<AcFirstReader>(input, geometry, coder).Read();
}

ScanReadResult ReadProgressiveAcRefinementScan(const ScanReaderInput& input) {
  const ScanGeometry geometry(input.frame, input.scan);
  AcRefinementReader coder(input);
  return ScanReaderLoop<AcRefinementReader>(input, geometry, coder).Read();
}

}  // namespace jackdaw::jpeg
