// Scan scripts, and what they code.
#include "tests/support/jpeg_writer.h"

namespace jackdaw::test {
namespace {

void CopyBand(const Scan& scan, const int16_t* from, int16_t* to) {
  for (int k = scan.ss; k <= scan.se; ++k) {
    const int v = from[k];
    // DC is shifted arithmetically, AC truncated towards zero (T.81 G.1.2.1).
    const int coded = k == 0 || v >= 0 ? v >> scan.al : -(-v >> scan.al);
    to[k] = static_cast<int16_t>(coded * (1 << scan.al));
  }
}

}  // namespace

TestFrame CodedPart(const TestFrame& frame, const std::vector<Scan>& scans) {
  TestFrame out = frame;
  SetGeometry(&out);  // clears the planes
  for (const Scan& scan : scans) {
    for (const int index : scan.components) {
      const TestComponent& from = frame.components[static_cast<size_t>(index)];
      TestComponent& to = out.components[static_cast<size_t>(index)];
      const bool interleaved = scan.components.size() > 1;
      const uint32_t rows = interleaved ? to.padded_height : to.height_blocks;
      const uint32_t cols = interleaved ? to.padded_width : to.width_blocks;
      for (uint32_t row = 0; row < rows; ++row) {
        for (uint32_t col = 0; col < cols; ++col) {
          CopyBand(scan, from.Block(row, col), to.Block(row, col));
        }
      }
    }
  }
  return out;
}

std::vector<Scan> InterleavedScan(const TestFrame& frame) {
  Scan scan;
  for (size_t i = 0; i < frame.components.size(); ++i) {
    scan.components.push_back(static_cast<int>(i));
  }
  return {scan};
}

std::vector<Scan> SeparateScans(const TestFrame& frame) {
  std::vector<Scan> out;
  for (size_t i = 0; i < frame.components.size(); ++i) {
    out.push_back({{static_cast<int>(i)}, 0, 63, 0, 0});
  }
  return out;
}

std::vector<Scan> SimpleProgression(const TestFrame& frame) {
  std::vector<Scan> out = InterleavedScan(frame);
  out[0].se = 0;
  for (size_t i = 0; i < frame.components.size(); ++i) {
    out.push_back({{static_cast<int>(i)}, 1, 63, 0, 0});
  }
  return out;
}

std::vector<Scan> FullProgression(const TestFrame& frame, uint8_t depth) {
  std::vector<Scan> out = InterleavedScan(frame);
  out[0].se = 0;
  out[0].al = depth;
  const int n = static_cast<int>(frame.components.size());
  for (int i = 0; i < n; ++i) out.push_back({{i}, 1, 5, 0, depth});
  for (int i = 0; i < n; ++i) out.push_back({{i}, 6, 63, 0, depth});
  for (uint8_t ah = depth; ah > 0; --ah) {
    Scan dc = InterleavedScan(frame)[0];
    dc.se = 0;
    dc.ah = ah;
    dc.al = static_cast<uint8_t>(ah - 1);
    out.push_back(dc);
    for (int i = 0; i < n; ++i) out.push_back({{i}, 1, 63, ah, dc.al});
  }
  return out;
}

}  // namespace jackdaw::test
