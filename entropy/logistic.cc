#include "entropy/logistic.h"

namespace jackdaw::entropy::logistic_internal {

namespace {

using std::size_t;

constexpr uint32_t SquashOf(const Tables& t, int x) {
  x = x > kStretchMax ? kStretchMax : x < -kStretchMax ? -kStretchMax : x;
  return t.squash[static_cast<size_t>(x + kStretchMax)];
}

// Tables that are made of squash.
constexpr void MakeCosts(Tables* t) {
  // The slope of the cost is p - 1: its integral from the right by trapezia, in units of 2^-25.
  uint32_t cost = 2;
  for (int x = kTableEnd; x >= -kTableEnd; --x) {
    if (x < kTableEnd) cost += 2 * 65536 - SquashOf(*t, x) - SquashOf(*t, x + 1);
    if (x % 16 == 0)
      t->cost[static_cast<size_t>((x + kTableEnd) / 16)] = static_cast<uint16_t>(cost >> 13);
  }
  for (size_t i = 0; i < t->step.size(); ++i) {
    const uint32_t p = SquashOf(*t, static_cast<int>(8 * i) + 4 - kTableEnd);
    const uint32_t inverse = (uint32_t{1} << 28) / p;
    t->step[i] = static_cast<uint16_t>(inverse < 65536 - p ? inverse : 65536 - p);
  }
}

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
  MakeCosts(&t);
  return t;
}

}  // namespace

constinit const Tables kTables = MakeTables();

}  // namespace jackdaw::entropy::logistic_internal
