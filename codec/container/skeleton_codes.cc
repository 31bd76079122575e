#include "codec/container/skeleton_codes.h"

#include <array>
#include <span>

#include "codec/jpeg/standard_tables.h"

namespace jackdaw::container {
namespace {

void Append(ByteSpan bytes, Bytes* out) { out->insert(out->end(), bytes.begin(), bytes.end()); }

void AppendU16(size_t value, Bytes* out) {
  out->push_back(static_cast<uint8_t>(value >> 8));
  out->push_back(static_cast<uint8_t>(value));
}

using enum jpeg::HuffmanTableId;
constexpr std::array<jpeg::HuffmanTableId, 4> kInterleaved = {kDcLuma, kAcLuma, kDcChroma,
                                                              kAcChroma};
constexpr std::array<jpeg::HuffmanTableId, 4> kByClass = {kDcLuma, kDcChroma, kAcLuma, kAcChroma};
constexpr std::array<jpeg::HuffmanTableId, 2> kGrey = {kDcLuma, kAcLuma};

void AppendDhtHead(size_t tables_bytes, Bytes* out) {
  AppendU16(0xFFC4, out);
  AppendU16(2 + tables_bytes, out);
}

void AppendJoinedDht(std::span<const jpeg::HuffmanTableId> ids, Bytes* out) {
  size_t size = 0;
  for (const jpeg::HuffmanTableId id : ids) size += jpeg::StandardHuffmanTable(id).size();
  AppendDhtHead(size, out);
  for (const jpeg::HuffmanTableId id : ids) Append(jpeg::StandardHuffmanTable(id), out);
}

void AppendSeparateDht(std::span<const jpeg::HuffmanTableId> ids, Bytes* out) {
  for (const jpeg::HuffmanTableId& id : ids) AppendJoinedDht({&id, 1}, out);
}

struct DqtTable {
  jpeg::QuantBase base;
  uint8_t pq_tq;
};
struct DqtKind {
  bool joined;  // one segment for all tables, or one for each
  uint8_t num_tables;
  std::array<DqtTable, 2> tables;
};

// Longer ones first: the encoder takes the first that matches.
constexpr std::array<DqtKind, kNumDqtKinds> kDqtKinds = {{
    {false, 2, {{{jpeg::QuantBase::kLuma, 0x00}, {jpeg::QuantBase::kChroma, 0x01}}}},
    {false, 2, {{{jpeg::QuantBase::kLuma, 0x00}, {jpeg::QuantBase::kLuma, 0x01}}}},
    {true, 2, {{{jpeg::QuantBase::kLuma, 0x00}, {jpeg::QuantBase::kChroma, 0x01}}}},
    {true, 2, {{{jpeg::QuantBase::kRobidoux, 0x00}, {jpeg::QuantBase::kRobidoux, 0x01}}}},
    {true, 2, {{{jpeg::QuantBase::kRobidoux, 0x10}, {jpeg::QuantBase::kRobidoux, 0x11}}}},
    {true, 1, {{{jpeg::QuantBase::kLuma, 0x00}, {}}}},
    {true, 1, {{{jpeg::QuantBase::kChroma, 0x01}, {}}}},
    {true, 1, {{{jpeg::QuantBase::kRobidoux, 0x00}, {}}}},
}};

bool AppendDqt(uint8_t kind_index, uint8_t quality, Bytes* out) {
  if (kind_index >= kNumDqtKinds || quality < 1 || quality > kMaxQuality) return false;
  const DqtKind& kind = kDqtKinds[kind_index];
  const size_t value_bytes = (kind.tables[0].pq_tq >> 4) != 0 ? 2 : 1;
  const size_t tables_in_segment = kind.joined ? kind.num_tables : 1;
  for (size_t t = 0; t < kind.num_tables; ++t) {
    if (t == 0 || !kind.joined) {
      AppendU16(0xFFDB, out);
      AppendU16(2 + tables_in_segment * (1 + 64 * value_bytes), out);
    }
    out->push_back(kind.tables[t].pq_tq);
    const uint32_t max_value = value_bytes == 2 ? 32767 : 255;
    for (const uint16_t v : jpeg::ScaledQuantTable(kind.tables[t].base, quality, max_value)) {
      if (value_bytes == 2) out->push_back(static_cast<uint8_t>(v >> 8));
      out->push_back(static_cast<uint8_t>(v));
    }
  }
  return true;
}

// quality, then as AppendFrame.
bool AppendHead(ByteSpan params, Bytes* out) {
  AppendStart(out);
  const uint8_t kind = params[1] == 0 ? kDqtKindGrey : kDqtKindColor;
  if (!AppendDqt(kind, params[0], out)) return false;
  AppendFrame(params.subspan(1), out);
  return true;
}

void AppendTail(bool grey, Bytes* out) {
  static constexpr std::array<uint8_t, 12> kGreySos = {0xFF, 0xDA, 0,  8, 1,    1,
                                                       0,    0,    63, 0, 0xFF, 0xD9};
  static constexpr std::array<uint8_t, 16> kColorSos = {0xFF, 0xDA, 0,    12, 3,  1, 0,    2,
                                                        0x11, 3,    0x11, 0,  63, 0, 0xFF, 0xD9};
  if (grey) {
    AppendSeparateDht(kGrey, out);
    Append(kGreySos, out);
  } else {
    AppendSeparateDht(kInterleaved, out);
    Append(kColorSos, out);
  }
}

}  // namespace

void AppendStart(Bytes* out) {
  static constexpr std::array<uint8_t, 20> kSoiApp0 = {
      0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
  Append(kSoiApp0, out);
}

void AppendFrame(ByteSpan params, Bytes* out) {
  const uint8_t sampling = params[0];
  const bool grey = sampling == 0;
  AppendU16(0xFFC0, out);
  AppendU16(grey ? 11 : 17, out);
  out->push_back(8);
  Append(params.subspan(1, 4), out);
  static constexpr std::array<uint8_t, 4> kGreyComponent = {1, 1, 0x11, 0};
  const std::array<uint8_t, 10> color = {3, 1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1};
  Append(grey ? ByteSpan(kGreyComponent) : ByteSpan(color), out);
}

size_t NumCodeParams(uint8_t code) {
  if (code == kCodeHead) return 6;
  if (code == kCodeTables || code == kCodeIccProfile) return 1;
  if (code == kCodeHeadWithTables) return kNumFrameParams + 1;
  return code >= kCodeDqt && code < kCodeDqt + kNumDqtKinds ? 1 : 0;
}

bool ExpandCode(uint8_t code, ByteSpan params, Bytes* out) {
  switch (code) {
    case kCodeLiteral:
      out->push_back(kEscape);
      return true;
    case kCodeHead:
      return AppendHead(params, out);
    case kCodeTailColor:
    case kCodeTailGrey:
      AppendTail(code == kCodeTailGrey, out);
      return true;
    case kCodeDhtFour:
      AppendSeparateDht(kInterleaved, out);
      return true;
    case kCodeDhtFourByClass:
      AppendSeparateDht(kByClass, out);
      return true;
    case kCodeDhtGrey:
      AppendSeparateDht(kGrey, out);
      return true;
    case kCodeDhtJoined:
      AppendJoinedDht(kInterleaved, out);
      return true;
    case kCodeDhtJoinedByClass:
      AppendJoinedDht(kByClass, out);
      return true;
    case kCodeDhtJoinedGrey:
      AppendJoinedDht(kGrey, out);
      return true;
    case kCodeDhtPhotoshop:
      AppendDhtHead(jpeg::PhotoshopThumbnailTables().size(), out);
      Append(jpeg::PhotoshopThumbnailTables(), out);
      return true;
    case kCodeDht:
      return false;
    default:
      break;
  }
  if (code >= kCodeDhtSingle && code < kCodeDhtSingle + 4) {
    const auto id = static_cast<jpeg::HuffmanTableId>(code - kCodeDhtSingle);
    AppendJoinedDht({&id, 1}, out);
    return true;
  }
  if (code < kCodeDqt || code >= kCodeDqt + kNumDqtKinds) return false;
  return AppendDqt(static_cast<uint8_t>(code - kCodeDqt), params[0], out);
}

}  // namespace jackdaw::container
