#include "models/prior/latents.h"

#include <algorithm>

#include "models/infer/fixed_tables.h"
#include "models/prior/latent_layers.h"

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

struct DistributionsOfY::State {
  State(const PriorNetwork& of_network, const LatentPlane& z, const LatentPlane& of_y,
        const infer::Kernels& kernels)
      : network(of_network),
        y(of_y),
        z_columns(z.columns),
        grid(kernels),
        z_rows(ToRows(z)),
        hyper(y.rows, y.columns, kHyperHidden, 1, 3),
        distributions(y.columns * y.channels) {}

  const PriorNetwork& network;
  const LatentPlane& y;
  size_t z_columns;
  GridEvaluator grid;
  GridRows z_rows, hyper;  // of hyper the three rows that a row of y sees
  std::vector<LatentDistribution> distributions;
  uint32_t row = 0;  // the next one
};

DistributionsOfY::DistributionsOfY(const PriorNetwork& network, const LatentPlane& z,
                                   const LatentPlane& y, const infer::Kernels& kernels)
    : state_(std::make_unique<State>(network, z, y, kernels)) {}
DistributionsOfY::~DistributionsOfY() = default;

std::span<const LatentDistribution> DistributionsOfY::NextRow() {
  State& s = *state_;
  const PackedLatents& l = s.network.latents();
  const size_t channels = s.y.channels;
  while (s.hyper.made() < std::min(l.hyper_out.Needs(s.row), s.y.rows)) {
    const uint32_t made = s.hyper.made();
    l.hyper_up.Propagate(s.grid, s.z_rows, made, s.z_columns, s.hyper.Next());
  }
  const int shift = l.hyper_out.dense().shift() - 4;
  const auto output = [&](int32_t acc) {
    return std::clamp((acc + (1 << (shift - 1))) >> shift, -kMaxPriorOutput, kMaxPriorOutput);
  };
  const auto use = [&](size_t begin, size_t count, infer::Sums sums) {
    for (size_t i = 0; i < count * channels; ++i) {
      const int32_t* acc = sums.data + i / channels * sums.pitch + i % channels;
      s.distributions[begin * channels + i] = Distribution(output(acc[0]), output(acc[channels]));
    }
  };
  l.hyper_out.Sum(s.grid, s.hyper, s.row, s.y.columns, use);
  ++s.row;
  return s.distributions;
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

}  // namespace jackdaw::prior
