// What the definitions of both priors have in common: dense sums, features, neighbours, means and
// mixtures, straight from docs/format_prior.md, with 64-bit sums throughout.
#ifndef JACKDAW_TESTS_PRIOR_REFERENCE_GRID_H_
#define JACKDAW_TESTS_PRIOR_REFERENCE_GRID_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "entropy/logistic_mixture.h"
#include "models/infer/layer_data.h"
#include "models/prior/guide.h"

namespace jackdaw::test {

using Quant = std::array<uint16_t, 64>;
using Levels = std::array<int16_t, 64>;  // zigzag

// The set's blocks in a slice: levels[lane][row * columns + column].
struct PriorCase {
  uint32_t rows = 0, columns = 0;
  std::vector<Quant> quants;  // per active lane
  Quant luma_quant{};
  std::vector<std::vector<Levels>> levels;
  bool has_guide = false;
  prior::GuidePlane guide;
};

// The guide of one chroma block.
std::array<int16_t, 64> ReferenceGuide(const prior::GuidePlane& plane, uint32_t row,
                                       uint32_t column);

using Vector = std::vector<int64_t>;

inline int64_t Clamped(int64_t x, int64_t bound) { return std::clamp(x, -bound, bound); }
inline int64_t Rounded(int64_t sum, int shift) {
  return (sum + (int64_t{1} << (shift - 1))) >> shift;
}
inline void Append(Vector* to, const Vector& more) {
  to->insert(to->end(), more.begin(), more.end());
}

// Layer: with weights of any size.
template <class Layer>
int64_t RowSum(const Layer& layer, size_t row, const Vector& x) {
  int64_t sum = layer.bias.empty() ? 0 : layer.bias[row];
  for (size_t i = 0; i < x.size(); ++i) sum += layer.weights[row * x.size() + i] * x[i];
  return sum;
}

// lq of a table's steps.
Vector LnInputs(const Quant& quant);

// The inputs of a step's second hidden layer: units of h1 of the last `window` steps up to it.
Vector WindowOf(const Vector& h1, size_t step, size_t hidden, size_t window);

// o: the slot's five outputs; mean: of the linear layer, whose shift it has.
entropy::LogisticMixture MixtureOf(const std::array<int64_t, 5>& o, int64_t mean, int shift,
                                   uint32_t sigma, uint16_t q);

// Blocks with what their neighbours see.
class ReferenceGrid {
 protected:
  struct Sizes {
    int lanes = 0, embed = 0, context = 0, guide_embed = 0;
  };
  struct Block {
    bool exists = true;
    Vector values, f1, f2;  // by slot
    Vector embedding, context1, guide;
  };
  // W, NW, N, NE.
  static constexpr int kTaps[4][2] = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}};

  ReferenceGrid(const PriorCase& input, const Sizes& sizes);

  size_t NumSlots() const { return 64 * quants_.size(); }
  uint16_t QuantOf(size_t slot) const { return quants_[slot / 64][slot % 64]; }
  Block& At(uint32_t row, uint32_t column) { return blocks_[row * input_.columns + column]; }
  // Blocks outside the slice have zeros.
  const Block& Neighbour(int64_t row, int64_t column);
  // The guide of the nine positions around a block.
  Vector GuidesAround(uint32_t row, uint32_t column);

  // Finds values, f1 and f2 of a block, and returns the inputs of `embed`.
  Vector Features(uint32_t row, uint32_t column, const std::vector<uint32_t>& sigmas);
  // g1 and g2.
  Vector GuideInputs(uint32_t row, uint32_t column, const std::vector<uint32_t>& sigmas) const;
  // The linear layer, modulo 2^32.
  Vector Means(uint32_t row, uint32_t column, const infer::LayerData& linear);

  const PriorCase& input_;
  std::vector<Quant> quants_;  // of all lanes
  // lq of the lanes; of an image: and, with a guide, of luma.
  Vector ln_quants_, image_;

 private:
  std::vector<Block> blocks_;
  Block none_;
};

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_REFERENCE_GRID_H_
