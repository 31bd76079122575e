// One image under rate and distortion: step tables, then levels, for plain JPEG.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_IMAGE_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_IMAGE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossy/enc_distortion.h"
#include "codec/lossy/enc_huffman_rates.h"
#include "codec/lossy/enc_image_curves.h"
#include "codec/lossy/enc_loss_estimate.h"
#include "codec/lossy/enc_lossy_knobs.h"
#include "codec/quant/step_table.h"

namespace jackdaw::lossy {

struct LossyLevels {
  std::vector<quant::FrequencyTable> steps;  // per component
  std::vector<jpeg::CoeffPlane> levels;      // per component, in the planes' sizes
};

class LossyImage {
 public:
  // Looks at the whole image once. Frame and planes must outlive this. unit: of the planes, as
  // LossPicture has it. attention: of the picture, or null.
  // REQUIRES: HasValidTables(frame); 8-bit samples; coefficients in -1024..1023 times unit.
  LossyImage(const jpeg::Frame& frame, std::span<const jpeg::CoeffPlane> planes, ColourModel model,
             Criterion criterion, WorkMonitor* monitor = nullptr, uint16_t unit = 1,
             Attention* attention = nullptr);

  // Levels by rate and distortion against the code lengths of sequential Huffman coding that are
  // optimal for them. What blocks hold that only pad a component is of no use. Whoever cancels gets
  // rubbish.
  LossyLevels Encode(const LossyKnobs& knobs) const;

  // Distortion and bits at knobs.level_lambda of a coding with these knobs, in sequential scans.
  double Cost(const LossyKnobs& knobs) const;
  // The steps alone, per component.
  std::vector<quant::FrequencyTable> Steps(const LossyKnobs& knobs) const;
  const ImageCurves& curves() const { return curves_; }

  // What coding with these knobs may give, metadata not counted.
  LossEstimate Estimate(const LossyKnobs& knobs) const;

  // About the loss that decoding to pixels and `cjpeg -quality` would add: 0..100.
  LossyKnobs KnobsAtQuality(double quality) const;

  // What Encode counts as its work, and KnobsAtQuality.
  static uint64_t NumWorkUnits(const jpeg::Frame& frame);
  uint64_t NumWorkUnitsOfQuality() const;

 private:
  LossyLevels EncodeAt(const LossyKnobs& knobs) const;
  // Codes the components from this one on.
  void EncodeFrom(size_t first, const LossyKnobs& knobs, LossyLevels* coded) const;
  ClassLoss LossOfClass(size_t c, const LossyLevels& coded) const;
  // Whether --quality bounds colour by its pixels.
  bool MeasuresColour() const;
  LossyKnobs KnobsByColourPixels(double quality, std::span<const ClassLoss> real,
                                 LossyLevels* coded) const;
  // Huffman tables: luma-like, and all else.
  using TableRates = std::array<HuffmanRates, 2>;
  struct AllCounts {
    std::array<SymbolCounts, 2> dc{}, ac{};
  };
  AllCounts CountSymbols(const LossyLevels& coded) const;
  TableRates CountRates(const LossyLevels& coded) const;
  void OptimizeAc(size_t component, const HuffmanRates& rates, double lambda,
                  LossyLevels* coded) const;
  void OptimizeDcOf(size_t component, const HuffmanRates& rates, double lambda,
                    LossyLevels* coded) const;

  const jpeg::Frame& frame_;
  std::span<const jpeg::CoeffPlane> planes_;
  ColourModel model_;
  Criterion criterion_;
  WorkMonitor* monitor_;
  ImageCurves curves_;
  // Of each component's blocks inside its image, in the order of an interleaved scan: the index in
  // the plane.
  std::vector<std::vector<uint32_t>> scan_orders_;
};

// The Huffman table slot of a component in sequential output: 0 for the first, 1 for all others.
inline uint8_t HuffmanSlot(size_t component) { return component == 0 ? 0 : 1; }

// Blocks of an MCU when all components are in one scan; T.81 allows 10.
int InterleavedMcuBlocks(const jpeg::Frame& frame);
inline constexpr int kMaxMcuBlocks = 10;

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_IMAGE_H_
