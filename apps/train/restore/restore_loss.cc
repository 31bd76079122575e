#include "apps/train/restore/restore_loss.h"

#include <cmath>

#include "apps/train/restore/high_energy.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// A crop's squared error counts by its own and by what such steps do to a typical picture: PSNR is
// a matter of relative errors, of whole pictures.
constexpr double kTypicalShare = 0.3;
// Squared error of RGB per squared error of Cb and Cr, over that of luma.
constexpr double kWeightOfCb = (0.344136 * 0.344136 + 1.772 * 1.772) / 3;
constexpr double kWeightOfCr = (1.402 * 1.402 + 0.714136 * 0.714136) / 3;

Tensor MeanOfAll(const Tensor& x) { return x.flatten(1).mean(1); }

// What such steps do to a typical picture: [B].
Tensor ExpectedErrors(const RestoreBatch& batch, bool luma) {
  Tensor typical = torch::empty({64});
  for (int64_t i = 0; i < 64; ++i) typical[i] = restoration::kTypical[static_cast<size_t>(i)];
  if (!luma) typical = typical.repeat({2}) * restoration::kTypicalOfChroma * 0.3;
  return torch::minimum(batch.steps.square() / 12, typical.square().unsqueeze(0)).mean(1);
}

// Half of the loss is that of the pixels where a network says what lies between samples.
void AddDetails(const RestoreBatch& batch, const Restored& restored, const Tensor& decoded,
                const Tensor& expected, RestoreErrors* errors) {
  const int64_t n = batch.levels.size(0), h = batch.levels.size(2), w = batch.levels.size(3);
  const auto planes = [&](const Tensor& coeffs) {
    return InverseDct(coeffs.reshape({2 * n, 64, h, w}));
  };
  const Tensor truth = batch.planes.flatten(0, 1), details = restored.details.flatten(0, 1);
  const Tensor repeated = MeanOf(details, 2, 2).repeat_interleave(2, 1).repeat_interleave(2, 2);
  const Tensor shown = Upsample(planes(restored.coeffs), 2, 2) + details - repeated;
  const auto per_crop = [&](const Tensor& x) {
    const Tensor mean = (x - truth).square().mean({1, 2}).view({n, 2});
    return (kWeightOfCb * mean.select(1, 0) + kWeightOfCr * mean.select(1, 1)) / 2;
  };
  const Tensor before = per_crop(Upsample(planes(decoded), 2, 2)).detach();
  const Tensor after = per_crop(shown);
  const Tensor share = 1 / (before + kTypicalShare * expected + 0.02);
  errors->loss = (errors->loss + (after * share).mean()) / 2;
  errors->plain = before;
  errors->restored = after;
}

}  // namespace

RestoreErrors RestoreLoss(const restoration::RestorationShape& shape, const RestoreBatch& batch,
                          const Restored& restored) {
  const Tensor decoded = batch.levels * batch.steps.unsqueeze(2).unsqueeze(3);
  const bool luma = shape.components == 1;
  const Tensor expected = ExpectedErrors(batch, luma);
  const auto weighted = [&](const Tensor& x) {
    const Tensor square = (x - batch.target).square();
    if (luma) return MeanOfAll(square);
    return (kWeightOfCb * MeanOfAll(square.narrow(1, 0, 64)) +
            kWeightOfCr * MeanOfAll(square.narrow(1, 64, 64))) /
           2;
  };
  RestoreErrors errors;
  errors.plain = weighted(decoded);
  errors.restored = weighted(restored.coeffs);
  errors.share = 1 / (errors.plain + kTypicalShare * expected + 0.02);
  errors.loss = (errors.restored * errors.share).mean();
  if (restored.details.defined()) AddDetails(batch, restored, decoded, expected, &errors);
  errors.plain = errors.plain.detach();
  errors.restored = errors.restored.detach();
  return errors;
}

std::vector<Tensor> LumaOf(const std::vector<Picture>& pictures) {
  std::vector<Tensor> planes;
  for (const Picture& picture : pictures) {
    const Tensor luma = Luma(picture);
    planes.push_back(
        luma.narrow(0, 0, luma.size(0) / 8 * 8).narrow(1, 0, luma.size(1) / 8 * 8).contiguous());
  }
  return planes;
}

LumaValidation ValidateLuma(RestoreNet& net, const std::vector<Tensor>& pictures) {
  const torch::NoGradGuard guard;
  LumaValidation result;
  const auto count = static_cast<double>(pictures.size());
  for (const int64_t quality : kValidationQualities) {
    double gain = 0, energy = 0;
    for (const Tensor& picture : pictures) {
      RestoreBatch batch;
      batch.steps = StandardTable(quality, false).unsqueeze(0);
      const Tensor column = batch.steps.unsqueeze(2).unsqueeze(3);
      batch.target = ForwardDct(picture.unsqueeze(0) - 128);
      batch.levels = torch::round(batch.target / column);
      const auto shown = [](const Tensor& coeffs) {
        return (InverseDct(coeffs)[0] + 128.5).floor().clamp(0, 255);
      };
      const auto error = [&](const Tensor& x) {
        return (x - picture).square().mean().item<double>();
      };
      const Tensor restored = shown(net->forward(batch).coeffs);
      gain += 10 * std::log10(error(shown(batch.levels * column)) / error(restored));
      energy += HighEnergy(restored) / (HighEnergy(picture) + 1e-9);
    }
    result.gain_db.push_back(gain / count);
    result.energy.push_back(energy / count);
  }
  return result;
}

}  // namespace jackdaw::train
