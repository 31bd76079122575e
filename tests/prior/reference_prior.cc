#include "tests/prior/reference_prior.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "entropy/logistic.h"
#include "models/infer/fixed_tables.h"
#include "models/prior/prior_order.h"

namespace jackdaw::test {
namespace {

using Vector = std::vector<int32_t>;

constexpr std::array<uint8_t, 64> kNaturalOrder = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

int32_t Act(int64_t sum, int shift) {
  const int64_t y = (sum + (int64_t{1} << (shift - 1))) >> shift;
  return static_cast<int32_t>(std::clamp<int64_t>(std::max(y, y >> 3), -8191, 8191));
}

int64_t RowSum(const prior::PriorLayerData& layer, size_t row, const Vector& x) {
  int64_t sum = layer.bias.empty() ? 0 : layer.bias[row];
  for (size_t i = 0; i < x.size(); ++i) {
    sum += int64_t{layer.weights[row * x.size() + i]} * x[i];
  }
  return sum;
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
  for (size_t i = 0; i < a.size(); ++i) sum.push_back(std::clamp(a[i] + b[i], -8191, 8191));
  return sum;
}

void Append(Vector* to, const Vector& more) { to->insert(to->end(), more.begin(), more.end()); }

int64_t Clamped(int64_t x, int64_t bound) { return std::clamp(x, -bound, bound); }

int32_t Scaled(int64_t value, uint32_t sigma) {
  const int64_t inverse = (int64_t{1} << 31) / sigma;
  return static_cast<int32_t>(Clamped((value * inverse + 32768) >> 16, 1024));
}

int16_t MatrixEntry(int ratio, size_t u, size_t x) {
  const size_t i = u * 8 * static_cast<size_t>(ratio) + x;
  switch (ratio) {
    case 1:
      return u == x ? 1 << 14 : 0;
    case 2:
      return infer::kResample2Q14[i];
    case 3:
      return infer::kResample3Q14[i];
    default:
      return infer::kResample4Q14[i];
  }
}

class Reference {
 public:
  Reference(const prior::PriorNetworkData& network, const PriorCase& input)
      : network_(network), input_(input), blocks_(size_t{input.rows} * input.columns) {
    for (size_t lane = 0; lane < static_cast<size_t>(network.shape.lanes); ++lane) {
      quants_.push_back(input.quants[std::min(lane, input.quants.size() - 1)]);
      for (const uint16_t q : quants_.back()) ln_quants_.push_back(LnInput(q));
    }
    if (network.shape.guide_embed == 0) return;
    for (const uint16_t q : input.luma_quant) ln_luma_quants_.push_back(LnInput(q));
  }

  ReferencePlane Embeddings() {
    ReferencePlane plane(input_.rows, input_.columns, network_.shape.embed);
    for (uint32_t row = 0; row < input_.rows; ++row) {
      for (uint32_t column = 0; column < input_.columns; ++column) {
        Embed(row, column);
        for (int i = 0; i < network_.shape.embed; ++i) {
          plane.Set(row, column, i) = At(row, column).embedding[static_cast<size_t>(i)];
        }
      }
    }
    return plane;
  }

  std::vector<std::vector<entropy::LogisticMixture>> Run() {
    const ReferencePlane embeddings = Embeddings();
    if (network_.shape.latents > 0) {
      const ReferencePlane y = ReferenceY(network_.latents, embeddings);
      features_ = ReferenceFeatures(network_.latents, y);
    }
    std::vector<std::vector<entropy::LogisticMixture>> mixtures;
    for (uint32_t row = 0; row < input_.rows; ++row) {
      for (uint32_t column = 0; column < input_.columns; ++column) {
        const Vector context = Context(row, column);
        mixtures.push_back(
            Mixtures(At(row, column), HiddenUnits(At(row, column), context), Means(row, column)));
      }
    }
    return mixtures;
  }

 private:
  struct Block {
    bool exists = true;
    Vector values, f1, f2;  // by slot
    Vector embedding, context1, guide;
  };

