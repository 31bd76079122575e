#include "models/prior/latents.h"

#include <algorithm>
#include <cstring>

#include "models/infer/fixed_tables.h"
#include "models/prior/prior_features.h"

namespace jackdaw::prior {

namespace {

constexpr size_t kChunk = 16;  // positions gathered for one product
constexpr uint32_t kPadding = 4;

// Rows of activations, made one after the other from the top, each with zeros left and right of it.
// Only the last `alive` are kept. Rows outside the grid are zeros.
class Rows {
 public:
  Rows(uint32_t rows, uint32_t columns, size_t channels, size_t border, uint32_t alive)
      : num_rows_(rows),
        channels_(channels),
        border_(border * channels),
        alive_(std::min(alive, rows)),
        pitch_((columns + 2 * border) * channels),
        data_((size_t{alive_} + 1) * pitch_ + infer::kKernelSlack, 0) {}

  size_t channels() const { return channels_; }
  // Rows made so far.
  uint32_t made() const { return made_; }
  uint32_t num_rows() const { return num_rows_; }

  // Column 0 of the next row, to be filled.
  int16_t* Next() { return &data_[(made_++ % alive_) * pitch_ + border_]; }

  // The row from its left border on.
  const int16_t* At(int64_t row) const {
    const bool inside = row >= 0 && row < num_rows_;
    return &data_[(inside ? static_cast<size_t>(row) % alive_ : alive_) * pitch_];
  }

 private:
  uint32_t num_rows_;
  size_t channels_, border_;
  uint32_t alive_;
  size_t pitch_;
  infer::AlignedVector<int16_t> data_;
  uint32_t made_ = 0;
};

// Where the inputs of a row of outputs lie: output x sees size x size positions, the first at row
// `top` and column x * stride + first, counted from the left border.
struct Window {
  int64_t top;
  size_t size, stride, first;
};

// A convolution: window of a row of outputs, the border being the padding.
Window Taps(uint32_t row, size_t size, size_t stride, int64_t padding) {
  return {static_cast<int64_t>(row * stride) - padding, size, stride, 0};
}

class Layers {
 public:
  explicit Layers(const infer::Kernels& kernels) : kernels_(kernels) {}

  // Sums of a layer for `columns` positions, a few at a time: use(first, count, sums, pitch).
  template <class Use>
  void Sums(const PackedWeights& weights, const Rows& in, const Window& window, size_t columns,
            Use use) {
    const infer::PackedLayer layer = weights.layer();
    const size_t run = window.size * in.channels(), inputs = window.size * run;
    const size_t pitch =
        static_cast<size_t>(layer.rows + infer::kPanel - 1) / infer::kPanel * infer::kPanel;
    gathered_.resize(kChunk * inputs + infer::kKernelSlack);
    sums_.resize(kChunk * pitch + infer::kKernelSlack);
    for (size_t begin = 0; begin < columns; begin += kChunk) {
      const size_t count = std::min(kChunk, columns - begin);
      for (size_t dy = 0; dy < window.size; ++dy) {
        const int16_t* row = in.At(window.top + static_cast<int64_t>(dy));
        for (size_t i = 0; i < count; ++i) {
          const size_t column = (begin + i) * window.stride + window.first;
          std::memcpy(&gathered_[i * inputs + dy * run], row + column * in.channels(),
                      run * sizeof(int16_t));
        }
      }
      kernels_.dense(layer, layer.columns, gathered_.data(), inputs, count, sums_.data(), pitch);
      use(begin, count, sums_.data(), pitch);
    }
  }

  // Activations: position x goes to out + x * out_pitch.
  void Activations(const PackedWeights& weights, const Rows& in, const Window& window,
                   size_t columns, int16_t* out, size_t out_pitch) {
    const infer::PackedLayer layer = weights.layer();
    Sums(weights, in, window, columns,
         [&](size_t begin, size_t count, const int32_t* sums, size_t pitch) {
           kernels_.activate(sums, pitch, layer.shift, nullptr, 0, count, layer.rows,
                             out + begin * out_pitch, out_pitch);
         });
  }

