#include "apps/sweep/pictures/pnm_pixels.h"

#include <string>

namespace jackdaw::sweep {
std::vector<uint8_t> EncodePnm(const Image& image) {
  const std::string header = std::string(image.num_channels == 1 ? "P5\n" : "P6\n") +
                             std::to_string(image.width_px) + " " +
                             std::to_string(image.height_px) + "\n255\n";
  std::vector<uint8_t> out(header.begin(), header.end());
  out.insert(out.end(), image.samples.begin(), image.samples.end());
  return out;
}

}  // namespace jackdaw::sweep
