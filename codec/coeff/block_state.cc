#include "codec/coeff/block_state.h"

#include <cstring>

#include "codec/coeff/quantizers.h"

namespace jackdaw::coeff {

constinit const BlockInfo kNoBlock{};

void BeginBlock(BlockState* state) {
  const BlockInfo& w = *state->west;
  const BlockInfo& n = *state->north;
  const BlockInfo& nw = *state->north_west;
  const BlockInfo& ne = *state->north_east;
  for (size_t i = 0; i < 64; ++i) {
    state->near[i] = static_cast<uint16_t>(2 * (w.magnitude[i] + n.magnitude[i]) + nw.magnitude[i] +
                                           ne.magnitude[i]);
  }
  for (size_t i = 0; i < 64; ++i) {
    state->near_smooth[i] = static_cast<uint16_t>(w.smooth[i] + n.smooth[i]);
  }
  state->magnitude.fill(0);
  state->sign.fill(0);
  state->num_nonzero = 0;
  state->zero_history = 0;
  state->near_nonzero = (uint32_t{w.num_nonzero} + n.num_nonzero + 1) >> 1;
  state->counts = kLevels[state->near_nonzero].q8 * 16u;
  state->self->group_sum.fill(0);
}

// Rows of eight magnitudes are summed as eight bytes of a 64-bit word: no byte can overflow into
// the next, 4 * 63 < 256, and a shift by one byte either way drops the neighbour that does not
// exist.
void EndBlock(BlockState* state) {
  BlockInfo& self = *state->self;
  const uint8_t* magnitude = state->magnitude.data() + kPadBefore;
  std::memcpy(self.magnitude.data(), magnitude, 64);
  std::memcpy(self.sign.data(), state->sign.data() + kPadBefore, 64);
  self.num_nonzero = static_cast<uint8_t>(state->num_nonzero);
  if (state->num_nonzero == 0) {
    self.smooth.fill(0);  // the DC residual is no frequency neighbour
    return;
  }
  std::array<uint8_t, 64> clamped;
  for (size_t i = 0; i < 64; ++i) {
    clamped[i] = magnitude[i] < kMaxSmoothedMagnitude ? magnitude[i] : kMaxSmoothedMagnitude;
  }
  clamped[0] = 0;
  std::array<uint64_t, 10> rows{};  // one empty row before and after
  std::memcpy(rows.data() + 1, clamped.data(), 64);
  for (size_t v = 0; v < 8; ++v) {
    const uint64_t row = rows[v + 1];
    const uint64_t sum = (row << 8) + (row >> 8) + rows[v] + rows[v + 2];
    std::memcpy(self.smooth.data() + 8 * v, &sum, 8);
  }
}

}  // namespace jackdaw::coeff
