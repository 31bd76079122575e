#include "tests/prior/reference_blocks.h"

#include "models/prior/prior_order.h"

namespace jackdaw::test {
namespace {

int64_t ByteOf(int64_t x) { return std::clamp<int64_t>(x, 0, 127); }

Vector Bytes(const infer::ByteLayerData& layer, const Vector& x, const Vector& bias = {}) {
  Vector y;
  for (size_t row = 0; row < layer.shift.size(); ++row) {
    const int64_t sum = RowSum(layer, row, x) + (bias.empty() ? 0 : bias[row]);
    y.push_back(ByteOf(Rounded(sum, layer.shift[row])));
  }
  return y;
}

int64_t OutputQ12(const infer::ByteLayerData& layer, size_t row, const Vector& x) {
  return Clamped(Rounded(RowSum(layer, row, x) * 128, layer.shift[row]), 1 << 18);
}

Vector BytesOfWide(const infer::LayerData& layer, const Vector& x) {
  Vector y;
  for (size_t row = 0; row < static_cast<size_t>(layer.rows); ++row) {
    y.push_back(ByteOf(Rounded(RowSum(layer, row, x), layer.shift + 3)));
  }
  return y;
}

Vector Sum(const Vector& a, const Vector& b) {
  Vector sum;
  for (size_t i = 0; i < a.size(); ++i) sum.push_back(std::min<int64_t>(a[i] + b[i], 127));
  return sum;
}

class Reference : ReferenceGrid {
 public:
  Reference(const prior::BlockNetworkData& network, const PriorCase& input)
      : ReferenceGrid(input, {network.shape.lanes, network.shape.embed, network.shape.context,
                              network.shape.guide_embed}),
        network_(network) {
    for (size_t row = 0; row < network.context1.shift.size(); ++row) {
      const int64_t sum = RowSum(network.context1_image, row, image_);
      const int down = network.context1_image.shift + 18 - network.context1.shift[row];
      image_bias_.push_back(Clamped(Rounded(sum * 32768, down), int64_t{1} << 28));
    }
  }

  std::vector<BlockBelief> Run() {
    for (uint32_t row = 0; row < input_.rows; ++row) {
      for (uint32_t column = 0; column < input_.columns; ++column) Embed(row, column);
    }
    std::vector<BlockBelief> beliefs;
    for (uint32_t row = 0; row < input_.rows; ++row) {
      for (uint32_t column = 0; column < input_.columns; ++column) {
        const Vector context = Context(row, column);
        const Lasts last = LastsOf(row, column);
        beliefs.push_back({Last(last, context), {}});
        Mixtures(HiddenUnits(At(row, column), last, context),
                 Means(row, column, network_.linear, true), &beliefs.back().mixtures);
      }
    }
    return beliefs;
  }

 private:
  using Lasts = std::array<int, 2>;  // the last group by lane

  Lasts LastsOf(uint32_t row, uint32_t column) const {
    Lasts last{};
    for (size_t lane = 0; lane < input_.levels.size(); ++lane) {
      last[lane] = ReferenceLast(input_.levels[lane][row * input_.columns + column]);
    }
    return last;
  }

  void Embed(uint32_t row, uint32_t column) {
    Block& block = At(row, column);
    block.embedding = BytesOfWide(network_.embed, Features(row, column, network_.sigma));
    if (!input_.has_guide) return;
    block.guide = BytesOfWide(network_.guide_embed, GuideInputs(row, column, network_.sigma_guide));
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
    self.context1 = Bytes(network_.context1, inputs1, image_bias_);
    Append(&inputs2, self.context1);
    const Vector a2 = Sum(self.context1, Bytes(network_.context2, inputs2));
    return Sum(a2, Bytes(network_.context3, a2));
  }

  std::vector<std::array<int32_t, 14>> Last(const Lasts& of_block, const Vector& context) {
    std::vector<std::array<int32_t, 14>> last(input_.levels.size());
    for (size_t lane = 0; lane < last.size(); ++lane) {
      for (size_t node = 0; node < 14; ++node) {
        int64_t logit = OutputQ12(network_.last, 14 * lane + node, context);
        if (lane == 1) {
          logit += network_.last_pair[static_cast<size_t>(of_block[0]) * 14 + node];
        }
        last[lane][node] = static_cast<int32_t>(Clamped(logit, 1 << 18));
      }
    }
    return last;
  }

  // h2 of all steps. The masked weights are zero, so the block's own features may all be given.
  Vector HiddenUnits(const Block& block, const Lasts& last, const Vector& context) {
    const auto hidden = static_cast<size_t>(network_.shape.hidden);
    const auto window = static_cast<size_t>(network_.shape.window);
    const auto lanes = static_cast<size_t>(network_.shape.lanes);
    Vector features = block.f1, h1;
    Append(&features, block.f2);
    for (size_t unit = 0; unit < static_cast<size_t>(network_.shape.NumHidden()); ++unit) {
      int64_t sum = RowSum(network_.hidden1, unit, context) * 128;
      for (size_t i = 0; i < features.size(); ++i) {
        sum += network_.hidden1_features[unit * features.size() + i] * features[i];
      }
      const size_t step = unit / hidden;
      const bool is_coded = 14 - static_cast<int>(step / lanes) <= last[step % lanes];
      h1.push_back(is_coded ? ByteOf(Rounded(sum, network_.hidden1.shift[unit] + 7)) : 0);
    }
    Vector h2;
    for (size_t unit = 0; unit < h1.size(); ++unit) {
      const int64_t sum =
          RowSum(network_.hidden2, unit, WindowOf(h1, unit / hidden, hidden, window));
      h2.push_back(
          std::min<int64_t>(h1[unit] + ByteOf(Rounded(sum, network_.hidden2.shift[unit])), 127));
    }
    return h2;
  }

  void Mixtures(const Vector& h2, const Vector& means,
                std::vector<entropy::LogisticMixture>* mixtures) {
    const auto hidden = static_cast<ptrdiff_t>(network_.shape.hidden);
    for (size_t slot = 0; slot < means.size(); ++slot) {
      const int step = prior::PriorSlotStep(static_cast<int>(slot), network_.shape.lanes);
      const auto begin = h2.begin() + step * hidden;
      const Vector inputs(begin, begin + hidden);
      std::array<int64_t, 5> o;
      for (size_t i = 0; i < 5; ++i) o[i] = OutputQ12(network_.output, 5 * slot + i, inputs);
      mixtures->push_back(
          MixtureOf(o, means[slot], network_.linear.shift, network_.sigma[slot], QuantOf(slot)));
    }
  }

  const prior::BlockNetworkData& network_;
  Vector image_bias_;
};

}  // namespace

int ReferenceLast(const Levels& levels) {
  for (size_t k = 63; k > 0; --k) {
    if (levels[k] != 0) return prior::kPriorGroup[k];
  }
  return 0;
}

std::vector<BlockBelief> ReferenceBlocks(const prior::BlockNetworkData& network,
                                         const PriorCase& input) {
  return Reference(network, input).Run();
}

}  // namespace jackdaw::test
