#include "apps/train/restore/pictures.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "apps/train/files/read_file.h"
#include "jackdaw/pixels.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// samples: [height][width][channels].
Tensor ToPlanes(std::vector<uint8_t>& samples, int64_t height, int64_t width, int64_t channels) {
  return torch::from_blob(samples.data(), {height, width, channels}, torch::kUInt8)
      .permute({2, 0, 1})
      .contiguous()
      .clone();
}

Tensor ReadPng(const std::string& path, const std::vector<uint8_t>& bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) {
    throw std::runtime_error(path + ": " + image.message);
  }
  const bool colour = (image.format & PNG_FORMAT_FLAG_COLOR) != 0;
  image.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  std::vector<uint8_t> samples(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, samples.data(), 0, nullptr) == 0) {
    throw std::runtime_error(path + ": " + image.message);
  }
  return ToPlanes(samples, image.height, image.width, colour ? 3 : 1);
}

Tensor ReadJpeg(const std::string& path, const std::vector<uint8_t>& bytes) {
  Result<Pixels> pixels = DecompressPixels(bytes);
  if (!pixels.ok()) throw std::runtime_error(path + ": " + pixels.error().message);
  Pixels& p = pixels.value();
  return ToPlanes(p.samples, p.height, p.width, p.channels);
}

uint32_t Little(const std::vector<uint8_t>& bytes, size_t at, size_t size) {
  uint32_t value = 0;
  for (size_t i = 0; i < size; ++i) value |= uint32_t{bytes.at(at + i)} << (8 * i);
  return value;
}

// Uncompressed BMP with 8 (a palette of greys) or 24 bits, bottom row first.
Tensor ReadBmp(const std::string& path, const std::vector<uint8_t>& bytes) {
  const int64_t width = Little(bytes, 18, 4), height = static_cast<int32_t>(Little(bytes, 22, 4));
  const int64_t bits = Little(bytes, 28, 2);
  if (height <= 0 || (bits != 8 && bits != 24) || Little(bytes, 30, 4) != 0) {
    throw std::runtime_error(path + ": a kind of BMP that is not read");
  }
  const int64_t channels = bits / 8, stride = (width * channels + 3) / 4 * 4;
  const size_t begin = Little(bytes, 10, 4), palette = 14 + Little(bytes, 14, 4);
  std::vector<uint8_t> samples;
  for (int64_t y = height - 1; y >= 0; --y) {
    for (int64_t x = 0; x < width * channels; ++x) {
      const int64_t swapped = channels == 1 ? x : x - x % 3 + 2 - x % 3;  // BGR
      const uint8_t value = bytes.at(begin + static_cast<size_t>(y * stride + swapped));
      samples.push_back(channels == 1 ? bytes.at(palette + 4 * size_t{value}) : value);
    }
  }
  return ToPlanes(samples, height, width, channels);
}

bool IsJpeg(const std::vector<uint8_t>& b) { return b.size() > 2 && b[0] == 0xff && b[1] == 0xd8; }

Picture FromBytes(const std::string& path, const std::vector<uint8_t>& bytes) {
  Picture picture;
  picture.name = path;
  if (IsJpeg(bytes)) {
    picture.samples = ReadJpeg(path, bytes);
  } else if (bytes.size() > 30 && bytes[0] == 'B' && bytes[1] == 'M') {
    picture.samples = ReadBmp(path, bytes);
  } else {
    picture.samples = ReadPng(path, bytes);
  }
  return picture;
}

std::vector<std::string> FilesBelow(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// One of the eight orientations of [planes][height][width].
Tensor Orient(const Tensor& x, int64_t which) {
  Tensor y = x;
  if ((which & 1) != 0) y = y.flip({2});
  if ((which & 2) != 0) y = y.flip({1});
  if ((which & 4) != 0) y = y.transpose(1, 2);
  return y;
}

}  // namespace

Picture ReadPicture(const std::string& path) { return FromBytes(path, ReadFile(path)); }

std::vector<Picture> ReadPictures(const std::vector<std::string>& paths, int64_t max_pixels) {
  std::vector<Picture> pictures;
  for (const std::string& file : FilesBelow(paths)) {
    try {
      const std::vector<uint8_t> bytes = ReadFile(file);
      Picture picture = FromBytes(file, bytes);
      if (IsJpeg(bytes)) picture = Halve(picture);
      while (IsJpeg(bytes) && picture.height() * picture.width() > max_pixels) {
        picture = Halve(picture);
      }
      pictures.push_back(std::move(picture));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "left out: %s\n", error.what());
    }
  }
  return pictures;
}

Picture Halve(const Picture& picture) {
  const int64_t h = picture.height() / 2 * 2, w = picture.width() / 2 * 2;
  const Tensor x = picture.samples.narrow(1, 0, h).narrow(2, 0, w).to(torch::kFloat32);
  const Tensor mean = torch::avg_pool2d(x, 2);
  return {picture.name, (mean + 0.5).floor().to(torch::kUInt8)};
}

Tensor Luma(const Picture& picture) {
  const Tensor x = picture.samples.to(torch::kFloat32);
  if (picture.planes() == 1) return x[0];
  return (0.299 * x[0] + 0.587 * x[1] + 0.114 * x[2] + 0.5).floor();
}

CropSource::CropSource(const std::vector<Picture>& pictures, bool colour_only, uint64_t seed)
    : random_(seed) {
  std::vector<double> weights;
  for (const Picture& picture : pictures) {
    if (colour_only && picture.planes() != 3) continue;
    pictures_.push_back(&picture);
    weights.push_back(std::sqrt(static_cast<double>(picture.height() * picture.width())));
  }
  if (pictures_.empty()) throw std::runtime_error("no pictures to train on");
  choice_ = std::discrete_distribution<size_t>(weights.begin(), weights.end());
}

Tensor CropSource::Next(int64_t size_y, int64_t size_x, bool luma) {
  const int64_t orientation = Integer(0, 7);
  if ((orientation & 4) != 0) std::swap(size_y, size_x);
  for (int attempt = 0; attempt < 10000; ++attempt) {
    const Picture* picture = pictures_[choice_(random_)];
    if (picture->height() < size_y || picture->width() < size_x) continue;
    const bool halve =
        picture->height() >= 2 * size_y && picture->width() >= 2 * size_x && Uniform(0, 1) < 0.3;
    const int64_t scale = halve ? 2 : 1;
    const int64_t y = Integer(0, picture->height() - scale * size_y);
    const int64_t x = Integer(0, picture->width() - scale * size_x);
    Picture crop{picture->name,
                 picture->samples.narrow(1, y, scale * size_y).narrow(2, x, scale * size_x)};
    if (halve) crop = Halve(crop);
    const Tensor planes = luma ? Luma(crop).unsqueeze(0) : crop.samples.to(torch::kFloat32);
    return Orient(planes, orientation).contiguous();
  }
  throw std::runtime_error("no picture is as large as a crop");
}

}  // namespace jackdaw::train
