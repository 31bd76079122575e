// A JPEG file in parts: plain structs named as in ITU-T T.81.
//
// A file is a skeleton (every byte that is not entropy-coded scan data, in file order), coefficient
// planes, and per scan the facts needed to write the same bits again (docs/format.md §5).
#ifndef JACKDAW_CODEC_JPEG_JPEG_DATA_H_
#define JACKDAW_CODEC_JPEG_JPEG_DATA_H_

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::jpeg {

inline constexpr int kBlockSize = 64;  // coefficients of a block
inline constexpr int kMaxComponents = 4;
inline constexpr uint32_t kMaxDimensionPx = 65535;

// zigzag position -> natural (row-major) position: kZigzagToNatural[k] = 8 * row + column.
extern const std::array<uint8_t, 64> kZigzagToNatural;

struct FrameComponent {
  uint8_t id = 0;
  uint8_t h = 1, v = 1;  // sampling factors, 1..4
  uint8_t tq = 0;        // quantization table slot
  // Quantization table in zigzag order: the one in slot tq when the first scan of this component
  // starts; all 1 when there was none. Zeros are kept as they stand.
  std::array<uint16_t, 64> quant{};
  // Blocks of the component as non-interleaved scans count them (T.81 A.2.3) ...
  uint32_t width_blocks = 0, height_blocks = 0;
  // ... and as interleaved scans do: padded to whole MCUs (A.2.4). Planes have this size.
  uint32_t padded_width_blocks = 0, padded_height_blocks = 0;
};

struct Frame {
  uint8_t sof_marker = 0;                // 0xC0, 0xC1, 0xC2, 0xC9, 0xCA; lossless: 0xC3
  uint8_t precision = 8;                 // bits per sample
  uint32_t width_px = 0, height_px = 0;  // height_px from DNL when SOF says 0
  uint8_t hmax = 1, vmax = 1;
  uint32_t mcus_per_row = 0, mcu_rows = 0;  // of an interleaved scan over all components
  std::vector<FrameComponent> components;   // 1..4, in SOF order

  bool progressive() const { return sof_marker == 0xC2 || sof_marker == 0xCA; }
  bool arithmetic() const { return sof_marker == 0xC9 || sof_marker == 0xCA; }
};

// Coefficients of one component. coeffs: [height_blocks][width_blocks][64], zigzag order inside a
// block, DC absolute (not differences), quantized as in the file.
struct CoeffPlane {
  uint32_t width_blocks = 0, height_blocks = 0;  // the padded size of the component
  std::vector<int16_t> coeffs;

  int16_t* Block(uint32_t row, uint32_t col) {
    return coeffs.data() + (static_cast<size_t>(row) * width_blocks + col) * kBlockSize;
  }
  const int16_t* Block(uint32_t row, uint32_t col) const {
    return coeffs.data() + (static_cast<size_t>(row) * width_blocks + col) * kBlockSize;
  }
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_JPEG_DATA_H_
