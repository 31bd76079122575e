#include "codec/quant/lossy_record.h"

#include <limits>

#include "codec/quant/offset_coder.h"
#include "codec/quant/step_table.h"

namespace jackdaw::quant {

Result<LossyRecord> ParseLossyRecord(ByteSpan payload, const jpeg::Frame& frame) {
  LossyRecord record;
  ByteReader in(payload);
  uint64_t lambda_q4 = 0;
  if (!in.VarintUpTo(std::numeric_limits<uint32_t>::max(), &lambda_q4)) {
    return Error{ErrorCode::kCorrupt, 0, "bad lambda"};
  }
  record.lambda_q4 = static_cast<uint32_t>(lambda_q4);
  record.offsets.resize(frame.components.size());
  entropy::DecodeOps coder(payload.subspan(in.position()));
  OffsetCoder<entropy::DecodeOps> offset_coder(coder);
  for (const QuantClass& quant_class : FindQuantClasses(frame)) {
    CentroidOffsets offsets{};
    offset_coder.Code(&offsets);
    for (const size_t i : quant_class.components) record.offsets[i] = offsets;
  }
  if (!coder.Finish()) return Error{ErrorCode::kCorrupt, 0, "damaged offsets"};
  return record;
}

}  // namespace jackdaw::quant
