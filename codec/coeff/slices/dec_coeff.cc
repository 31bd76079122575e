#include <atomic>
#include <deque>
#include <vector>

#include "codec/coeff/fast/fast_slice_coder.h"
#include "codec/coeff/slices/block_slice_coder.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/coeff/slices/lattice_coder.h"
#include "codec/coeff/slices/methods.h"
#include "codec/coeff/slices/slice_coder.h"
#include "codec/coeff/slices/slice_memory.h"
#include "codec/coeff/slices/slice_run.h"
#include "codec/coeff/slices/slice_threads.h"
#include "codec/coeff/static/static_slice_coder.h"
#include "entropy/bit_ops.h"
#include "models/prior/block_model.h"

namespace jackdaw::coeff {

namespace {

template <class Method>
bool DecodeWith(entropy::DecodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                const CoeffOptions& options, std::vector<jpeg::CoeffPlane>* planes) {
  SliceCoder<entropy::DecodeOps, Method> slice(coder, frame, layout, StartOf<Method>(), *planes,
                                               options.work);
  return slice.With(options.tools).Run() && coder.Finish();
}

bool DecodeBlocks(entropy::DecodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                  const CoeffOptions& options, std::vector<jpeg::CoeffPlane>* planes) {
  BlockSliceCoder<entropy::DecodeOps, prior::DefaultBlockModel> slice(
      coder, frame, layout, prior::ShippedBlocks(), *planes, options.work);
  return slice.With(options.tools).Run() && coder.Finish();
}

Status Outcome(const CoeffOptions& options, bool good) {
  if (options.work != nullptr && options.work->over()) {
    return Error{ErrorCode::kLimitExceeded, 0, "more work than a file of this size may ask for"};
  }
  if (!good) return Error{ErrorCode::kCorrupt, 0, "damaged coefficient stream"};
  return OkStatus();
}

Status DecodeLattice(const jpeg::Frame& frame, const CoeffHeader& header,
                     const std::vector<ByteSpan>& slices, const CoeffOptions& options,
                     int num_threads, std::vector<jpeg::CoeffPlane>* planes) {
  std::deque<SliceBits<entropy::DecodeOps>> coders;
  for (const ByteSpan& slice : slices) coders.emplace_back(slice);
  LatticeCoder<entropy::DecodeOps, prior::LatticeModel> coder(
      coders, frame, MakeSliceLayouts(header, frame), prior::ShippedLattice(), *planes,
      options.work);
  bool good = coder.With(options.tools, num_threads).Run();
  for (entropy::DecodeOps& slice : coders) good = good && slice.Finish();
  return Outcome(options, good);
}

}  // namespace

bool DecodeSlice(entropy::DecodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                 const CoeffOptions& options, std::vector<jpeg::CoeffPlane>* planes) {
  if (options.is_static) {
    StaticSliceCoder slice(coder, layout, *planes, options.work, options.tools.monitor);
    return slice.Run() && coder.Finish();
  }
  switch (options.preset) {
    case CoeffPreset::kFast:
      return FastSliceCoder<entropy::DecodeOps>(coder, frame, layout,
                                                TrainedStart<AdaptiveStates>(), *planes,
                                                options.work, options.tools.monitor)
                 .Run() &&
             coder.Finish();
    case CoeffPreset::kDefault:
      return DecodeWith<ContextsAndPrior>(coder, frame, layout, options, planes);
    case CoeffPreset::kParallel:  // its slices are not decoded one by one
      return false;
    case CoeffPreset::kBlocks:
      return DecodeBlocks(coder, frame, layout, options, planes);
  }
  return false;
}

Result<std::vector<ByteSpan>> ReadSlices(ByteReader* in, uint32_t num_slices) {
  std::vector<uint64_t> sizes;
  for (uint32_t i = 0; i + 1 < num_slices; ++i) {
    uint64_t size;
    if (!in->VarintUpTo(in->remaining(), &size)) {
      return Error{ErrorCode::kCorrupt, in->position(), "bad slice length"};
    }
    sizes.push_back(size);
  }
  std::vector<ByteSpan> slices(num_slices);
  for (uint32_t i = 0; i < num_slices; ++i) {
    const uint64_t size = i + 1 < num_slices ? sizes[i] : in->remaining();
    if (!in->Take(size, &slices[i])) {
      return Error{ErrorCode::kTruncated, in->position(), "slices end early"};
    }
  }
  return slices;
}

Status DecodeCoefficients(ByteSpan data, const jpeg::Frame& frame, const CoeffOptions& given,
                          std::vector<jpeg::CoeffPlane>* planes) {
  CoeffOptions options = given;
  if (options.preset > kLastCoeffPreset) {
    return Error{ErrorCode::kUnsupported, 0, "coefficients of an unknown preset"};
  }
  ByteReader in(data);
  Result<CoeffHeader> header = ReadCoeffHeader(&in, frame);
  if (!header.ok()) return header.error();
  Result<std::vector<ByteSpan>> slices = ReadSlices(&in, header.value().num_slices);
  if (!slices.ok()) return slices.error();
  options.num_slices = header.value().num_slices;
  options.is_static = header.value().is_static;
  const int num_threads = AffordableThreads(frame, options);
  if (num_threads == 0) {
    return Error{ErrorCode::kLimitExceeded, 0, "a slice takes more than the memory limit"};
  }
  if (options.preset == CoeffPreset::kParallel && !options.is_static) {
    return DecodeLattice(frame, header.value(), slices.value(), options, num_threads, planes);
  }
  std::atomic<bool> damaged{false};
  ForEachSlice(header.value().num_slices, num_threads, [&](uint32_t index) {
    if (damaged) return;
    const SliceLayout layout = MakeSliceLayout(header.value(), frame, index);
    entropy::DecodeOps coder(slices.value()[index]);
    if (!DecodeSlice(coder, frame, layout, options, planes)) damaged = true;
  });
  return Outcome(options, !damaged);
}

}  // namespace jackdaw::coeff
