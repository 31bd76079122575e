#include "apps/train/restore/evaluate.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>

// Needs <cstdio>.
#include <jpeglib.h>

#include "apps/train/restore/pictures.h"
#include "jackdaw/pixels.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

struct Sampling {
  int h = 1, v = 1;
};
const std::map<std::string, Sampling> kSamplings = {
    {"luma", {1, 1}}, {"4:2:0", {2, 2}}, {"4:2:2", {2, 1}}, {"4:4:4", {1, 1}}};

// samples: [height][width][channels] uint8. libjpeg ends the program on errors, of which writing to
// memory has none but a lack of it.
std::vector<uint8_t> EncodeJpeg(const Tensor& samples, int quality, Sampling sampling) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_height = static_cast<JDIMENSION>(samples.size(0));
  info.image_width = static_cast<JDIMENSION>(samples.size(1));
  info.input_components = static_cast<int>(samples.size(2));
  info.in_color_space = info.input_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.dct_method = JDCT_ISLOW;
  info.comp_info[0].h_samp_factor = sampling.h;
  info.comp_info[0].v_samp_factor = sampling.v;
  jpeg_start_compress(&info, TRUE);
  const int64_t stride = samples.size(1) * samples.size(2);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = samples.data_ptr<uint8_t>() + info.next_scanline * stride;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::vector<uint8_t> jpeg(bytes, bytes + size);
  std::free(bytes);
  return jpeg;
}

Pixels Decode(const std::vector<uint8_t>& jpeg, bool restore) {
  DecompressOptions options;
  options.restore = restore;
  Result<Pixels> pixels = DecompressPixels(jpeg, options);
  if (!pixels.ok()) throw std::runtime_error(pixels.error().message);
  return std::move(pixels).value();
}

double Psnr(const Pixels& pixels, const Tensor& samples) {
  const uint8_t* wanted = samples.data_ptr<uint8_t>();
  double sum = 0;
  for (size_t i = 0; i < pixels.samples.size(); ++i) {
    const double d = static_cast<double>(pixels.samples[i]) - wanted[i];
    sum += d * d;
  }
  return 10 * std::log10(255 * 255 * static_cast<double>(pixels.samples.size()) / sum);
}

// [height][width][channels].
Tensor SamplesOf(const Picture& picture, bool luma) {
  if (!luma) return picture.samples.permute({1, 2, 0}).contiguous();
  return Luma(picture).to(torch::kUInt8).unsqueeze(2).contiguous();
}

struct Row {
  double plain_db = 0, restored_db = 0, least_gain_db = 1e9, seconds = 0;
};

}  // namespace

void EvaluateRestoration(const EvaluateOptions& options) {
  const auto sampling = kSamplings.find(options.sampling);
  if (sampling == kSamplings.end()) throw std::runtime_error("unknown sampling");
  const bool luma = options.sampling == "luma";
  std::vector<Picture> pictures = ReadPictures(options.pictures, int64_t{1} << 40);
  if (!luma) std::erase_if(pictures, [](const Picture& p) { return p.planes() != 3; });
  if (pictures.empty()) throw std::runtime_error("no pictures to measure");
  std::printf("%zu pictures, %s\nquality   plain  restored   gain  least   MP/s\n", pictures.size(),
              options.sampling.c_str());
  for (const int quality : options.qualities) {
    Row row;
    double pixels = 0;
    for (const Picture& picture : pictures) {
      const Tensor samples = SamplesOf(picture, luma);
      const std::vector<uint8_t> jpeg = EncodeJpeg(samples, quality, sampling->second);
      const double plain_db = Psnr(Decode(jpeg, false), samples);
      const auto start = std::chrono::steady_clock::now();
      const Pixels restored = Decode(jpeg, true);
      row.seconds +=
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      const double restored_db = Psnr(restored, samples);
      pixels += static_cast<double>(picture.height() * picture.width());
      row.plain_db += plain_db;
      row.restored_db += restored_db;
      row.least_gain_db = std::min(row.least_gain_db, restored_db - plain_db);
      if (options.each) {
        std::printf("%7d  %6.2f    %6.2f %+6.2f  %s\n", quality, plain_db, restored_db,
                    restored_db - plain_db, picture.name.c_str());
      }
    }
    const auto count = static_cast<double>(pictures.size());
    std::printf("%7d  %6.2f    %6.2f %+6.2f %+6.2f %6.2f\n", quality, row.plain_db / count,
                row.restored_db / count, (row.restored_db - row.plain_db) / count,
                row.least_gain_db, pixels / row.seconds / 1e6);
    std::fflush(stdout);
  }
}

}  // namespace jackdaw::train
