#include "codec/tables/dec_huffman_tables.h"

#include "codec/tables/huffman_tables.h"
#include "entropy/range_coder.h"

namespace jackdaw {
namespace {

struct BitDecoder {
  RangeDecoder range;
  int Code(int, uint32_t p1_q16) { return range.DecodeBit(p1_q16); }
};

Error Corrupt() { return Error{ErrorCode::kCorrupt, 0, "the coded Huffman tables are damaged"}; }

}  // namespace

struct HuffmanTablesDecoder::Impl {
  explicit Impl(ByteSpan payload) : coder{RangeDecoder(payload)} {}
  BitDecoder coder;
  HuffmanTablesModel<BitDecoder> model{&coder};
};

HuffmanTablesDecoder::HuffmanTablesDecoder(ByteSpan payload) : payload_(payload) {}
HuffmanTablesDecoder::~HuffmanTablesDecoder() = default;

Status HuffmanTablesDecoder::Decode(Bytes* out) {
  if (++num_segments_ > kMaxCodedDhtSegments) return Corrupt();
  if (impl_ == nullptr) impl_ = std::make_unique<Impl>(payload_);
  DhtSegment segment;
  if (!impl_->model.CodeSegment(&segment, true) || impl_->coder.range.Exhausted()) {
    return Corrupt();
  }
  size_t size = 2;
  for (const HuffmanTable& table : segment) size += 17 + table.symbols.size();
  static_assert(2 + kMaxTablesPerSegment * (17 + 256) <= 0xFFFF);
  const std::array<uint8_t, 4> head = {0xFF, 0xC4, static_cast<uint8_t>(size >> 8),
                                       static_cast<uint8_t>(size)};
  out->insert(out->end(), head.begin(), head.end());
  for (const HuffmanTable& table : segment) {
    out->push_back(table.tc_th);
    out->insert(out->end(), table.counts.begin(), table.counts.end());
    out->insert(out->end(), table.symbols.begin(), table.symbols.end());
  }
  return OkStatus();
}

Status HuffmanTablesDecoder::Finish() const {
  if (impl_ == nullptr) return payload_.empty() ? OkStatus() : Status(Corrupt());
  return impl_->coder.range.Finish() ? OkStatus() : Status(Corrupt());
}

}  // namespace jackdaw