  // Integers, [columns][channels].
  void Integers(const PackedWeights& weights, const Rows& in, const Window& window, size_t columns,
                int8_t* out) {
    const infer::PackedLayer layer = weights.layer();
    const auto channels = static_cast<size_t>(layer.rows);
    Sums(weights, in, window, columns,
         [&](size_t begin, size_t count, const int32_t* sums, size_t pitch) {
           for (size_t i = 0; i < count * channels; ++i) {
             const int32_t acc = sums[i / channels * pitch + i % channels];
             const int32_t value = (acc + (1 << (layer.shift + 7))) >> (layer.shift + 8);
             out[begin * channels + i] =
                 static_cast<int8_t>(std::clamp(value, -kMaxLatent, kMaxLatent));
           }
         });
  }

  // Row 2 row + p of a grid of twice the size, 2 columns positions. Position (2 row + p, 2 column +
  // q) sees the four nearest coarse ones, the first at (row - 1 + p, column - 1 + q), through
  // weights 2 p + q.
  void Up(const std::array<PackedWeights, 4>& weights, const Rows& in, uint32_t row, size_t columns,
          size_t p, int16_t* out) {
    for (size_t q = 0; q < 2; ++q) {
      const PackedWeights& w = weights[2 * p + q];
      const auto channels = static_cast<size_t>(w.layer().rows);
      const Window window = {int64_t{row} - 1 + static_cast<int64_t>(p), 2, 1, q};
      Activations(w, in, window, columns, out + q * channels, 2 * channels);
    }
  }

