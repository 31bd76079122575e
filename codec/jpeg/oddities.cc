#include "codec/jpeg/oddities.h"

#include <algorithm>
#include <utility>

#include "codec/jpeg/frame_geometry.h"

namespace jackdaw::jpeg {
namespace {

class OddityList {
 public:
  void AddIf(bool condition, const char* text) {
    if (condition) list_.emplace_back(text);
  }
  void AddCount(uint64_t count, const char* text) {
    if (count != 0) list_.push_back(std::to_string(count) + " " + text);
  }
  std::vector<std::string> Take() { return std::move(list_); }
  void Add(std::string text) { list_.push_back(std::move(text)); }

 private:
  std::vector<std::string> list_;
};

void AddMarkers(const MarkerNotes& notes, const Frame& frame, uint32_t dnl_height_px,
                OddityList* list) {
  list->AddCount(notes.num_garbage_bytes, "garbage bytes between markers or after scan data");
  list->AddCount(notes.num_fill_bytes, "fill bytes before markers");
  list->AddCount(notes.num_stray_rst, "restart markers outside modelled scan data");
  list->AddIf(notes.tem, "TEM marker");
  list->AddIf(dnl_height_px != 0, "height from DNL");
  list->AddIf(notes.dnl && dnl_height_px == 0, "DNL marker");
  list->AddIf(!notes.dht && !frame.arithmetic(), "no Huffman tables: the standard ones implied");
  list->AddIf(notes.bad_huffman_table, "malformed Huffman table");
  list->AddIf(notes.dqt_missing, "quantization table missing");
  list->AddIf(notes.dqt_16_bit, "16-bit quantization table");
  list->AddIf(notes.late_dqt, "quantization table after a scan");
  list->AddIf(notes.second_sof, "more than one frame header");
  list->AddIf(notes.segment_past_end, "segment runs past the end of the file");
  list->AddIf(!notes.eoi, "no EOI marker");
}

void AddFrame(const Frame& frame, OddityList* list) {
  list->AddIf(frame.arithmetic(), "arithmetic coding");
  if (frame.precision != 8) list->Add(std::to_string(frame.precision) + "-bit samples");
  bool zero_quant = false;
  uint32_t blocks_per_mcu = 0;
  for (const FrameComponent& c : frame.components) {
    zero_quant |= std::ranges::find(c.quant, 0) != c.quant.end();
    blocks_per_mcu += static_cast<uint32_t>(c.h) * c.v;
  }
  list->AddIf(zero_quant, "zero in a quantization table");
  list->AddIf(frame.components.size() > 1 && blocks_per_mcu > 10, "more than 10 blocks in an MCU");
}

uint64_t NumPaddingBlocksWithAc(std::span<const CoeffPlane> planes, const Frame& frame) {
  uint64_t count = 0;
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const FrameComponent& c = frame.components[i];
    const CoeffPlane& plane = planes[i];
    for (uint32_t y = 0; y < plane.height_blocks; ++y) {
      const uint32_t first = y < c.height_blocks ? c.width_blocks : 0;
      for (uint32_t x = first; x < plane.width_blocks; ++x) {
        const int16_t* block = plane.Block(y, x);
        count += std::any_of(block + 1, block + kBlockSize, [](int16_t v) { return v != 0; });
      }
    }
  }
  return count;
}

struct ScanTotals {
  uint64_t num_zeros = 0, num_mixed = 0, num_rst = 0, num_zrls = 0, num_reserved = 0,
           num_invalid = 0, num_toggles = 0, num_patches = 0;
  bool ignore_restarts = false, breaks = false, non_interleaved = false, out_of_order = false;
};

bool IsRestartMarker(ByteSpan raw) {
  return raw.size() >= 2 && (raw.back() & 0xF8) == 0xD0 &&
         std::all_of(raw.begin(), raw.end() - 1, [](uint8_t b) { return b == 0xFF; });
}

void AddToTotals(const ScanNotes& scan, const Frame& frame, ScanTotals* totals) {
  const ScanFacts& facts = *scan.facts;
  const ScanHeader& header = *scan.header;
  totals->num_zeros += facts.pad_with_zeros;
  totals->num_mixed += !facts.padding.empty();
  for (const ScanRun& run : facts.runs) totals->num_rst += IsRestartMarker(run.raw);
  for (const OddBlock& odd : facts.odd_blocks) {
    const bool symbol = odd.kind == OddKind::kSymbol;
    const bool invalid = odd.kind == OddKind::kRawAc || odd.kind == OddKind::kRawDc;
    totals->num_reserved += symbol;
    totals->num_invalid += invalid;
    totals->num_zrls += !symbol && !invalid;
  }
  totals->num_toggles += facts.eob_run_toggles.size();
  totals->num_patches += facts.patches.size();
  totals->breaks |= facts.break_eob_runs;
  totals->ignore_restarts |= facts.ignore_restarts;
  if (!frame.progressive()) {
    totals->non_interleaved |= header.num_components < frame.components.size();
  }
  for (size_t i = 1; i < header.num_components; ++i) {
    totals->out_of_order |= header.components[i].index < header.components[i - 1].index;
  }
}

// Of a scan that is modelled in part: what is not.
void AddRuns(const std::string& name, const ScanNotes& scan, const Frame& frame, OddityList* list) {
  const std::vector<ScanRun>& runs = scan.facts->runs;
  if (runs.empty()) return;
  const uint32_t num_mcus = ScanGeometry(frame, *scan.header).num_mcus();
  uint32_t num_read = 0;
  for (const ScanRun& run : runs) num_read += run.mcu_end - run.mcu_begin;
  const uint32_t end = runs.back().mcu_end;
  if (end < num_mcus) {
    list->Add(name + " stops at MCU " + std::to_string(end) + " of " + std::to_string(num_mcus));
  }
  if (num_read < end) {
    list->Add(name + " lacks " + std::to_string(end - num_read) + " MCUs");
  }
}

void AddScans(std::span<const ScanNotes> scans, const Frame& frame, OddityList* list) {
  ScanTotals totals;
  for (size_t i = 0; i < scans.size(); ++i) {
    const ScanNotes& scan = scans[i];
    const std::string name = "scan " + std::to_string(i + 1);
    if (!scan.modelled) {
      list->Add(name + " kept as it is");
      continue;
    }
    AddToTotals(scan, frame, &totals);
    AddRuns(name, scan, frame, list);
  }
  list->AddIf(totals.num_zeros != 0, "padding bits 0");
  list->AddIf(totals.num_mixed != 0, "padding bits mixed");
  list->AddCount(totals.num_rst, "restart markers misnumbered or unexpected");
  list->AddIf(totals.ignore_restarts, "restart interval without restart markers");
  list->AddCount(totals.num_zrls, "blocks with ZRL before EOB or past the last coefficient");
  list->AddCount(totals.num_reserved, "blocks that end with a reserved or too long AC symbol");
  list->AddCount(totals.num_invalid, "invalid Huffman codes");
  list->AddCount(totals.num_patches, "damaged byte stuffings");
  list->AddIf(totals.breaks, "no EOB runs over several blocks");
  list->AddCount(totals.num_toggles, "EOB runs broken or extended unusually");
  list->AddIf(totals.non_interleaved, "sequential in several scans");
  list->AddIf(totals.out_of_order, "components out of order in a scan");
}

}  // namespace

std::vector<std::string> FindOddities(const JpegNotes& notes, const Frame& frame,
                                      std::span<const CoeffPlane> planes) {
  OddityList list;
  AddFrame(frame, &list);
  AddMarkers(notes.markers, frame, notes.dnl_height_px, &list);
  AddScans(notes.scans, frame, &list);
  list.AddCount(NumPaddingBlocksWithAc(planes, frame),
                "blocks outside the image with AC coefficients");
  return list.Take();
}

}  // namespace jackdaw::jpeg
