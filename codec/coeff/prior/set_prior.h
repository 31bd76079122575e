// The learned prior of a component set in a slice: which network, and luma as its guide.
//
// Component 0 and components that stand alone (the black of CMYK) take the luma network; pairs take
// the chroma network, with the guide where luma has a whole multiple of their resolution. Format:
// docs/format_coeff.md §8.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_SET_PRIOR_H_
#define JACKDAW_CODEC_COEFF_PRIOR_SET_PRIOR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codec/coeff/component_set.h"
#include "codec/jpeg/jpeg_data.h"
#include "models/prior/guide.h"
#include "models/prior/prior_model.h"
#include "models/prior/wave_prior.h"

namespace jackdaw::coeff {

// The quantization of component 0, zeros taken as 1.
std::array<uint16_t, 64> GuideQuant(const jpeg::Frame& frame);

// Luma as the guide of component `first`. False: it has no whole multiple of its resolution.
bool MakeGuidePlane(const jpeg::Frame& frame, size_t first, const std::vector<RowRange>& slice_rows,
                    const jpeg::CoeffPlane& luma, prior::GuidePlane* plane);

// Makes the prior of the set whose first component is `first`. quants: of its components' levels.
// num_rows, width: its blocks in the slice, both at least 1. slice_rows: of all components; luma:
// the finished plane of component 0. The model and the kernels must outlive the prior.
void MakeSetPrior(const prior::PriorModel& model, const jpeg::Frame& frame, size_t first,
                  std::span<const std::array<uint16_t, 64>> quants, uint32_t num_rows,
                  uint32_t width, const std::vector<RowRange>& slice_rows,
                  const jpeg::CoeffPlane& luma, const infer::Kernels& kernels,
                  std::optional<prior::WavePrior>* prior);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_SET_PRIOR_H_
