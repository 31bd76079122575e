#include "apps/train/table_image.h"

#include <algorithm>

#include "apps/train/crop.h"
#include "codec/lossy/enc_chosen_image.h"
#include "codec/quant/lossy_record.h"

namespace jackdaw::train {

namespace {

// Blocks (row, column) and on of a component, height x width of them.
jpeg::CoeffPlane Cut(const Component& c, uint32_t row, uint32_t column, uint32_t height,
                     uint32_t width) {
  jpeg::CoeffPlane plane{width, height, {}};
  plane.coeffs.reserve(size_t{height} * width * jpeg::kBlockSize);
  for (uint32_t y = 0; y < height; ++y) {
    const int16_t* begin = c.Block(static_cast<int>(row + y), static_cast<int>(column));
    plane.coeffs.insert(plane.coeffs.end(), begin, begin + size_t{width} * jpeg::kBlockSize);
  }
  return plane;
}

// Of one frequency, by magnitude of the level.
struct Errors {
  double squared = 0;
  std::array<double, quant::kNumMagnitudes> sum{}, count{};
};

void AddErrors(const std::vector<int16_t>& coeffs, const std::vector<int16_t>& levels, size_t k,
               int quant, int step, Errors* errors) {
  for (size_t i = k; i < coeffs.size(); i += jpeg::kBlockSize) {
    const int sign = levels[i] < 0 ? -1 : 1, level = sign * levels[i];
    const double error = sign * coeffs[i] * quant - level * step;
    errors->squared += error * error;
    if (level == 0) continue;
    const auto m = static_cast<size_t>(std::min(level, 3) - 1);
    errors->sum[m] += error;
    ++errors->count[m];
  }
}

uint32_t Below(uint32_t count, std::mt19937_64* random) {
  return static_cast<uint32_t>((*random)() % count);
}

}  // namespace

TableImage::TableImage(const TrainingImage& image, int size, std::mt19937_64* random) {
  TargetLayout pair;
  const bool colour = FindTarget(image, Target::kChroma, &pair);
  const Component& luma = image.components[0];
  const auto ratio_h = static_cast<uint32_t>(colour ? pair.ratio_h : 1);
  const auto ratio_v = static_cast<uint32_t>(colour ? pair.ratio_v : 1);
  // In units of ratio_h x ratio_v blocks of luma, one of chroma.
  uint32_t width = luma.width / ratio_h, height = luma.height / ratio_v;
  if (colour) {
    width = std::min(width, image.components[1].width);
    height = std::min(height, image.components[1].height);
  }
  const uint32_t crop_width = std::min(width, static_cast<uint32_t>(size) / ratio_h);
  const uint32_t crop_height = std::min(height, static_cast<uint32_t>(size) / ratio_v);
  const uint32_t column = Below(width - crop_width + 1, random);
  const uint32_t row = Below(height - crop_height + 1, random);
  num_pixels_ = 64.0 * crop_width * ratio_h * crop_height * ratio_v;
  frame_.components.resize(colour ? 3 : 1);
  for (size_t i = 0; i < frame_.components.size(); ++i) {
    const Component& from = image.components[i];
    const uint32_t h = i == 0 ? ratio_h : 1, v = i == 0 ? ratio_v : 1;
    planes_.push_back(Cut(from, row * v, column * h, crop_height * v, crop_width * h));
    jpeg::FrameComponent& to = frame_.components[i];
    to.quant = from.quant;
    to.h = static_cast<uint8_t>(h);
    to.v = static_cast<uint8_t>(v);
    to.width_blocks = to.padded_width_blocks = crop_width * h;
    to.height_blocks = to.padded_height_blocks = crop_height * v;
  }
  for (const quant::QuantClass& quant_class : quant::FindQuantClasses(frame_)) {
    const lossy::ClassStatistics statistics = lossy::GatherStatistics(frame_, quant_class, planes_);
    const quant::FrequencyTable& quant = quant_class.quant;
    const bool chroma = quant_class.components[0] > 0;
    classes_.push_back({.quant_class = quant_class,
                        .curves = lossy::MakeCurves(statistics, quant, quant::MaxStep(frame_)),
                        .contexts = lossy::GatherRateContexts(statistics, quant, chroma),
                        .weight = chroma ? ratio_h * ratio_v * lossy::kRateModelColourWeight : 1,
                        .chroma = chroma});
  }
}

std::vector<FrequencyBits> TableImage::ChooseLevels(const prior::PriorModel& prior,
                                                    const std::vector<coeff::LevelChoice>& choices,
                                                    TrainingImage* levels) const {
  constexpr std::array<uint8_t, jpeg::kBlockSize> kNoShifts{};
  std::vector<FrequencyBits> bits(planes_.size());
  for (const Target target : {Target::kLuma, Target::kChroma}) {
    TargetLayout layout;
    if (!FindTarget(*levels, target, &layout)) continue;
    const bool luma = target == Target::kLuma;
    const size_t first = luma ? 0 : 1;
    const LevelPicker pick = [&](size_t lane, size_t block, size_t k, int level,
                                 const entropy::ZeroBelief& zero,
                                 const entropy::LogisticMixture& mixture) {
      const size_t i = block * jpeg::kBlockSize + k;
      const coeff::LevelChooser chooser(choices[first + lane], kNoShifts);
      const int16_t source = planes_[first + lane].coeffs[i];
      const int chosen =
          k == 0 ? chooser.Dc(source, level, mixture) : chooser.Ac(k, source, level, zero, mixture);
      levels->components[first + lane].levels[i] = static_cast<int16_t>(chosen);
      return chosen;
    };
    std::vector<FrequencyBits> lanes;
    AddLevelBits(luma ? prior.luma : prior.chroma, layout, pick, &lanes);
    std::copy(lanes.begin(), lanes.end(), bits.begin() + static_cast<std::ptrdiff_t>(first));
  }
  return bits;
}

std::vector<ClassCosts> TableImage::Costs(const prior::PriorModel& prior,
                                          const std::vector<quant::Quantizer>& quantizers,
                                          double lambda) const {
  std::vector<jpeg::CoeffPlane> rounded = planes_;
  std::vector<coeff::LevelChoice> choices(planes_.size());
  TrainingImage levels;
  levels.components.resize(planes_.size());
  for (size_t c = 0; c < classes_.size(); ++c) {
    const TableClass& table_class = classes_[c];
    lossy::RequantizeClass(planes_, table_class.quant_class, quantizers[c],
                           lambda / table_class.weight, {}, rounded, choices);
    for (const size_t i : table_class.quant_class.components) {
      const jpeg::FrameComponent& from = frame_.components[i];
      levels.components[i] = {from.width_blocks,   from.height_blocks,          from.h, from.v,
                              quantizers[c].steps, std::move(rounded[i].coeffs)};
    }
  }
  const std::vector<FrequencyBits> bits = ChooseLevels(prior, choices, &levels);
  std::vector<ClassCosts> costs(classes_.size());
  for (size_t c = 0; c < classes_.size(); ++c) {
    const quant::QuantClass& quant_class = classes_[c].quant_class;
    const quant::FrequencyTable& steps = quantizers[c].steps;
    for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
      FrequencyCost& cost = costs[c][k];
      Errors errors{};
      for (const size_t i : quant_class.components) {
        cost.bits += bits[i][k];
        AddErrors(planes_[i].coeffs, levels.components[i].levels, k, quant_class.quant[k], steps[k],
                  &errors);
      }
      cost.distortion = errors.squared;
      // At their centroids, as far as the record's units allow.
      const double unit = static_cast<double>(steps[k]) * quant::kOffsetUnitQ8 / 256;
      for (size_t m = 0; k > 0 && m < quant::kNumMagnitudes; ++m) {
        if (errors.count[m] == 0) continue;
        cost.distortion -= std::max(0.0, errors.sum[m] * errors.sum[m] / errors.count[m] -
                                             errors.count[m] * unit * unit / 12);
      }
    }
  }
  return costs;
}

}  // namespace jackdaw::train
