#include "entropy/logistic.h"

namespace jackdaw::entropy::logistic_internal {

namespace {

using std::size_t;

constexpr Tables MakeTables() {
  Tables t{};
  uint64_t whole = uint64_t{1} << 32;
  for (int n = 0; n <= kStretchMax / 256; ++n) {
    uint64_t e = whole;  // e^-(x / 256), x = 256 n + i
    for (int i = 0; i < 256 && 256 * n + i <= kStretchMax; ++i) {
      const int x = 256 * n + i;
      // 1 / (1 + e^-x) in Q16, rounded.
      const uint64_t den = (uint64_t{1} << 32) + e;
      const uint64_t pos = ((uint64_t{1} << 48) + den / 2) / den;
      const uint64_t hi = pos > 65535 ? 65535 : pos;
      t.squash[static_cast<size_t>(kStretchMax + x)] = static_cast<uint16_t>(hi);
      t.squash[static_cast<size_t>(kStretchMax - x)] = static_cast<uint16_t>(65536 - hi);
      e = MulQ32(e, ExpNegQ32(1));
    }
    whole = MulQ32(whole, ExpNegQ32(256));
  }
  // Inverse by walking: stretch of bucket b is the first x whose squash reaches its middle.
  size_t x = 0;
  for (size_t b = 0; b < 4096; ++b) {
    while (x + 1 < t.squash.size() && t.squash[x] < 16 * b + 8) ++x;
    t.stretch[b] = static_cast<int16_t>(static_cast<int>(x) - kStretchMax);
  }
  return t;
}

}  // namespace

constinit const Tables kTables = MakeTables();

}  // namespace jackdaw::entropy::logistic_internal
