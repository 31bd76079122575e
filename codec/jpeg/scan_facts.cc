#include "codec/jpeg/scan_facts.h"

namespace jackdaw::jpeg {
namespace {

constexpr uint64_t kModelled = 1, kPadWithZeros = 2, kHasPadding = 4, kHasRuns = 8, kHasOdd = 16,
                   kHasToggles = 32, kBreakEobRuns = 64, kIgnoreRestarts = 128, kHasPatches = 256,
                   kAllFlags = 511;

uint64_t Flags(const ScanFacts& facts) {
  return kModelled | (facts.pad_with_zeros ? kPadWithZeros : 0) |
         (facts.padding.empty() ? 0 : kHasPadding) | (facts.runs.empty() ? 0 : kHasRuns) |
         (facts.odd_blocks.empty() ? 0 : kHasOdd) |
         (facts.eob_run_toggles.empty() ? 0 : kHasToggles) |
         (facts.break_eob_runs ? kBreakEobRuns : 0) |
         (facts.ignore_restarts ? kIgnoreRestarts : 0) | (facts.patches.empty() ? 0 : kHasPatches);
}

void WriteOddBlocks(const std::vector<OddBlock>& odd_blocks, ByteWriter* out) {
  out->Varint(odd_blocks.size());
  uint64_t previous = 0;
  for (const OddBlock& odd : odd_blocks) {
    out->Varint(odd.block - previous);
    previous = odd.block;
    out->U8(static_cast<uint8_t>(odd.num_zrls | (static_cast<uint8_t>(odd.kind) << 3)));
    if (odd.kind == OddKind::kSymbol) {
      out->U8(odd.symbol);
      if ((odd.symbol & 15) != 0) out->Varint(odd.bits);
    } else if (odd.kind == OddKind::kRawAc || odd.kind == OddKind::kRawDc) {
      out->U16Be(odd.bits);
    }
  }
}

void WriteRuns(const std::vector<ScanRun>& runs, ByteWriter* out) {
  out->Varint(runs.size());
  uint32_t previous_end = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    out->Varint(runs[i].mcu_begin - previous_end);
    out->Varint(runs[i].mcu_end - runs[i].mcu_begin);
    previous_end = runs[i].mcu_end;
    if (i + 1 == runs.size()) break;
    out->Varint(runs[i].raw.size());
    out->Append(runs[i].raw);
  }
}

}  // namespace

bool IsDefault(const ScanFacts& facts) { return Flags(facts) == kModelled; }

void WriteScanFacts(const ScanFacts& facts, ByteWriter* out) {
  out->Varint(Flags(facts));
  if (!facts.padding.empty()) {
    out->Varint(facts.padding.size());
    uint64_t next = 0;
    for (const PaddingException& p : facts.padding) {
      out->Varint(((p.index - next) << 7) | p.bits);
      next = p.index + 1;
    }
  }
  if (!facts.runs.empty()) WriteRuns(facts.runs, out);
  if (!facts.odd_blocks.empty()) WriteOddBlocks(facts.odd_blocks, out);
  if (!facts.eob_run_toggles.empty()) {
    out->Varint(facts.eob_run_toggles.size());
    uint32_t next = 0;
    for (const uint32_t block : facts.eob_run_toggles) {
      out->Varint(block - next);
      next = block + 1;
    }
  }
  if (!facts.patches.empty()) {
    out->Varint(facts.patches.size());
    uint64_t next = 0;
    for (const BytePatch& patch : facts.patches) {
      out->Varint(patch.offset - next);
      out->U8(patch.value);
      next = patch.offset + 1;
    }
  }
}

void WriteUnmodelledScan(ByteWriter* out) { out->Varint(0); }

namespace {

bool ReadOddBlock(uint64_t previous, uint64_t num_blocks, ByteReader* in, OddBlock* odd) {
  uint64_t delta = 0;
  uint8_t packed = 0;
  if (!in->VarintUpTo(num_blocks - 1 - previous, &delta) || !in->U8(&packed)) return false;
  odd->block = previous + delta;
  odd->num_zrls = packed & kMaxOddZrls;
  if ((packed >> 3) > static_cast<uint8_t>(OddKind::kRawDc)) return false;
  odd->kind = static_cast<OddKind>(packed >> 3);
  if (odd->kind == OddKind::kSymbol) {
    if (!in->U8(&odd->symbol)) return false;
    const unsigned size = odd->symbol & 15u;
    if (size == 0) return true;
    uint64_t bits = 0;
    if (!in->VarintUpTo((1u << size) - 1, &bits)) return false;
    odd->bits = static_cast<uint16_t>(bits);
    return true;
  }
  if (odd->kind == OddKind::kRawAc || odd->kind == OddKind::kRawDc) return in->U16Be(&odd->bits);
  return true;
}

// Reads the lists of a scan's facts.
class ListReader {
 public:
  ListReader(ByteReader* in, ByteBudget* memory) : in_(in), memory_(memory) {}

  // Whether a list did not fit into the memory, rather than being malformed.
  bool over_limit() const { return over_limit_; }

