// Latents of a component set in a slice: integers that give the blocks their context in place of
// their neighbours (docs/format_prior.md §5).
//
// The grid of blocks is padded to multiples of four; y has half its resolution, z a quarter. z is
// coded first under fixed distributions, then y under those that z gives. The encoder is free in
// its choice; EncodeLatents is what the networks were trained with.
#ifndef JACKDAW_MODELS_PRIOR_LATENTS_H_
#define JACKDAW_MODELS_PRIOR_LATENTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/infer/aligned.h"
#include "models/infer/kernels.h"
#include "models/prior/prior_model.h"

namespace jackdaw::prior {

struct LatentPlane {
  uint32_t rows = 0, columns = 0;
  size_t channels = 0;
  std::vector<int8_t> values;  // [rows][columns][channels], within +-kMaxLatent
};

// Planes of zeros for rows x columns blocks. REQUIRES: the network has latents; both at least 1.
LatentPlane MakeY(const PriorNetwork& network, uint32_t rows, uint32_t columns);
LatentPlane MakeZ(const PriorNetwork& network, uint32_t rows, uint32_t columns);

// A logistic distribution of an integer.
struct LatentDistribution {
  int32_t mean;            // Q12
  uint32_t inverse_scale;  // Q20
};

// Of z, per channel.
std::vector<LatentDistribution> DistributionsOfZ(const PriorNetwork& network);

// Of y, row after row, so that a decoder that runs out of input does no work for the rest.
class DistributionsOfY {
 public:
  // Rows and columns are those of `y`, whose values are not read. All must outlive this.
  DistributionsOfY(const PriorNetwork& network, const LatentPlane& z, const LatentPlane& y,
                   const infer::Kernels& kernels = infer::DefaultKernels());
  ~DistributionsOfY();

  // Of the next row, [columns][channels]; valid until the next call. REQUIRES: a row is left.
  std::span<const LatentDistribution> NextRow();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What y tells every block: activations [rows][pitch][latent_embed].
struct LatentFeatures {
  infer::AlignedVector<int16_t> values;
  size_t pitch = 0;  // columns, those of the padding included
};
LatentFeatures MakeLatentFeatures(const PriorNetwork& network, const LatentPlane& y, uint32_t rows,
                                  const infer::Kernels& kernels = infer::DefaultKernels());

// Gives the levels of a block of the set, zigzag. Asked once per block and lane, in raster order.
using LevelReader =
    std::function<void(uint32_t row, uint32_t column, int lane, std::array<int16_t, 64>* levels)>;

// Finds y and z, planes made by MakeY and MakeZ for rows x columns blocks. quants: as for
// WavePrior.
void EncodeLatents(const PriorNetwork& network, std::span<const std::array<uint16_t, 64>> quants,
                   uint32_t rows, uint32_t columns, const LevelReader& read, LatentPlane* y,
                   LatentPlane* z, const infer::Kernels& kernels = infer::DefaultKernels());

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_LATENTS_H_
