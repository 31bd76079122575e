#include "codec/lossy/enc_lossy_image.h"

#include <algorithm>

#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_trellis.h"
#include "codec/quant/requantize.h"

namespace jackdaw::lossy {
namespace {

// Rounds of code lengths, then levels. Further ones change sizes by less than 0.1 %.
constexpr int kNumRounds = 2;
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

LossyImage::LossyImage(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes,
                       bool colour_difference, WorkMonitor* monitor, uint16_t unit)
    : frame_(frame),
      planes_(planes),
      monitor_(monitor),
      unit_(unit),
      classes_(quant::FindQuantClasses(frame)) {
  for (const quant::QuantClass& quant_class : classes_) {
    const ClassStatistics statistics = GatherStatistics(frame, quant_class, planes, monitor);
    curves_.push_back(MakeCurves(statistics, quant_class.quant, quant::MaxStep(frame), unit));
  }
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    const double pixels_per_sample =
        static_cast<double>(frame.hmax * frame.vmax) / static_cast<double>(c.h * c.v);
    weights_.push_back(pixels_per_sample *
                       (colour_difference && i > 0 ? kTranscodeColourWeight : 1));
    scan_orders_.push_back(ScanOrder(frame, c));
  }
}

LossyLevels LossyImage::Encode(const LossyKnobs& knobs) const {
  LossyLevels coded = EncodeAt(knobs.table_lambda, knobs.level_lambda);
  if (knobs.other_share <= 0) return coded;
  const LossyLevels other = EncodeAt(knobs.table_lambda, knobs.other_level_lambda);
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

LossEstimate LossyImage::Estimate(double lambda) const {
  LossEstimate estimate;
  double bits = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    bits += TotalAt(curves_[c], lambda / weights_[classes_[c].components[0]]).bits;
  }
  // Of Kodak images the smallest scan script took 0.81 to 1.01 of the entropy.
  estimate.bytes = 0.88 * bits / 8;
  estimate.mean_squared_error =
      MeanDistortion(frame_, classes_[0], curves_[0], lambda / weights_[0]);
  return estimate;
}

LossyLevels LossyImage::EncodeAt(double table_lambda, double level_lambda) const {
  LossyLevels coded;
  coded.steps.resize(frame_.components.size());
  coded.levels = jpeg::AllocatePlanes(frame_);
  for (size_t c = 0; c < classes_.size(); ++c) {
    const double weight = weights_[classes_[c].components[0]];
    quant::Quantizer quantizer = table_lambda > 0 ? QuantizerAt(curves_[c], table_lambda / weight)
                                                  : quant::IdentityQuantizer(classes_[c].quant);
    for (const size_t i : classes_[c].components) coded.steps[i] = quantizer.steps;
    quantizer.steps = quant::ScaledSteps(quantizer.steps, unit_);
    for (const size_t i : classes_[c].components) {
      if (!Advance(monitor_, 0)) continue;
      quant::RequantizePlane(planes_[i], classes_[c].quant, quantizer, &coded.levels[i]);
    }
  }
  for (int round = 0; level_lambda > 0 && round < kNumRounds; ++round) {
    const TableRates rates = CountRates(coded);
    if (!Advance(monitor_, 0)) break;
    for (size_t i = 0; i < planes_.size(); ++i) {
      const double lambda = level_lambda / weights_[i];
      OptimizeAc(i, rates[HuffmanSlot(i)], lambda, &coded);
      OptimizeDcOf(i, rates[HuffmanSlot(i)], lambda, &coded);
    }
  }
  return coded;
}

LossyImage::TableRates LossyImage::CountRates(const LossyLevels& coded) const {
  std::array<SymbolCounts, 2> dc_counts{}, ac_counts{};
  for (size_t i = 0; i < planes_.size(); ++i) {
    const size_t slot = HuffmanSlot(i);
    int before = 0;
    for (const uint32_t block : scan_orders_[i]) {
      const int16_t* levels = coded.levels[i].coeffs.data() + size_t{block} * jpeg::kBlockSize;
      CountAcSymbols(levels, &ac_counts[slot]);
      ++dc_counts[slot][static_cast<size_t>(SizeCategory(levels[0] - before))];
      before = levels[0];
    }
  }
  return {MakeRates(dc_counts[0], ac_counts[0]), MakeRates(dc_counts[1], ac_counts[1])};
}

void LossyImage::OptimizeAc(size_t component, const HuffmanRates& rates, double lambda,
                            LossyLevels* coded) const {
  const AcTrellis trellis(frame_.components[component].quant,
                          quant::ScaledSteps(coded->steps[component], unit_), rates,
                          InUnits(lambda));
  size_t num_done = 0;
  for (const uint32_t block : scan_orders_[component]) {
    if (++num_done % kBlocksBetweenPolls == 0 && !Advance(monitor_, kBlocksBetweenPolls)) return;
    const size_t offset = size_t{block} * jpeg::kBlockSize;
    trellis.Optimize(planes_[component].coeffs.data() + offset,
                     coded->levels[component].coeffs.data() + offset);
  }
}

void LossyImage::OptimizeDcOf(size_t component, const HuffmanRates& rates, double lambda,
                              LossyLevels* coded) const {
  const std::vector<uint32_t>& order = scan_orders_[component];
  std::vector<int32_t> values(order.size());
  const int32_t quant = frame_.components[component].quant[0];
  for (size_t b = 0; b < order.size(); ++b) {
    values[b] = quant * planes_[component].coeffs[size_t{order[b]} * jpeg::kBlockSize];
  }
  const auto step = static_cast<uint16_t>(coded->steps[component][0] * unit_);
  const std::vector<int16_t> levels = OptimizeDc(values, step, rates, InUnits(lambda));
  for (size_t b = 0; b < order.size(); ++b) {
    coded->levels[component].coeffs[size_t{order[b]} * jpeg::kBlockSize] = levels[b];
  }
}

}  // namespace jackdaw::lossy
