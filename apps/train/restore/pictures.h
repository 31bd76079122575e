// Pictures to train restoration on, and crops of them.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_PICTURES_H_
#define JACKDAW_APPS_TRAIN_RESTORE_PICTURES_H_

#include <torch/torch.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace jackdaw::train {

// Planes of 8-bit samples: 1 (grey) or 3 (RGB).
struct Picture {
  std::string name;
  torch::Tensor samples;  // [planes][height][width] uint8

  int64_t planes() const { return samples.size(0); }
  int64_t height() const { return samples.size(1); }
  int64_t width() const { return samples.size(2); }
};

// PNG, BMP (24 bits or 256 greys) or JPEG. Throws std::runtime_error, also for what has no pixels.
Picture ReadPicture(const std::string& path);

// All pictures below the paths, sorted by path, so that a run can be repeated. JPEG files are
// halved in both directions, which takes most of their errors away, and again while they have more
// than max_pixels. Files that cannot be read are named and left out.
std::vector<Picture> ReadPictures(const std::vector<std::string>& paths, int64_t max_pixels);

// Halves both directions by means of four samples.
Picture Halve(const Picture& picture);

// Luma of JFIF, rounded to integers as libjpeg does: [height][width], or the plane itself.
torch::Tensor Luma(const Picture& picture);

// Draws crops with a probability proportional to the root of a picture's area.
class CropSource {
 public:
  // REQUIRES: pictures outlive this.
  CropSource(const std::vector<Picture>& pictures, bool colour_only, uint64_t seed);

  // [planes][size_y][size_x] float, one of the eight orientations. Pictures smaller than the crop
  // are never drawn; three in ten of those large enough are halved first. Throws
  // std::runtime_error when no picture is large enough.
  torch::Tensor Next(int64_t size_y, int64_t size_x, bool luma);

  std::mt19937_64& random() { return random_; }
  double Uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  int64_t Integer(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }

 private:
  std::vector<const Picture*> pictures_;
  std::discrete_distribution<size_t> choice_;
  std::mt19937_64 random_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_PICTURES_H_