  static int32_t LnInput(uint16_t q) { return ((entropy::LnQ16(q) + 128) >> 8) - 640; }

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
    for (size_t lane = 0; lane < quants_.size(); ++lane) {
      for (size_t k = 0; k < 64; ++k) {
        const int level =
            lane < input_.levels.size() ? input_.levels[lane][row * input_.columns + column][k] : 0;
        const auto value = static_cast<int32_t>(Clamped(int64_t{level} * quants_[lane][k], 32767));
        block.values.push_back(value);
        block.f1.push_back(Scaled(value, network_.sigma[64 * lane + k]));
        const int16_t log = infer::kLog1pQ8[static_cast<size_t>(std::min(std::abs(level), 255))];
        block.f2.push_back(level < 0 ? -log : log);
      }
    }
    Vector inputs = block.f1;
    Append(&inputs, block.f2);
    Append(&inputs, ln_quants_);
    block.embedding = Apply(network_.embed, inputs);
    block.guide.assign(static_cast<size_t>(network_.shape.guide_embed), 0);
    if (!input_.has_guide) return;
    const std::array<int16_t, 64> guide = ReferenceGuide(input_.guide, row, column);
    Vector g1, g2;
    for (size_t k = 0; k < 64; ++k) {
      g1.push_back(Scaled(guide[k], network_.sigma_guide[k]));
      g2.push_back(Scaled(int64_t{guide[k]} * 8, network_.sigma_guide[k]));
    }
    Append(&g1, g2);
    block.guide = Apply(network_.guide_embed, g1);
  }

  // W, NW, N, NE.
  static constexpr int kTaps[4][2] = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}};

  Vector Context(uint32_t row, uint32_t column) {
    Block& self = At(row, column);
    Vector inputs1, inputs2;
    for (const auto& [dy, dx] : kTaps) {
      if (!network_.shape.causal) break;
      const Block& neighbour = Neighbour(int64_t{row} + dy, int64_t{column} + dx);
      Append(&inputs1, neighbour.embedding);
      Append(&inputs2, neighbour.context1);
    }
    if (network_.shape.guide_embed > 0) {
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          Append(&inputs1, Neighbour(int64_t{row} + dy, int64_t{column} + dx).guide);
        }
      }
    }
    for (int i = 0; i < network_.shape.latent_embed; ++i) {
      inputs1.push_back(features_.At(row, column, i));
    }
    Append(&inputs1, ln_quants_);
    if (network_.shape.guide_embed > 0) Append(&inputs1, ln_luma_quants_);
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
    for (size_t step = 0; step < static_cast<size_t>(network_.shape.NumSteps()); ++step) {
      Vector seen;
      for (size_t t = step + 1; t < step + 1 + window; ++t) {
        for (size_t j = 0; j < hidden; ++j) {
          seen.push_back(t < window ? 0 : h1[(t - window) * hidden + j]);
        }
      }
      for (size_t j = 0; j < hidden; ++j) {
        const size_t unit = step * hidden + j;
        const int32_t y = Act(RowSum(network_.hidden2, unit, seen), network_.hidden2.shift);
        h2.push_back(std::clamp(h1[unit] + y, -8191, 8191));
      }
    }
    return h2;
  }

  std::vector<int32_t> Means(uint32_t row, uint32_t column) {
    const auto num_slots = static_cast<size_t>(network_.shape.NumSlots());
    const Block west = Neighbour(row, int64_t{column} - 1);
    const Block north = Neighbour(int64_t{row} - 1, column);
    Vector inputs, reference(num_slots, 0);
    for (size_t slot = 0; slot < num_slots && network_.shape.causal; slot += 64) {
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
    std::vector<int32_t> means;
    for (size_t slot = 0; slot < num_slots; ++slot) {
      int64_t sum = RowSum(network_.linear, slot, inputs);
      sum += int64_t{reference[slot]} * (int64_t{1} << network_.linear.shift);
      means.push_back(static_cast<int32_t>(static_cast<uint32_t>(sum)));
    }
    return means;
  }

  std::vector<entropy::LogisticMixture> Mixtures(const Block&, const Vector& h2,
                                                 const Vector& means) {
    const auto hidden = static_cast<size_t>(network_.shape.hidden);
    std::vector<entropy::LogisticMixture> mixtures;
    for (size_t slot = 0; slot < means.size(); ++slot) {
      const int step = prior::PriorSlotStep(static_cast<int>(slot), network_.shape.lanes);
      const auto begin = h2.begin() + static_cast<ptrdiff_t>(static_cast<size_t>(step) * hidden);
      const Vector inputs(begin, begin + static_cast<ptrdiff_t>(hidden));
      std::array<int64_t, 5> o;
      for (size_t i = 0; i < 5; ++i) {
        const int shift = network_.output.shift - 4;
        const int64_t sum = RowSum(network_.output, 5 * slot + i, inputs);
        o[i] = Clamped((sum + (int64_t{1} << (shift - 1))) >> shift, 1 << 18);
      }
      const uint16_t q = quants_[slot / 64][slot % 64];
      const int64_t sigma = network_.sigma[slot];
      entropy::LogisticMixture mixture;
      for (size_t j = 0; j < 2; ++j) {
        const int64_t u = int64_t{means[slot]} * (int64_t{1} << (16 - network_.linear.shift)) +
                          ((sigma * o[j]) >> 4);
        const int64_t mean = (Clamped(u, int64_t{1} << 36) * ((1 << 24) / q)) >> 28;
        mixture.mean[j] = static_cast<int32_t>(Clamped(mean, 1 << 27));
        const int64_t ln_sigma = ((entropy::LnQ16(static_cast<uint64_t>(sigma)) + 8) >> 4) - 22713;
        const int64_t log_scale = o[2 + j] + ln_sigma - ((entropy::LnQ16(q) + 8) >> 4);
        const int64_t clamped = std::clamp<int64_t>(log_scale, -5 * 4096, 8 * 4096);
        mixture.inverse_scale[j] = infer::kExpQ20[static_cast<size_t>((clamped + 5 * 4096) >> 6)];
      }
      const uint32_t weight = entropy::Squash(static_cast<int32_t>(o[4] >> 4)) >> 1;
      mixture.weight = std::clamp<uint32_t>(weight, 1, 32767);
      mixtures.push_back(mixture);
    }
    return mixtures;
  }

  const prior::PriorNetworkData& network_;
  const PriorCase& input_;
  std::vector<Block> blocks_;
  Block none_;
  ReferencePlane features_{0, 0, 0};
  std::vector<Quant> quants_;
  Vector ln_quants_, ln_luma_quants_;
};

}  // namespace

