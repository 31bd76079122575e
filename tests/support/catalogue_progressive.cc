// Progressive scan scripts and the freedoms inside their scans.
#include <algorithm>
#include <string>

#include "tests/support/catalogue.h"

namespace jackdaw::test {
namespace {

std::vector<Scan> DcScans(const TestFrame& frame, uint8_t depth) {
  std::vector<Scan> out = InterleavedScan(frame);
  out[0].se = 0;
  out[0].al = depth;
  for (uint8_t ah = depth; ah > 0; --ah) {
    Scan scan = out[0];
    scan.ah = ah;
    scan.al = static_cast<uint8_t>(ah - 1);
    out.push_back(scan);
  }
  return out;
}

// DC, then each component's AC in bands of `width` coefficients.
std::vector<Scan> Bands(const TestFrame& frame, uint8_t width) {
  std::vector<Scan> out = DcScans(frame, 0);
  for (int i = 0; i < static_cast<int>(frame.components.size()); ++i) {
    for (int ss = 1; ss < 64; ss += width) {
      const int se = std::min(63, ss + width - 1);
      out.push_back({{i}, static_cast<uint8_t>(ss), static_cast<uint8_t>(se), 0, 0});
    }
  }
  return out;
}

void AddScripts(FileList* list, const TestFrame& frame, const std::string& kind) {
  const std::string p = "progressive_" + kind + "_";
  list->AddFrame(p + "simple", frame, SimpleProgression(frame));
  for (const uint8_t depth : {uint8_t{1}, uint8_t{2}, uint8_t{4}}) {
    list->AddFrame(p + "depth" + std::to_string(depth), frame, FullProgression(frame, depth));
  }
  list->AddFrame(p + "dc_only", frame, DcScans(frame, 0));
  list->AddFrame(p + "dc_only_refined", frame, DcScans(frame, 2));
  list->AddFrame(p + "bands_of_9", frame, Bands(frame, 9));
  std::vector<Scan> missing = FullProgression(frame, 2);
  missing.erase(missing.begin() + 1);
  list->Add(p + "refined_without_first", Expectation::kPartialOk, WriteJpeg(frame, missing));
  std::vector<Scan> gap = Bands(frame, 9);
  gap.erase(gap.begin() + 2);
  list->AddFrame(p + "band_missing", frame, gap);
  std::vector<Scan> unfinished = FullProgression(frame, 2);
  unfinished.resize(unfinished.size() - 2);
  list->AddFrame(p + "unfinished", frame, unfinished);
  std::vector<Scan> twice = SimpleProgression(frame);
  twice.push_back(twice.back());
  list->Add(p + "band_twice", Expectation::kPartialOk, WriteJpeg(frame, twice));
  std::vector<Scan> ac_first = SimpleProgression(frame);
  std::swap(ac_first.front(), ac_first.back());
  list->Add(p + "ac_before_dc", Expectation::kPartialOk, WriteJpeg(frame, ac_first));
}

void AddQuirks(FileList* list, const TestFrame& frame) {
  const std::vector<Scan> scans = FullProgression(frame, 2);
  WriteOptions o;
  o.quirks.eob_runs = EobRuns::kNever;
  list->AddFrame("progressive_eob_runs_of_1", frame, scans, o);
  o.quirks.eob_runs = EobRuns::kRandom;
  list->AddFrame("progressive_eob_runs_split", frame, scans, o);
  WriteOptions zrl;
  zrl.quirks.zrl_before_eob = true;
  list->AddFrame("progressive_zrl_before_eob", frame, scans, zrl);
  zrl.quirks.eob_at_63 = true;
  zrl.quirks.eob_runs = EobRuns::kRandom;
  list->AddFrame("progressive_zrl_all_kinds", frame, scans, zrl);
  for (const uint32_t interval : {1u, 3u, 11u}) {
    WriteOptions r;
    r.quirks.restart_interval = interval;
    list->AddFrame("progressive_restart_" + std::to_string(interval), frame, scans, r);
    r.padding = PaddingBits::kMixed;
    r.restarts = RestartMarkers::kMisnumbered;
    list->Add("progressive_restart_misnumbered_" + std::to_string(interval),
              Expectation::kPartialOk, WriteJpeg(frame, scans, r));
    r.restarts = RestartMarkers::kExtraAtEnd;
    list->Add("progressive_restart_extra_" + std::to_string(interval), Expectation::kPartialOk,
              WriteJpeg(frame, scans, r));
  }
  WriteOptions zeros;
  zeros.padding = PaddingBits::kZeros;
  list->AddFrame("progressive_padding_zeros", frame, scans, zeros);
  WriteOptions flat;
  flat.huffman = HuffmanKind::kFlat;
  list->AddFrame("progressive_huffman_flat", frame, scans, flat);
  WriteOptions repeat;
  repeat.repeat_tables = true;
  repeat.one_dht_segment = true;
  repeat.quirks.restart_interval = 6;
  list->AddFrame("progressive_tables_repeated", frame, scans, repeat);
  WriteOptions slots;
  slots.quirks.slots = {2, 3, 0, 1};
  list->AddFrame("progressive_slots_2_3", frame, scans, slots);
  const Bytes whole = WriteJpeg(frame, scans);
  for (const size_t percent : {25u, 50u, 75u, 95u}) {
    list->Add("progressive_truncated_" + std::to_string(percent), Expectation::kPartialOk,
              Prefix(whole, percent, 100));
  }
}

void AddLimits(FileList* list) {
  // More than 0x7FFF blocks without a coefficient: the EOB run has to be cut.
  TestFrame flat = MakeFrame({.width = 2048,
                              .height = 1100,
                              .sampling = {{1, 1}},
                              .sof = 0xC2,
                              .content = Content::kGrey});
  list->AddFrame("progressive_eob_run_limit", flat, FullProgression(flat, 1));
  flat.components[0].Block(137, 250)[1] = 3;
  flat.components[0].Block(127, 255)[5] = -2;  // the last block of the first run of 0x7FFF + 1
  list->AddFrame("progressive_eob_run_limit_late_coefficients", flat, FullProgression(flat, 1));

  const TestFrame frame = MakeFrame({.sof = 0xC2, .quality = 95, .seed = 15});
  std::vector<Scan> many = FullProgression(frame, 4);
  list->AddFrame("progressive_many_scans_" + std::to_string(many.size()), frame, many);
  const TestFrame grey = MakeFrame({.sampling = {{1, 1}}, .sof = 0xC2, .quality = 95, .seed = 16});
  list->AddFrame("progressive_one_coefficient_a_scan", grey, Bands(grey, 1));
  list->AddFrame("progressive_dc_from_al_8", grey, DcScans(grey, 8));
  list->AddFrame("progressive_al_13", grey, FullProgression(grey, 13));
}

void AddIllegal(FileList* list, const TestFrame& frame) {
  list->Add("progressive_whole_block_scan", Expectation::kAny,
            WriteJpeg(frame, {{{0, 1, 2}, 0, 63, 0, 0}}));
  list->Add("progressive_refine_without_first", Expectation::kAny,
            WriteJpeg(frame, {{{0, 1, 2}, 0, 0, 0, 0}, {{0}, 1, 63, 1, 0}}));
  list->Add("progressive_refine_skips_a_bit", Expectation::kAny,
            WriteJpeg(frame, {{{0, 1, 2}, 0, 0, 0, 2}, {{0, 1, 2}, 0, 0, 2, 0}}));
  list->Add("progressive_interleaved_ac", Expectation::kAny,
            WriteJpeg(frame, {{{0, 1, 2}, 0, 0, 0, 0}, {{0, 1, 2}, 1, 63, 0, 0}}));
  list->Add("progressive_only_ac", Expectation::kPartialOk, WriteJpeg(frame, {{{0}, 1, 63, 0, 0}}));
  Bytes bytes = WriteJpeg(frame, SimpleProgression(frame));
  for (size_t i = 0; i + 1 < bytes.size(); ++i) {
    if (bytes[i] == 0xFF && bytes[i + 1] == 0xC2) bytes[i + 1] = 0xC0;
  }
  list->Add("progressive_data_with_sof0", Expectation::kAny, bytes);
}

}  // namespace

std::vector<GeneratedFile> ProgressiveFiles() {
  FileList list;
  AddScripts(&list, MakeFrame({.sof = 0xC2, .seed = 31}), "420");
  AddScripts(&list, MakeFrame({.width = 70, .height = 90, .sampling = {{1, 1}}, .sof = 0xC2}),
             "grey");
  AddQuirks(&list, MakeFrame({.width = 120, .height = 100, .sof = 0xC2, .seed = 33}));
  AddLimits(&list);
  AddIllegal(&list, MakeFrame({.sof = 0xC2, .seed = 34}));
  return list.Take();
}

}  // namespace jackdaw::test
