#include "codec/coeff/slices/slice_memory.h"

#include <algorithm>

#include "base/checked.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/fast/fast_slice_coder.h"
#include "codec/coeff/levels_in_place.h"
#include "codec/coeff/slices/block_slice_coder.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/coeff/slices/lattice_coder.h"
#include "codec/coeff/slices/methods.h"
#include "codec/coeff/slices/slice_coder.h"

namespace jackdaw::coeff {
namespace {

// Coder: of a slice. copies: whether an encoder needs more, because it copies levels that are
// shifted.
template <class Coder>
uint64_t StateBytes(const jpeg::Frame& frame, uint32_t num_slices, bool copies = false) {
  uint64_t most = 0;
  const uint32_t mcu_rows = CeilDiv(frame.mcu_rows, num_slices);
  for (const ComponentSet& set : MakeComponentSets(frame)) {
    const jpeg::FrameComponent& c = frame.components[set.first];
    const uint32_t num_rows = std::min(mcu_rows * c.v, c.padded_height_blocks);
    uint64_t bytes = Coder::StateBytes(num_rows, c.padded_width_blocks, set.count);
    if (copies) {
      bytes += set.count * LevelsInPlace<false>::CopyBytes(num_rows, c.padded_width_blocks);
    }
    most = std::max(most, bytes);
  }
  return most;
}

// Of all slices together, with an encoder's copies of levels that are shifted.
uint64_t LatticeBytes(const jpeg::Frame& frame, uint32_t num_slices) {
  using Coder = LatticeCoder<entropy::DecodeOps, prior::LatticeModel>;
  uint64_t most = 0;
  for (const ComponentSet& set : MakeComponentSets(frame)) {
    const jpeg::FrameComponent& c = frame.components[set.first];
    const uint32_t rows = c.padded_height_blocks, width = c.padded_width_blocks;
    most = std::max(most, Coder::StateBytes(rows, width, set.count, num_slices) +
                              set.count * LevelsInPlace<false>::CopyBytes(rows, width));
  }
  return most;
}

template <class Method>
using ByMethod = SliceCoder<entropy::DecodeOps, Method>;

}  // namespace

uint64_t SliceStateBytes(const jpeg::Frame& frame, const CoeffOptions& options) {
  const uint32_t num_slices = ClampSlices(frame, NumSlices(frame, options));
  switch (options.preset) {
    case CoeffPreset::kFast:
      break;
    case CoeffPreset::kDefault:
      return StateBytes<ByMethod<ContextsAndPrior>>(frame, num_slices);
    case CoeffPreset::kParallel:
      return LatticeBytes(frame, num_slices);
    case CoeffPreset::kBlocks:
      return StateBytes<BlockSliceCoder<entropy::DecodeOps, prior::DefaultBlockModel>>(
          frame, num_slices, true);
  }
  return StateBytes<FastSliceCoder<entropy::DecodeOps>>(frame, num_slices);
}

int AffordableThreads(const jpeg::Frame& frame, const CoeffOptions& options) {
  const uint64_t bytes = SliceStateBytes(frame, options);
  // Slices in passes are alive together, whatever the number of threads.
  if (options.preset == CoeffPreset::kParallel) {
    return bytes <= options.max_state_bytes ? std::max(options.num_threads, 1) : 0;
  }
  const uint64_t affordable = options.max_state_bytes / bytes;
  return static_cast<int>(
      std::min<uint64_t>(affordable, static_cast<uint64_t>(std::max(options.num_threads, 1))));
}

}  // namespace jackdaw::coeff