std::array<int16_t, 64> ReferenceGuide(const prior::GuidePlane& plane, uint32_t row,
                                       uint32_t column) {
  const auto rx = static_cast<size_t>(plane.ratio_x), ry = static_cast<size_t>(plane.ratio_y);
  std::array<int16_t, 64> guide{};
  std::vector<std::array<int64_t, 8>> rows(8 * ry);
  for (size_t y = 0; y < 8 * ry; ++y) {
    for (size_t u = 0; u < 8; ++u) {
      int64_t sum = 0;
      for (size_t x = 0; x < 8 * rx; ++x) {
        const size_t luma_row = row * ry + y / 8, luma_column = column * rx + x / 8;
        if (luma_row >= plane.rows || luma_column >= plane.columns) continue;
        const size_t natural = y % 8 * 8 + x % 8;
        const auto k = static_cast<size_t>(
            std::find(kNaturalOrder.begin(), kNaturalOrder.end(), natural) - kNaturalOrder.begin());
        const int64_t level = plane.coeffs[luma_row * plane.row_pitch + luma_column * 64 + k];
        sum += Clamped(level * plane.quant[k], 32767) * MatrixEntry(plane.ratio_x, u, x);
      }
      rows[y][u] = (sum + (1 << 9)) >> 10;
    }
  }
  for (size_t k = 0; k < 64; ++k) {
    int64_t sum = 0;
    for (size_t y = 0; y < 8 * ry; ++y) {
      const auto v = static_cast<size_t>(kNaturalOrder[k] / 8);
      sum += rows[y][kNaturalOrder[k] % 8] * MatrixEntry(plane.ratio_y, v, y);
    }
    guide[k] = static_cast<int16_t>(Clamped((sum + (1 << 17)) >> 18, 32767));
  }
  return guide;
}

ReferencePlane ReferenceEmbeddings(const prior::PriorNetworkData& network, const PriorCase& input) {
  return Reference(network, input).Embeddings();
}

std::vector<std::vector<entropy::LogisticMixture>> ReferenceMixtures(
    const prior::PriorNetworkData& network, const PriorCase& input) {
  return Reference(network, input).Run();
}

}  // namespace jackdaw::test
