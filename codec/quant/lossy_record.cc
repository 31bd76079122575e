#include "codec/quant/lossy_record.h"

#include <array>
#include <cstdlib>
#include <limits>

#include "codec/quant/step_table.h"
#include "entropy/bit_ops.h"

namespace jackdaw {
namespace {

// Offsets of a class, frequency by frequency: zero or not, sign, units in unary.
template <class Coder>
class OffsetCoder {
 public:
  explicit OffsetCoder(Coder& coder) : coder_(coder) {}

  void Code(CentroidOffsets* offsets) {
    std::array<size_t, kNumMagnitudes> before{};  // whether the last frequency had an offset
    for (size_t k = 1; k < kBlockSize; ++k) {
      for (size_t m = 0; m < kNumMagnitudes; ++m) {
        int8_t& offset = (*offsets)[k][m];
        const int units = CodeUnits(m, before[m], offset / kOffsetUnitQ8);
        offset = static_cast<int8_t>(units * kOffsetUnitQ8);
        before[m] = units != 0 ? 1 : 0;
      }
    }
  }

 private:
  int CodeUnits(size_t m, size_t before, int units) {
    if (CodeTwoRate(coder_, nonzero_[m][before], units != 0) == 0) return 0;
    const int negative = CodeTwoRate(coder_, negative_[m], units < 0);
    int magnitude = 1;
    while (magnitude < kMaxOffsetUnits &&
           CodeTwoRate(coder_, larger_[m][static_cast<size_t>(magnitude)],
                       std::abs(units) > magnitude) != 0) {
      ++magnitude;
    }
    return negative != 0 ? -magnitude : magnitude;
  }

  Coder& coder_;
  std::array<std::array<TwoRateBit, 2>, kNumMagnitudes> nonzero_{};
  std::array<TwoRateBit, kNumMagnitudes> negative_{};
  std::array<std::array<TwoRateBit, kMaxOffsetUnits>, kNumMagnitudes> larger_{};
};

}  // namespace

Bytes WriteLossyRecord(const LossyRecord& record, const Frame& frame) {
  ByteWriter out;
  out.Varint(record.lambda_q4);
  EncodeOps coder;
  OffsetCoder<EncodeOps> offset_coder(coder);
  for (const QuantClass& quant_class : FindQuantClasses(frame)) {
    CentroidOffsets offsets = record.offsets[quant_class.components[0]];
    offset_coder.Code(&offsets);
  }
  out.Append(coder.Finish());
  return out.Take();
}

Result<LossyRecord> ParseLossyRecord(ByteSpan payload, const Frame& frame) {
  LossyRecord record;
  ByteReader in(payload);
  uint64_t lambda_q4 = 0;
  if (!in.VarintUpTo(std::numeric_limits<uint32_t>::max(), &lambda_q4)) {
    return Error{ErrorCode::kCorrupt, 0, "bad lambda"};
  }
  record.lambda_q4 = static_cast<uint32_t>(lambda_q4);
  record.offsets.resize(frame.components.size());
  DecodeOps coder(payload.subspan(in.position()));
  OffsetCoder<DecodeOps> offset_coder(coder);
  for (const QuantClass& quant_class : FindQuantClasses(frame)) {
    CentroidOffsets offsets{};
    offset_coder.Code(&offsets);
    for (const size_t i : quant_class.components) record.offsets[i] = offsets;
  }
  if (!coder.Finish()) return Error{ErrorCode::kCorrupt, 0, "damaged offsets"};
  return record;
}

}  // namespace jackdaw
