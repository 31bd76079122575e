#include "tests/support/scan_tokens.h"

#include <algorithm>
#include <cstdlib>

#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

uint8_t Category(int v) {
  uint8_t n = 0;
  for (int a = std::abs(v); a != 0; a >>= 1) ++n;
  return n;
}

// T.81 F.1.2.1: negative values as v - 1 in n bits.
uint16_t ExtraBits(int v, uint8_t n) {
  return static_cast<uint16_t>((v < 0 ? v - 1 : v) & ((1 << n) - 1));
}

// AC coefficient at Al: truncation towards zero; DC: arithmetic shift (T.81 G.1.2.1).
int PointTransform(int v, int al) { return v < 0 ? -(-v >> al) : v >> al; }

class Tokenizer {
 public:
  Tokenizer(const TestFrame& frame, const Scan& scan, const ScanQuirks& quirks)
      : frame_(frame), scan_(scan), quirks_(quirks), rng_(quirks.seed) {}

  std::vector<Token> Run() {
    const bool interleaved = scan_.components.size() > 1;
    const TestComponent& first = Component(scan_.components[0]);
    const uint32_t columns = interleaved ? frame_.mcus_per_row : first.width_blocks;
    const uint32_t rows = interleaved ? frame_.mcu_rows : first.height_blocks;
    const uint32_t limit = std::min(columns * rows, quirks_.num_mcus.value_or(columns * rows));
    for (uint32_t mcu = 0; mcu < limit; ++mcu) {
      if (quirks_.restart_interval != 0 && mcu != 0 && mcu % quirks_.restart_interval == 0 &&
          !quirks_.ignore_restarts) {
        Restart();
      }
      if (interleaved) {
        InterleavedMcu(mcu / columns, mcu % columns);
      } else {
        CodeBlock(scan_.components[0], first.Block(mcu / columns, mcu % columns));
      }
    }
    FlushEobRun();
    return std::move(tokens_);
  }

 private:
  const TestComponent& Component(int index) const {
    return frame_.components[static_cast<size_t>(index)];
  }
  uint8_t Slot(int index) const { return quirks_.slots[static_cast<size_t>(index)]; }

  void InterleavedMcu(uint32_t mcu_row, uint32_t mcu_col) {
    for (const int index : scan_.components) {
      const TestComponent& c = Component(index);
      for (uint32_t y = 0; y < c.v; ++y) {
        for (uint32_t x = 0; x < c.h; ++x) {
          CodeBlock(index, c.Block(mcu_row * c.v + y, mcu_col * c.h + x));
        }
      }
    }
  }

  void CodeBlock(int index, const int16_t* block) {
    if (!frame_.progressive()) {
      CodeDc(index, block[0]);
      CodeSequentialAc(index, block);
    } else if (scan_.ss == 0 && scan_.ah == 0) {
      CodeDc(index, block[0] >> scan_.al);
    } else if (scan_.ss == 0) {
      EmitBits(static_cast<uint16_t>((block[0] >> scan_.al) & 1), 1);
    } else if (scan_.ah == 0) {
      CodeAcFirst(index, block);
    } else {
      CodeAcRefine(index, block);
    }
  }

  void CodeDc(int index, int value) {
    int& predicted = dc_[static_cast<size_t>(index)];
    int diff = value - predicted;
    if (quirks_.dc_wraps) diff = static_cast<int16_t>(diff);
    predicted = value;
    const uint8_t n = Category(diff);
    Emit(TokenKind::kDc, Slot(index), n, ExtraBits(diff, n), n);
  }

  void CodeSequentialAc(int index, const int16_t* block) {
    const uint8_t slot = Slot(index);
    int run = 0;
    for (int k = 1; k < 64; ++k) {
      if (block[k] == 0) {
        ++run;
        continue;
      }
      for (; run > 15; run -= 16) Emit(TokenKind::kAc, slot, 0xF0);
      EmitCoefficient(slot, run, block[k]);
      run = 0;
    }
    if (TrailingZrls(slot, &run)) return;
    if (run > 0 && quirks_.run_past_63 && run < 15 && rng_.OneIn(6)) {
      // One after the other: compilers choose the order of arguments.
      const int value = rng_.OneIn(2) ? 1 : -3;
      const int longer_run = run + static_cast<int>(rng_.Below(static_cast<uint32_t>(16 - run)));
      EmitCoefficient(slot, longer_run, value);
    } else if (run > 0 && quirks_.reserved_ac && rng_.OneIn(8)) {
      Emit(TokenKind::kAc, slot, static_cast<uint8_t>((1 + rng_.Below(14)) << 4));
    } else if (run > 0) {
      Emit(TokenKind::kAc, slot, 0x00);
    }
  }

