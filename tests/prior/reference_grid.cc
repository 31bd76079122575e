#include "tests/prior/reference_grid.h"

#include <cstdlib>

#include "entropy/logistic.h"
#include "models/infer/fixed_tables.h"

namespace jackdaw::test {
namespace {

constexpr std::array<uint8_t, 64> kNaturalOrder = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

int64_t Scaled(int64_t value, uint32_t sigma) {
  return Clamped((value * ((int64_t{1} << 31) / sigma) + 32768) >> 16, 1024);
}

int64_t LogOf(int level) {
  const int16_t log = infer::kLog1pQ8[static_cast<size_t>(std::min(std::abs(level), 255))];
  return level < 0 ? -log : log;
}

int64_t LnQ12(uint32_t x) { return (entropy::LnQ16(x) + 8) >> 4; }

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

Vector LnInputs(const Quant& quant) {
  Vector inputs;
  for (const uint16_t q : quant) inputs.push_back(((entropy::LnQ16(q) + 128) >> 8) - 640);
  return inputs;
}

Vector WindowOf(const Vector& h1, size_t step, size_t hidden, size_t window) {
  Vector seen;
  for (size_t t = step + 1; t < step + 1 + window; ++t) {
    for (size_t j = 0; j < hidden; ++j) {
      seen.push_back(t < window ? 0 : h1[(t - window) * hidden + j]);
    }
  }
  return seen;
}

entropy::LogisticMixture MixtureOf(const std::array<int64_t, 5>& o, int64_t mean, int shift,
                                   uint32_t sigma, uint16_t q) {
  entropy::LogisticMixture mixture;
  for (size_t j = 0; j < 2; ++j) {
    const int64_t u = mean * (int64_t{1} << (16 - shift)) + ((int64_t{sigma} * o[j]) >> 4);
    const int64_t level = (Clamped(u, int64_t{1} << 36) * ((1 << 24) / q)) >> 28;
    mixture.mean[j] = static_cast<int32_t>(Clamped(level, 1 << 27));
    const int64_t log_scale = o[2 + j] + LnQ12(sigma) - 22713 - LnQ12(q);
    const int64_t clamped = std::clamp<int64_t>(log_scale, -5 * 4096, 8 * 4096);
    mixture.inverse_scale[j] = infer::kExpQ20[static_cast<size_t>((clamped + 5 * 4096) >> 6)];
  }
  const uint32_t weight = entropy::Squash(static_cast<int32_t>(o[4] >> 4)) >> 1;
  mixture.weight = std::clamp<uint32_t>(weight, 1, 32767);
  return mixture;
}

ReferenceGrid::ReferenceGrid(const PriorCase& input, const Sizes& sizes)
    : input_(input), blocks_(size_t{input.rows} * input.columns) {
  for (size_t lane = 0; lane < static_cast<size_t>(sizes.lanes); ++lane) {
    quants_.push_back(input.quants[std::min(lane, input.quants.size() - 1)]);
    Append(&ln_quants_, LnInputs(quants_.back()));
  }
  image_ = ln_quants_;
  if (sizes.guide_embed > 0) Append(&image_, LnInputs(input.luma_quant));
  none_.exists = false;
  none_.values.assign(NumSlots(), 0);
  none_.embedding.assign(static_cast<size_t>(sizes.embed), 0);
  none_.context1.assign(static_cast<size_t>(sizes.context), 0);
  none_.guide.assign(static_cast<size_t>(sizes.guide_embed), 0);
  for (Block& block : blocks_) block.guide = none_.guide;
}

const ReferenceGrid::Block& ReferenceGrid::Neighbour(int64_t row, int64_t column) {
  if (row >= 0 && column >= 0 && row < input_.rows && column < input_.columns) {
    return At(static_cast<uint32_t>(row), static_cast<uint32_t>(column));
  }
  return none_;
}

Vector ReferenceGrid::GuidesAround(uint32_t row, uint32_t column) {
  Vector guides;
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      Append(&guides, Neighbour(int64_t{row} + dy, int64_t{column} + dx).guide);
    }
  }
  return guides;
}

Vector ReferenceGrid::Features(uint32_t row, uint32_t column, const std::vector<uint32_t>& sigmas) {
  Block& block = At(row, column);
  for (size_t slot = 0; slot < NumSlots(); ++slot) {
    const size_t lane = slot / 64;
    const int level = lane < input_.levels.size()
                          ? input_.levels[lane][row * input_.columns + column][slot % 64]
                          : 0;
    block.values.push_back(Clamped(int64_t{level} * QuantOf(slot), 32767));
    block.f1.push_back(Scaled(block.values.back(), sigmas[slot]));
    block.f2.push_back(LogOf(level));
  }
  Vector inputs = block.f1;
  Append(&inputs, block.f2);
  Append(&inputs, ln_quants_);
  return inputs;
}

Vector ReferenceGrid::GuideInputs(uint32_t row, uint32_t column,
                                  const std::vector<uint32_t>& sigmas) const {
  const std::array<int16_t, 64> guide = ReferenceGuide(input_.guide, row, column);
  Vector g1, g2;
  for (size_t k = 0; k < 64; ++k) {
    g1.push_back(Scaled(guide[k], sigmas[k]));
    g2.push_back(Scaled(int64_t{guide[k]} * 8, sigmas[k]));
  }
  Append(&g1, g2);
  return g1;
}

Vector ReferenceGrid::Means(uint32_t row, uint32_t column, const infer::LayerData& linear) {
  const Block west = Neighbour(row, int64_t{column} - 1);
  const Block north = Neighbour(int64_t{row} - 1, column);
  Vector inputs, reference(NumSlots(), 0);
  for (size_t slot = 0; slot < NumSlots(); slot += 64) {
    reference[slot] = west.exists ? west.values[slot] : north.values[slot];
  }
  for (const auto& [dy, dx] : kTaps) {
    const Block neighbour = Neighbour(int64_t{row} + dy, int64_t{column} + dx);
    for (size_t slot = 0; slot < NumSlots(); ++slot) {
      inputs.push_back(neighbour.exists ? neighbour.values[slot] - reference[slot] : 0);
    }
  }
  for (size_t slot = 0; slot < NumSlots(); ++slot) {
    inputs.push_back(At(row, column).values[slot] - reference[slot]);
  }
  Vector means;
  for (size_t slot = 0; slot < NumSlots(); ++slot) {
    const int64_t sum =
        RowSum(linear, slot, inputs) + reference[slot] * (int64_t{1} << linear.shift);
    means.push_back(static_cast<int32_t>(static_cast<uint32_t>(sum)));
  }
  return means;
}

}  // namespace jackdaw::test
