#include "models/prior/latents.h"

#include <algorithm>
#include <cstring>

#include "models/infer/fixed_tables.h"
#include "models/prior/prior_features.h"

namespace jackdaw::prior {

namespace {

constexpr uint32_t kPadding = 4;

using infer::GridEvaluator;
using infer::GridRows;

LatentPlane MakePlane(uint32_t rows, uint32_t columns, uint32_t divisor, int channels) {
  const auto size = [&](uint32_t n) {
    return (n / kPadding + (n % kPadding != 0 ? 1 : 0)) * (kPadding / divisor);
  };
  LatentPlane plane{size(rows), size(columns), static_cast<size_t>(channels), {}};
  plane.values.assign(size_t{plane.rows} * plane.columns * plane.channels, 0);
  return plane;
}

// Latents as activations.
GridRows ToRows(const LatentPlane& plane) {
  GridRows rows(plane.rows, plane.columns, plane.channels, 1, plane.rows);
  const size_t width = plane.columns * plane.channels;
  for (uint32_t row = 0; row < plane.rows; ++row) {
    int16_t* out = rows.Next();
    for (size_t i = 0; i < width; ++i) {
      out[i] = static_cast<int16_t>(plane.values[row * width + i] * 256);
    }
  }
  return rows;
}

LatentDistribution Distribution(int32_t mean, int32_t log_scale) {
  const int32_t clamped = std::clamp(log_scale, -4 * 4096, 5 * 4096);
  return {mean, infer::kExpQ20[static_cast<size_t>((clamped + 5 * 4096) >> 6)]};
}

}  // namespace

LatentPlane MakeY(const PriorNetwork& network, uint32_t rows, uint32_t columns) {
  return MakePlane(rows, columns, 2, network.shape().latents);
}

LatentPlane MakeZ(const PriorNetwork& network, uint32_t rows, uint32_t columns) {
  return MakePlane(rows, columns, 4, network.shape().hyper_latents);
}

std::vector<LatentDistribution> DistributionsOfZ(const PriorNetwork& network) {
  const PackedLatents& l = network.latents();
  std::vector<LatentDistribution> distributions;
  for (size_t i = 0; i < l.z_mean.size(); ++i) {
    distributions.push_back(Distribution(l.z_mean[i], l.z_log_scale[i]));
  }
  return distributions;
}

std::vector<LatentDistribution> DistributionsOfY(const PriorNetwork& network, const LatentPlane& z,
                                                 const LatentPlane& y,
                                                 const infer::Kernels& kernels) {
  const PackedLatents& l = network.latents();
  GridEvaluator grid(kernels);
  const GridRows z_rows = ToRows(z);
  GridRows hyper(y.rows, y.columns, kHyperHidden, 1, y.rows);
  for (uint32_t row = 0; row < y.rows; ++row) {
    l.hyper_up.Propagate(grid, z_rows, row, z.columns, hyper.Next());
  }
  std::vector<LatentDistribution> distributions(y.values.size());
  const int shift = l.hyper_out.dense().shift() - 4;
  const auto output = [&](int32_t acc) {
    return std::clamp((acc + (1 << (shift - 1))) >> shift, -kMaxPriorOutput, kMaxPriorOutput);
  };
  for (uint32_t row = 0; row < y.rows; ++row) {
    LatentDistribution* out = &distributions[size_t{row} * y.columns * y.channels];
    l.hyper_out.Sum(grid, hyper, row, y.columns, [&](size_t begin, size_t count, infer::Sums sums) {
      for (size_t i = 0; i < count * y.channels; ++i) {
        const int32_t* acc = sums.data + i / y.channels * sums.pitch + i % y.channels;
        out[begin * y.channels + i] = Distribution(output(acc[0]), output(acc[y.channels]));
      }
    });
  }
  return distributions;
}

LatentFeatures MakeLatentFeatures(const PriorNetwork& network, const LatentPlane& y, uint32_t rows,
                                  const infer::Kernels& kernels) {
  const PackedLatents& l = network.latents();
  GridEvaluator grid(kernels);
  const GridRows y_rows = ToRows(y);
  const auto channels = static_cast<size_t>(network.shape().latent_embed);
  GridRows coarse(y.rows, y.columns, channels, 1, 3);
  LatentFeatures features;
  features.pitch = 2 * size_t{y.columns};
  const size_t row_size = features.pitch * channels;
  features.values.assign(rows * row_size + infer::kKernelSlack, 0);
  for (uint32_t row = 0; row < rows; ++row) {
    while (coarse.made() < std::min(l.context_up.Needs(row), y.rows)) {
      const uint32_t made = coarse.made();
      l.context_in.Propagate(grid, y_rows, made, y.columns, coarse.Next());
    }
    l.context_up.Propagate(grid, coarse, row, y.columns, &features.values[row * row_size]);
  }
  return features;
}

// Embeds blocks as WavePrior does.
class LatentEncoder {
 public:
  LatentEncoder(const PriorNetwork& network, std::span<const std::array<uint16_t, 64>> quants,
                const LevelReader& read, const infer::Kernels& kernels)
      : network_(network),
        quants_(quants),
        read_(read),
        kernels_(kernels),
        bias_(network.embed_.Bias(LnQuantInputs(quants, network.shape_.lanes))),
        sums_(bias_.size() + infer::kKernelSlack) {}

