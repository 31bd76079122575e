// Impossible headers, damaged tables, and files that are no JPEG at all.
#include <string>

#include "tests/support/catalogue.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

Bytes Text(std::string_view text) { return Bytes(text.begin(), text.end()); }

// `replacement` instead of the first occurrence of marker `code`'s two bytes and what follows.
Bytes Patched(Bytes bytes, uint8_t code, size_t offset, std::initializer_list<int> replacement) {
  for (size_t i = 0; i + 1 < bytes.size(); ++i) {
    if (bytes[i] != 0xFF || bytes[i + 1] != code) continue;
    size_t at = i + offset;
    for (const int b : replacement) {
      if (at < bytes.size()) bytes[at++] = static_cast<uint8_t>(b);
    }
    break;
  }
  return bytes;
}

void AddNoJpeg(FileList* list) {
  TestRng rng(91);
  const std::vector<std::pair<std::string, Bytes>> files = {
      {"empty", {}},
      {"one_byte", {0xFF}},
      {"two_bytes_soi", {0xFF, 0xD8}},
      {"soi_eoi", {0xFF, 0xD8, 0xFF, 0xD9}},
      {"text", Text("The quick brown fox jumps over the lazy dog.\n")},
      {"text_long", Bytes(100000, 'x')},
      {"png_magic", {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'}},
      {"random_1000", rng.RandomBytes(1000)},
      {"random_100000", rng.RandomBytes(100000)},
      {"all_ff", Bytes(3000, 0xFF)},
      {"all_zero", Bytes(3000, 0)},
      {"soi_random", Concat({Bytes{0xFF, 0xD8, 0xFF}, rng.RandomBytes(5000)})}};
  for (const auto& [name, bytes] : files) list->Add("no_jpeg_" + name, Expectation::kAny, bytes);
  Bytes many_soi;
  for (int i = 0; i < 3000; ++i) many_soi = Concat({many_soi, Bytes{0xFF, 0xD8}});
  list->Add("no_jpeg_only_soi", Expectation::kAny, many_soi);
}

void AddHeaders(FileList* list) {
  const Bytes base = SmallJpeg(92), progressive = SmallJpeg(93, true);
  const auto add = [list](const char* name, Bytes bytes) {
    list->Add(std::string("header_") + name, Expectation::kAny, std::move(bytes));
  };
  // SOF: FF C0 length(2) precision height(2) width(2) count then (id, factors, table) each.
  add("65535x65535", Patched(base, 0xC0, 5, {0xFF, 0xFF, 0xFF, 0xFF}));
  add("65535x65535_progressive", Patched(progressive, 0xC2, 5, {0xFF, 0xFF, 0xFF, 0xFF}));
  add("height_larger", Patched(base, 0xC0, 5, {1, 0}));
  add("width_0", Patched(base, 0xC0, 7, {0, 0}));
  add("components_0", Patched(base, 0xC0, 9, {0}));
  add("components_5", Patched(base, 0xC0, 9, {5}));
  add("components_255", Patched(base, 0xC0, 9, {255}));
  add("factors_0", Patched(base, 0xC0, 11, {0}));
  add("factors_5", Patched(base, 0xC0, 11, {0x55}));
  add("table_slot_9", Patched(base, 0xC0, 12, {9}));
  for (const int precision : {0, 1, 2, 7, 9, 16, 255}) {
    add(("precision_" + std::to_string(precision)).c_str(), Patched(base, 0xC0, 4, {precision}));
  }
  for (const int sof : {0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xDE}) {
    add(("sof_" + std::to_string(sof)).c_str(), Patched(base, 0xC0, 1, {sof}));
    add(("sof_" + std::to_string(sof) + "_progressive").c_str(),
        Patched(progressive, 0xC2, 1, {sof}));
  }
  add("sos_components_0", Patched(base, 0xDA, 4, {0}));
  add("sos_components_4", Patched(base, 0xDA, 4, {4}));
  add("sos_unknown_id", Patched(base, 0xDA, 5, {77}));
  add("sos_same_id_twice", Patched(base, 0xDA, 7, {1}));
  add("sos_slot_15", Patched(base, 0xDA, 6, {0xFF}));
  add("sos_length_huge", Patched(base, 0xDA, 2, {0xFF, 0xFF}));
  add("sos_length_0", Patched(base, 0xDA, 2, {0, 0}));
  add("sos_ss_64", Patched(progressive, 0xDA, 11, {64, 64}));
  add("sos_al_15", Patched(progressive, 0xDA, 13, {0xFF}));
  add("dht_over_full", Patched(base, 0xC4, 5, {3}));
  add("dht_class_9", Patched(base, 0xC4, 4, {0x90}));
  add("dht_counts_255", Patched(base, 0xC4, 5, {0, 0, 255, 255, 255}));
  add("dqt_length_wrong", Patched(base, 0xDB, 2, {0, 60}));
  add("dqt_precision_15", Patched(base, 0xDB, 4, {0xF0}));
}

void AddStructure(FileList* list) {
  const TestFrame frame = MakeFrame({.seed = 94});
  const TestFrame other = MakeFrame({.width = 33, .height = 17, .seed = 95});
  const std::vector<Scan> scans = InterleavedScan(frame);
  const auto add = [list](const char* name, JpegWriter* w) {
    list->Add(std::string("structure_") + name, Expectation::kAny, w->Take());
  };
  JpegWriter two;
  two.Soi().DqtOf(frame, false).Sof(frame, frame.height).Sof(other, other.height);
  two.ScanData(frame, scans[0], {}).Eoi();
  add("two_sofs", &two);
  JpegWriter two_frames;
  two_frames.Soi().DqtOf(frame, false).Sof(frame, frame.height).ScanData(frame, scans[0], {});
  two_frames.Sof(other, other.height).ScanData(other, scans[0], {}).Eoi();
  add("second_frame_after_scan", &two_frames);
  JpegWriter no_sof;
  no_sof.Soi().DqtOf(frame, false).ScanData(frame, scans[0], {}).Eoi();
  add("no_sof", &no_sof);
  JpegWriter late_sof;
  late_sof.Soi().DqtOf(frame, false).ScanData(frame, scans[0], {}).Sof(frame, frame.height).Eoi();
  add("sof_after_sos", &late_sof);
  JpegWriter tables;
  tables.Soi().DqtOf(frame, false).Dht(false, 0, StandardDc(false)).Eoi();
  add("tables_only", &tables);
  JpegWriter hierarchical;
  hierarchical.Soi().DqtOf(frame, false).Segment(0xDE, Bytes{8, 0, 16, 0, 16, 1, 1, 0x11, 0});
  hierarchical.Segment(0xDF, Bytes{0x11}).Sof(frame, frame.height);
  hierarchical.ScanData(frame, scans[0], {}).Eoi();
  add("hierarchical", &hierarchical);
  JpegWriter dac;
  dac.Soi().Segment(0xCC, Bytes{0, 0x10, 0x10, 5}).DqtOf(frame, false).Sof(frame, frame.height);
  dac.ScanData(frame, scans[0], {}).Eoi();
  add("dac_in_huffman_file", &dac);
  JpegWriter eoi_first;
  eoi_first.Soi().Eoi().Raw(SmallJpeg(96));
  add("empty_image_then_image", &eoi_first);
}

}  // namespace

std::vector<GeneratedFile> HostileFiles() {
  FileList list;
  AddNoJpeg(&list);
  AddHeaders(&list);
  AddStructure(&list);
  return list.Take();
}

}  // namespace jackdaw::test
