#include "codec/lossy/enc_jpeg_output.h"

#include <algorithm>
#include <array>
#include <utility>

namespace jackdaw::lossy {
namespace {

using Scans = std::vector<jpeg::ScriptScan>;

constexpr size_t kMaxRefinedBits = 2;

std::vector<uint8_t> AllComponents(const jpeg::Frame& frame) {
  std::vector<uint8_t> all;
  for (size_t i = 0; i < frame.components.size(); ++i) all.push_back(static_cast<uint8_t>(i));
  return all;
}

// One scan of all components where an MCU can hold them, else one each.
void AddScans(const jpeg::Frame& frame, jpeg::ScriptScan scan, Scans* script) {
  if (InterleavedMcuBlocks(frame) <= kMaxMcuBlocks) {
    scan.components = AllComponents(frame);
    script->push_back(scan);
    return;
  }
  for (const uint8_t i : AllComponents(frame)) {
    scan.components = {i};
    script->push_back(scan);
  }
}

jpeg::ScriptScan Ac(uint8_t component, uint8_t ss, uint8_t se, uint8_t ah = 0, uint8_t al = 0) {
  return {{component}, ss, se, ah, al};
}

// Bands without successive approximation: the first component in two, the others in one.
Scans BandScript(const jpeg::Frame& frame, uint8_t split) {
  Scans script;
  AddScans(frame, {{}, 0, 0, 0, 0}, &script);
  script.push_back(Ac(0, 1, split));
  script.push_back(Ac(0, static_cast<uint8_t>(split + 1), 63));
  for (size_t i = 1; i < frame.components.size(); ++i) {
    script.push_back(Ac(static_cast<uint8_t>(i), 1, 63));
  }
  return script;
}

// The last bits of AC on their own, which pays when levels are large: luma_bits of the first
// component, in two bands, and colour_bits (0 or 1) of the others.
Scans RefinedScript(const jpeg::Frame& frame, uint8_t split, uint8_t luma_bits,
                    uint8_t colour_bits) {
  Scans script;
  AddScans(frame, {{}, 0, 0, 0, 0}, &script);
  script.push_back(Ac(0, 1, split, 0, luma_bits));
  script.push_back(Ac(0, static_cast<uint8_t>(split + 1), 63, 0, luma_bits));
  const size_t num_components = frame.components.size();
  for (size_t i = 1; i < num_components; ++i) {
    script.push_back(Ac(static_cast<uint8_t>(i), 1, 63, 0, colour_bits));
  }
  for (uint8_t bit = luma_bits; bit > 0; --bit) {
    script.push_back(Ac(0, 1, 63, bit, static_cast<uint8_t>(bit - 1)));
  }
  for (size_t i = 1; i < num_components && colour_bits > 0; ++i) {
    script.push_back(Ac(static_cast<uint8_t>(i), 1, 63, 1, 0));
  }
  return script;
}

jpeg::LibjpegFile MakeFile(const jpeg::Frame& frame, const LevelsView& coded) {
  jpeg::LibjpegFile file;
  for (size_t i = 0; i < frame.components.size(); ++i) {
    file.dc_slots[i] = file.ac_slots[i] = HuffmanSlot(i);
    auto found = std::find(file.quant_tables.begin(), file.quant_tables.end(), coded.steps[i]);
    if (found == file.quant_tables.end()) {
      found = file.quant_tables.insert(found, coded.steps[i]);
    }
    file.quant_slots[i] = static_cast<uint8_t>(found - file.quant_tables.begin());
  }
  return file;
}

}  // namespace

std::vector<ScanScript> ScriptsFor(const jpeg::Frame& frame, ScanChoice choice) {
  std::vector<ScanScript> scripts;
  if (choice != ScanChoice::kProgressive) {
    Scans sequential;
    AddScans(frame, {{}, 0, 63, 0, 0}, &sequential);
    scripts.push_back({false, 0, sequential});
  }
  if (choice != ScanChoice::kBaseline) {
    scripts.push_back({true, 0, BandScript(frame, 8)});
    scripts.push_back({true, 0, BandScript(frame, 2)});
    scripts.push_back({true, 1, RefinedScript(frame, 2, 1, 0)});
    scripts.push_back({true, 2, RefinedScript(frame, 8, 2, 0)});
    scripts.push_back({true, 2, RefinedScript(frame, 5, 2, 1)});
  }
  return scripts;
}

Result<JpegOutput> WriteSmallest(const jpeg::Frame& frame, const LevelsView& coded,
                                 std::span<const ScanScript> scripts, uint64_t max_bytes,
                                 WorkMonitor* monitor) {
  jpeg::LibjpegFile file = MakeFile(frame, coded);
  file.monitor = monitor;
  JpegOutput best;
  std::array<size_t, kMaxRefinedBits + 1> last_sizes{};  // by num_refined_bits
  for (size_t i = 0; i < scripts.size(); ++i) {
    const size_t num_bits = scripts[i].num_refined_bits;
    if (num_bits == 2 && last_sizes[1] > last_sizes[0]) continue;
    file.scans = scripts[i].scans;
    Result<Bytes> written = jpeg::WriteLibjpegFile(frame, file, coded.levels, max_bytes);
    if (!written.ok()) return written.error();
    last_sizes[num_bits] = written.value().size();
    if (!best.bytes.empty() && written.value().size() >= best.bytes.size()) continue;
    best = {std::move(written).value(), i};
  }
  return best;
}

}  // namespace jackdaw::lossy
