// EncodeSamples.
#include <algorithm>

#include "codec/coeff/slices/slice_threads.h"
#include "codec/lossless_jpeg/sample_codec.h"
#include "codec/lossless_jpeg/sample_slices.h"
#include "codec/lossless_jpeg/slice_coder.h"

namespace jackdaw::lossless_jpeg {
namespace {

// A slice of fewer samples loses more by its fresh contexts than a thread gains.
constexpr uint64_t kSamplesPerSlice = uint64_t{4} << 20;
constexpr uint32_t kMaxChosenSlices = 16;

uint32_t NumSlices(const jpeg::Frame& frame, const PlaneSizes& sizes, uint32_t asked) {
  uint64_t samples = 0;
  for (const PlaneSize& size : sizes) samples += size.num_samples();
  const uint64_t chosen = std::clamp<uint64_t>(samples / kSamplesPerSlice, 1, kMaxChosenSlices);
  const uint64_t wanted = asked != 0 ? asked : chosen;
  return static_cast<uint32_t>(
      std::min<uint64_t>({wanted, kMaxSlices, FrameMcuRows(frame).num_rows}));
}

}  // namespace

Bytes EncodeSamples(const jpeg::Frame& frame, const PlaneSizes& sizes,
                    const std::vector<SamplePlane>& planes, const SampleOptions& options) {
  const uint32_t num_slices = NumSlices(frame, sizes, options.num_slices);
  std::vector<Bytes> streams(num_slices);
  std::vector<SliceEnd> ends(num_slices, SliceEnd::kDone);
  const int num_threads = std::max(ThreadsWithin(sizes, options), 1);
  coeff::ForEachSlice(num_slices, num_threads, [&](uint32_t slice) {
    entropy::EncodeOps coder;
    SliceCoder<entropy::EncodeOps> slice_coder(frame, sizes, options);
    ends[slice] = slice_coder.Run(coder, std::span(planes), slice, num_slices);
    streams[slice] = coder.Finish();
  });
  if (std::any_of(ends.begin(), ends.end(), [](SliceEnd e) { return e != SliceEnd::kDone; })) {
    return {};
  }
  ByteWriter out;
  out.U8(kSampleCoderKind);
  out.Varint(num_slices);
  for (size_t i = 0; i + 1 < streams.size(); ++i) out.Varint(streams[i].size());
  for (const Bytes& stream : streams) out.Append(stream);
  return out.Take();
}

}  // namespace jackdaw::lossless_jpeg
