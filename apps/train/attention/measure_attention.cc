#include "apps/train/attention/measure_attention.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>

#include "apps/train/files/read_file.h"
#include "apps/train/restore/jpeg_model.h"
#include "apps/train/restore/perceptual_loss.h"
#include "apps/train/restore/pictures.h"
#include "jackdaw/encode.h"
#include "jackdaw/pixels.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr int kMeasures = 2;  // luma, colour
using Curves = std::array<std::vector<RatePlace>, kMeasures>;

// -10 log10(1 - MS-SSIM) of planes [N][H][W], of their mean.
double StructureDb(const Tensor& original, const Tensor& decoded) {
  const double similarity = torch::exp(-StructureLoss(original, decoded)).mean().item<double>();
  return -10 * std::log10(std::max(1 - similarity, 1e-9));
}

Tensor DecodedPlanes(const std::vector<uint8_t>& jpeg) {
  DecompressOptions options;
  options.restore = false;
  Result<Pixels> pixels = DecompressPixels(jpeg, options);
  if (!pixels.ok()) throw std::runtime_error(pixels.error().message);
  Pixels& p = pixels.value();
  return torch::from_blob(p.samples.data(), {p.height, p.width, 3}, torch::kUInt8)
      .permute({2, 0, 1})
      .to(torch::kFloat32);
}

struct Encoded {
  Curves curves;
  double seconds = 0;
};

Encoded EncodeAll(const Picture& picture, const AttentionMeasureOptions& options,
                  const std::vector<uint8_t>& network) {
  const Tensor interleaved = picture.samples.permute({1, 2, 0}).contiguous();
  const PixelView view{
      .width = static_cast<uint32_t>(picture.width()),
      .height = static_cast<uint32_t>(picture.height()),
      .channels = 3,
      .samples8 = {interleaved.data_ptr<uint8_t>(), static_cast<size_t>(interleaved.numel())}};
  const Tensor original = ToYcc(picture.samples.to(torch::kFloat32));
  Encoded encoded;
  for (const double lambda : options.lambdas) {
    const auto start = std::chrono::steady_clock::now();
    const Result<EncodeResult> made =
        Encode(view, {.target = LossTarget::kLambda,
                      .value = lambda,
                      .attention = {.on = !network.empty(), .weights = network},
                      .refine = options.refine,
                      .sampling = ChromaSampling::k420});
    if (!made.ok()) throw std::runtime_error(made.error().message);
    encoded.seconds +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const Tensor decoded = ToYcc(DecodedPlanes(made.value().bytes));
    const double log_rate = std::log(static_cast<double>(made.value().bytes.size()));
    for (int64_t m = 0; m < kMeasures; ++m) {
      const auto of = [m](const Tensor& x) {
        return m == 0 ? x.narrow(0, 0, 1) : x.narrow(0, 1, 2);
      };
      encoded.curves[static_cast<size_t>(m)].push_back(
          {log_rate, StructureDb(of(original), of(decoded))});
    }
  }
  for (std::vector<RatePlace>& curve : encoded.curves) {
    std::sort(curve.begin(), curve.end(),
              [](const RatePlace& a, const RatePlace& b) { return a.log_rate < b.log_rate; });
  }
  return encoded;
}

double LogRateAt(const std::vector<RatePlace>& curve, double quality) {
  size_t i = 1;
  while (i + 1 < curve.size() && curve[i].quality < quality) ++i;
  const RatePlace &a = curve[i - 1], &b = curve[i];
  const double part = (quality - a.quality) / std::max(b.quality - a.quality, 1e-12);
  return a.log_rate + part * (b.log_rate - a.log_rate);
}

}  // namespace

double MeanRateDifference(const std::vector<RatePlace>& curve,
                          const std::vector<RatePlace>& anchor) {
  if (curve.size() < 2 || anchor.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  constexpr int kPlaces = 200;
  const double low = std::max(curve.front().quality, anchor.front().quality);
  const double high = std::min(curve.back().quality, anchor.back().quality);
  if (low >= high) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (int i = 0; i < kPlaces; ++i) {
    const double quality = low + (high - low) * (i + 0.5) / kPlaces;
    sum += LogRateAt(curve, quality) - LogRateAt(anchor, quality);
  }
  return std::exp(sum / kPlaces) - 1;
}

void MeasureAttention(const AttentionMeasureOptions& options) {
  at::set_num_threads(1);
  const torch::NoGradGuard guard;
  const std::vector<Picture> pictures = ReadPictures(options.pictures, 1 << 30);
  std::vector<Encoded> plain;
  for (const Picture& picture : pictures) plain.push_back(EncodeAll(picture, options, {}));
  std::printf("network, picture: BD-rate by MS-SSIM of luma, of colour; time\n");
  for (const std::string& path : options.networks) {
    const std::vector<uint8_t> network = ReadFile(path);
    std::array<double, 3> means{};
    for (size_t i = 0; i < pictures.size(); ++i) {
      const Encoded with = EncodeAll(pictures[i], options, network);
      std::array<double, 3> differences{};
      for (size_t m = 0; m < kMeasures; ++m) {
        differences[m] = MeanRateDifference(with.curves[m], plain[i].curves[m]);
      }
      differences[2] = with.seconds / plain[i].seconds - 1;
      std::printf("%s, %s: %+.2f %%, %+.2f %%; %+.0f %%\n", path.c_str(), pictures[i].name.c_str(),
                  100 * differences[0], 100 * differences[1], 100 * differences[2]);
      std::fflush(stdout);
      for (size_t m = 0; m < 3; ++m) {
        means[m] += differences[m] / static_cast<double>(pictures.size());
      }
    }
    std::printf("%s, mean: %+.2f %%, %+.2f %%; %+.0f %%\n", path.c_str(), 100 * means[0],
                100 * means[1], 100 * means[2]);
  }
}

}  // namespace jackdaw::train
