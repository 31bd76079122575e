#include <deque>
#include <vector>

#include "codec/coeff/fast/fast_slice_coder.h"
#include "codec/coeff/prior/choose_ops.h"
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
void EncodeWith(entropy::EncodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                const CoeffOptions& options, const std::vector<jpeg::CoeffPlane>& planes) {
  SliceCoder<entropy::EncodeOps, Method> slice(coder, frame, layout, StartOf<Method>(), planes,
                                               options.work);
  slice.With(options.tools).Run();
}

void EncodeBlocks(entropy::EncodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                  const CoeffOptions& options, const std::vector<jpeg::CoeffPlane>& planes) {
  BlockSliceCoder<entropy::EncodeOps, prior::DefaultBlockModel> slice(
      coder, frame, layout, prior::ShippedBlocks(), planes, options.work);
  slice.With(options.tools).Run();
}

void EncodeLattice(const jpeg::Frame& frame, const CoeffHeader& header,
                   const std::vector<jpeg::CoeffPlane>& planes, const CoeffOptions& options,
                   int num_threads, std::vector<Bytes>* slices) {
  std::deque<SliceBits<entropy::EncodeOps>> coders(slices->size());
  LatticeCoder<entropy::EncodeOps, prior::LatticeModel> coder(
      coders, frame, MakeSliceLayouts(header, frame), prior::ShippedLattice(), planes,
      options.work);
  coder.With(options.tools, num_threads).Run();
  for (size_t i = 0; i < coders.size(); ++i) (*slices)[i] = coders[i].Finish();
}

}  // namespace

Bytes EncodeSlice(entropy::EncodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                  const CoeffOptions& options, const std::vector<jpeg::CoeffPlane>& planes) {
  if (options.is_static) {
    StaticSliceCoder(coder, layout, planes, options.work, options.tools.monitor).Run();
    return coder.Finish();
  }
  switch (options.preset) {
    case CoeffPreset::kFast:
      FastSliceCoder<entropy::EncodeOps>(coder, frame, layout, TrainedStart<AdaptiveStates>(),
                                         planes, options.work, options.tools.monitor)
          .Run();
      break;
    case CoeffPreset::kDefault:
      EncodeWith<ContextsAndPrior>(coder, frame, layout, options, planes);
      break;
    case CoeffPreset::kParallel:  // its slices are not coded one by one
      break;
    case CoeffPreset::kBlocks:
      EncodeBlocks(coder, frame, layout, options, planes);
      break;
  }
  return coder.Finish();
}

Bytes WriteSlices(const CoeffHeader& header, const jpeg::Frame& frame,
                  const std::vector<Bytes>& slices) {
  ByteWriter out;
  WriteCoeffHeader(header, frame, &out);
  for (uint32_t i = 0; i + 1 < header.num_slices; ++i) out.Varint(slices[i].size());
  for (const Bytes& slice : slices) out.Append(slice);
  return out.Take();
}

Bytes EncodeCoefficients(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
                         const CoeffOptions& options) {
  const int num_threads = AffordableThreads(frame, options);
  if (num_threads == 0) return {};
  const CoeffHeader header =
      AnalysePlanes(frame, planes, NumSlices(frame, options), options.is_static);
  std::vector<Bytes> slices(header.num_slices);
  if (options.preset == CoeffPreset::kParallel && !options.is_static) {
    EncodeLattice(frame, header, planes, options, num_threads, &slices);
    if (options.work != nullptr && options.work->over()) return {};
    return WriteSlices(header, frame, slices);
  }
  ForEachSlice(header.num_slices, num_threads, [&](uint32_t index) {
    if (options.work != nullptr && options.work->over()) return;
    entropy::EncodeOps coder;
    const SliceLayout layout = MakeSliceLayout(header, frame, index);
    slices[index] = EncodeSlice(coder, frame, layout, options, planes);
  });
  if (options.work != nullptr && options.work->over()) return {};
  return WriteSlices(header, frame, slices);
}

Bytes EncodeChosen(const jpeg::Frame& frame, std::span<const LevelChoice> choices,
                   const CoeffOptions& options, std::vector<jpeg::CoeffPlane>* planes) {
  using Slices = SliceCoder<ChooseOps, ContextsAndPrior>;
  const CoeffHeader header = AnalysePlanes(frame, *planes, NumSlices(frame, options));
  std::vector<Bytes> slices(header.num_slices);
  ForEachSlice(header.num_slices, options.num_threads, [&](uint32_t index) {
    const SliceLayout layout = MakeSliceLayout(header, frame, index);
    ChooseOps coder(choices);
    Slices slice(coder, frame, layout, StartOf<ContextsAndPrior>(), *planes, options.work);
    slice.With(options.tools).Run();
    slices[index] = coder.Finish();
  });
  return WriteSlices(header, frame, slices);
}

}  // namespace jackdaw::coeff
