// Whole JPEG files from coefficient planes, through libjpeg-turbo's coefficient API.
//
// Only this and enc_libjpeg_reader know libjpeg; its longjmp stays inside them. 8-bit samples only,
// as libjpeg-turbo 2.1 is built. Decoders need it for arithmetic-coded frames.
#ifndef JACKDAW_CODEC_JPEG_LIBJPEG_WRITER_H_
#define JACKDAW_CODEC_JPEG_LIBJPEG_WRITER_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/marker_parser.h"
#include "jackdaw/result.h"

namespace jackdaw::jpeg {

// One scan of a script, as in its header (T.81 B.2.3).
struct ScriptScan {
  std::vector<uint8_t> components;  // indices in the frame, 1..4 of them
  uint8_t ss = 0, se = 63, ah = 0, al = 0;
};

// How a file is to be written. Its frame gives dimensions, ids and sampling factors only.
struct LibjpegFile {
  bool arithmetic = false;  // otherwise Huffman-coded, with optimised tables
  ArithmeticConditioning conditioning;
  // The same restart interval for all scans: in MCUs, or in MCU rows when num_restart_rows != 0.
  uint32_t num_restart_mcus = 0, num_restart_rows = 0;
  std::array<uint8_t, kMaxComponents> dc_slots{}, ac_slots{};  // entropy coding tables, 0..3
  // In zigzag order, every value >= 1; empty where the tables do not matter.
  std::vector<std::array<uint16_t, 64>> quant_tables;  // at most 4
  std::array<uint8_t, kMaxComponents> quant_slots{};   // index in quant_tables, per component
  std::vector<ScriptScan> scans;
  WorkMonitor* monitor = nullptr;  // whoever cancels gets kUnsupported
};

// A whole file, SOI to EOI, without application segments. planes: one per component, of the padded
// sizes; what lies in the padding blocks is replaced by libjpeg. Errors: kUnsupported when libjpeg
// refuses (script, sampling factors, coefficients out of range) or more than max_bytes come out.
Result<Bytes> WriteLibjpegFile(const Frame& frame, const LibjpegFile& spec,
                               std::span<const CoeffPlane> planes, uint64_t max_bytes);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_LIBJPEG_WRITER_H_
