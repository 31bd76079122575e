#include "tests/jpeg/hand_made.h"

#include <gtest/gtest.h>

namespace jackdaw::test {
namespace {

void Append(const Bytes& bytes, Bytes* out) { out->insert(out->end(), bytes.begin(), bytes.end()); }

uint8_t Byte(int v) { return static_cast<uint8_t>(v); }

}  // namespace

Bytes Segment(uint8_t marker, const Bytes& payload) {
  ByteWriter out;
  out.U8(0xFF);
  out.U8(marker);
  out.U16Be(static_cast<uint16_t>(payload.size() + 2));
  out.Append(payload);
  return out.Take();
}

Bytes FlatTables() {
  Bytes out;
  for (int table_class = 0; table_class < 2; ++table_class) {
    for (int slot = 0; slot < 4; ++slot) {
      Bytes payload = {Byte(table_class * 16 + slot)};
      for (int length = 1; length <= 16; ++length) {
        payload.push_back(length == 8 ? 254 : length == 9 ? 2 : 0);
      }
      // Another order for each table.
      for (int s = 0; s < 256; ++s)
        payload.push_back(Byte((s * (2 * slot + 1) + table_class) & 255));
      Append(Segment(0xC4, payload), &out);
    }
  }
  return out;
}

Bytes Skeleton(const HandMadeFrame& frame) {
  Bytes out = {0xFF, 0xD8};
  Bytes dqt = {0};
  for (int k = 0; k < 64; ++k) dqt.push_back(Byte(k + 1));
  Append(Segment(0xDB, dqt), &out);
  Bytes sof = {frame.precision,       Byte(frame.height_px >> 8),
               Byte(frame.height_px), Byte(frame.width_px >> 8),
               Byte(frame.width_px),  Byte(int(frame.sampling.size()))};
  for (size_t i = 0; i < frame.sampling.size(); ++i) {
    const auto [h, v] = frame.sampling[i];
    Append({static_cast<uint8_t>(i + 1), Byte(h * 16 + v), 0}, &sof);
  }
  Append(Segment(frame.sof, sof), &out);
  if (frame.flat_tables) Append(FlatTables(), &out);
  for (const HandMadeScan& scan : frame.scans) {
    if (scan.restart_interval >= 0) {
      Append(Segment(0xDD, {Byte(scan.restart_interval >> 8), Byte(scan.restart_interval)}), &out);
    }
    Bytes sos = {static_cast<uint8_t>(scan.components.size())};
    for (const int c : scan.components) Append({Byte(c + 1), Byte(c == 0 ? 0x00 : 0x11)}, &sos);
    Append({Byte(scan.ss), Byte(scan.se), Byte(scan.ah * 16 + scan.al)}, &sos);
    Append(Segment(0xDA, sos), &out);
  }
  Append({0xFF, 0xD9}, &out);
  return out;
}

void FillPlanes(std::mt19937* rng, int num_bits, std::vector<jpeg::CoeffPlane>* planes) {
  for (jpeg::CoeffPlane& plane : *planes) {
    for (size_t b = 0; b < plane.coeffs.size(); b += 64) {
      const unsigned density = (*rng)() % 4;
      for (size_t k = 0; k < 64; ++k) {
        int v = static_cast<int>((*rng)() % (1u << num_bits));
        if ((*rng)() % 2 == 0) v = -v;
        const bool zero = density == 0 || (*rng)() % (2 + k) > density;
        plane.coeffs[b + k] = static_cast<int16_t>(zero && k != 0 ? 0 : v);
      }
    }
  }
}

Bytes ExplicitFacts(const std::vector<jpeg::ScanFacts>& scans) {
  ByteWriter out;
  out.Varint(1);
  out.Varint(scans.size());
  for (const jpeg::ScanFacts& facts : scans) jpeg::WriteScanFacts(facts, &out);
  return out.Take();
}

Bytes JoinOrFail(const Bytes& skeleton, const Bytes& facts, uint32_t seed, int num_bits) {
  const auto layout = jpeg::ReadJpegLayout(skeleton, facts, {});
  if (!layout.ok()) {
    ADD_FAILURE() << layout.error().message;
    return {};
  }
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(jpeg::LayoutFrame(*layout.value()));
  std::mt19937 rng(seed);
  FillPlanes(&rng, num_bits, &planes);
  Bytes out;
  const Status joined = jpeg::JoinJpeg(*layout.value(), planes, 1u << 26, &out);
  if (!joined.ok()) {
    ADD_FAILURE() << joined.error().message;
    return {};
  }
  return out;
}

jpeg::SplitJpegResult ExpectExact(const Bytes& file) {
  auto split = jpeg::SplitJpeg(file, {});
  if (!split.ok()) {
    ADD_FAILURE() << split.error().message;
    return {};
  }
  jpeg::SplitJpegResult& parts = split.value();
  const auto layout = jpeg::ReadJpegLayout(parts.skeleton, parts.facts, {});
  if (!layout.ok()) {
    ADD_FAILURE() << layout.error().message;
    return {};
  }
  Bytes joined;
  EXPECT_TRUE(jpeg::JoinJpeg(*layout.value(), parts.planes, file.size(), &joined).ok());
  EXPECT_EQ(joined, file);
  return std::move(parts);
}

}  // namespace jackdaw::test
