#include "apps/train/restore/jpeg_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// Annex K, rows of eight.
constexpr std::array<uint8_t, 64> kLumaTable = {
    16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,  //
    14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,  //
    18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,  //
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr std::array<uint8_t, 64> kChromaTable = {
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,  //
    24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,  //
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,  //
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

// [64 zigzag][64 pixels].
Tensor MakeBasis() {
  Tensor basis = torch::empty({64, 64});
  auto out = basis.accessor<float, 2>();
  for (int64_t k = 0; k < 64; ++k) {
    const int natural = jpeg::kZigzagToNatural[static_cast<size_t>(k)];
    const int v = natural / 8, u = natural % 8;
    for (int64_t pixel = 0; pixel < 64; ++pixel) {
      const double y = static_cast<double>(pixel / 8), x = static_cast<double>(pixel % 8);
      const double scale = (v == 0 ? std::sqrt(0.125) : 0.5) * (u == 0 ? std::sqrt(0.125) : 0.5);
      out[k][pixel] = static_cast<float>(scale * std::cos((2 * y + 1) * v * std::numbers::pi / 16) *
                                         std::cos((2 * x + 1) * u * std::numbers::pi / 16));
    }
  }
  return basis;
}

const Tensor& Basis() {
  static const Tensor basis = MakeBasis();
  return basis;
}

double StandardStep(const std::array<uint8_t, 64>& table, size_t k) {
  return table[jpeg::kZigzagToNatural[k]];
}

double QualityScale(double quality) {
  return (quality < 50 ? 5000 / quality : 200 - 2 * quality) / 100;
}

// Rounds as C's round does, halves away from 0.
Tensor RoundAway(const Tensor& x) { return x.sign() * (x.abs() + 0.5).floor(); }

// steps: [N][64].
Tensor Quantize(const Tensor& coeffs, const Tensor& steps) {
  return RoundAway(coeffs / steps.unsqueeze(2).unsqueeze(3));
}

Tensor Dequantize(const Tensor& levels, const Tensor& steps) {
  return levels * steps.unsqueeze(2).unsqueeze(3);
}

Tensor ToBytes(const Tensor& samples) { return (samples + 0.5).floor().clamp(0, 255); }

// [N][H][W], rows and columns doubled by the triangle filter where the factor is 2.
Tensor Widen(const Tensor& x, int64_t dim) {
  const int64_t n = x.size(dim);
  const Tensor before = torch::cat({x.narrow(dim, 0, 1), x.narrow(dim, 0, n - 1)}, dim);
  const Tensor after = torch::cat({x.narrow(dim, 1, n - 1), x.narrow(dim, n - 1, 1)}, dim);
  const Tensor pair = torch::stack({0.75 * x + 0.25 * before, 0.75 * x + 0.25 * after}, dim + 1);
  std::vector<int64_t> sizes = x.sizes().vec();
  sizes[static_cast<size_t>(dim)] *= 2;
  return pair.reshape(sizes);
}

Tensor Repeat(const Tensor& x, int64_t h, int64_t v) {
  return x.repeat_interleave(v, 1).repeat_interleave(h, 2);
}

// A plane [H][W] that was a JPEG before, at a grid of its own. planes: larger by 8 each way;
// returns the part of [H - 8][W - 8] that starts at (y, x), and the same of the plane itself.
struct Aged {
  Tensor seen, pristine;
};

// planes: [N][H][W] bytes.
Aged Age(CropSource* source, const Tensor& planes, double probability) {
  const int64_t h = planes.size(1) - 8, w = planes.size(2) - 8;
  const bool aligned = source->Uniform(0, 1) < 0.3;
  const int64_t y = aligned ? 0 : source->Integer(0, 7), x = aligned ? 0 : source->Integer(0, 7);
  const auto part = [&](const Tensor& t) { return t.narrow(1, y, h).narrow(2, x, w); };
  if (source->Uniform(0, 1) >= probability) return {part(planes), part(planes)};
  const int64_t quality = source->Integer(40, 95);
  std::vector<Tensor> tables;
  for (int64_t i = 0; i < planes.size(0); ++i) tables.push_back(StandardTable(quality, i > 0));
  const Tensor steps = torch::stack(tables);
  const Tensor levels = Quantize(ForwardDct(planes - 128), steps);
  return {part(ToBytes(InverseDct(Dequantize(levels, steps)) + 128)), part(planes)};
}

}  // namespace

Tensor ForwardDct(const Tensor& samples) {
  const int64_t n = samples.size(0), h = samples.size(1) / 8, w = samples.size(2) / 8;
  const Tensor blocks =
      samples.reshape({n, h, 8, w, 8}).permute({0, 1, 3, 2, 4}).reshape({n * h * w, 64});
  return blocks.matmul(Basis().t()).view({n, h, w, 64}).permute({0, 3, 1, 2}).contiguous();
}

Tensor InverseDct(const Tensor& coeffs) {
  const int64_t n = coeffs.size(0), h = coeffs.size(2), w = coeffs.size(3);
  const Tensor blocks = coeffs.permute({0, 2, 3, 1}).reshape({n * h * w, 64}).matmul(Basis());
  return blocks.view({n, h, w, 8, 8}).permute({0, 1, 3, 2, 4}).reshape({n, 8 * h, 8 * w});
}

Tensor StandardTable(int64_t quality, bool chroma) {
  Tensor table = torch::empty({64});
  // libjpeg counts in whole percents.
  const double percent = std::floor(QualityScale(static_cast<double>(quality)) * 100 + 1e-9);
  for (int64_t k = 0; k < 64; ++k) {
    const double step = StandardStep(chroma ? kChromaTable : kLumaTable, static_cast<size_t>(k));
    table[k] = std::clamp(std::floor((step * percent + 50) / 100), 1.0, 255.0);
  }
  return table;
}

Tensor RandomTable(CropSource* source, bool chroma) {
  const int64_t quality = source->Integer(5, 98);
  if (source->Uniform(0, 1) < 0.55) return StandardTable(quality, chroma);
  // Geometric mean of Annex K: 43 (luma) and 73.
  const double middle = chroma ? 73 : 43;
  const double power = source->Uniform(0, 1.2), tilt = source->Uniform(-0.3, 0.3);
  const double scale =
      QualityScale(static_cast<double>(quality)) * middle * std::exp(source->Uniform(-0.5, 0.1));
  Tensor table = torch::empty({64});
  for (int64_t k = 0; k < 64; ++k) {
    const int natural = jpeg::kZigzagToNatural[static_cast<size_t>(k)];
    const double slope = tilt * (natural / 8 + natural % 8 - 7) / 7.0;
    const double base = StandardStep(chroma ? kChromaTable : kLumaTable, static_cast<size_t>(k));
    const double step = scale * std::pow(base / middle, power) * std::exp(slope);
    table[k] = std::clamp(std::floor(step + 0.5), 1.0, 255.0);
  }
  return table;
}

Tensor ToYcc(const Tensor& rgb) {
  const Tensor r = rgb[0], g = rgb[1], b = rgb[2];
  const Tensor y = 0.299 * r + 0.587 * g + 0.114 * b;
  const Tensor cb = -0.168735892 * r - 0.331264108 * g + 0.5 * b + 128;
  const Tensor cr = 0.5 * r - 0.418687589 * g - 0.081312411 * b + 128;
  return ToBytes(torch::stack({y, cb, cr}));
}

Tensor MeanOf(const Tensor& planes, int64_t h, int64_t v) {
  if (h == 1 && v == 1) return planes;
  return torch::avg_pool2d(planes.unsqueeze(1), {v, h}).squeeze(1);
}

Tensor Subsample(const Tensor& planes, int64_t h, int64_t v) {
  return (MeanOf(planes, h, v) + 0.5).floor();
}

Tensor Upsample(const Tensor& planes, int64_t h, int64_t v) {
  Tensor x = planes;
  if (v == 2) x = Widen(x, 1);
  if (h == 2) x = Widen(x, 2);
  return x + Repeat(planes - MeanOf(x, h, v), h, v);
}

RestoreBatch LumaBatch(CropSource* source, const RestoreSampling& sampling) {
  std::vector<Tensor> seen, pristine, steps;
  for (int64_t i = 0; i < sampling.batch; ++i) {
    const int64_t size = 8 * sampling.size + 8;
    const Aged aged = Age(source, source->Next(size, size, true), sampling.twice);
    seen.push_back(aged.seen);
    pristine.push_back(aged.pristine);
    steps.push_back(RandomTable(source, false));
  }
  RestoreBatch batch;
  batch.steps = torch::stack(steps);
  batch.target = ForwardDct(torch::cat(pristine) - 128);
  batch.levels = Quantize(ForwardDct(torch::cat(seen) - 128), batch.steps);
  return batch;
}

RestoreBatch ChromaBatch(CropSource* source, const RestoreSampling& sampling) {
  RestoreBatch batch;
  const double which = source->Uniform(0, 1);
  batch.h = which < 0.8 ? 2 : 1;                   // 4:2:0 and 4:2:2
  batch.v = which < 0.6 || which >= 0.95 ? 2 : 1;  // 4:2:0 and 4:4:0
  const int64_t h = batch.h, v = batch.v;
  std::vector<Tensor> levels, steps, target, guide, planes;
  for (int64_t i = 0; i < sampling.batch; ++i) {
    const Tensor rgb = source->Next(8 * v * sampling.size + 8, 8 * h * sampling.size + 8, false);
    const Aged aged = Age(source, ToYcc(rgb), sampling.twice);
    const Tensor table = RandomTable(source, true), luma_table = RandomTable(source, false);
    const Tensor own = table.unsqueeze(0).repeat({2, 1});
    const Tensor luma = ForwardDct(aged.seen.narrow(0, 0, 1) - 128);
    const Tensor luma_steps = luma_table.unsqueeze(0);
    const Tensor decoded = InverseDct(Dequantize(Quantize(luma, luma_steps), luma_steps));
    guide.push_back(ForwardDct(MeanOf(decoded, h, v)));
    const auto coeffs = [&](const Tensor& ycc) {
      return ForwardDct(Subsample(ycc.narrow(0, 1, 2), h, v) - 128);
    };
    const auto flat = [](const Tensor& x) { return x.reshape({1, 128, x.size(2), x.size(3)}); };
    levels.push_back(flat(Quantize(coeffs(aged.seen), own)));
    target.push_back(flat(coeffs(aged.pristine)));
    steps.push_back(own.reshape({1, 128}));
    planes.push_back((aged.pristine.narrow(0, 1, 2) - 128).unsqueeze(0));
  }
  batch.levels = torch::cat(levels);
  batch.steps = torch::cat(steps);
  batch.target = torch::cat(target);
  batch.guide = torch::cat(guide);
  batch.planes = torch::cat(planes);
  return batch;
}

}  // namespace jackdaw::train