  void Embed(uint32_t row, uint32_t column, int16_t* embedding) {
    std::array<int16_t, 64> levels;
    std::array<infer::SparseInput, 128> inputs;
    size_t count = 0;
    for (size_t lane = 0; lane < quants_.size(); ++lane) {
      read_(row, column, static_cast<int>(lane), &levels);
      for (size_t k = 0; k < 64; ++k) {
        if (levels[k] == 0) continue;
        const size_t slot = 64 * lane + k;
        const int16_t value = Dequantized(levels[k], quants_[lane][k]);
        inputs[count++] = {static_cast<uint16_t>(slot), value,
                           ScaledFeature(value, network_.inverse_sigma_[slot]),
                           LogFeature(levels[k])};
      }
    }
    network_.embed_.Propagate(kernels_, bias_, {inputs.data(), count}, sums_.data(), embedding);
  }

 private:
  const PriorNetwork& network_;
  const std::span<const std::array<uint16_t, 64>> quants_;
  const LevelReader& read_;
  const infer::Kernels& kernels_;
  const infer::AlignedVector<int32_t> bias_;
  infer::AlignedVector<int32_t> sums_;
};

namespace {

// The next row of embeddings; what lies below the grid repeats its last row, what lies right of it
// its last column.
void EmbedRow(LatentEncoder& encoder, uint32_t rows, uint32_t columns, uint32_t padded_columns,
              GridRows* embedded) {
  const uint32_t row = embedded->made();
  const size_t channels = embedded->channels();
  const int16_t* above = embedded->At(int64_t{row} - 1) + channels;
  int16_t* out = embedded->Next();
  if (row >= rows) {
    std::memcpy(out, above, padded_columns * channels * sizeof(int16_t));
    return;
  }
  for (uint32_t column = 0; column < columns; ++column) {
    encoder.Embed(row, column, out + column * channels);
  }
  for (uint32_t column = columns; column < padded_columns; ++column) {
    std::memcpy(out + column * channels, out + (column - 1) * channels, channels * sizeof(int16_t));
  }
}

}  // namespace

void EncodeLatents(const PriorNetwork& network, std::span<const std::array<uint16_t, 64>> quants,
                   uint32_t rows, uint32_t columns, const LevelReader& read, LatentPlane* y,
                   LatentPlane* z, const infer::Kernels& kernels) {
  const PackedLatents& l = network.latents();
  LatentEncoder encoder(network, quants, read, kernels);
  GridEvaluator grid(kernels);
  const uint32_t padded_rows = 2 * y->rows, padded_columns = 2 * y->columns;
  GridRows embedded(padded_rows, padded_columns, static_cast<size_t>(network.shape().embed), 1, 3);
  GridRows y1(padded_rows, padded_columns, kLatentHidden, 2, 5);
  GridRows y2(y->rows, y->columns, kLatentHidden, 1, 3);
  for (uint32_t row = 0; row < y->rows; ++row) {
    while (y2.made() < std::min(l.y3.Needs(row), y->rows)) {
      const uint32_t row2 = y2.made();
      while (y1.made() < std::min(l.y2.Needs(row2), padded_rows)) {
        const uint32_t row1 = y1.made();
        while (embedded.made() < std::min(l.y1.Needs(row1), padded_rows)) {
          EmbedRow(encoder, rows, columns, padded_columns, &embedded);
        }
        l.y1.Propagate(grid, embedded, row1, padded_columns, y1.Next());
      }
      l.y2.Propagate(grid, y1, row2, y->columns, y2.Next());
    }
    l.y3.Round(grid, y2, row, y->columns, kMaxLatent,
               &y->values[size_t{row} * y->columns * y->channels]);
  }
  const GridRows y_rows = ToRows(*y);
  GridRows z1(y->rows, y->columns, kHyperHidden, 1, 4);
  for (uint32_t row = 0; row < z->rows; ++row) {
    while (z1.made() < std::min(l.z2.Needs(row), y->rows)) {
      const uint32_t made = z1.made();
      l.z1.Propagate(grid, y_rows, made, y->columns, z1.Next());
    }
    l.z2.Round(grid, z1, row, z->columns, kMaxLatent,
               &z->values[size_t{row} * z->columns * z->channels]);
  }
}

}  // namespace jackdaw::prior
