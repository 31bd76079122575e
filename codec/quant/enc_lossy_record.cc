#include "codec/quant/offset_coder.h"
#include "codec/quant/step_table.h"

namespace jackdaw::quant {

Bytes WriteLossyRecord(const LossyRecord& record, const jpeg::Frame& frame) {
  ByteWriter out;
  out.Varint(record.lambda_q4);
  entropy::EncodeOps coder;
  OffsetCoder<entropy::EncodeOps> offset_coder(coder);
  for (const QuantClass& quant_class : FindQuantClasses(frame)) {
    CentroidOffsets offsets = record.offsets[quant_class.components[0]];
    offset_coder.Code(&offsets);
  }
  out.Append(coder.Finish());
  return out.Take();
}

}  // namespace jackdaw::quant
