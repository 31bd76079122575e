#include "codec/container/dec_skeleton.h"

#include <algorithm>
#include <cstring>

#include "base/errors.h"
#include "codec/container/icc_profiles.h"
#include "codec/container/skeleton_codes.h"
#include "codec/tables/dec_huffman_tables.h"
#include "codec/tables/dec_quant_tables.h"
#include "codec/tables/quant_tables.h"

namespace jackdaw::container {
namespace {

// Bytes of a code's longest expansion, for each byte of the code: the tail with the four
// tables of Annex K.
constexpr uint64_t kMaxExpansion = 224;
constexpr uint64_t kMaxSegmentBytes = 1 << 16;
// Of all ICC profiles, which are at most 4 KiB each.
constexpr uint64_t kMaxProfileBytes = kMaxIccProfileCodes * 4200;
constexpr const char* kTooLong = "the skeleton is longer than the file";

// Bytes before the next escape, or the end.
size_t LiteralBytes(ByteSpan stream) {
  if (stream.empty()) return 0;
  const void* found = std::memchr(stream.data(), kEscape, stream.size());
  return found == nullptr ? stream.size()
                          : static_cast<size_t>(static_cast<const uint8_t*>(found) - stream.data());
}

// A code with coded tables. num_runs: how many there were before.
Status RestoreTables(uint8_t code, ByteSpan params, size_t num_runs, ByteReader* in, Bytes* out) {
  ByteSpan stream;
  if (!in->Take(params.back(), &stream)) return Corrupt("the skeleton ends inside a code");
  if (num_runs == tables::kMaxCodedQuantRuns) return Corrupt("too many coded quantization tables");
  if (code == kCodeHeadWithTables) AppendStart(out);
  Status status = tables::DecodeQuantTables(stream, out);
  if (code == kCodeHeadWithTables) AppendFrame(params.first(kNumFrameParams), out);
  return status;
}

Error UnknownProfile(uint8_t number) {
  return Error{
      ErrorCode::kUnsupported, 0,
      "needs the ICC profile " + std::to_string(number) + ", which this build does not have"};
}

}  // namespace

Result<Bytes> RestoreSkeleton(ByteSpan stream, ByteSpan tables, uint64_t max_bytes,
                              bool allows_profiles) {
  tables::HuffmanTablesDecoder tables_decoder(tables);
  ByteReader in(stream);
  size_t num_quant_runs = 0, num_codes = 0, num_profiles = 0;
  // Pages that are not written to take no memory; a vector that doubles would, up to three times.
  Bytes out;
  out.reserve(static_cast<size_t>(
      std::min(max_bytes, uint64_t{stream.size()} * kMaxExpansion + kMaxProfileBytes) +
      kMaxSegmentBytes));
  while (!in.AtEnd()) {
    ByteSpan literal;
    if (!in.Take(LiteralBytes(stream.subspan(in.position())), &literal)) break;
    if (literal.size() > max_bytes - out.size()) return Corrupt(kTooLong);
    out.insert(out.end(), literal.begin(), literal.end());
    uint8_t byte = 0;
    if (in.U8(&byte)) {
      uint8_t code = 0;
      ByteSpan params;
      if (!in.U8(&code) || !in.Take(NumCodeParams(code), &params)) {
        return Corrupt("the skeleton ends inside a code");
      }
      if (code != kCodeLiteral && num_codes++ == kMaxSkeletonCodes) {
        return Corrupt("too many codes in the skeleton");
      }
      if (code == kCodeDht) {
        const Status status = tables_decoder.Decode(&out);
        if (!status.ok()) return status.error();
      } else if (code == kCodeIccProfile) {
        if (!allows_profiles) return Corrupt("the header does not name the use of ICC profiles");
        if (num_profiles++ == kMaxIccProfileCodes) return Corrupt("too many ICC profiles");
        if (!AppendIccSegment(params[0], &out)) return UnknownProfile(params[0]);
      } else if (HasCodedTables(code)) {
        const Status status = RestoreTables(code, params, num_quant_runs++, &in, &out);
        if (!status.ok()) return status.error();
      } else if (!ExpandCode(code, params, &out)) {
        return Corrupt("unknown code in the skeleton");
      }
    }
    if (out.size() > max_bytes) return Corrupt(kTooLong);
  }
  const Status status = tables_decoder.Finish();
  if (!status.ok()) return status.error();
  return out;
}

}  // namespace jackdaw::container
