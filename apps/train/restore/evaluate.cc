#include "apps/train/restore/evaluate.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>

// Needs <cstdio>.
#include <jpeglib.h>

#include "apps/train/files/read_file.h"
#include "apps/train/restore/high_energy.h"
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

Pixels Decode(const std::vector<uint8_t>& jpeg, const DecompressOptions& options) {
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

// HighEnergy of luma; samples: [height][width][channels].
double EnergyOf(const Tensor& samples) {
  const Tensor x = samples.to(torch::kFloat32);
  if (x.size(2) == 1) return HighEnergy(x.select(2, 0));
  return HighEnergy(0.299 * x.select(2, 0) + 0.587 * x.select(2, 1) + 0.114 * x.select(2, 2));
}

double EnergyOf(const Pixels& pixels) {
  // from_blob takes no const, and changes nothing.
  return EnergyOf(torch::from_blob(const_cast<uint8_t*>(pixels.samples.data()),
                                   {pixels.height, pixels.width, pixels.channels}, torch::kUInt8));
}

// What a way to decode shows of a picture, or of all of them.
struct Measure {
  double psnr_db = 0;
  double energy = 0;  // share of the pristine picture's
};

enum Way { kPlain, kRestored, kTextured, kNumWays };

struct Row {
  std::array<Measure, kNumWays> means;
  double least_gain_db = 1e9, seconds = 0, pixels = 0;
};

// Decodes one picture in every way, and adds it to the row. Returns its own.
std::array<Measure, kNumWays> MeasurePicture(const std::vector<uint8_t>& jpeg,
                                             const Tensor& samples,
                                             const RestorationOptions& restoration,
                                             const std::vector<uint8_t>& texture, Row* row) {
  const double pristine = EnergyOf(samples) + 1e-9;
  std::array<Measure, kNumWays> own;
  for (const Way way : {kPlain, kRestored, kTextured}) {
    DecompressOptions options{.restore = way == kRestored, .restoration = restoration};
    if (way == kTextured) options.texture = {.on = true, .weights = texture};
    if (way == kTextured && texture.empty()) continue;
    const auto start = std::chrono::steady_clock::now();
    const Pixels pixels = Decode(jpeg, options);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (way == kRestored) row->seconds += elapsed.count();
    own[way] = {Psnr(pixels, samples), EnergyOf(pixels) / pristine};
    row->means[way].psnr_db += own[way].psnr_db;
    row->means[way].energy += own[way].energy;
  }
  row->least_gain_db = std::min(row->least_gain_db, own[kRestored].psnr_db - own[kPlain].psnr_db);
  row->pixels += static_cast<double>(samples.size(0) * samples.size(1));
  return own;
}

// count: pictures that the measures are sums of.
void Print(int quality, const std::array<Measure, kNumWays>& sums, double count, bool textured) {
  const auto psnr = [&](Way way) { return sums[way].psnr_db / count; };
  const auto percent = [&](Way way) { return 100 * sums[way].energy / count; };
  std::printf("%7d  %6.2f    %6.2f %+6.2f", quality, psnr(kPlain), psnr(kRestored),
              psnr(kRestored) - psnr(kPlain));
  if (textured) std::printf("   %6.2f", psnr(kTextured));
  std::printf("   %4.0f %4.0f", percent(kPlain), percent(kRestored));
  if (textured) std::printf(" %4.0f", percent(kTextured));
}

}  // namespace

void EvaluateRestoration(const EvaluateOptions& options) {
  const auto sampling = kSamplings.find(options.sampling);
  if (sampling == kSamplings.end()) throw std::runtime_error("unknown sampling");
  const bool luma = options.sampling == "luma", textured = !options.texture.empty();
  std::vector<Picture> pictures = ReadPictures(options.pictures, int64_t{1} << 40);
  if (!luma) std::erase_if(pictures, [](const Picture& p) { return p.planes() != 3; });
  if (pictures.empty()) throw std::runtime_error("no pictures to measure");
  const std::vector<uint8_t> texture =
      textured ? ReadFile(options.texture) : std::vector<uint8_t>();
  const std::vector<uint8_t> restore =
      options.restore.empty() ? std::vector<uint8_t>() : ReadFile(options.restore);
  const RestorationOptions restoration{.weights = restore,
                                       .all_orientations = options.all_orientations};
  std::printf("%zu pictures, %s; energy above half the Nyquist frequency in %% of the pristine%s\n",
              pictures.size(), options.sampling.c_str(), luma ? "" : " luma");
  std::printf("quality   plain  restored   gain%s   energy: plain, restored%s  least gain   MP/s\n",
              textured ? "  texture" : "", textured ? ", texture" : "");
  for (const int quality : options.qualities) {
    Row row;
    for (const Picture& picture : pictures) {
      const Tensor samples = SamplesOf(picture, luma);
      const std::vector<uint8_t> jpeg = EncodeJpeg(samples, quality, sampling->second);
      const auto own = MeasurePicture(jpeg, samples, restoration, texture, &row);
      if (!options.each) continue;
      Print(quality, own, 1, textured);
      std::printf("  %s\n", picture.name.c_str());
    }
    Print(quality, row.means, static_cast<double>(pictures.size()), textured);
    std::printf("   %+6.2f %6.2f\n", row.least_gain_db, row.pixels / row.seconds / 1e6);
    std::fflush(stdout);
  }
}

}  // namespace jackdaw::train
