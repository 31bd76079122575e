// A scan header (SOS) with everything that is in force where it stands (T.81 B.2.3).
#ifndef JACKDAW_CODEC_JPEG_SCAN_HEADER_H_
#define JACKDAW_CODEC_JPEG_SCAN_HEADER_H_

#include <array>
#include <cstdint>
#include <memory>

#include "codec/jpeg/huffman_table.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::jpeg {

struct ScanComponent {
  uint8_t index = 0;  // component of the frame
  uint8_t td = 0, ta = 0;
  std::shared_ptr<const HuffmanTable> dc_table, ac_table;  // null: missing or malformed
};

struct ScanHeader {
  bool usable = false;  // well formed, and its components are in the frame
  size_t num_components = 0;
  std::array<ScanComponent, kMaxComponents> components;  // in the order of the header
  uint8_t ss = 0, se = 0, ah = 0, al = 0;
  uint32_t restart_interval = 0;  // MCUs; 0: none
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_SCAN_HEADER_H_
