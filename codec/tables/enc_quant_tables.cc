#include "codec/tables/enc_quant_tables.h"

#include <algorithm>

#include "entropy/bit_ops.h"
#include "entropy/logistic_mixture.h"

namespace jackdaw {
namespace {

// Bases that are tried, besides none.
constexpr size_t kMaxTrials = 6;

// Adds up what decisions cost.
class CountOps {
 public:
  int Bit(int bit, uint32_t p1_q16) {
    nats_q16_ += LnQ16(65536) - LnQ16(bit != 0 ? p1_q16 : 65536 - p1_q16);
    return bit;
  }
  int64_t nats_q16() const { return nats_q16_; }

 private:
  int64_t nats_q16_ = 0;
};

// The table of a segment for `slot` at the start of `bytes`.
bool ParseTable(ByteSpan bytes, size_t slot, QuantTable* table) {
  if (bytes.size() < QuantSegmentBytes(false) || bytes[0] != 0xFF || bytes[1] != 0xDB) return false;
  const bool wide = (bytes[4] >> 4) == 1;
  const size_t size = QuantSegmentBytes(wide);
  const size_t length = (size_t{bytes[2]} << 8) | bytes[3];
  if (bytes[4] != ((wide ? 0x10 : 0) | slot) || length + 2 != size || bytes.size() < size) {
    return false;
  }
  for (size_t k = 0; k < table->size(); ++k) {
    const size_t at = kQuantSegmentHead + (wide ? 2 * k : k);
    (*table)[k] = wide ? static_cast<uint16_t>(bytes[at] << 8 | bytes[at + 1]) : bytes[at];
  }
  return IsWide(*table) == wide && std::find(table->begin(), table->end(), 0) == table->end();
}

// Tables of standard_tables.h that no step is below, those with the most equal steps first.
std::vector<QuantTableBase> LikelyBases(const QuantTable& table) {
  struct Scored {
    QuantTableBase base;
    int num_equal;
  };
  std::vector<Scored> found;
  for (const QuantBase kind : {QuantBase::kLuma, QuantBase::kChroma, QuantBase::kRobidoux}) {
    for (int quality = 100; quality >= 1; --quality) {
      const QuantTable steps = ScaledQuantTable(kind, quality, 255);
      int num_equal = 0;
      bool below = true;
      for (size_t k = 0; k < table.size() && below; ++k) {
        below = steps[k] <= table[k];
        num_equal += steps[k] == table[k] ? 1 : 0;
      }
      if (below) found.push_back({{true, kind, static_cast<uint8_t>(quality)}, num_equal});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Scored& a, const Scored& b) { return a.num_equal > b.num_equal; });
  std::vector<QuantTableBase> bases;
  for (size_t i = 0; i < std::min(found.size(), kMaxTrials); ++i) bases.push_back(found[i].base);
  return bases;
}

int64_t CostWith(QuantTableModel model, QuantTableBase base, QuantTable table) {
  CountOps counter;
  return model.CodeTable(counter, &base, &table) ? counter.nats_q16() : 0;
}

Bytes CodeTables(const std::vector<QuantTable>& tables) {
  QuantTableModel model(StartQuantTables());
  EncodeOps coder;
  for (size_t slot = 0; slot < tables.size(); ++slot) {
    QuantTableBase base = ChooseQuantBase(model, tables[slot]);
    QuantTable table = tables[slot];
    if (!model.CodeTable(coder, &base, &table)) return {};
    if (slot + 1 < kMaxQuantTables) {
      coder.Bit(slot + 1 < tables.size() ? 1 : 0, kMoreTablesOdds[slot]);
    }
  }
  return coder.Finish();
}

}  // namespace

std::vector<QuantTable> ParseQuantTables(ByteSpan bytes) {
  std::vector<QuantTable> tables;
  QuantTable table{};
  while (tables.size() < kMaxQuantTables && ParseTable(bytes, tables.size(), &table)) {
    tables.push_back(table);
    bytes = bytes.subspan(QuantSegmentBytes(IsWide(table)));
  }
  return tables;
}

size_t QuantSegmentsBytes(const std::vector<QuantTable>& tables) {
  size_t bytes = 0;
  for (const QuantTable& table : tables) bytes += QuantSegmentBytes(IsWide(table));
  return bytes;
}

QuantTableBase ChooseQuantBase(const QuantTableModel& model, const QuantTable& table) {
  QuantTableBase best;
  int64_t least = CostWith(model, best, table);
  for (const QuantTableBase& base : LikelyBases(table)) {
    const int64_t cost = CostWith(model, base, table);
    if (cost >= least) continue;
    best = base;
    least = cost;
  }
  return best;
}

CodedQuantTables EncodeQuantTables(ByteSpan bytes) {
  CodedQuantTables coded;
  std::vector<QuantTable> tables = ParseQuantTables(bytes);
  for (; !tables.empty(); tables.pop_back()) {
    coded.stream = CodeTables(tables);
    if (coded.stream.size() > kMaxCodedQuantBytes) continue;
    coded.segment_bytes = QuantSegmentsBytes(tables);
    break;
  }
  return coded;
}

}  // namespace jackdaw
