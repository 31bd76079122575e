#include "codec/coeff/prior/set_prior.h"

#include <algorithm>

namespace jackdaw::coeff {

namespace {

constexpr int kMaxGuideRatio = 4;

// How many times finer luma is; 0: no whole number of times, or too many.
int GuideRatio(int luma, int chroma) {
  return luma % chroma == 0 && luma / chroma <= kMaxGuideRatio ? luma / chroma : 0;
}

std::array<uint16_t, 64> NonzeroQuant(const jpeg::FrameComponent& component) {
  std::array<uint16_t, 64> quant;
  for (size_t k = 0; k < 64; ++k) quant[k] = std::max<uint16_t>(component.quant[k], 1);
  return quant;
}

}  // namespace

std::array<uint16_t, 64> GuideQuant(const jpeg::Frame& frame) {
  return NonzeroQuant(frame.components[0]);
}

bool MakeGuidePlane(const jpeg::Frame& frame, size_t first, const std::vector<RowRange>& slice_rows,
                    const jpeg::CoeffPlane& luma, prior::GuidePlane* plane) {
  const jpeg::FrameComponent& component = frame.components[first];
  const jpeg::FrameComponent& guide = frame.components[0];
  plane->ratio_x = GuideRatio(guide.h, component.h);
  plane->ratio_y = GuideRatio(guide.v, component.v);
  if (plane->ratio_x == 0 || plane->ratio_y == 0) return false;
  plane->row_pitch = size_t{luma.width_blocks} * jpeg::kBlockSize;
  plane->rows = slice_rows[0].end - slice_rows[0].begin;
  plane->columns = luma.width_blocks;
  plane->coeffs =
      std::span<const int16_t>(luma.coeffs)
          .subspan(slice_rows[0].begin * plane->row_pitch, plane->rows * plane->row_pitch);
  plane->quant = GuideQuant(frame);
  return true;
}

void MakeSetPrior(const prior::PriorModel& model, const jpeg::Frame& frame, size_t first,
                  std::span<const std::array<uint16_t, 64>> quants, uint32_t num_rows,
                  uint32_t width, const std::vector<RowRange>& slice_rows,
                  const jpeg::CoeffPlane& luma, const infer::Kernels& kernels,
                  std::optional<prior::WavePrior>* prior) {
  const bool pair = quants.size() == 2;
  const prior::PriorNetwork& network = pair ? model.chroma : model.luma;
  prior->emplace(network, quants, GuideQuant(frame), num_rows, width, kernels);
  prior::GuidePlane plane;
  if (pair && network.shape().guide_embed > 0 &&
      MakeGuidePlane(frame, first, slice_rows, luma, &plane)) {
    (*prior)->SetGuide(plane);
  }
}

}  // namespace jackdaw::coeff
