#include "tests/prior/reference_blocks.h"

#include <algorithm>
#include <cstdlib>

#include "entropy/logistic.h"
#include "models/infer/fixed_tables.h"
#include "models/prior/prior_order.h"

namespace jackdaw::test {
namespace {

using Vector = std::vector<int64_t>;

int64_t Clamped(int64_t x, int64_t bound) { return std::clamp(x, -bound, bound); }
int64_t ByteOf(int64_t x) { return std::clamp<int64_t>(x, 0, 127); }
int64_t Rounded(int64_t sum, int shift) { return (sum + (int64_t{1} << (shift - 1))) >> shift; }
void Append(Vector* to, const Vector& more) { to->insert(to->end(), more.begin(), more.end()); }

template <class Layer>
int64_t RowSum(const Layer& layer, size_t row, const Vector& x) {
  int64_t sum = layer.bias.empty() ? 0 : layer.bias[row];
  for (size_t i = 0; i < x.size(); ++i) sum += layer.weights[row * x.size() + i] * x[i];
  return sum;
}

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

int64_t Scaled(int64_t value, uint32_t sigma) {
  return Clamped((value * ((int64_t{1} << 31) / sigma) + 32768) >> 16, 1024);
}

int64_t LnInput(uint16_t q) { return ((entropy::LnQ16(q) + 128) >> 8) - 640; }

class Reference {
 public:
  Reference(const prior::BlockNetworkData& network, const PriorCase& input)
      : network_(network), input_(input), blocks_(size_t{input.rows} * input.columns) {
    for (const Quant& quant : input.quants) {
      for (const uint16_t q : quant) ln_quants_.push_back(LnInput(q));
    }
    Vector image = ln_quants_;
    if (network.shape.guide_embed > 0) {
      for (const uint16_t q : input.luma_quant) image.push_back(LnInput(q));
    }
    for (size_t row = 0; row < network.context1.shift.size(); ++row) {
      const int64_t sum = RowSum(network.context1_image, row, image);
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
        beliefs.push_back({Last(At(row, column), context), {}});
        Mixtures(HiddenUnits(At(row, column), context), Means(row, column),
                 &beliefs.back().mixtures);
      }
    }
    return beliefs;
  }

 private:
  struct Block {
    bool exists = true;
    std::array<int, 2> last{};
    Vector values, f1, f2;  // by slot
    Vector embedding, context1, guide;
  };

  Block& At(uint32_t row, uint32_t column) { return blocks_[row * input_.columns + column]; }

  // Blocks outside the slice have zeros.
  const Block& Neighbour(int64_t row, int64_t column) {
    if (row >= 0 && column >= 0 && row < input_.rows && column < input_.columns) {
      return At(static_cast<uint32_t>(row), static_cast<uint32_t>(column));
    }
    none_.exists = false;
    none_.values.assign(static_cast<size_t>(network_.shape.NumSlots()), 0);
    none_.embedding.assign(static_cast<size_t>(network_.shape.embed), 0);
    none_.context1.assign(static_cast<size_t>(network_.shape.context), 0);
    none_.guide.assign(static_cast<size_t>(network_.shape.guide_embed), 0);
    return none_;
  }

  void Embed(uint32_t row, uint32_t column) {
    Block& block = At(row, column);
    for (size_t lane = 0; lane < input_.levels.size(); ++lane) {
      const Levels& levels = input_.levels[lane][row * input_.columns + column];
      block.last[lane] = ReferenceLast(levels);
      for (size_t k = 0; k < 64; ++k) {
        const int64_t value = Clamped(int64_t{levels[k]} * input_.quants[lane][k], 32767);
        block.values.push_back(value);
        block.f1.push_back(Scaled(value, network_.sigma[64 * lane + k]));
        const int16_t log =
            infer::kLog1pQ8[static_cast<size_t>(std::min(std::abs(int{levels[k]}), 255))];
        block.f2.push_back(levels[k] < 0 ? -log : log);
      }
    }
    Vector inputs = block.f1;
    Append(&inputs, block.f2);
    Append(&inputs, ln_quants_);
    block.embedding = BytesOfWide(network_.embed, inputs);
    block.guide.assign(static_cast<size_t>(network_.shape.guide_embed), 0);
    if (!input_.has_guide) return;
    const std::array<int16_t, 64> guide = ReferenceGuide(input_.guide, row, column);
    Vector g1, g2;
    for (size_t k = 0; k < 64; ++k) {
      g1.push_back(Scaled(guide[k], network_.sigma_guide[k]));
      g2.push_back(Scaled(int64_t{guide[k]} * 8, network_.sigma_guide[k]));
    }
    Append(&g1, g2);
    block.guide = BytesOfWide(network_.guide_embed, g1);
  }

