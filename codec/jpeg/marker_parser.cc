#include "codec/jpeg/marker_parser.h"

#include <cstring>

namespace jackdaw::jpeg {
namespace {

constexpr uint8_t kTem = 0x01, kSof0 = 0xC0, kDht = 0xC4, kJpg = 0xC8, kDac = 0xCC, kSof15 = 0xCF,
                  kRst0 = 0xD0, kRst7 = 0xD7, kEoi = 0xD9, kSos = 0xDA, kDqt = 0xDB, kDnl = 0xDC,
                  kDri = 0xDD;

bool IsStandalone(uint8_t marker) { return marker == kTem || (marker >= kRst0 && marker <= kEoi); }

bool IsSof(uint8_t marker) {
  return marker >= kSof0 && marker <= kSof15 && marker != kDht && marker != kJpg && marker != kDac;
}

bool IsSupportedSof(uint8_t marker, FrameKind kind) {
  if (kind == FrameKind::kLossless) return marker == 0xC3;
  return marker == 0xC0 || marker == 0xC1 || marker == 0xC2 || marker == 0xC9 || marker == 0xCA;
}

}  // namespace

MarkerParser::MarkerParser(ByteSpan data, uint32_t dnl_height_px, FrameKind kind)
    : data_(data), dnl_height_px_(dnl_height_px), kind_(kind) {
  conditioning_.dc_u.fill(1);
  conditioning_.ac_k.fill(5);
}

uint8_t MarkerParser::NextMarker() {
  while (pos_ < data_.size()) {
    if (data_[pos_] != 0xFF) {
      const void* found = std::memchr(data_.data() + pos_, 0xFF, data_.size() - pos_);
      const size_t next =
          found == nullptr ? data_.size()
                           : static_cast<size_t>(static_cast<const uint8_t*>(found) - data_.data());
      notes_.num_garbage_bytes += next - pos_;
      pos_ = next;
      continue;
    }
    size_t end = pos_;
    while (end < data_.size() && data_[end] == 0xFF) ++end;
    if (end == data_.size()) break;
    const uint8_t code = data_[end];
    const uint64_t num_fill = end - pos_ - 1;
    pos_ = end + 1;
    if (code == 0x00) {
      notes_.num_garbage_bytes += num_fill + 2;
      continue;
    }
    notes_.num_fill_bytes += num_fill;
    return code;
  }
  pos_ = data_.size();
  return 0;
}

MarkerParser::Event MarkerParser::Next() {
  while (!ended_) {
    const uint8_t marker = NextMarker();
    if (marker == 0 || marker == kEoi) {
      notes_.eoi = marker == kEoi;
      break;
    }
    if (IsStandalone(marker)) {
      if (marker == kTem) notes_.tem = true;
      if (marker >= kRst0 && marker <= kRst7) ++notes_.num_stray_rst;
      continue;
    }
    if (num_segments_++ == kMaxSegments) break;
    if (marker == kSos && num_scans_++ == kMaxScans) break;
    ByteReader reader(data_.subspan(pos_));
    uint16_t length = 0;
    ByteSpan payload;
    if (!reader.U16Be(&length) || (length >= 2 && !reader.Take(length - 2u, &payload))) {
      notes_.segment_past_end = true;
      break;
    }
    // A length below 2 is impossible; the walk goes on right after the two bytes.
    pos_ += length >= 2 ? length : 2u;
    HandleSegment(marker, payload);
    if (marker == kSos) return Event::kScan;
  }
  ended_ = true;
  return Event::kEnd;
}

void MarkerParser::HandleSegment(uint8_t marker, ByteSpan payload) {
  if (IsSof(marker)) {
    ParseSof(marker, payload);
    return;
  }
  switch (marker) {
    case kDqt:
      ParseDqt(payload);
      break;
    case kDht:
      ParseDht(payload);
      break;
    case kDac:
      ParseDac(payload);
      break;
    case kDri:
      if (payload.size() >= 2) restart_interval_ = (uint32_t{payload[0]} << 8) | payload[1];
      break;
    case kSos:
      ParseSos(payload);
      break;
    case kDnl:
      notes_.dnl = true;
      break;
    default:
      break;
  }
}

void MarkerParser::ParseDqt(ByteSpan payload) {
  ByteReader reader(payload);
  uint8_t pq_tq = 0;
  while (reader.U8(&pq_tq)) {
    const unsigned pq = pq_tq >> 4;
    const unsigned tq = pq_tq & 15u;
    if (pq > 1 || tq > 3) return;
    std::array<uint16_t, 64> table{};
    for (uint16_t& q : table) {
      uint8_t low = 0;
      if (pq == 0 ? !reader.U8(&low) : !reader.U16Be(&q)) return;
      if (pq == 0) q = low;
    }
    quant_tables_[tq] = table;
    if (pq == 1) notes_.dqt_16_bit = true;
    if (scan_seen_) notes_.late_dqt = true;
  }
}

void MarkerParser::ParseDht(ByteSpan payload) {
  ByteReader reader(payload);
  uint8_t tc_th = 0;
  notes_.dht = true;
  while (reader.U8(&tc_th)) {
    const unsigned tc = tc_th >> 4;
    const unsigned th = tc_th & 15u;
    if (tc > 1 || th > 3) {
      notes_.bad_huffman_table = true;
      return;
    }
    HuffmanSlot& slot = tc == 0 ? dc_slots_[th] : ac_slots_[th];
    slot = HuffmanSlot{};
    slot.defined = true;
    size_t num_symbols = 0;
    for (uint8_t& count : slot.counts) {
      if (!reader.U8(&count)) break;  // then the symbols are missing as well
      num_symbols += count;
    }
    const bool whole = reader.Take(num_symbols, &slot.symbols);
    slot.valid = whole && HuffmanTable::IsValid(slot.counts, slot.symbols.size());
    if (!slot.valid) notes_.bad_huffman_table = true;
    if (!whole) return;
  }
}

void MarkerParser::ParseDac(ByteSpan payload) {
  for (size_t i = 0; i + 1 < payload.size(); i += 2) {
    const unsigned index = payload[i];
    const uint8_t value = payload[i + 1];
    if (index < 16) {
      conditioning_.dc_l[index] = value & 15;
      conditioning_.dc_u[index] = value >> 4;
    } else if (index < 32) {
      conditioning_.ac_k[index - 16] = value;
    }
  }
}

void MarkerParser::ParseSof(uint8_t marker, ByteSpan payload) {
  if (frame_.has_value() || frame_spoiled_) {
    notes_.second_sof = true;
    frame_spoiled_ = true;
    return;
  }
  frame_spoiled_ = true;  // until everything below was found in order
  if (!IsSupportedSof(marker, kind_)) {
    notes_.unsupported_sof = marker;
    return;
  }
  notes_.malformed_sof = true;
  Frame frame;
  frame.sof_marker = marker;
  ByteReader reader(payload);
  uint16_t height = 0, width = 0;
  uint8_t num_components = 0;
  if (!reader.U8(&frame.precision) || !reader.U16Be(&height) || !reader.U16Be(&width) ||
      !reader.U8(&num_components)) {
    return;
  }
  frame.width_px = width;
  frame.height_px = height != 0 ? height : dnl_height_px_;
  if (frame.precision < 2 || frame.precision > 16 || frame.width_px == 0 || frame.height_px == 0 ||
      num_components < 1 || num_components > kMaxComponents) {
    return;
  }
  for (int i = 0; i < num_components; ++i) {
    FrameComponent c;
    uint8_t hv = 0;
    if (!reader.U8(&c.id) || !reader.U8(&hv) || !reader.U8(&c.tq)) return;
    c.h = hv >> 4;
    c.v = hv & 15;
    if (c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4) return;
    c.quant.fill(1);
    frame.components.push_back(c);
  }
  ComputeFrameGeometry(&frame);
  frame_ = std::move(frame);
  frame_spoiled_ = false;
  notes_.malformed_sof = false;
}

void MarkerParser::ParseSos(ByteSpan payload) {
  scan_ = ScanHeader{};
  scan_seen_ = true;
  if (!frame_.has_value() || frame_spoiled_) return;
  ByteReader reader(payload);
  uint8_t num_components = 0;
  if (!reader.U8(&num_components) || num_components < 1 || num_components > kMaxComponents) return;
  std::array<bool, kMaxComponents> used{};
  for (size_t i = 0; i < num_components; ++i) {
    uint8_t id = 0, tables = 0;
    if (!reader.U8(&id) || !reader.U8(&tables)) return;
    // Where ids repeat in the frame, each is taken once, in order.
    size_t index = 0;
    while (index < frame_->components.size() &&
           (used[index] || frame_->components[index].id != id)) {
      ++index;
    }
    if (index == frame_->components.size()) return;
    used[index] = true;
    ScanComponent& c = scan_.components[i];
    c.index = static_cast<uint8_t>(index);
    c.td = tables >> 4;
    c.ta = tables & 15;
    c.dc_table = TableForScan(HuffmanClass::kDc, c.td);
    c.ac_table = TableForScan(HuffmanClass::kAc, c.ta);
  }
  uint8_t approximation = 0;
  if (!reader.U8(&scan_.ss) || !reader.U8(&scan_.se) || !reader.U8(&approximation)) return;
  scan_.ah = approximation >> 4;
  scan_.al = approximation & 15;
  scan_.num_components = num_components;
  scan_.restart_interval = restart_interval_;
  scan_.usable = true;
  LatchQuantTables();
}

std::shared_ptr<const HuffmanTable> MarkerParser::TableForScan(HuffmanClass table_class,
                                                               uint8_t slot) {
  if (slot >= 4) return nullptr;
  const bool dc = table_class == HuffmanClass::kDc;
  HuffmanSlot& entry = (dc ? dc_slots_ : ac_slots_)[slot];
  if (entry.table != nullptr) return entry.table;
  if (entry.valid) {
    entry.table = HuffmanTable::Build(table_class, entry.counts, entry.symbols);
  } else if (!entry.defined && slot < 2) {  // few files need the implied tables
    entry.table = HuffmanTable::Standard(table_class, slot);
  }
  return entry.table;
}

void MarkerParser::LatchQuantTables() {
  for (size_t i = 0; i < scan_.num_components; ++i) {
    const size_t index = scan_.components[i].index;
    if (quant_latched_[index]) continue;
    quant_latched_[index] = true;
    FrameComponent& c = frame_->components[index];
    if (c.tq < 4 && quant_tables_[c.tq].has_value()) {
      c.quant = *quant_tables_[c.tq];
    } else {
      notes_.dqt_missing = true;
    }
  }
}

}  // namespace jackdaw::jpeg
