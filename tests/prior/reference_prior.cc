#include "tests/prior/reference_prior.h"

#include "models/prior/prior_order.h"

namespace jackdaw::test {
namespace {

int64_t Act(int64_t sum, int shift) {
  const int64_t y = Rounded(sum, shift);
  return Clamped(std::max(y, y >> 3), 8191);
}

Vector Apply(const prior::PriorLayerData& layer, const Vector& x) {
  Vector y;
  for (size_t row = 0; row < static_cast<size_t>(layer.rows); ++row) {
    y.push_back(Act(RowSum(layer, row, x), layer.shift));
  }
  return y;
}

Vector Sum(const Vector& a, const Vector& b) {
  Vector sum;
  for (size_t i = 0; i < a.size(); ++i) sum.push_back(Clamped(a[i] + b[i], 8191));
  return sum;
}

class Reference : ReferenceGrid {
 public:
  Reference(const prior::PriorNetworkData& network, const PriorCase& input)
      : ReferenceGrid(input, {network.shape.lanes, network.shape.embed, network.shape.context,
                              network.shape.guide_embed}),
        network_(network) {}

  std::vector<std::vector<entropy::LogisticMixture>> Run() {
    for (uint32_t row = 0; row < input_.rows; ++row) {
      for (uint32_t column = 0; column < input_.columns; ++column) Embed(row, column);
    }
    std::vector<std::vector<entropy::LogisticMixture>> mixtures;
    for (uint32_t row = 0; row < input_.rows; ++row) {
      for (uint32_t column = 0; column < input_.columns; ++column) {
        const Vector context = Context(row, column);
        mixtures.push_back(
            Mixtures(HiddenUnits(At(row, column), context), Means(row, column, network_.linear)));
      }
    }
    return mixtures;
  }

 private:
  void Embed(uint32_t row, uint32_t column) {
    Block& block = At(row, column);
    block.embedding = Apply(network_.embed, Features(row, column, network_.sigma));
    if (!input_.has_guide) return;
    block.guide = Apply(network_.guide_embed, GuideInputs(row, column, network_.sigma_guide));
  }

  Vector Context(uint32_t row, uint32_t column) {
    Block& self = At(row, column);
    Vector inputs1, inputs2;
    for (const auto& [dy, dx] : kTaps) {
      const Block& neighbour = Neighbour(int64_t{row} + dy, int64_t{column} + dx);
      Append(&inputs1, neighbour.embedding);
      Append(&inputs2, neighbour.context1);
    }
    Append(&inputs1, GuidesAround(row, column));
    Append(&inputs1, image_);
    self.context1 = Apply(network_.context1, inputs1);
    Append(&inputs2, self.context1);
    const Vector a2 = Sum(self.context1, Apply(network_.context2, inputs2));
    return Sum(a2, Apply(network_.context3, a2));
  }

  // h2 of all steps. The masked weights are zero, so the block's own features
  // may all be given.
  Vector HiddenUnits(const Block& block, const Vector& context) {
    const auto hidden = static_cast<size_t>(network_.shape.hidden);
    const auto window = static_cast<size_t>(network_.shape.window);
    Vector inputs = context;
    Append(&inputs, block.f1);
    Append(&inputs, block.f2);
    const Vector h1 = Apply(network_.hidden1, inputs);
    Vector h2;
    for (size_t unit = 0; unit < h1.size(); ++unit) {
      const Vector seen = WindowOf(h1, unit / hidden, hidden, window);
      const int64_t y = Act(RowSum(network_.hidden2, unit, seen), network_.hidden2.shift);
      h2.push_back(Clamped(h1[unit] + y, 8191));
    }
    return h2;
  }

  std::vector<entropy::LogisticMixture> Mixtures(const Vector& h2, const Vector& means) {
    const auto hidden = static_cast<ptrdiff_t>(network_.shape.hidden);
    std::vector<entropy::LogisticMixture> mixtures;
    for (size_t slot = 0; slot < means.size(); ++slot) {
      const int step = prior::PriorSlotStep(static_cast<int>(slot), network_.shape.lanes);
      const auto begin = h2.begin() + step * hidden;
      const Vector inputs(begin, begin + hidden);
      std::array<int64_t, 5> o;
      for (size_t i = 0; i < 5; ++i) {
        const int64_t sum = RowSum(network_.output, 5 * slot + i, inputs);
        o[i] = Clamped(Rounded(sum, network_.output.shift - 4), 1 << 18);
      }
      mixtures.push_back(
          MixtureOf(o, means[slot], network_.linear.shift, network_.sigma[slot], QuantOf(slot)));
    }
    return mixtures;
  }

  const prior::PriorNetworkData& network_;
};

}  // namespace

std::vector<std::vector<entropy::LogisticMixture>> ReferenceMixtures(
    const prior::PriorNetworkData& network, const PriorCase& input) {
  return Reference(network, input).Run();
}

}  // namespace jackdaw::test