  // Quirks that spend ZRLs on trailing zeros. True: the block is complete without EOB.
  bool TrailingZrls(uint8_t slot, int* run) {
    if (quirks_.zrl_before_eob && *run > 16) {
      const uint32_t most = static_cast<uint32_t>(*run - 1) / 16;
      for (uint32_t n = rng_.Below(most + 1); n > 0; --n, *run -= 16) {
        Emit(TokenKind::kAc, slot, 0xF0);
      }
    }
    if (!quirks_.eob_at_63 || *run == 0 || *run % 16 != 0 || !rng_.OneIn(2)) return false;
    for (; *run > 0; *run -= 16) Emit(TokenKind::kAc, slot, 0xF0);
    return true;
  }

  void CodeAcFirst(int index, const int16_t* block) {
    ac_slot_ = Slot(index);
    int run = 0;
    for (int k = scan_.ss; k <= scan_.se; ++k) {
      const int v = PointTransform(block[k], scan_.al);
      if (v == 0) {
        ++run;
        continue;
      }
      FlushEobRun();
      for (; run > 15; run -= 16) Emit(TokenKind::kAc, ac_slot_, 0xF0);
      EmitCoefficient(ac_slot_, run, v);
      run = 0;
    }
    if (run == 0) return;
    if ((quirks_.zrl_before_eob && run > 16 && rng_.OneIn(3)) ||
        (quirks_.eob_at_63 && run % 16 == 0)) {
      FlushEobRun();
      if (TrailingZrls(ac_slot_, &run)) return;
    }
    AddEob();
  }

  void CodeAcRefine(int index, const int16_t* block) {
    ac_slot_ = Slot(index);
    int last_new = 0;  // the last coefficient that becomes nonzero in this scan
    for (int k = scan_.ss; k <= scan_.se; ++k) {
      if (std::abs(PointTransform(block[k], scan_.al)) == 1) last_new = k;
    }
    if (quirks_.zrl_before_eob && rng_.OneIn(3)) last_new = scan_.se;
    std::vector<bool> corrections;
    int run = 0;
    for (int k = scan_.ss; k <= scan_.se; ++k) {
      const int v = PointTransform(block[k], scan_.al);
      if (v == 0) {
        ++run;
        continue;
      }
      for (; run > 15 && k <= last_new; run -= 16) {
        FlushEobRun();
        Emit(TokenKind::kAc, ac_slot_, 0xF0);
        EmitCorrections(&corrections);
      }
      if (std::abs(v) > 1) {
        corrections.push_back((std::abs(v) & 1) != 0);
        continue;
      }
      FlushEobRun();
      Emit(TokenKind::kAc, ac_slot_, static_cast<uint8_t>(run << 4 | 1), v > 0 ? 1 : 0, 1);
      EmitCorrections(&corrections);
      run = 0;
    }
    if (run == 0 && corrections.empty()) return;
    pending_.insert(pending_.end(), corrections.begin(), corrections.end());
    AddEob();
  }

  void EmitCorrections(std::vector<bool>* bits) {
    for (const bool bit : *bits) EmitBits(bit ? 1 : 0, 1);
    bits->clear();
  }

  void AddEob() {
    ++eob_run_;
    if (eob_run_ == 0x7FFF || quirks_.eob_runs == EobRuns::kNever ||
        (quirks_.eob_runs == EobRuns::kRandom && rng_.OneIn(4))) {
      FlushEobRun();
    }
  }

  // Must come before any other symbol of the scan: an EOB run covers the blocks before it.
  void FlushEobRun() {
    if (eob_run_ == 0) return;
    const auto n = static_cast<uint8_t>(Category(static_cast<int>(eob_run_)) - 1);
    Emit(TokenKind::kAc, ac_slot_, static_cast<uint8_t>(n << 4),
         static_cast<uint16_t>(eob_run_ & ((1u << n) - 1)), n);
    eob_run_ = 0;
    EmitCorrections(&pending_);
  }

  void Restart() {
    FlushEobRun();
    tokens_.push_back({TokenKind::kRestart, 0, 0, 0, 0});
    dc_ = {};
  }

  void EmitCoefficient(uint8_t slot, int run, int v) {
    const uint8_t n = Category(v);
    Emit(TokenKind::kAc, slot, static_cast<uint8_t>(run << 4 | n), ExtraBits(v, n), n);
  }
  void Emit(TokenKind kind, uint8_t slot, uint8_t symbol, uint16_t bits = 0, uint8_t n = 0) {
    tokens_.push_back({kind, slot, symbol, n, bits});
  }
  void EmitBits(uint16_t bits, uint8_t n) { tokens_.push_back({TokenKind::kBits, 0, 0, n, bits}); }

  const TestFrame& frame_;
  const Scan& scan_;
  const ScanQuirks& quirks_;
  TestRng rng_;
  std::vector<Token> tokens_;
  std::array<int, 4> dc_{};
  uint32_t eob_run_ = 0;
  uint8_t ac_slot_ = 0;
  std::vector<bool> pending_;  // correction bits of the blocks in the EOB run
};

}  // namespace

std::vector<Token> TokenizeScan(const TestFrame& frame, const Scan& scan,
                                const ScanQuirks& quirks) {
  return Tokenizer(frame, scan, quirks).Run();
}

}  // namespace jackdaw::test
