#include "codec/lossy/enc_rate_model.h"

#include <xxhash.h>

#include <bit>
#include <cmath>
#include <string>

#include "codec/jpeg/jpeg_data.h"
#include "models/weights/weights.h"

namespace jackdaw::lossy {
namespace {

constexpr uint32_t kMagic = 0x54524B4A;  // "JKRT"
constexpr uint32_t kVersion = 1;
constexpr size_t kNumWeights = 2 * kRateInputs + kRateHidden * (kRateInputs + 2) + 1;
constexpr size_t kHeaderBytes = 16;
constexpr size_t kFileBytes = kHeaderBytes + 4 * kNumWeights + 8;
// Beyond this a weight is not one that training made.
constexpr float kMaxWeight = 1e4F;
constexpr size_t kLast = kRateInputs - 1;

float SoftSign(float t) { return t / (1 + std::abs(t)); }

// Logarithms of shares, which span decades; the constants keep empty ones finite.
float LogShare(double share) { return static_cast<float>(std::log2(share + 1e-4)); }

template <class Model, class Visit>
void ForEachWeight(Model& model, const Visit& visit) {
  for (auto& w : model.offset) visit(w);
  for (auto& w : model.scale) visit(w);
  for (size_t h = 0; h < kRateHidden; ++h) {
    for (auto& w : model.hidden_weights[h]) visit(w);
    visit(model.hidden_bias[h]);
  }
  for (auto& w : model.output_weights) visit(w);
  visit(model.output_bias);
}

}  // namespace

RateInputs MakeRateInputs(const RatePlace& place, const LevelStatistics& statistics,
                          double lambda) {
  const int natural = jpeg::kZigzagToNatural[place.frequency];
  const double n = statistics.count, quant = place.quant;
  return {place.chroma ? 1.0F : 0.0F,
          place.frequency == 0 ? 1.0F : 0.0F,
          static_cast<float>(natural & 7),
          static_cast<float>(natural >> 3),
          static_cast<float>(std::log2(quant)),
          LogShare(statistics.magnitudes / n),
          LogShare(statistics.nonzero / n),
          LogShare(statistics.large / n),
          static_cast<float>(statistics.nonzero / n),
          LogShare(statistics.entropy_bits / n),
          static_cast<float>(std::log2(place.bits_per_block + 1)),
          static_cast<float>(std::log2(quant * quant / lambda))};
}

RateFactor::RateFactor(const RateModel& model, const RatePlace& place,
                       const LevelStatistics& statistics)
    : model_(model) {
  const RateInputs inputs = MakeRateInputs(place, statistics, 1);
  RateInputs x{};
  for (size_t i = 0; i < kLast; ++i) x[i] = (inputs[i] - model.offset[i]) * model.scale[i];
  for (size_t h = 0; h < kRateHidden; ++h) {
    sums_[h] = model.hidden_bias[h];
    for (size_t i = 0; i < kLast; ++i) sums_[h] += model.hidden_weights[h][i] * x[i];
  }
  log2_square_ = inputs[kLast];
}

double RateFactor::At(double log2_lambda) const {
  const float last =
      (log2_square_ - static_cast<float>(log2_lambda) - model_.offset[kLast]) * model_.scale[kLast];
  float out = model_.output_bias;
  for (size_t h = 0; h < kRateHidden; ++h) {
    out += model_.output_weights[h] * SoftSign(sums_[h] + model_.hidden_weights[h][kLast] * last);
  }
  return std::exp(kMaxLnFactor * static_cast<double>(SoftSign(out)));
}

Bytes SerializeRateModel(const RateModel& model) {
  ByteWriter out;
  out.U32Le(kMagic);
  out.U32Le(kVersion);
  out.U32Le(kRateInputs);
  out.U32Le(kRateHidden);
  ForEachWeight(model, [&](float w) { out.U32Le(std::bit_cast<uint32_t>(w)); });
  out.U64Le(XXH64(out.bytes().data(), out.size(), 0));
  return out.Take();
}

Result<RateModel> ParseRateModel(ByteSpan file) {
  ByteReader in(file);
  uint32_t magic = 0, version = 0, inputs = 0, hidden = 0;
  if (!in.U32Le(&magic) || !in.U32Le(&version) || !in.U32Le(&inputs) || !in.U32Le(&hidden)) {
    return Error{ErrorCode::kTruncated, in.position(), "rate model is too short"};
  }
  if (magic != kMagic) return Error{ErrorCode::kCorrupt, 0, "not a rate model"};
  if (version != kVersion || inputs != kRateInputs || hidden != kRateHidden) {
    return Error{ErrorCode::kUnsupported, 4, "rate model of another version or size"};
  }
  if (file.size() < kFileBytes) {
    return Error{ErrorCode::kTruncated, file.size(), "rate model is too short"};
  }
  RateModel model;
  bool good = file.size() == kFileBytes;
  ForEachWeight(model, [&](float& w) {
    uint32_t bits = 0;
    good = good && in.U32Le(&bits);
    w = std::bit_cast<float>(bits);
    good = good && std::abs(w) <= kMaxWeight;  // false for NaN, too
  });
  uint64_t checksum = 0;
  good = good && in.U64Le(&checksum) && checksum == XXH64(file.data(), kFileBytes - 8, 0);
  if (!good) return Error{ErrorCode::kCorrupt, kHeaderBytes, "damaged rate model"};
  return model;
}

const RateModel& ShippedRateModel() {
  static const RateModel model = [] {
    const Result<RateModel> parsed =
        ParseRateModel({weights::kRateModelFile, weights::kRateModelFileSize});
    return parsed.ok() ? parsed.value() : RateModel{};
  }();
  return model;
}

}  // namespace jackdaw::lossy
