#include "tests/support/jpeg_writer.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

// Entropy-coded bytes: bits most significant first, a zero stuffed after each FF (T.81 F.1.2.3).
class BitSink {
 public:
  BitSink(PaddingBits padding, uint64_t seed) : padding_(padding), rng_(seed) {}

  void Put(uint32_t bits, int n) {
    for (int i = n - 1; i >= 0; --i) {
      byte_ = static_cast<uint8_t>((uint32_t{byte_} << 1) | ((bits >> i) & 1));
      if (++num_bits_ == 8) Flush();
    }
  }
  void Align() {
    while (num_bits_ != 0) {
      const bool one =
          padding_ == PaddingBits::kOnes || (padding_ == PaddingBits::kMixed && rng_.OneIn(2));
      Put(one ? 1 : 0, 1);
    }
  }
  void Raw(uint8_t b) { bytes_.push_back(b); }
  const Bytes& bytes() const { return bytes_; }

 private:
  void Flush() {
    bytes_.push_back(byte_);
    if (byte_ == 0xFF) bytes_.push_back(0);
    byte_ = 0;
    num_bits_ = 0;
  }

  PaddingBits padding_;
  TestRng rng_;
  Bytes bytes_;
  uint8_t byte_ = 0;
  int num_bits_ = 0;
};

struct SlotTables {
  std::array<HuffmanSpec, 4> dc, ac;
  std::set<uint8_t> dc_used, ac_used;
};

SlotTables ChooseTables(const std::vector<Token>& tokens, HuffmanKind kind) {
  SlotTables out;
  std::array<Histogram, 4> dc{}, ac{};
  for (const Token& t : tokens) {
    if (t.kind == TokenKind::kDc) {
      ++dc[t.slot][t.symbol];
      out.dc_used.insert(t.slot);
    } else if (t.kind == TokenKind::kAc) {
      ++ac[t.slot][t.symbol];
      out.ac_used.insert(t.slot);
    }
  }
  for (size_t slot = 0; slot < 4; ++slot) {
    switch (kind) {
      case HuffmanKind::kOptimal:
        out.dc[slot] = OptimalTable(dc[slot]);
        out.ac[slot] = OptimalTable(ac[slot]);
        break;
      case HuffmanKind::kFlat:
        out.dc[slot] = FlatDc();
        out.ac[slot] = FlatAc();
        break;
      case HuffmanKind::kComplete:
        out.dc[slot] = CompleteDc();
        out.ac[slot] = CompleteAc();
        break;
      case HuffmanKind::kStandard:
      case HuffmanKind::kMissing:
        out.dc[slot] = StandardDc(slot != 0);
        out.ac[slot] = StandardAc(slot != 0);
        break;
    }
  }
  return out;
}

Bytes DhtPayload(bool ac, uint8_t slot, const HuffmanSpec& spec) {
  Bytes out(17 + spec.symbols.size());
  out[0] = static_cast<uint8_t>((ac ? 0x10 : 0) | slot);
  std::copy(spec.counts.begin() + 1, spec.counts.end(), out.begin() + 1);
  std::copy(spec.symbols.begin(), spec.symbols.end(), out.begin() + 17);
  return out;
}

void PutRestart(RestartMarkers kind, uint32_t number, TestRng* rng, BitSink* sink) {
  sink->Align();
  if (kind == RestartMarkers::kNoMarker) return;
  if (kind == RestartMarkers::kFillBefore) {
    for (uint32_t n = rng->Below(3); n > 0; --n) sink->Raw(0xFF);
  }
  if (kind == RestartMarkers::kMisnumbered) number = rng->Below(8);
  if (kind == RestartMarkers::kAllZero) number = 0;
  sink->Raw(0xFF);
  sink->Raw(static_cast<uint8_t>(0xD0 + number % 8));
}

Bytes EmitTokens(const std::vector<Token>& tokens, const SlotTables& tables,
                 const WriteOptions& options) {
  std::array<HuffmanCodes, 4> dc, ac;
  for (size_t slot = 0; slot < 4; ++slot) {
    dc[slot] = MakeCodes(tables.dc[slot]);
    ac[slot] = MakeCodes(tables.ac[slot]);
  }
  BitSink sink(options.padding, options.quirks.seed + 5);
  TestRng rng(options.quirks.seed + 6);
  uint32_t num_restarts = 0;
  for (const Token& t : tokens) {
    if (t.kind == TokenKind::kRestart) {
      PutRestart(options.restarts, num_restarts++, &rng, &sink);
      continue;
    }
    if (t.kind != TokenKind::kBits) {
      const HuffmanCodes& codes = t.kind == TokenKind::kDc ? dc[t.slot] : ac[t.slot];
      sink.Put(codes.code[t.symbol], codes.num_bits[t.symbol]);
    }
    sink.Put(t.bits, t.num_bits);
  }
  sink.Align();
  if (options.restarts == RestartMarkers::kExtraAtEnd) {
    PutRestart(RestartMarkers::kNormal, num_restarts, &rng, &sink);
  } else if (options.restarts == RestartMarkers::kManyAtEnd) {
    for (uint32_t i = 0; i < 5; ++i)
      PutRestart(RestartMarkers::kNormal, num_restarts + i, &rng, &sink);
  }
  return sink.bytes();
}

}  // namespace

JpegWriter& JpegWriter::Marker(uint8_t code) {
  out_.push_back(0xFF);
  out_.push_back(code);
  return *this;
}

JpegWriter& JpegWriter::Raw(ByteSpan bytes) {
  out_.insert(out_.end(), bytes.begin(), bytes.end());
  return *this;
}

JpegWriter& JpegWriter::Raw(std::initializer_list<int> bytes) {
  for (const int b : bytes) out_.push_back(static_cast<uint8_t>(b));
  return *this;
}

