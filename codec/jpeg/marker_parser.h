// The marker state machine that encoder and decoder both run: over the file, and over its skeleton.
//
// It depends on nothing but the bytes from its position on, so the two sides agree as long as they
// put the position at the same places (docs/format_jpeg.md §2). It never fails: whatever is not
// understood only makes later scans unusable.
#ifndef JACKDAW_CODEC_JPEG_MARKER_PARSER_H_
#define JACKDAW_CODEC_JPEG_MARKER_PARSER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/huffman_table.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/scan_header.h"

namespace jackdaw::jpeg {

// Arithmetic conditioning (T.81 B.2.4.3), with its defaults.
struct ArithmeticConditioning {
  std::array<uint8_t, 16> dc_l{}, dc_u{}, ac_k{};
};

// Segments and scans that are looked at; the parser ends after them. Real files stay far below: the
// longest scan scripts have some thirty scans. Part of the format (docs/format_jpeg.md §2).
inline constexpr uint32_t kMaxSegments = 1 << 18;
inline constexpr uint32_t kMaxScans = 4096;

// Frame headers that are usable: those of DCT processes (format_jpeg.md), or SOF3 alone
// (format_lossless_jpeg.md).
enum class FrameKind { kDct, kLossless };

// What `info` reports; decides nothing.
struct MarkerNotes {
  uint64_t num_garbage_bytes = 0;  // between segments, outside scan data that was understood
  uint64_t num_fill_bytes = 0;     // FF before FF xx
  uint32_t num_stray_rst = 0;      // RSTn between segments
  bool tem = false;
  bool dnl = false;
  bool dht = false;
  bool bad_huffman_table = false;
  bool dqt_missing = false;  // a scanned component had no quantization table
  bool dqt_16_bit = false;
  bool late_dqt = false;  // DQT after the first scan
  bool second_sof = false;
  uint8_t unsupported_sof = 0;
  bool malformed_sof = false;
  bool segment_past_end = false;
  bool eoi = false;
};

class MarkerParser {
 public:
  enum class Event { kScan, kEnd };

  // Starts at position 0. dnl_height_px: used where SOF says 0; 0 when there is none. `data` must
  // outlive the parser.
  MarkerParser(ByteSpan data, uint32_t dnl_height_px, FrameKind kind = FrameKind::kDct);

  // Goes on to just after the next SOS segment (kScan) or to EOI, the end of the data, a segment
  // that runs past it, or a limit (kEnd, for good).
  Event Next();

  size_t position() const { return pos_; }
  // Where Next() goes on, e.g. after the scan's data. REQUIRES: pos <= data.size().
  void set_position(size_t pos) { pos_ = pos; }

  // The header that the last kScan stopped at.
  const ScanHeader& scan() const { return scan_; }
  // The first SOF if it is usable. Quantization tables are those in force at a component's first
  // scan so far; all 1 before it.
  const std::optional<Frame>& frame() const { return frame_; }
  const ArithmeticConditioning& conditioning() const { return conditioning_; }
  const MarkerNotes& notes() const { return notes_; }

 private:
  // Moves past the next marker and returns its second byte; 0 at the end of the data.
  uint8_t NextMarker();
  void HandleSegment(uint8_t marker, ByteSpan payload);
  void ParseDqt(ByteSpan payload);
  void ParseDht(ByteSpan payload);
  void ParseDac(ByteSpan payload);
  void ParseSof(uint8_t marker, ByteSpan payload);
  void ParseSos(ByteSpan payload);

  // A slot of Huffman tables. The table is made when a scan first needs it: a hostile file may
  // define millions that none uses.
  struct HuffmanSlot {
    bool defined = false;  // by a DHT segment, well or badly
    bool valid = false;    // counts and symbols make a table
    std::array<uint8_t, 16> counts{};
    ByteSpan symbols;
    std::shared_ptr<const HuffmanTable> table;  // null: not made yet, or there is none
  };
  std::shared_ptr<const HuffmanTable> TableForScan(HuffmanClass table_class, uint8_t slot);
  void LatchQuantTables();

  ByteSpan data_;
  uint32_t dnl_height_px_;
  FrameKind kind_;
  size_t pos_ = 0;
  bool ended_ = false;
  uint32_t num_segments_ = 0, num_scans_ = 0;
  bool frame_spoiled_ = false;  // a SOF that cannot be used: no scan after it can be
  bool scan_seen_ = false;

  std::optional<Frame> frame_;
  ScanHeader scan_;
  std::array<bool, kMaxComponents> quant_latched_{};
  std::array<std::optional<std::array<uint16_t, 64>>, 4> quant_tables_;
  std::array<HuffmanSlot, 4> dc_slots_, ac_slots_;
  ArithmeticConditioning conditioning_;
  uint32_t restart_interval_ = 0;
  MarkerNotes notes_;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_MARKER_PARSER_H_