  bool ReadOddBlocks(uint64_t num_blocks, std::vector<OddBlock>* out) {
    uint64_t count = 0, previous = 0;
    if (!ReadCount(&count, out)) return false;
    for (uint64_t i = 0; i < count; ++i) {
      OddBlock odd;
      if (!ReadOddBlock(previous, num_blocks, in_, &odd)) return false;
      // At most a DC and an AC entry for one block, in this order.
      if (i > 0 && odd.block == previous &&
          (odd.kind == OddKind::kRawDc || out->back().kind != OddKind::kRawDc)) {
        return false;
      }
      previous = odd.block;
      out->push_back(odd);
    }
    return true;
  }

  bool ReadRuns(uint32_t num_mcus, std::vector<ScanRun>* out) {
    uint64_t count = 0;
    if (!ReadCount(&count, out) || count == 0) return false;
    uint32_t mcu = 0;
    for (uint64_t i = 0; i < count; ++i) {
      ScanRun run;
      uint64_t gap = 0, length = 0, raw_size = 0;
      if (!in_->VarintUpTo(num_mcus - mcu, &gap)) return false;
      run.mcu_begin = mcu + static_cast<uint32_t>(gap);
      if (!in_->VarintUpTo(num_mcus - run.mcu_begin, &length)) return false;
      run.mcu_end = run.mcu_begin + static_cast<uint32_t>(length);
      mcu = run.mcu_end;
      if (i + 1 < count) {
        if (!in_->VarintUpTo(in_->remaining(), &raw_size)) return false;
        if (!in_->Take(static_cast<size_t>(raw_size), &run.raw)) return false;
      }
      out->push_back(run);
    }
    return true;
  }

  bool ReadPadding(std::vector<PaddingException>* out) {
    uint64_t count = 0, index = 0;
    if (!ReadCount(&count, out)) return false;
    for (uint64_t i = 0; i < count; ++i) {
      uint64_t packed = 0;
      // An index stays below 2^40: scans have fewer MCUs.
      if (!in_->VarintUpTo(uint64_t{1} << 47, &packed)) return false;
      index += packed >> 7;
      out->push_back({index, static_cast<uint8_t>(packed & 127)});
      ++index;
    }
    return true;
  }

  bool ReadToggles(uint64_t num_blocks, std::vector<uint32_t>* out) {
    uint64_t count = 0, next = 0;
    if (!ReadCount(&count, out)) return false;
    for (uint64_t i = 0; i < count; ++i) {
      uint64_t delta = 0;
      if (next >= num_blocks || !in_->VarintUpTo(num_blocks - 1 - next, &delta)) return false;
      out->push_back(static_cast<uint32_t>(next + delta));
      next += delta + 1;
    }
    return true;
  }

  bool ReadPatches(std::vector<BytePatch>* out) {
    uint64_t count = 0, next = 0;
    if (!ReadCount(&count, out)) return false;
    for (uint64_t i = 0; i < count; ++i) {
      uint64_t delta = 0;
      BytePatch patch;
      // No scan has 2^48 bytes, and a sum of such numbers cannot overflow.
      if (!in_->VarintUpTo(uint64_t{1} << 48, &delta) || !in_->U8(&patch.value)) return false;
      patch.offset = next + delta;
      next = patch.offset + 1;
      out->push_back(patch);
    }
    return true;
  }

 private:
  // Each item takes at least a byte of the facts but up to 32 of memory. Makes room for all.
  template <class Item>
  bool ReadCount(uint64_t* count, std::vector<Item>* out) {
    if (!in_->VarintUpTo(in_->remaining(), count)) return false;
    over_limit_ = !memory_->ChargeItems(*count, sizeof(Item));
    if (over_limit_) return false;
    out->reserve(static_cast<size_t>(*count));
    return true;
  }

  ByteReader* in_;
  ByteBudget* memory_;
  bool over_limit_ = false;
};

}  // namespace

Result<ScanFactsEntry> ReadScanFacts(uint32_t num_mcus, uint64_t num_blocks, ByteReader* in,
                                     ByteBudget* memory) {
  const Error corrupt{ErrorCode::kCorrupt, in->position(), "scan facts are malformed"};
  ScanFactsEntry entry;
  uint64_t flags = 0;
  if (!in->VarintUpTo(kAllFlags, &flags)) return corrupt;
  entry.modelled = (flags & kModelled) != 0;
  if (!entry.modelled) {
    if (flags != 0) return corrupt;
    return entry;
  }
  ScanFacts& facts = entry.facts;
  facts.pad_with_zeros = (flags & kPadWithZeros) != 0;
  facts.break_eob_runs = (flags & kBreakEobRuns) != 0;
  facts.ignore_restarts = (flags & kIgnoreRestarts) != 0;
  ListReader lists(in, memory);
  const bool read =
      ((flags & kHasPadding) == 0 || lists.ReadPadding(&facts.padding)) &&
      ((flags & kHasRuns) == 0 || lists.ReadRuns(num_mcus, &facts.runs)) &&
      ((flags & kHasOdd) == 0 || lists.ReadOddBlocks(num_blocks, &facts.odd_blocks)) &&
      ((flags & kHasToggles) == 0 || lists.ReadToggles(num_blocks, &facts.eob_run_toggles)) &&
      ((flags & kHasPatches) == 0 || lists.ReadPatches(&facts.patches));
  if (lists.over_limit()) {
    return Error{ErrorCode::kLimitExceeded, in->position(), "scan facts take too much memory"};
  }
  if (!read) return corrupt;
  return entry;
}

}  // namespace jackdaw::jpeg
