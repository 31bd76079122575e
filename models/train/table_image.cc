#include "models/train/table_image.h"

#include <algorithm>

#include "codec/quant/requantize.h"
#include "models/train/crop.h"

namespace jackdaw::train {

namespace {

// As in codec/quant/enc_chosen_image.cc.
constexpr double kColourWeight = 0.25;

// Blocks (row, column) and on of a component, height x width of them.
CoeffPlane Cut(const Component& c, uint32_t row, uint32_t column, uint32_t height, uint32_t width) {
  CoeffPlane plane{width, height, {}};
  plane.coeffs.reserve(size_t{height} * width * kBlockSize);
  for (uint32_t y = 0; y < height; ++y) {
    const int16_t* begin = c.Block(static_cast<int>(row + y), static_cast<int>(column));
    plane.coeffs.insert(plane.coeffs.end(), begin, begin + size_t{width} * kBlockSize);
  }
  return plane;
}

uint32_t Below(uint32_t count, std::mt19937_64* random) {
  return static_cast<uint32_t>((*random)() % count);
}

}  // namespace

TableImage::TableImage(const Image& image, int size, std::mt19937_64* random) {
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
    FrameComponent& to = frame_.components[i];
    to.quant = from.quant;
    to.h = static_cast<uint8_t>(h);
    to.v = static_cast<uint8_t>(v);
    to.width_blocks = to.padded_width_blocks = crop_width * h;
    to.height_blocks = to.padded_height_blocks = crop_height * v;
  }
  for (const QuantClass& quant_class : FindQuantClasses(frame_)) {
    TableClass c{.quant_class = quant_class,
                 .statistics = GatherStatistics(frame_, quant_class, planes_)};
    c.bits_per_block = BitsPerBlock(c.statistics, quant_class.quant);
    c.chroma = quant_class.components[0] > 0;
    if (c.chroma) c.weight = ratio_h * ratio_v * kColourWeight;
    classes_.push_back(std::move(c));
  }
}

ClassCurves TableImage::Curves(const TableClass& table_class, const RateModel* model) const {
  return MakeCurves(table_class.statistics, table_class.quant_class.quant, MaxStep(frame_),
                    {.model = model, .chroma = table_class.chroma, .centroids = true});
}

std::vector<ClassCosts> TableImage::Costs(const PriorModel& prior,
                                          const std::vector<Quantizer>& quantizers) const {
  Image requantized;
  requantized.components.resize(planes_.size());
  for (size_t c = 0; c < classes_.size(); ++c) {
    const QuantClass& quant_class = classes_[c].quant_class;
    for (const size_t i : quant_class.components) {
      CoeffPlane levels = planes_[i];
      RequantizePlane(planes_[i], quant_class.quant, quantizers[c], &levels);
      const FrameComponent& from = frame_.components[i];
      requantized.components[i] = {from.width_blocks, from.height_blocks, from.h, from.v,
                                   quantizers[c].steps, std::move(levels.coeffs)};
    }
  }
  std::vector<FrequencyBits> bits(planes_.size());
  for (const Target target : {Target::kLuma, Target::kChroma}) {
    TargetLayout layout;
    if (!FindTarget(requantized, target, &layout)) continue;
    std::vector<FrequencyBits> lanes;
    AddLevelBits(target == Target::kLuma ? prior.luma : prior.chroma, layout, &lanes);
    std::copy(lanes.begin(), lanes.end(), bits.begin() + (target == Target::kLuma ? 0 : 1));
  }
  std::vector<ClassCosts> costs(classes_.size());
  for (size_t c = 0; c < classes_.size(); ++c) {
    const TableClass& table_class = classes_[c];
    const ClassStatistics& statistics = table_class.statistics;
    for (size_t k = 0; k < kBlockSize; ++k) {
      const MagnitudeHistogram& values = statistics.magnitudes[k];
      FrequencyCost& cost = costs[c][k];
      cost.sample = SampleRate(values, k == 0 ? statistics.dc_differences : values,
                               table_class.quant_class.quant[k], quantizers[c].steps[k],
                               quantizers[c].dead_zones_q8[k], true);
      for (const size_t i : table_class.quant_class.components) cost.prior_bits += bits[i][k];
    }
  }
  return costs;
}

}  // namespace jackdaw::train
