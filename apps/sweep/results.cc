#include "apps/sweep/results.h"

namespace jackdaw::sweep {

double BitsPerPixel(uint64_t bytes, const SourceResult& source) {
  return 8.0 * static_cast<double>(bytes) /
         (static_cast<double>(source.width_px) * static_cast<double>(source.height_px));
}

}  // namespace jackdaw::sweep
