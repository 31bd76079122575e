#include <vector>

#include "codec/coeff/prior/choose_ops.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/coeff/slices/methods.h"
#include "codec/coeff/slices/slice_coder.h"
#include "codec/coeff/slices/slice_memory.h"
#include "codec/coeff/slices/slice_threads.h"
#include "entropy/bit_ops.h"

namespace jackdaw::coeff {

namespace {

template <class Method>
std::vector<Bytes> EncodeSlices(const CoeffHeader& header, const jpeg::Frame& frame,
                                const std::vector<jpeg::CoeffPlane>& planes,
                                const CoeffOptions& options) {
  using Slices = SliceCoder<entropy::EncodeOps, Method>;
  const auto& start = StartOf<Method>();
  std::vector<Bytes> slices(header.num_slices);
  ForEachSlice(header.num_slices, AffordableThreads(frame, options), [&](uint32_t index) {
    if (options.work != nullptr && options.work->over()) return;
    const SliceLayout layout = MakeSliceLayout(header, frame, index);
    entropy::EncodeOps coder;
    Slices(coder, frame, layout, start, planes, options.work).Run();
    slices[index] = coder.Finish();
  });
  return slices;
}

Bytes WriteSlices(const CoeffHeader& header, const jpeg::Frame& frame,
                  const std::vector<Bytes>& slices) {
  ByteWriter out;
  WriteCoeffHeader(header, frame, &out);
  for (uint32_t i = 0; i + 1 < header.num_slices; ++i) out.Varint(slices[i].size());
  for (const Bytes& slice : slices) out.Append(slice);
  return out.Take();
}

}  // namespace

Bytes EncodeCoefficients(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
                         const CoeffOptions& options) {
  if (AffordableThreads(frame, options) == 0) return {};
  const CoeffHeader header = AnalysePlanes(frame, planes, NumSlices(frame, options));
  std::vector<Bytes> slices;
  switch (options.preset) {
    case CoeffPreset::kFast:
      slices = EncodeSlices<ContextsAlone>(header, frame, planes, options);
      break;
    case CoeffPreset::kDefault:
      slices = EncodeSlices<ContextsAndPrior>(header, frame, planes, options);
      break;
    case CoeffPreset::kParallel:
      slices = EncodeSlices<ContextsAndLatents>(header, frame, planes, options);
      break;
  }
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
    Slices(coder, frame, layout, StartOf<ContextsAndPrior>(), *planes, options.work).Run();
    slices[index] = coder.Finish();
  });
  return WriteSlices(header, frame, slices);
}

}  // namespace jackdaw::coeff
