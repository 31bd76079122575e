#include "codec/container/dec_skeleton.h"

#include "codec/tables/dec_huffman_tables.h"
#include "codec/tables/dec_quant_tables.h"
#include "codec/tables/quant_tables.h"
#include "codec/container/skeleton_codes.h"

namespace jackdaw {
namespace {

Error Corrupt(const char* message) { return Error{ErrorCode::kCorrupt, 0, message}; }

// A code with coded tables. num_runs: how many there were before.
Status RestoreTables(uint8_t code, ByteSpan params, size_t num_runs, ByteReader* in, Bytes* out) {
  ByteSpan stream;
  if (!in->Take(params.back(), &stream)) return Corrupt("the skeleton ends inside a code");
  if (num_runs == kMaxCodedQuantRuns) return Corrupt("too many coded quantization tables");
  if (code == kCodeHeadWithTables) AppendStart(out);
  const Status status = DecodeQuantTables(stream, out);
  if (code == kCodeHeadWithTables) AppendFrame(params.first(kNumFrameParams), out);
  return status;
}

}  // namespace

Result<Bytes> RestoreSkeleton(ByteSpan stream, ByteSpan tables, uint64_t max_bytes) {
  HuffmanTablesDecoder tables_decoder(tables);
  ByteReader in(stream);
  size_t num_quant_runs = 0;
  Bytes out;
  while (!in.AtEnd()) {
    uint8_t byte = 0;
    if (!in.U8(&byte)) break;
    if (byte != kEscape) {
      out.push_back(byte);
    } else {
      uint8_t code = 0;
      ByteSpan params;
      if (!in.U8(&code) || !in.Take(NumCodeParams(code), &params)) {
        return Corrupt("the skeleton ends inside a code");
      }
      if (code == kCodeDht) {
        const Status status = tables_decoder.Decode(&out);
        if (!status.ok()) return status.error();
      } else if (HasCodedTables(code)) {
        const Status status = RestoreTables(code, params, num_quant_runs++, &in, &out);
        if (!status.ok()) return status.error();
      } else if (!ExpandCode(code, params, &out)) {
        return Corrupt("unknown code in the skeleton");
      }
    }
    if (out.size() > max_bytes) return Corrupt("the skeleton is longer than the file");
  }
  const Status status = tables_decoder.Finish();
  if (!status.ok()) return status.error();
  return out;
}

}  // namespace jackdaw
