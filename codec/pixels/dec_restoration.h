// Restoration: the most likely coefficients of a picture instead of the middle of every
// quantization interval (docs/design/restoration.md).
//
// Networks (models/pixels) look at blocks and their surroundings. A correction never leaves the
// interval of its level, so that a JPEG made of the restored picture with the same tables has the
// same levels. The first component, or every one where the components are red, green and blue, is
// restored by itself; a pair of chroma components with the help of the first. Where a pair has half
// the samples in both directions, the network also says what lies between them: details, whose mean
// over the four pixels of a sample is 0.
#ifndef JACKDAW_CODEC_PIXELS_DEC_RESTORATION_H_
#define JACKDAW_CODEC_PIXELS_DEC_RESTORATION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/work_monitor.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/result.h"
#include "models/pixels/restoration_model.h"

namespace jackdaw::pixels {

// Small numbers for the blocks of a component, [height][width][per_block].
struct BlockBytes {
  uint32_t width_blocks = 0;
  size_t per_block = 0;
  std::vector<int8_t> values;

  bool empty() const { return values.empty(); }
  int8_t* Block(uint32_t row, uint32_t col) {
    return values.data() + (size_t{row} * width_blocks + col) * per_block;
  }
  const int8_t* Block(uint32_t row, uint32_t col) const {
    return values.data() + (size_t{row} * width_blocks + col) * per_block;
  }
};

// Blocks of details per block of a component, two by two.
inline constexpr size_t kDetailBlocks = 4;
// Details are counted in this part of the networks' unit.
inline constexpr float kDetailStep = 0.125f;

// Corrections are counted in this part of a step, and never leave the interval of their level.
inline constexpr int kCorrectionsPerStep = 256, kMostCorrection = 127;

// Of one component. Empty: there is nothing of the kind.
struct ComponentRestoration {
  // [64], zigzag, at most kMostCorrection either way: added to the level.
  BlockBytes corrections;
  // [kDetailBlocks][64], zigzag: coefficients of the block's four quarters, upper ones first, in
  // kDetailStep times DetailUnit.
  BlockBytes details;
};

// What one kDetailStep^-1 of a detail is, by zigzag frequency.
float DetailUnit(size_t k);

// Loads what restoration needs, if it is not loaded yet. Thread-safe. Errors: kUnsupported where
// restoration is not built in, kIo where oneDNN cannot be loaded. May throw std::bad_alloc.
Status LoadRestoration();

// What a picture is restored with: one network for a component by itself, a fine one behind it, and
// one for a pair.
using Networks = restoration::RestorationModel;
// Those that ship; with texture, those of texture alone, of which either may be missing. May throw
// std::bad_alloc.
Result<Networks> ShippedNetworks(bool texture);
// In place of them, those that a file (restoration_file.h) has, in at most so many bytes of memory.
// What it lacks are those that ship or, with texture, missing; texture has no use for a fine one.
// Errors: kCorrupt, kTruncated, kUnsupported for a file that cannot be used, kLimitExceeded. May
// throw std::bad_alloc.
Result<Networks> ReadNetworks(ByteSpan file, bool texture, uint64_t max_bytes);

// What RestoreLevels allocates, its result included.
uint64_t RestorationBytes(const jpeg::Frame& frame, jpeg::ColourSpace colour_space,
                          const Networks& networks, int num_threads);

// levels: one plane per component, any values. per_mille: of the monitor's work that is left, what
// this is. The result has one element per component. Errors: as LoadRestoration; kLimitExceeded,
// kInternal. May throw std::bad_alloc. After a cancellation the result means nothing.
// REQUIRES: ReconstructPixels accepts the frame.
Result<std::vector<ComponentRestoration>> RestoreLevels(const jpeg::Frame& frame,
                                                        std::span<const jpeg::CoeffPlane> levels,
                                                        jpeg::ColourSpace colour_space,
                                                        const Networks& networks, int num_threads,
                                                        WorkMonitor* monitor,
                                                        uint32_t per_mille = 1000);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_RESTORATION_H_