 private:
  const infer::Kernels& kernels_;
  infer::AlignedVector<int16_t> gathered_;
  infer::AlignedVector<int32_t> sums_;
};

LatentPlane MakePlane(uint32_t rows, uint32_t columns, uint32_t divisor, int channels) {
  const auto size = [&](uint32_t n) {
    return (n / kPadding + (n % kPadding != 0 ? 1 : 0)) * (kPadding / divisor);
  };
  LatentPlane plane{size(rows), size(columns), static_cast<size_t>(channels), {}};
  plane.values.assign(size_t{plane.rows} * plane.columns * plane.channels, 0);
  return plane;
}

// Latents as activations.
Rows ToRows(const LatentPlane& plane) {
  Rows rows(plane.rows, plane.columns, plane.channels, 1, plane.rows);
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
  Layers layers(kernels);
  const Rows z_rows = ToRows(z);
  Rows hyper(y.rows, y.columns, kHyperHidden, 1, y.rows);
  for (uint32_t row = 0; row < y.rows; ++row) {
    layers.Up(l.hyper_up, z_rows, row / 2, z.columns, row % 2, hyper.Next());
  }
  std::vector<LatentDistribution> distributions(y.values.size());
  const int shift = l.hyper_out.layer().shift - 4;
  const auto output = [&](int32_t acc) {
    return std::clamp((acc + (1 << (shift - 1))) >> shift, -kMaxPriorOutput, kMaxPriorOutput);
  };
  for (uint32_t row = 0; row < y.rows; ++row) {
    LatentDistribution* out = &distributions[size_t{row} * y.columns * y.channels];
    layers.Sums(l.hyper_out, hyper, Taps(row, 3, 1, 1), y.columns,
                [&](size_t begin, size_t count, const int32_t* sums, size_t pitch) {
                  for (size_t i = 0; i < count * y.channels; ++i) {
                    const int32_t* acc = sums + i / y.channels * pitch + i % y.channels;
                    out[begin * y.channels + i] =
                        Distribution(output(acc[0]), output(acc[y.channels]));
                  }
                });
  }
  return distributions;
}

LatentFeatures MakeLatentFeatures(const PriorNetwork& network, const LatentPlane& y, uint32_t rows,
                                  const infer::Kernels& kernels) {
  const PackedLatents& l = network.latents();
  Layers layers(kernels);
  const Rows y_rows = ToRows(y);
  const auto channels = static_cast<size_t>(network.shape().latent_embed);
  Rows coarse(y.rows, y.columns, channels, 1, 3);
  LatentFeatures features;
  features.pitch = 2 * size_t{y.columns};
  const size_t row_size = features.pitch * channels;
  features.values.assign(rows * row_size + infer::kKernelSlack, 0);
  for (uint32_t row = 0; row < rows; ++row) {
    while (coarse.made() < std::min(row / 2 + 2, y.rows)) {
      const Window taps = Taps(coarse.made(), 3, 1, 1);
      layers.Activations(l.context_in, y_rows, taps, y.columns, coarse.Next(), channels);
    }
    layers.Up(l.context_up, coarse, row / 2, y.columns, row % 2, &features.values[row * row_size]);
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
        bias_(network.embed_bias_.begin(), network.embed_bias_.end()),
        sums_(bias_.size() + infer::kKernelSlack) {
    AddConstant(network.embed_constant_.weights, LnQuantInputs(quants, network.shape_.lanes),
                &bias_);
  }

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
    std::copy(bias_.begin(), bias_.end(), sums_.begin());
    const int width = network_.shape_.embed;
    kernels_.add_features(inputs.data(), count, network_.embed_.weights.data(),
                          network_.embed_.stride, width, sums_.data());
    kernels_.activate(sums_.data(), 0, network_.embed_shift_, nullptr, 0, 1, width, embedding, 0);
  }

 private:
  const PriorNetwork& network_;
  const std::span<const std::array<uint16_t, 64>> quants_;
  const LevelReader& read_;
  const infer::Kernels& kernels_;
  infer::AlignedVector<int32_t> bias_, sums_;
};

namespace {

// The next row of embeddings; what lies below the grid repeats its last row, what lies right of it
// its last column.
void EmbedRow(LatentEncoder& encoder, uint32_t rows, uint32_t columns, uint32_t padded_columns,
              Rows* embedded) {
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
  Layers layers(kernels);
  const uint32_t padded_rows = 2 * y->rows, padded_columns = 2 * y->columns;
  Rows embedded(padded_rows, padded_columns, static_cast<size_t>(network.shape().embed), 1, 3);
  Rows y1(padded_rows, padded_columns, kLatentHidden, 2, 5);
  Rows y2(y->rows, y->columns, kLatentHidden, 1, 3);
  for (uint32_t row = 0; row < y->rows; ++row) {
    while (y2.made() < std::min(row + 2, y->rows)) {
      const uint32_t row2 = y2.made();
      while (y1.made() < std::min(2 * row2 + 3, padded_rows)) {
        const uint32_t row1 = y1.made();
        while (embedded.made() < std::min(row1 + 2, padded_rows)) {
          EmbedRow(encoder, rows, columns, padded_columns, &embedded);
        }
        layers.Activations(l.y1, embedded, Taps(row1, 3, 1, 1), padded_columns, y1.Next(),
                           kLatentHidden);
      }
      layers.Activations(l.y2, y1, Taps(row2, 5, 2, 2), y->columns, y2.Next(), kLatentHidden);
    }
    layers.Integers(l.y3, y2, Taps(row, 3, 1, 1), y->columns,
                    &y->values[size_t{row} * y->columns * y->channels]);
  }
  const Rows y_rows = ToRows(*y);
  Rows z1(y->rows, y->columns, kHyperHidden, 1, 4);
  for (uint32_t row = 0; row < z->rows; ++row) {
    while (z1.made() < std::min(2 * row + 3, y->rows)) {
      const Window taps = Taps(z1.made(), 3, 1, 1);
      layers.Activations(l.z1, y_rows, taps, y->columns, z1.Next(), kHyperHidden);
    }
    layers.Integers(l.z2, z1, Taps(row, 4, 2, 1), z->columns,
                    &z->values[size_t{row} * z->columns * z->channels]);
  }
}

}  // namespace jackdaw::prior
