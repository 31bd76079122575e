#include "codec/lossy/enc_lossy_image.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_colour_pixels.h"
#include "codec/lossy/enc_level_loss.h"
#include "codec/lossy/enc_refine.h"
#include "codec/lossy/enc_trellis.h"
#include "codec/quant/requantize.h"

namespace jackdaw::lossy {
namespace {

// Rounds of code lengths, then levels. Further ones change sizes by less than 0.1 %.
constexpr int kNumRounds = 2;
// Of full colour by its pixels: squared errors of Cb and Cr beside those of cjpeg, where the search
// ends, what it wants and what is allowed: 0.6, 0.75 and 0.85 decibels; codings that approach it.
constexpr double kLeastColourOfPixels = 1.15, kWantedColourOfPixels = 1.19;
constexpr double kMostColourOfPixels = 1.216;
constexpr int kColourRounds = 2;
constexpr size_t kFullColourClasses = 3;           // luma and two
constexpr uint32_t kBlocksBetweenPolls = 1 << 11;  // some milliseconds

std::vector<uint32_t> ScanOrder(const jpeg::Frame& frame, const jpeg::FrameComponent& c) {
  std::vector<uint32_t> order;
  order.reserve(size_t{c.width_blocks} * c.height_blocks);
  const bool interleaved =
      frame.components.size() > 1 && InterleavedMcuBlocks(frame) <= kMaxMcuBlocks;
  const uint32_t h = interleaved ? c.h : 1, v = interleaved ? c.v : 1;
  for (uint32_t y0 = 0; y0 < c.height_blocks; y0 += v) {
    for (uint32_t x0 = 0; x0 < c.width_blocks; x0 += h) {
      for (uint32_t y = y0; y < std::min(y0 + v, c.height_blocks); ++y) {
        for (uint32_t x = x0; x < std::min(x0 + h, c.width_blocks); ++x) {
          order.push_back(y * c.padded_width_blocks + x);
        }
      }
    }
  }
  return order;
}

}  // namespace

int InterleavedMcuBlocks(const jpeg::Frame& frame) {
  int num_blocks = 0;
  for (const jpeg::FrameComponent& c : frame.components) num_blocks += c.h * c.v;
  return num_blocks;
}

uint64_t LossyImage::NumWorkUnits(const jpeg::Frame& frame) {
  return kNumRounds * jpeg::PlaneBytes(frame) / (jpeg::kBlockSize * sizeof(int16_t));
}

uint64_t LossyImage::NumWorkUnitsOfQuality() const {
  const uint64_t once = NumWorkUnits(frame_);
  return MeasuresColour() ? once + kColourRounds * once * 2 / 3 : once;
}

LossyImage::LossyImage(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                       ColourModel model, Criterion criterion, WorkMonitor* monitor, uint16_t unit,
                       Attention* attention)
    : frame_(frame),
      planes_(planes),
      model_(model),
      criterion_(criterion),
      monitor_(monitor),
      curves_(frame, planes,
              {.model = model,
               .criterion = criterion,
               .most_colour_loss = MostColourLoss(criterion),
               .attention = attention,
               .monitor = monitor,
               .unit = unit}) {
  for (const jpeg::FrameComponent& c : frame.components) {
    scan_orders_.push_back(ScanOrder(frame, c));
  }
}

LossyLevels LossyImage::Encode(const LossyKnobs& knobs) const {
  LossyLevels coded = EncodeAt(knobs);
  if (knobs.other_share <= 0) return coded;
  LossyKnobs other_knobs = knobs;
  other_knobs.level_lambda = knobs.other_level_lambda;
  const LossyLevels other = EncodeAt(other_knobs);
  const auto share = static_cast<uint64_t>(knobs.other_share * 4294967296.0);
  for (size_t i = 0; i < coded.levels.size(); ++i) {
    const std::vector<int16_t>& from = other.levels[i].coeffs;
    for (size_t b = 0; b < from.size() / jpeg::kBlockSize; ++b) {
      // Multiples of the golden ratio are spread evenly, whatever their number.
      if (((b * 2654435769u) & 0xFFFFFFFFu) >= share) continue;
      const auto begin = from.begin() + static_cast<std::ptrdiff_t>(b * jpeg::kBlockSize);
      std::copy(begin, begin + jpeg::kBlockSize,
                coded.levels[i].Block(0, 0) + b * jpeg::kBlockSize);
    }
  }
  return coded;
}

LossEstimate LossyImage::Estimate(const LossyKnobs& knobs) const {
  // Of Kodak images the smallest scan script took 0.81 to 1.01 of the entropy.
  return {.bytes = 0.88 * curves_.Bits(knobs) / 8, .errors = curves_.Errors(knobs)};
}

ClassLoss LossyImage::LossOfClass(size_t c, const LossyLevels& coded) const {
  ClassLoss sum;
  for (const size_t i : curves_.classes()[c].components) {
    const ClassLoss loss =
        LossOfLevels(frame_.components[i], planes_[i], curves_.distortion().planes[i],
                     coded.levels[i], coded.steps[i], curves_.unit());
    sum.distortion += loss.distortion;
    sum.squared_error += loss.squared_error;
  }
  return sum;
}

LossyKnobs LossyImage::KnobsAtQuality(double quality) const {
  LossyKnobs first = curves_.KnobsAtQuality(quality);
  if (first.level_lambda <= 0) return first;
  // The trellis loses more than the curves know of, and how much depends on the picture.
  LossyLevels coded = EncodeAt(first);
  std::vector<ClassLoss> real;
  for (size_t c = 0; c < curves_.classes().size(); ++c) {
    real.push_back(RatioOfLosses(LossOfClass(c, coded), curves_.LossOf(c, first)));
  }
  if (!MeasuresColour()) return curves_.KnobsAtQuality(quality, real);
  return KnobsByColourPixels(quality, real, &coded);
}

bool LossyImage::MeasuresColour() const {
  return criterion_ == Criterion::kVisible && model_ == ColourModel::kLumaAndColour &&
         ColourPixels::CanMeasure(frame_);
}

// Steps jump, and rounding of pixels adds to errors, so colour is coded until its pixels are about
// as bad as they may be. coded: with other knobs; its luma stays as it is.
LossyKnobs LossyImage::KnobsByColourPixels(double quality, std::span<const ClassLoss> real,
                                           LossyLevels* coded) const {
  std::array<double, kFullColourClasses> asked{}, kept{};
  LossyKnobs strict = curves_.KnobsAtQuality(quality, real, kept);
  const bool is_good_anyway = strict.scales[1] == 1 && strict.scales[2] == 1;
  if (is_good_anyway) return strict;
  const ColourPixels pixels{frame_, planes_, curves_.unit(), monitor_};
  const ColourErrors cjpeg = pixels.OfCjpeg(static_cast<int>(std::lround(quality)));
  for (int round = 0; round <= kColourRounds; ++round) {
    const ColourErrors errors = pixels.OfLevels(coded->levels, coded->steps);
    bool is_near = round > 0;
    for (size_t c = 1; c < kFullColourClasses; ++c) {
      const double error = errors[c - 1], of_cjpeg = cjpeg[c - 1];
      const double of_coeffs = LossOfClass(c, *coded).squared_error;
      if (round > 0 && error <= kMostColourOfPixels * of_cjpeg) {
        kept[c] = std::max(kept[c], asked[c]);
        is_near &= error >= kLeastColourOfPixels * of_cjpeg;
      } else {
        is_near = false;
      }
      // What came out is not what was asked for.
      const double ratio = asked[c] > 0 ? std::clamp(of_coeffs / asked[c], 0.5, 2.0) : 1;
      asked[c] = (kWantedColourOfPixels * of_cjpeg - (error - of_coeffs)) / ratio;
    }
    if (is_near || round == kColourRounds) break;
    EncodeFrom(1, curves_.KnobsAtQuality(quality, real, asked), coded);
  }
  return curves_.KnobsAtQuality(quality, real, kept);
}

LossyLevels LossyImage::EncodeAt(const LossyKnobs& knobs) const {
  LossyLevels coded;
  coded.steps.resize(frame_.components.size());
  coded.levels = jpeg::AllocatePlanes(frame_);
  EncodeFrom(0, knobs, &coded);
  return coded;
}

void LossyImage::EncodeFrom(size_t first, const LossyKnobs& knobs, LossyLevels* coded) const {
  std::vector<double> lambdas(planes_.size());  // of levels
  for (size_t c = 0; c < curves_.classes().size(); ++c) {
    const quant::QuantClass& quant_class = curves_.classes()[c];
    const quant::Quantizer quantizer = curves_.QuantizerOf(c, knobs);
    for (const size_t i : quant_class.components) {
      if (i < first) continue;
      coded->steps[i] = quantizer.steps;
      lambdas[i] = curves_.LevelLambda(c, knobs);
      if (!Advance(monitor_, 0)) continue;
      quant::RequantizePlane(planes_[i], quant_class.quant, curves_.InUnits(quantizer),
                             &coded->levels[i]);
    }
  }
  for (int round = 0; knobs.level_lambda > 0 && round < kNumRounds; ++round) {
    const TableRates rates = CountRates(*coded);
    if (!Advance(monitor_, 0)) break;
    for (size_t i = first; i < planes_.size(); ++i) {
      OptimizeAc(i, rates[HuffmanSlot(i)], lambdas[i], coded);
      OptimizeDcOf(i, rates[HuffmanSlot(i)], lambdas[i], coded);
    }
  }
}

LossyImage::AllCounts LossyImage::CountSymbols(const LossyLevels& coded) const {
  AllCounts counts;
  for (size_t i = 0; i < planes_.size(); ++i) {
    const size_t slot = HuffmanSlot(i);
    int before = 0;
    for (const uint32_t block : scan_orders_[i]) {
      const int16_t* levels = coded.levels[i].coeffs.data() + size_t{block} * jpeg::kBlockSize;
      CountAcSymbols(levels, &counts.ac[slot]);
      ++counts.dc[slot][static_cast<size_t>(SizeCategory(levels[0] - before))];
      before = levels[0];
    }
  }
  return counts;
}

LossyImage::TableRates LossyImage::CountRates(const LossyLevels& coded) const {
  const AllCounts counts = CountSymbols(coded);
  return {MakeRates(counts.dc[0], counts.ac[0]), MakeRates(counts.dc[1], counts.ac[1])};
}

double LossyImage::Cost(const LossyKnobs& knobs) const {
  const LossyLevels coded = Encode(knobs);
  const AllCounts counts = CountSymbols(coded);
  const double bits = CodedBits(counts.dc[0], counts.ac[0]) + CodedBits(counts.dc[1], counts.ac[1]);
  return knobs.level_lambda * bits +
         CostOfErrors(curves_, frame_, planes_, coded.levels, coded.steps, knobs);
}

std::vector<quant::FrequencyTable> LossyImage::Steps(const LossyKnobs& knobs) const {
  std::vector<quant::FrequencyTable> steps(frame_.components.size());
  for (size_t c = 0; c < curves_.classes().size(); ++c) {
    const quant::Quantizer quantizer = curves_.QuantizerOf(c, knobs);
    for (const size_t i : curves_.classes()[c].components) steps[i] = quantizer.steps;
  }
  return steps;
}

void LossyImage::OptimizeAc(size_t component, const HuffmanRates& rates, double lambda,
                            LossyLevels* coded) const {
  const AcTrellis trellis(frame_.components[component].quant,
                          quant::ScaledSteps(coded->steps[component], curves_.unit()), rates,
                          curves_.InUnits(lambda));
  size_t num_done = 0;
  for (const uint32_t block : scan_orders_[component]) {
    if (++num_done % kBlocksBetweenPolls == 0 && !Advance(monitor_, kBlocksBetweenPolls)) return;
    const size_t offset = size_t{block} * jpeg::kBlockSize;
    trellis.Optimize(planes_[component].coeffs.data() + offset,
                     curves_.distortion().planes[component].Block(block),
                     coded->levels[component].coeffs.data() + offset);
  }
}

void LossyImage::OptimizeDcOf(size_t component, const HuffmanRates& rates, double lambda,
                              LossyLevels* coded) const {
  const std::vector<uint32_t>& order = scan_orders_[component];
  std::vector<int32_t> values(order.size());
  std::vector<float> weights;
  const int32_t quant = frame_.components[component].quant[0];
  for (size_t b = 0; b < order.size(); ++b) {
    values[b] = quant * planes_[component].coeffs[size_t{order[b]} * jpeg::kBlockSize];
    const uint8_t* codes = curves_.distortion().planes[component].Block(order[b]);
    if (codes != nullptr) weights.push_back(WeightsByCode()[codes[0]]);
  }
  const auto step = static_cast<uint16_t>(coded->steps[component][0] * curves_.unit());
  const std::vector<int16_t> levels =
      OptimizeDc(values, weights, step, rates, curves_.InUnits(lambda));
  for (size_t b = 0; b < order.size(); ++b) {
    coded->levels[component].coeffs[size_t{order[b]} * jpeg::kBlockSize] = levels[b];
  }
}

}  // namespace jackdaw::lossy
