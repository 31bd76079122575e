// The predictions of T.81 H.1.2.1 and the walk over a scan's samples, for reader and writer
// (docs/format_lossless_jpeg.md §4).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_CURSOR_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_CURSOR_H_

#include <cstddef>
#include <cstdint>

#include "codec/lossless_jpeg/picture.h"

namespace jackdaw::lossless_jpeg {

// The prediction of Table H.1 from the samples to the left, above, and above to the left. selector:
// 1..7. Modulo 2^16 where it counts.
inline int32_t PredictBySelector(int selector, int32_t a, int32_t b, int32_t c) {
  switch (selector) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    default:
      return (a + b) >> 1;
  }
}

// What the prediction of a line depends on, beside its samples.
struct LineRules {
  int selector = 1;
  bool first = false;  // of the scan, or after a restart: one-dimensional
  int32_t start = 0;   // prediction of the first sample of a first line
};

// The prediction of the sample at column x of `row`; above is not looked at in a first line.
inline int32_t PredictSample(const LineRules& rules, const uint16_t* row, const uint16_t* above,
                             uint32_t x) {
  if (rules.first) return x == 0 ? rules.start : row[x - 1];
  if (x == 0) return above[0];
  return PredictBySelector(rules.selector, row[x - 1], above[x], above[x - 1]);
}

// Calls visit(rules, row, above, x, i) for each sample of MCU row `mcu_row`, in the order of the
// scan: i is the place of its component in the scan header. first_row: no line of this or an
// earlier MCU row precedes it since the scan began or restarted. rows: by that place, the plane.
// Ends early and returns false when visit does.
template <class Plane, class Visit>
bool VisitMcuRow(const ScanShape& shape, uint32_t mcu_row, bool first_row, int selector,
                 int32_t start, Plane* const* planes, Visit visit) {
  for (uint32_t mcu = 0; mcu < shape.mcus_per_row; ++mcu) {
    for (size_t i = 0; i < shape.num_components; ++i) {
      for (uint32_t dy = 0; dy < shape.v[i]; ++dy) {
        const uint32_t y = mcu_row * shape.v[i] + dy;
        const LineRules rules{selector, first_row && dy == 0, start};
        auto* row = planes[i]->Row(y);
        const auto* above = y > 0 ? planes[i]->Row(y - 1) : row;
        for (uint32_t dx = 0; dx < shape.h[i]; ++dx) {
          if (!visit(rules, row, above, mcu * shape.h[i] + dx, i)) return false;
        }
      }
    }
  }
  return true;
}

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SCAN_CURSOR_H_
