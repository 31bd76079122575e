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
    // A lattice has one image bias a pass, whose input is 1.
    for (size_t pass = 0; pass < (network.shape.lattice ? 10 : 1); ++pass) {
      Vector inputs = image_;
      if (network.shape.lattice) inputs.resize(inputs.size() + 10, 0);
      if (network.shape.lattice) inputs[image_.size() + pass] = 256;
      image_bias_.push_back(ImageBias(inputs));
    }
  }

  std::vector<BlockBelief> Run() {
    for (uint32_t row = 0; row < input_.rows; ++row) {
      for (uint32_t column = 0; column < input_.columns; ++column) Embed(row, column);
    }
    std::vector<BlockBelief> beliefs(size_t{input_.rows} * input_.columns);
    for (int pass = 0; pass < (network_.shape.lattice ? 10 : 1); ++pass) {
      for (uint32_t row = 0; row < input_.rows; ++row) {
        for (uint32_t column = 0; column < input_.columns; ++column) {
          if (network_.shape.lattice && PlaceOf(row, column).pass != pass) continue;
          const Vector context = Context(row, column);
          const Lasts last = LastsOf(row, column);
          BlockBelief& belief = beliefs[row * input_.columns + column];
          belief.last = Last(last, context);
          Mixtures(HiddenUnits(At(row, column), last, context),
                   network_.shape.lattice ? LatticeMeans(row, column)
                                          : Means(row, column, network_.linear),
                   &belief.mixtures);
        }
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

  Vector ImageBias(const Vector& inputs) const {
    Vector biases;
    for (size_t row = 0; row < network_.context1.shift.size(); ++row) {
      const int64_t sum = RowSum(network_.context1_image, row, inputs);
      const int down = network_.context1_image.shift + 18 - network_.context1.shift[row];
      biases.push_back(Clamped(Rounded(sum * 32768, down), int64_t{1} << 28));
    }
    return biases;
  }

  // A block in the order of passes: how far its neighbours are, and which it sees.
  struct Place {
    int pass = 0, distance = 0;
    bool sees_rows = false, sees_sides = false;
  };
  static Place PlaceOf(uint32_t row, uint32_t column) {
    for (int level = 2; level >= 0; --level) {
      const uint32_t distance = 4u >> level, odd_row = row / distance % 2,
                     odd_column = column / distance % 2;
      if (row % distance != 0 || column % distance != 0 || (odd_row == 0 && odd_column == 0)) {
        continue;
      }
      return {1 + 3 * level +
                  (odd_row == 0      ? 0
                   : odd_column == 0 ? 1
                                     : 2),
              static_cast<int>(distance), odd_row == 1, !(odd_row == 1 && odd_column == 0)};
    }
    return {};
  }

  const Block& Seen(uint32_t row, uint32_t column, bool sees, int dy, int dx) {
    const int distance = PlaceOf(row, column).distance;
    return sees ? Neighbour(int64_t{row} + dy * distance, int64_t{column} + dx * distance)
                : Neighbour(-1, -1);
  }

  // Neighbours, and what stands between them.
  Vector Inputs(uint32_t row, uint32_t column, Vector Block::*part, const Vector& between) {
    Vector inputs;
    if (!network_.shape.lattice) {
      for (const auto& [dy, dx] : kTaps) {
        Append(&inputs, Neighbour(int64_t{row} + dy, int64_t{column} + dx).*part);
      }
      Append(&inputs, between);
      return inputs;
    }
    constexpr int kRows[6][2] = {{-1, 0}, {1, 0}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
    const Place place = PlaceOf(row, column);
    for (const auto& [dy, dx] : kRows) {
      Append(&inputs, Seen(row, column, place.sees_rows, dy, dx).*part);
    }
    Append(&inputs, between);
    for (const int dx : {-1, 1}) Append(&inputs, Seen(row, column, place.sees_sides, 0, dx).*part);
    return inputs;
  }

  Vector Context(uint32_t row, uint32_t column) {
    Block& self = At(row, column);
    const auto pass = static_cast<size_t>(network_.shape.lattice ? PlaceOf(row, column).pass : 0);
    self.context1 =
        Bytes(network_.context1, Inputs(row, column, &Block::embedding, GuidesAround(row, column)),
              image_bias_[pass]);
    const Vector a2 =
        Sum(self.context1,
            Bytes(network_.context2, Inputs(row, column, &Block::context1, self.context1)));
    return Sum(a2, Bytes(network_.context3, a2));
  }

  // The linear layer of a lattice, modulo 2^32.
  Vector LatticeMeans(uint32_t row, uint32_t column) {
    const Place place = PlaceOf(row, column);
    std::vector<const Block*> sources;
    size_t first = 6;  // part of the columns
    if (place.sees_rows) {
      first = place.sees_sides ? 6 : 3;
      for (const int dy : {-1, 1}) sources.push_back(&Seen(row, column, true, dy, 0));
    } else if (place.sees_sides) {
      first = 0;
    }
    if (place.sees_sides) {
      for (const int dx : {-1, 1}) sources.push_back(&Seen(row, column, true, 0, dx));
    }
    const size_t own = sources.empty() ? 10 : first + sources.size();
    const size_t n = NumSlots();
    Vector reference(n, 0), inputs(11 * n, 0);
    for (size_t slot = 0; slot < n && !sources.empty(); slot += 64) {
      reference[slot] = sources[0]->values[slot];
    }
    const auto put = [&](const Block& block, size_t part) {
      for (size_t slot = 0; slot < n && block.exists; ++slot) {
        inputs[part * n + slot] = block.values[slot] - reference[slot];
      }
    };
    for (size_t i = 0; i < sources.size(); ++i) put(*sources[i], first + i);
    put(At(row, column), own);
    Vector means;
    for (size_t slot = 0; slot < n; ++slot) {
      const int64_t sum = RowSum(network_.linear, slot, inputs) +
                          reference[slot] * (int64_t{1} << network_.linear.shift);
      means.push_back(static_cast<int32_t>(static_cast<uint32_t>(sum)));
    }
    return means;
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
  std::vector<Vector> image_bias_;  // by pass; of a causal network one
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
