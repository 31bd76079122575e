#include "codec/lossless_jpeg/scan_facts.h"

#include "base/errors.h"

namespace jackdaw::lossless_jpeg {
namespace {

constexpr uint64_t kModelled = 1, kPadWithZeros = 2, kPadding = 4, kOddRestarts = 8;
constexpr uint64_t kAllFlags = 15;
// Restarts and alignments of a scan are fewer.
constexpr uint64_t kMaxIndex = uint64_t{1} << 17;
// While a vector grows, it and its copy.
constexpr uint64_t kGrowth = 3;

Error Malformed() { return Corrupt("facts of a lossless scan are malformed"); }

Status ReadPadding(ByteReader* in, ByteBudget* memory, ScanFacts* facts) {
  uint64_t count = 0, next = 0;
  if (!in->VarintUpTo(in->remaining(), &count)) return Malformed();
  if (!memory->ChargeItems(count, kGrowth * sizeof(jpeg::PaddingException))) {
    return Error{ErrorCode::kLimitExceeded, 0, "the facts take more than the memory limit"};
  }
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t value = 0;
    if (!in->VarintUpTo(kMaxIndex * 128, &value)) return Malformed();
    next += value >> 7;
    if (next > kMaxIndex) return Malformed();
    facts->padding.push_back({next, static_cast<uint8_t>(value & 127)});
    ++next;
  }
  return OkStatus();
}

Status ReadOddRestarts(ByteReader* in, ByteBudget* memory, ScanFacts* facts) {
  uint64_t count = 0, next = 0;
  if (!in->VarintUpTo(in->remaining(), &count)) return Malformed();
  if (!memory->ChargeItems(count, kGrowth * sizeof(OddRestart))) {
    return Error{ErrorCode::kLimitExceeded, 0, "the facts take more than the memory limit"};
  }
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t distance = 0, size = 0;
    OddRestart odd;
    if (!in->VarintUpTo(kMaxIndex, &distance) || !in->VarintUpTo(in->remaining(), &size) ||
        !in->Take(static_cast<size_t>(size), &odd.raw)) {
      return Malformed();
    }
    next += distance;
    if (next > kMaxIndex) return Malformed();
    odd.index = static_cast<uint32_t>(next++);
    facts->odd_restarts.push_back(odd);
  }
  return OkStatus();
}

}  // namespace

void WriteScanFacts(const ScanFacts* facts, ByteWriter* out) {
  if (facts == nullptr) {
    out->Varint(0);
    return;
  }
  out->Varint(kModelled | (facts->pad_with_zeros ? kPadWithZeros : 0) |
              (facts->padding.empty() ? 0 : kPadding) |
              (facts->odd_restarts.empty() ? 0 : kOddRestarts));
  uint64_t next = 0;
  if (!facts->padding.empty()) out->Varint(facts->padding.size());
  for (const jpeg::PaddingException& padding : facts->padding) {
    out->Varint((padding.index - next) * 128 + padding.bits);
    next = padding.index + 1;
  }
  next = 0;
  if (!facts->odd_restarts.empty()) out->Varint(facts->odd_restarts.size());
  for (const OddRestart& odd : facts->odd_restarts) {
    out->Varint(odd.index - next);
    out->Varint(odd.raw.size());
    out->Append(odd.raw);
    next = odd.index + 1;
  }
}

Result<ScanFactsEntry> ReadScanFacts(ByteReader* in, ByteBudget* memory) {
  ScanFactsEntry entry;
  uint64_t flags = 0;
  if (!in->VarintUpTo(kAllFlags, &flags)) return Malformed();
  entry.modelled = (flags & kModelled) != 0;
  if (!entry.modelled && flags != 0) return Malformed();
  entry.facts.pad_with_zeros = (flags & kPadWithZeros) != 0;
  Status status = OkStatus();
  if ((flags & kPadding) != 0) status = ReadPadding(in, memory, &entry.facts);
  if (status.ok() && (flags & kOddRestarts) != 0) {
    status = ReadOddRestarts(in, memory, &entry.facts);
  }
  if (!status.ok()) return status.error();
  return entry;
}

}  // namespace jackdaw::lossless_jpeg
