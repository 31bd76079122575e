// What a fine network of restoration sees and says (models/pixels/restoration_shape.h): samples in
// place of coefficients, of a component that a network of blocks corrected and that may be turned.
#ifndef JACKDAW_CODEC_PIXELS_DEC_FINE_FEATURES_H_
#define JACKDAW_CODEC_PIXELS_DEC_FINE_FEATURES_H_

#include <cstdint>
#include <vector>

#include "codec/pixels/dec_orientations.h"
#include "codec/pixels/dec_restoration.h"
#include "codec/pixels/restoration_features.h"
#include "models/pixels/restoration_network.h"

namespace jackdaw::pixels {

// Cells in a block, each way.
inline constexpr uint32_t kCellsAcross = restoration::kBlockSide / restoration::kFineCell;

// The features of cells, row by row. For one thread.
class FineFeatures {
 public:
  // said: the corrections so far, of upright blocks. All must outlive the object.
  FineFeatures(const LevelFeatures& levels, const BlockBytes& said, const TurnedPlaces& places);

  // Of the cells `cols` of row `row` of the turned component: [cols][features]. Fast where one row
  // follows another with the same columns.
  void Write(uint32_t row, restoration::LatticeRange cols, float* to);

 private:
  // Makes the samples of a row of blocks.
  void ReadBlocks(uint32_t block_row, restoration::LatticeRange block_cols);

  const LevelFeatures& levels_;
  const BlockBytes& said_;
  const TurnedPlaces& places_;
  const float per_error_;
  uint32_t block_row_ = UINT32_MAX;  // what the samples are of
  restoration::LatticeRange block_cols_;
  std::vector<float> so_far_, difference_;  // [8][width] samples; those of plain decoding - so_far_
};

// Corrections of a block with what a fine network added to its samples. before: those so far, [64]
// of the upright block. added: what was added to the turned block, that of its first cell first,
// [4] per cell, rows of cells `stride` cells apart. out: as before.
void AddFineCorrections(const LevelFeatures& levels, const TurnedPlaces& places,
                        const int8_t* before, const float* added, size_t stride, int8_t* out);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_FINE_FEATURES_H_
