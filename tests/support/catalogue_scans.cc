// What encoders do inside a sequential scan: padding bits, restart markers, zero runs, early ends.
#include <string>

#include "tests/support/catalogue.h"

namespace jackdaw::test {
namespace {

void AddTablesAndPadding(FileList* list, const TestFrame& frame) {
  const std::vector<Scan> scans = InterleavedScan(frame);
  WriteOptions o;
  o.huffman = HuffmanKind::kStandard;
  list->AddFrame("huffman_standard", frame, scans, o);
  o.huffman = HuffmanKind::kFlat;
  list->AddFrame("huffman_flat", frame, scans, o);
  o.huffman = HuffmanKind::kComplete;
  list->Add("huffman_all_ones_code", Expectation::kPartialOk, WriteJpeg(frame, scans, o));
  for (const auto& [name, padding] : std::vector<std::pair<std::string, PaddingBits>>{
           {"zeros", PaddingBits::kZeros}, {"mixed", PaddingBits::kMixed}}) {
    WriteOptions p;
    p.padding = padding;
    list->AddFrame("padding_" + name, frame, scans, p);
    p.quirks.restart_interval = 1;
    list->AddFrame("padding_" + name + "_restart1", frame, scans, p);
  }
}

void AddRestarts(FileList* list, const TestFrame& frame) {
  const std::vector<Scan> scans = InterleavedScan(frame);
  for (const uint32_t interval : {1u, 2u, 5u, 13u, 19u, 20u, 65535u}) {
    WriteOptions o;
    o.quirks.restart_interval = interval;
    list->AddFrame("restart_every_" + std::to_string(interval), frame, scans, o);
    list->AddFrame("restart_separate_every_" + std::to_string(interval), frame,
                   SeparateScans(frame), o);
  }
  const std::vector<std::pair<std::string, RestartMarkers>> kinds = {
      {"misnumbered", RestartMarkers::kMisnumbered}, {"all_rst0", RestartMarkers::kAllZero},
      {"extra_at_end", RestartMarkers::kExtraAtEnd}, {"many_at_end", RestartMarkers::kManyAtEnd},
      {"fill_before", RestartMarkers::kFillBefore},  {"no_marker", RestartMarkers::kNoMarker}};
  for (const auto& [name, kind] : kinds) {
    WriteOptions o;
    o.quirks.restart_interval = 3;
    o.restarts = kind;
    list->Add("restart_" + name, Expectation::kPartialOk, WriteJpeg(frame, scans, o));
    o.padding = PaddingBits::kMixed;
    list->Add("restart_" + name + "_mixed_padding", Expectation::kPartialOk,
              WriteJpeg(frame, scans, o));
  }
  WriteOptions o;
  o.quirks.restart_interval = 3;
  o.quirks.ignore_restarts = true;
  list->Add("restart_interval_ignored", Expectation::kPartialOk, WriteJpeg(frame, scans, o));
  o.quirks.restart_interval = 0;
  o.restarts = RestartMarkers::kExtraAtEnd;
  list->Add("restart_marker_without_dri", Expectation::kPartialOk, WriteJpeg(frame, scans, o));
  // The interval changes between scans.
  WriteOptions changing;
  changing.quirks.restart_interval = 4;
  changing.before_scan = [](JpegWriter* w, size_t) { w->Dri(4); };
  list->AddFrame("restart_dri_each_scan", frame, SeparateScans(frame), changing);
}

// Positions of the restart markers in a file without embedded images.
std::vector<std::ptrdiff_t> RestartPositions(const Bytes& file) {
  std::vector<std::ptrdiff_t> out;
  for (size_t i = 0; i + 1 < file.size(); ++i) {
    if (file[i] == 0xFF && file[i + 1] >= 0xD0 && file[i + 1] <= 0xD7) {
      out.push_back(static_cast<std::ptrdiff_t>(i));
    }
  }
  return out;
}

// What transmission does to restart intervals: one lost, one twice, one marker twice or lost.
void AddBrokenIntervals(FileList* list, const TestFrame& frame) {
  WriteOptions o;
  o.quirks.restart_interval = 2;
  const Bytes whole = WriteJpeg(frame, InterleavedScan(frame), o);
  const std::vector<std::ptrdiff_t> at = RestartPositions(whole);
  const auto begin = whole.begin();
  const auto add = [&](const char* name, std::ptrdiff_t keep, std::ptrdiff_t resume) {
    Bytes bytes(begin, begin + keep);
    bytes.insert(bytes.end(), begin + resume, whole.end());
    list->Add(name, Expectation::kPartialOk, bytes);
  };
  add("restart_interval_lost", at[3], at[4]);
  add("restart_interval_twice", at[4], at[3]);
  add("restart_marker_lost", at[3], at[3] + 2);
  add("restart_marker_twice", at[3] + 2, at[3]);
  add("restart_interval_cut", at[3] - 5, at[3]);
  add("restart_eight_intervals_lost", at[0], at[8]);
}

void AddZeroRuns(FileList* list, const TestFrame& frame) {
  const std::vector<Scan> scans = InterleavedScan(frame);
  WriteOptions o;
  o.quirks.zrl_before_eob = true;
  list->AddFrame("zrl_before_eob", frame, scans, o);
  o.quirks.zrl_before_eob = false;
  o.quirks.eob_at_63 = true;
  list->AddFrame("zrl_ends_block", frame, scans, o);
  WriteOptions past;
  past.quirks.run_past_63 = true;
  list->Add("run_past_63", Expectation::kPartialOk, WriteJpeg(frame, scans, past));
  WriteOptions reserved;
  reserved.quirks.reserved_ac = true;
  list->Add("reserved_ac_symbol", Expectation::kPartialOk, WriteJpeg(frame, scans, reserved));
  WriteOptions all;
  all.quirks.zrl_before_eob = all.quirks.eob_at_63 = all.quirks.run_past_63 = true;
  all.quirks.reserved_ac = true;
  all.quirks.restart_interval = 7;
  all.padding = PaddingBits::kMixed;
  all.restarts = RestartMarkers::kMisnumbered;
  list->Add("everything_odd_in_one_scan", Expectation::kPartialOk, WriteJpeg(frame, scans, all));
}

void AddEarlyEnds(FileList* list, const TestFrame& frame) {
  const std::vector<Scan> scans = InterleavedScan(frame);
  for (const uint32_t n : {0u, 1u, 9u, 19u}) {
    WriteOptions o;
    o.quirks.num_mcus = n;
    list->Add("scan_of_" + std::to_string(n) + "_mcus",
              n < 2 ? Expectation::kAny : Expectation::kPartialOk, WriteJpeg(frame, scans, o));
    o.write_eoi = false;
    list->Add("scan_of_" + std::to_string(n) + "_mcus_no_eoi",
              n < 2 ? Expectation::kAny : Expectation::kPartialOk, WriteJpeg(frame, scans, o));
  }
  const Bytes whole = WriteJpeg(frame, scans);
  for (const size_t percent : {5u, 30u, 60u, 90u, 99u}) {
    list->Add("truncated_baseline_" + std::to_string(percent),
              percent < 50 ? Expectation::kAny : Expectation::kPartialOk,
              Prefix(whole, percent, 100));
  }
  // A scan that goes on after its last MCU.
  const Bytes open(whole.begin(), whole.end() - 2);
  list->Add("scan_longer_than_its_mcus", Expectation::kPartialOk,
            Concat({open, Bytes{0x12, 0x34, 0xFF, 0x00, 0x56, 0xFF, 0xD9}}));
  // The last third zeroed, as a broken card leaves it.
  Bytes zeroed = whole;
  for (size_t i = zeroed.size() * 2 / 3; i < zeroed.size(); ++i) zeroed[i] = 0;
  list->Add("last_third_zeroed", Expectation::kPartialOk, zeroed);
}

}  // namespace

std::vector<GeneratedFile> ScanFiles() {
  FileList list;
  const TestFrame frame = MakeFrame({.seed = 11, .fill_padding = true});  // 5 x 4 MCUs
  list.AddFrame("edge_padding_blocks_filled", frame, InterleavedScan(frame));
  AddTablesAndPadding(&list, MakeFrame({.width = 77, .height = 50, .seed = 12}));
  AddRestarts(&list, frame);
  AddBrokenIntervals(&list, frame);
  AddZeroRuns(&list, MakeFrame({.quality = 40, .seed = 13}));
  AddEarlyEnds(&list, frame);
  return list.Take();
}

}  // namespace jackdaw::test
