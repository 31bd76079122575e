#include <memory>

#include "codec/coeff/coeff_codec.h"
#include "codec/coeff/coeff_header.h"
#include "codec/coeff/slice_coder.h"
#include "codec/coeff/slice_threads.h"
#include "codec/coeff/train_states.h"

namespace jackdaw {

Bytes EncodeCoefficients(const Frame& frame, const std::vector<CoeffPlane>& planes,
                         const CoeffOptions& options) {
  const uint32_t num_slices = options.num_slices != 0 ? options.num_slices : DefaultSlices(frame);
  const CoeffHeader header = AnalysePlanes(frame, planes, num_slices);
  std::vector<Bytes> slices(header.num_slices);
  ForEachSlice(header.num_slices, options.num_threads, [&](uint32_t index) {
    const SliceLayout layout = MakeSliceLayout(header, frame, index);
    EncodeOps coder;
    SliceCoder<EncodeOps>(coder, frame, layout, TrainedStart(), planes).Run();
    slices[index] = coder.Finish();
  });
  ByteWriter out;
  WriteCoeffHeader(header, frame, &out);
  for (uint32_t i = 0; i + 1 < header.num_slices; ++i) out.Varint(slices[i].size());
  for (const Bytes& slice : slices) out.Append(slice);
  return out.Take();
}

void TrainStates(const Frame& frame, const std::vector<CoeffPlane>& planes, AdaptiveStates* states,
                 std::vector<SlotCounts>* counts) {
  counts->assign(sizeof(AdaptiveStates) / sizeof(BitSlot), SlotCounts{});
  const CoeffHeader header = AnalysePlanes(frame, planes, 1);
  const SliceLayout layout = MakeSliceLayout(header, frame, 0);
  TrainOps coder(*states, *counts);
  SliceCoder<TrainOps>(coder, frame, layout, *states, planes, states).Run();
}

}  // namespace jackdaw
