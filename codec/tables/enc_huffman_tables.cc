#include "codec/tables/enc_huffman_tables.h"

#include <bitset>

namespace jackdaw {
namespace {

struct BitEncoder {
  RangeEncoder range;
  int Code(int bit, uint32_t p1_q16) {
    range.EncodeBit(bit, p1_q16);
    return bit;
  }
};

// The model codes each symbol once, and never more codes of a length than there are.
bool IsCodable(const HuffmanTable& table) {
  std::bitset<256> seen;
  for (const uint8_t v : table.symbols) {
    if (seen[v]) return false;
    seen[v] = true;
  }
  uint32_t codes_left = 1;
  size_t num_coded = 0;
  for (const uint8_t count : table.counts) {
    // With no code left, the decoder stops looking; at one, the end flag still tells.
    if (codes_left == 0) return num_coded == table.symbols.size();
    codes_left *= 2;
    if (count > codes_left) return false;
    codes_left -= count;
    num_coded += count;
  }
  return true;
}

}  // namespace

std::optional<DhtSegment> ParseCodableDht(ByteSpan bytes, size_t* segment_bytes) {
  ByteReader reader(bytes);
  uint16_t marker = 0, length = 0;
  ByteSpan body;
  if (!reader.U16Be(&marker) || marker != 0xFFC4 || !reader.U16Be(&length) || length <= 2 ||
      !reader.Take(length - 2u, &body)) {
    return std::nullopt;
  }
  *segment_bytes = reader.position();
  DhtSegment segment;
  ByteReader tables(body);
  while (!tables.AtEnd()) {
    HuffmanTable table;
    ByteSpan counts, symbols;
    if (segment.size() == kMaxTablesPerSegment || !tables.U8(&table.tc_th) ||
        !tables.Take(16, &counts)) {
      return std::nullopt;
    }
    std::copy(counts.begin(), counts.end(), table.counts.begin());
    size_t num_symbols = 0;
    for (const uint8_t count : counts) num_symbols += count;
    if (num_symbols > 256 || !tables.Take(num_symbols, &symbols)) return std::nullopt;
    table.symbols.assign(symbols.begin(), symbols.end());
    if (!IsCodable(table)) return std::nullopt;
    segment.push_back(std::move(table));
  }
  return segment;
}

struct HuffmanTablesEncoder::Impl {
  BitEncoder coder;
  HuffmanTablesModel<BitEncoder> model{&coder};
};

HuffmanTablesEncoder::HuffmanTablesEncoder() = default;
HuffmanTablesEncoder::~HuffmanTablesEncoder() = default;

size_t HuffmanTablesEncoder::Encode(ByteSpan bytes) {
  size_t segment_bytes = 0;
  std::optional<DhtSegment> segment = ParseCodableDht(bytes, &segment_bytes);
  if (!segment || num_segments_ == kMaxCodedDhtSegments) return 0;
  if (impl_ == nullptr) impl_ = std::make_unique<Impl>();
  ++num_segments_;
  if (!impl_->model.CodeSegment(&*segment, false)) return 0;
  return segment_bytes;
}

Bytes HuffmanTablesEncoder::Finish() {
  if (impl_ == nullptr) return {};
  return impl_->coder.range.Finish();
}

}  // namespace jackdaw