  // W, NW, N, NE.
  static constexpr int kTaps[4][2] = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}};

  Vector Context(uint32_t row, uint32_t column) {
    Block& self = At(row, column);
    Vector inputs1, inputs2;
    for (const auto& [dy, dx] : kTaps) {
      const Block& neighbour = Neighbour(int64_t{row} + dy, int64_t{column} + dx);
      Append(&inputs1, neighbour.embedding);
      Append(&inputs2, neighbour.context1);
    }
    for (int dy = -1; dy <= 1 && network_.shape.guide_embed > 0; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        Append(&inputs1, Neighbour(int64_t{row} + dy, int64_t{column} + dx).guide);
      }
    }
    self.context1 = Bytes(network_.context1, inputs1, image_bias_);
    Append(&inputs2, self.context1);
    const Vector a2 = Sum(self.context1, Bytes(network_.context2, inputs2));
    return Sum(a2, Bytes(network_.context3, a2));
  }

  std::vector<std::array<int32_t, 14>> Last(const Block& block, const Vector& context) {
    std::vector<std::array<int32_t, 14>> last(input_.levels.size());
    for (size_t lane = 0; lane < last.size(); ++lane) {
      for (size_t node = 0; node < 14; ++node) {
        int64_t logit = OutputQ12(network_.last, 14 * lane + node, context);
        if (lane == 1) {
          logit += network_.last_pair[static_cast<size_t>(block.last[0]) * 14 + node];
        }
        last[lane][node] = static_cast<int32_t>(Clamped(logit, 1 << 18));
      }
    }
    return last;
  }

  // h2 of all steps. The masked weights are zero, so the block's own features may all be given.
  Vector HiddenUnits(const Block& block, const Vector& context) {
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
      const bool is_coded = 14 - static_cast<int>(step / lanes) <= block.last[step % lanes];
      h1.push_back(is_coded ? ByteOf(Rounded(sum, network_.hidden1.shift[unit] + 7)) : 0);
    }
    Vector h2;
    for (size_t step = 0; step < static_cast<size_t>(network_.shape.NumSteps()); ++step) {
      Vector seen;
      for (size_t t = step + 1; t < step + 1 + window; ++t) {
        for (size_t j = 0; j < hidden; ++j) {
          seen.push_back(t < window ? 0 : h1[(t - window) * hidden + j]);
        }
      }
      for (size_t j = 0; j < hidden; ++j) {
        const size_t unit = step * hidden + j;
        const int64_t sum = RowSum(network_.hidden2, unit, seen);
        h2.push_back(
            std::min<int64_t>(h1[unit] + ByteOf(Rounded(sum, network_.hidden2.shift[unit])), 127));
      }
    }
    return h2;
  }

  Vector Means(uint32_t row, uint32_t column) {
    const auto num_slots = static_cast<size_t>(network_.shape.NumSlots());
    const Block west = Neighbour(row, int64_t{column} - 1);
    const Block north = Neighbour(int64_t{row} - 1, column);
    Vector inputs, reference(num_slots, 0);
    for (size_t slot = 0; slot < num_slots; slot += 64) {
      reference[slot] = west.exists ? west.values[slot] : north.values[slot];
    }
    for (const auto& [dy, dx] : kTaps) {
      const Block neighbour = Neighbour(int64_t{row} + dy, int64_t{column} + dx);
      for (size_t slot = 0; slot < num_slots; ++slot) {
        inputs.push_back(neighbour.exists ? neighbour.values[slot] - reference[slot] : 0);
      }
    }
    for (size_t slot = 0; slot < num_slots; ++slot) {
      inputs.push_back(At(row, column).values[slot] - reference[slot]);
    }
    Vector means;
    for (size_t slot = 0; slot < num_slots; ++slot) {
      const int64_t sum = RowSum(network_.linear, slot, inputs) +
                          reference[slot] * (int64_t{1} << network_.linear.shift);
      means.push_back(static_cast<int32_t>(static_cast<uint32_t>(sum)));
    }
    return means;
  }

  void Mixtures(const Vector& h2, const Vector& means,
                std::vector<entropy::LogisticMixture>* mixtures) {
    const auto hidden = static_cast<size_t>(network_.shape.hidden);
    for (size_t slot = 0; slot < means.size(); ++slot) {
      const int step = prior::PriorSlotStep(static_cast<int>(slot), network_.shape.lanes);
      const auto begin = h2.begin() + static_cast<ptrdiff_t>(static_cast<size_t>(step) * hidden);
      const Vector inputs(begin, begin + static_cast<ptrdiff_t>(hidden));
      std::array<int64_t, 5> o;
      for (size_t i = 0; i < 5; ++i) o[i] = OutputQ12(network_.output, 5 * slot + i, inputs);
      const uint16_t q = input_.quants[slot / 64][slot % 64];
      const int64_t sigma = network_.sigma[slot];
      entropy::LogisticMixture mixture;
      for (size_t j = 0; j < 2; ++j) {
        const int64_t u =
            means[slot] * (int64_t{1} << (16 - network_.linear.shift)) + ((sigma * o[j]) >> 4);
        const int64_t mean = (Clamped(u, int64_t{1} << 36) * ((1 << 24) / q)) >> 28;
        mixture.mean[j] = static_cast<int32_t>(Clamped(mean, 1 << 27));
        const int64_t ln_sigma = ((entropy::LnQ16(static_cast<uint64_t>(sigma)) + 8) >> 4) - 22713;
        const int64_t log_scale = o[2 + j] + ln_sigma - ((entropy::LnQ16(q) + 8) >> 4);
        const int64_t clamped = std::clamp<int64_t>(log_scale, -5 * 4096, 8 * 4096);
        mixture.inverse_scale[j] = infer::kExpQ20[static_cast<size_t>((clamped + 5 * 4096) >> 6)];
      }
      const uint32_t weight = entropy::Squash(static_cast<int32_t>(o[4] >> 4)) >> 1;
      mixture.weight = std::clamp<uint32_t>(weight, 1, 32767);
      mixtures->push_back(mixture);
    }
  }

  const prior::BlockNetworkData& network_;
  const PriorCase& input_;
  std::vector<Block> blocks_;
  Block none_;
  Vector ln_quants_, image_bias_;
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