JpegWriter& JpegWriter::Segment(uint8_t code, ByteSpan payload) {
  const size_t length = payload.size() + 2;
  Marker(code);
  Raw({static_cast<int>(length >> 8), static_cast<int>(length & 255)});
  return Raw(payload);
}

JpegWriter& JpegWriter::Text(uint8_t code, std::string_view payload) {
  return Segment(code, Bytes(payload.begin(), payload.end()));
}

JpegWriter& JpegWriter::Jfif() {
  return Segment(0xE0, Bytes{'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
}

JpegWriter& JpegWriter::AdobeApp14(uint8_t transform) {
  return Segment(0xEE, Bytes{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform});
}

JpegWriter& JpegWriter::Dqt(uint8_t slot, const std::array<uint16_t, 64>& table, bool wide) {
  Bytes payload = {static_cast<uint8_t>((wide ? 0x10 : 0) | slot)};
  for (const uint16_t q : table) {
    if (wide) payload.push_back(static_cast<uint8_t>(q >> 8));
    payload.push_back(static_cast<uint8_t>(q & 255));
  }
  return Segment(0xDB, payload);
}

JpegWriter& JpegWriter::DqtOf(const TestFrame& frame, bool wide) {
  std::set<uint8_t> done;
  for (const TestComponent& c : frame.components) {
    if (!done.insert(c.tq).second) continue;
    const bool large = *std::max_element(c.quant.begin(), c.quant.end()) > 255;
    Dqt(c.tq, c.quant, wide || large);
  }
  return *this;
}

JpegWriter& JpegWriter::Dht(bool ac, uint8_t slot, const HuffmanSpec& spec) {
  return Segment(0xC4, DhtPayload(ac, slot, spec));
}

JpegWriter& JpegWriter::Dri(uint32_t interval) {
  return Segment(0xDD, Bytes{static_cast<uint8_t>(interval >> 8), static_cast<uint8_t>(interval)});
}

JpegWriter& JpegWriter::Sof(const TestFrame& frame, uint32_t height) {
  Bytes p = {frame.precision,
             static_cast<uint8_t>(height >> 8),
             static_cast<uint8_t>(height),
             static_cast<uint8_t>(frame.width >> 8),
             static_cast<uint8_t>(frame.width),
             static_cast<uint8_t>(frame.components.size())};
  for (const TestComponent& c : frame.components) {
    p.push_back(c.id);
    p.push_back(static_cast<uint8_t>(c.h << 4 | c.v));
    p.push_back(c.tq);
  }
  return Segment(frame.sof, p);
}

JpegWriter& JpegWriter::Sos(const TestFrame& frame, const Scan& scan, const ScanQuirks& quirks) {
  Bytes p = {static_cast<uint8_t>(scan.components.size())};
  for (const int index : scan.components) {
    const auto i = static_cast<size_t>(index);
    const uint8_t slot = quirks.slots[i];
    const bool has_dc = scan.ss == 0 && scan.ah == 0, has_ac = scan.se != 0;
    p.push_back(frame.components[i].id);
    p.push_back(static_cast<uint8_t>((has_dc ? slot << 4 : 0) | (has_ac ? slot : 0)));
  }
  p.push_back(scan.ss);
  p.push_back(scan.se);
  p.push_back(static_cast<uint8_t>(scan.ah << 4 | scan.al));
  return Segment(0xDA, p);
}

JpegWriter& JpegWriter::Dnl(uint32_t height) {
  return Segment(0xDC, Bytes{static_cast<uint8_t>(height >> 8), static_cast<uint8_t>(height)});
}

JpegWriter& JpegWriter::ScanData(const TestFrame& frame, const Scan& scan,
                                 const WriteOptions& options) {
  const std::vector<Token> tokens = TokenizeScan(frame, scan, options.quirks);
  const SlotTables tables = ChooseTables(tokens, options.huffman);
  if (options.huffman != HuffmanKind::kMissing) {
    Bytes all;
    for (const bool ac : {false, true}) {
      for (const uint8_t slot : ac ? tables.ac_used : tables.dc_used) {
        const HuffmanSpec& spec = ac ? tables.ac[slot] : tables.dc[slot];
        if (options.one_dht_segment) {
          const Bytes one = DhtPayload(ac, slot, spec);
          all.insert(all.end(), one.begin(), one.end());
        } else {
          Dht(ac, slot, spec);
        }
      }
    }
    if (!all.empty()) Segment(0xC4, all);
  }
  Sos(frame, scan, options.quirks);
  return Raw(EmitTokens(tokens, tables, options));
}

Bytes WriteJpeg(const TestFrame& frame, const std::vector<Scan>& scans,
                const WriteOptions& options) {
  JpegWriter w;
  w.Soi();
  if (options.jfif) w.Jfif();
  if (options.write_dqt && !options.dqt_after_sof) w.DqtOf(frame, options.dqt16);
  w.Sof(frame, options.zero_height ? 0 : frame.height);
  if (options.write_dqt && options.dqt_after_sof) w.DqtOf(frame, options.dqt16);
  if (options.quirks.restart_interval != 0) w.Dri(options.quirks.restart_interval);
  for (size_t i = 0; i < scans.size(); ++i) {
    if (options.before_scan) options.before_scan(&w, i);
    if (options.repeat_tables && i != 0) {
      w.DqtOf(frame, options.dqt16).Dri(options.quirks.restart_interval);
    }
    WriteOptions scan_options = options;
    scan_options.quirks.seed += i;
    w.ScanData(frame, scans[i], scan_options);
    if (options.zero_height && i == 0) w.Dnl(frame.height);
  }
  if (options.write_eoi) w.Eoi();
  return w.Take();
}

}  // namespace jackdaw::test
