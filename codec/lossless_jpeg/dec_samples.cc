// DecodeSamples, and what both sides know of slices.
#include <algorithm>

#include "base/errors.h"
#include "codec/coeff/slices/slice_threads.h"
#include "codec/lossless_jpeg/sample_codec.h"
#include "codec/lossless_jpeg/sample_slices.h"
#include "codec/lossless_jpeg/slice_coder.h"

namespace jackdaw::lossless_jpeg {
namespace {

struct Slices {
  std::vector<ByteSpan> streams;
};

Result<Slices> ReadHead(ByteSpan data, uint32_t mcu_rows) {
  ByteReader reader(data);
  uint8_t kind = 0;
  uint64_t num_slices = 0;
  if (!reader.U8(&kind)) return Corrupt("the samples are missing");
  if (kind != kSampleCoderKind) {
    return Error{ErrorCode::kUnsupported, 0, "samples of the unknown kind " + std::to_string(kind)};
  }
  if (!reader.VarintUpTo(std::min(kMaxSlices, mcu_rows), &num_slices) || num_slices == 0) {
    return Corrupt("the number of slices of samples is wrong");
  }
  std::vector<uint64_t> sizes(num_slices - 1);
  for (uint64_t& size : sizes) {
    if (!reader.VarintUpTo(reader.remaining(), &size)) return Corrupt("a slice of samples is cut");
  }
  Slices slices;
  for (const uint64_t size : sizes) {
    ByteSpan stream;
    if (!reader.Take(static_cast<size_t>(size), &stream))
      return Corrupt("a slice of samples is cut");
    slices.streams.push_back(stream);
  }
  ByteSpan rest;
  if (!reader.Take(reader.remaining(), &rest)) return Corrupt("a slice of samples is cut");
  slices.streams.push_back(rest);
  return slices;
}

Status StatusOf(SliceEnd end) {
  switch (end) {
    case SliceEnd::kDone:
      return OkStatus();
    case SliceEnd::kOverWork:
      return Error{ErrorCode::kLimitExceeded, 0,
                   "the file asks for more work than its size allows"};
    case SliceEnd::kCancelled:
      return CancelledError();
    case SliceEnd::kCorrupt:
      break;
  }
  return Corrupt("the samples are damaged");
}

}  // namespace

uint64_t SliceStateBytes(const PlaneSizes& sizes) {
  // Contexts, values and ranks; and what the predictor keeps for each column.
  constexpr uint64_t kFixedBytes = uint64_t{2} << 20;
  constexpr uint64_t kColumnBytes = 24 * sizeof(uint32_t);
  uint64_t width = 0;
  for (const PlaneSize& size : sizes) width = std::max<uint64_t>(width, size.width);
  return kFixedBytes + (width + 2 * kRowMargin) * kColumnBytes;
}

int ThreadsWithin(const PlaneSizes& sizes, const SampleOptions& options) {
  const uint64_t most = options.max_state_bytes / SliceStateBytes(sizes);
  return static_cast<int>(std::min<uint64_t>(most, static_cast<uint64_t>(options.num_threads)));
}

Status DecodeSamples(ByteSpan data, const jpeg::Frame& frame, const PlaneSizes& sizes,
                     const SampleOptions& options, std::vector<SamplePlane>* planes) {
  const Result<Slices> head = ReadHead(data, FrameMcuRows(frame).num_rows);
  if (!head.ok()) return head.error();
  const int num_threads = ThreadsWithin(sizes, options);
  if (num_threads < 1) {
    return Error{ErrorCode::kLimitExceeded, 0, "the samples need more memory than the limit"};
  }
  const std::vector<ByteSpan>& streams = head.value().streams;
  const auto num_slices = static_cast<uint32_t>(streams.size());
  std::vector<SliceEnd> ends(num_slices, SliceEnd::kDone);
  coeff::ForEachSlice(num_slices, num_threads, [&](uint32_t slice) {
    entropy::DecodeOps coder(streams[slice]);
    SliceCoder<entropy::DecodeOps> slice_coder(frame, sizes, options);
    ends[slice] = slice_coder.Run(coder, std::span(*planes), slice, num_slices);
    if (ends[slice] == SliceEnd::kDone && !coder.Finish()) ends[slice] = SliceEnd::kCorrupt;
  });
  for (const SliceEnd end : ends) {
    if (end != SliceEnd::kDone) return StatusOf(end);
  }
  return OkStatus();
}

}  // namespace jackdaw::lossless_jpeg
