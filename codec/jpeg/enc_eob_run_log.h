// Watches the EOB runs of a progressive AC scan and lists where they break against the default.
//
// Mirrors the writer's state (scan_writer_progressive_ac.cc): the pending run and its correction
// bits.
#ifndef JACKDAW_CODEC_JPEG_ENC_EOB_RUN_LOG_H_
#define JACKDAW_CODEC_JPEG_ENC_EOB_RUN_LOG_H_

#include <cstdint>
#include <vector>

#include "codec/jpeg/eob_run.h"
#include "codec/jpeg/scan_facts.h"

namespace jackdaw::jpeg {

class EobRunLog {
 public:
  void Reset() { num_blocks_ = 0; }

  // A block that the run of the blocks before it covers.
  void Continues(uint64_t block, uint64_t num_correction_bits) {
    ContinuesEmpty(block, 1);
    num_correction_bits_ += num_correction_bits;
  }
  // num_blocks (not 0) of them, from `block` on, without correction bits.
  void ContinuesEmpty(uint64_t block, uint32_t num_blocks) {
    if (BreaksEobRun(num_blocks_ + num_blocks - 1, num_correction_bits_, false)) {
      for (uint32_t i = 0; i < num_blocks; ++i) {
        if (BreaksEobRun(num_blocks_ + i, num_correction_bits_, false)) {
          Push(block + i, &unexpected_);
        }
      }
    }
    if (!continued_.empty() && continued_.back().end == block) {
      continued_.back().end += num_blocks;
    } else {
      continued_.push_back({block, block + num_blocks});
    }
    num_continued_ += num_blocks;
    num_blocks_ += num_blocks;
  }
  // A block that starts with an EOB of its own, so it has nothing else.
  void StartsEmpty(uint64_t block, uint64_t num_correction_bits) {
    if (num_blocks_ > 0 && !BreaksEobRun(num_blocks_, num_correction_bits_, false)) {
      Push(block, &unexpected_);
    }
    num_blocks_ = 1;
    num_correction_bits_ = num_correction_bits;
  }
  // A block with other symbols before its EOB.
  void StartsAfterSymbols(uint64_t num_correction_bits) {
    num_blocks_ = 1;
    num_correction_bits_ = num_correction_bits;
  }
  // A block without EOB.
  void NoEob() { num_blocks_ = 0; }

  void Forget(uint64_t block) {
    while (!unexpected_.empty() && unexpected_.back() >= block) unexpected_.pop_back();
    while (!continued_.empty() && continued_.back().end > block) {
      BlockRange& last = continued_.back();
      const uint64_t end = last.begin < block ? block : last.begin;
      num_continued_ -= last.end - end;
      last.end = end;
      if (last.begin < end) break;
      continued_.pop_back();
    }
  }

  // Takes the default that has fewer exceptions: libjpeg's runs, or no runs at all.
  void MoveFacts(ScanFacts* facts) {
    facts->break_eob_runs = num_continued_ < unexpected_.size();
    if (facts->break_eob_runs) {
      facts->eob_run_toggles.clear();
      for (const BlockRange& range : continued_) {
        for (uint64_t b = range.begin; b < range.end; ++b) Push(b, &facts->eob_run_toggles);
      }
    } else {
      facts->eob_run_toggles = std::move(unexpected_);
    }
  }

 private:
  struct BlockRange {
    uint64_t begin, end;
  };

  // Scans of one component have fewer than 2^32 blocks.
  static void Push(uint64_t block, std::vector<uint32_t>* list) {
    list->push_back(static_cast<uint32_t>(block));
  }

  uint32_t num_blocks_ = 0;  // of the pending run
  uint64_t num_correction_bits_ = 0;
  std::vector<uint32_t> unexpected_;   // exceptions to the usual default
  std::vector<BlockRange> continued_;  // exceptions to the default "always break", ascending
  uint64_t num_continued_ = 0;         // blocks in them
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_EOB_RUN_LOG_H_
