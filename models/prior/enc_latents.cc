// Finding the latents of a component set.
#include <algorithm>
#include <cstring>

#include "models/prior/latent_layers.h"
#include "models/prior/latents.h"
#include "models/prior/prior_features.h"

namespace jackdaw::prior {

using infer::GridEvaluator;
using infer::GridRows;

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
