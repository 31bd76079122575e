#include "models/infer/convolution.h"

#include <numeric>
#include <vector>

namespace jackdaw::infer {

Upsampling::Upsampling(const LayerData& data) {
  std::vector<int> rows(static_cast<size_t>(data.rows) / parities_.size());
  std::iota(rows.begin(), rows.end(), 0);
  for (Dense& parity : parities_) {
    parity = Dense(data, rows, 0, data.columns);
    for (int& row : rows) row += static_cast<int>(rows.size());
  }
}

void Upsampling::Propagate(GridEvaluator& grid, const GridRows& in, uint32_t row, size_t columns,
                           int16_t* out) const {
  const size_t p = row % 2;
  for (size_t q = 0; q < 2; ++q) {
    const Window window = {int64_t{row / 2} - 1 + static_cast<int64_t>(p), 2, 1, q};
    grid.Activate(parities_[2 * p + q], in, window, columns,
                  {out + q * channels(), 2 * channels()});
  }
}

}  // namespace jackdaw::infer
