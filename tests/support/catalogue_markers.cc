// Tables, marker order, bytes between markers, heights after the fact, and what follows EOI.
#include <string>

#include "tests/support/catalogue.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

void AddQuantTables(FileList* list) {
  const TestFrame frame = MakeFrame({.seed = 41});
  const std::vector<Scan> scans = InterleavedScan(frame);
  WriteOptions o;
  o.dqt16 = true;
  list->AddFrame("dqt_16bit", frame, scans, o);
  WriteOptions after;
  after.dqt_after_sof = true;
  list->AddFrame("dqt_after_sof", frame, scans, after);
  WriteOptions none;
  none.write_dqt = false;
  list->Add("dqt_missing", Expectation::kModelled, WriteJpeg(frame, scans, none));
  WriteOptions repeat;
  repeat.repeat_tables = true;
  list->AddFrame("dqt_repeated_between_scans", frame, SeparateScans(frame), repeat);
  TestFrame zero = frame;
  zero.components[0].quant[63] = zero.components[1].quant[0] = 0;
  list->Add("dqt_zeros", Expectation::kModelled, WriteJpeg(zero, scans));
  zero.components[0].quant.fill(0);
  list->Add("dqt_all_zero", Expectation::kModelled, WriteJpeg(zero, scans));
  TestFrame large = frame;
  for (TestComponent& c : large.components) c.quant.fill(65535);
  list->AddFrame("dqt_all_65535", large, scans);
  WriteOptions joint;
  joint.write_dqt = false;
  joint.before_scan = [](JpegWriter* w, size_t) {
    // Both tables in one segment, the first with 8 and the second with 16 bits.
    Bytes payload(1 + 64 + 1 + 128, 7);
    payload[0] = 0x00;
    payload[65] = 0x11;
    w->Segment(0xDB, payload);
  };
  list->AddFrame("dqt_one_segment_mixed_width", frame, scans, joint);
  TestFrame three = frame;
  three.components[1].tq = 2;
  three.components[2].tq = 3;
  list->AddFrame("dqt_slots_0_2_3", three, scans);
  // A table that changes between the scans of a component (progressive) and of others.
  const TestFrame progressive = MakeFrame({.sof = 0xC2, .seed = 42});
  WriteOptions changing;
  changing.before_scan = [](JpegWriter* w, size_t i) {
    w->Dqt(static_cast<uint8_t>(i % 2), QuantTable(false, static_cast<int>(20 + 5 * i)), false);
  };
  list->Add("dqt_changes_between_scans", Expectation::kModelled,
            WriteJpeg(progressive, SimpleProgression(progressive), changing));
}

void AddHuffmanTables(FileList* list) {
  const TestFrame frame = MakeFrame({.seed = 41});
  const std::vector<Scan> scans = InterleavedScan(frame);
  WriteOptions one;
  one.one_dht_segment = true;
  list->AddFrame("dht_one_segment", frame, scans, one);
  WriteOptions twice;
  twice.before_scan = [](JpegWriter* w, size_t) {
    w->Dht(false, 0, StandardDc(true)).Dht(true, 0, StandardAc(true)).Dht(true, 3, {});
  };
  list->AddFrame("dht_defined_twice_and_empty", frame, scans, twice);
  WriteOptions mjpeg;
  mjpeg.huffman = HuffmanKind::kMissing;
  list->Add("dht_missing_mjpeg", Expectation::kModelled, WriteJpeg(frame, scans, mjpeg));
  WriteOptions slots;
  slots.quirks.slots = {3, 2, 1, 0};
  list->AddFrame("dht_slots_3_2_1", frame, scans, slots);
  slots.quirks.slots = {0, 0, 0, 0};
  list->AddFrame("dht_slot_0_only", frame, scans, slots);
}

void AddBytesBetween(FileList* list) {
  const TestFrame frame = MakeFrame({.seed = 43});
  WriteOptions fill;
  fill.before_scan = [](JpegWriter* w, size_t) { w->Raw({0xFF, 0xFF, 0xFF}); };
  list->Add("fill_bytes_before_tables", Expectation::kModelled,
            WriteJpeg(frame, SeparateScans(frame), fill));
  WriteOptions garbage;
  garbage.before_scan = [](JpegWriter* w, size_t i) {
    w->Raw(TestRng(i + 9).RandomBytes(7)).Raw({1, 2, 3});
  };
  list->Add("garbage_between_scans", Expectation::kPartialOk,
            WriteJpeg(frame, SeparateScans(frame), garbage));
  WriteOptions zeros;
  zeros.before_scan = [](JpegWriter* w, size_t) { w->Raw({0, 0, 0, 0}); };
  list->Add("zeros_between_scans", Expectation::kPartialOk,
            WriteJpeg(frame, SeparateScans(frame), zeros));
  WriteOptions markers;
  markers.before_scan = [](JpegWriter* w, size_t i) {
    w->Text(0xFE, "between scans").Marker(0x01).Segment(0xE5, TestRng(i).RandomBytes(40));
  };
  list->Add("segments_and_tem_between_scans", Expectation::kModelled,
            WriteJpeg(frame, SeparateScans(frame), markers));
  WriteOptions rst;
  rst.before_scan = [](JpegWriter* w, size_t) { w->Marker(0xD3); };
  list->Add("rst_between_segments", Expectation::kPartialOk,
            WriteJpeg(frame, SeparateScans(frame), rst));
  WriteOptions dri;
  dri.quirks.restart_interval = 3;
  dri.quirks.ignore_restarts = true;  // announced in the header, and taken back
  dri.before_scan = [](JpegWriter* w, size_t) { w->Dri(0); };
  list->AddFrame("dri_taken_back", frame, SeparateScans(frame), dri);
  const Bytes whole = WriteJpeg(frame, InterleavedScan(frame));
  list->Add("garbage_before_soi", Expectation::kAny, Concat({Bytes{7, 7, 7, 7}, whole}));
  list->Add("soi_twice", Expectation::kAny, Concat({Bytes{0xFF, 0xD8}, whole}));
  Bytes after_soi = whole;
  after_soi.insert(after_soi.begin() + 2, {0x00, 0x10, 0x20});
  list->Add("garbage_after_soi", Expectation::kPartialOk, after_soi);
}

void AddSegments(FileList* list) {
  const TestFrame frame = MakeFrame({.seed = 44});
  TestRng rng(45);
  JpegWriter huge;
  huge.Soi();
  for (int i = 0; i < 3; ++i) huge.Segment(static_cast<uint8_t>(0xE2 + i), rng.RandomBytes(65533));
  const Bytes body = WriteJpeg(frame, InterleavedScan(frame));
  const Bytes rest(body.begin() + 2, body.end());
  huge.Raw(rest);
  list->AddClean("app_segments_of_65533", huge.Take());
  JpegWriter empty;
  empty.Soi().Segment(0xE7, {}).Segment(0xFE, {}).Raw(rest);
  list->AddClean("app_segments_empty", empty.Take());
  JpegWriter text;
  text.Soi().Text(0xFE, std::string(20000, 'c')).AdobeApp14(1).Raw(rest);
  list->AddClean("com_long_adobe", text.Take());
  JpegWriter overlong;
  overlong.Soi().Marker(0xE3).Raw({0xFF, 0xFF, 1, 2, 3}).Raw(rest);
  list->Add("app_length_past_the_end", Expectation::kAny, overlong.Take());
  JpegWriter tiny;
  tiny.Soi().Marker(0xE3).Raw({0, 1}).Raw(rest);
  list->Add("app_length_1", Expectation::kAny, tiny.Take());
}

void AddEnds(FileList* list) {
  const TestFrame frame = MakeFrame({.seed = 46});
  const std::vector<Scan> scans = InterleavedScan(frame);
  const Bytes whole = WriteJpeg(frame, scans);
  TestRng rng(47);
  list->Add("tail_random", Expectation::kModelled, Concat({whole, rng.RandomBytes(333)}));
  list->Add("tail_zeros", Expectation::kModelled, Concat({whole, Bytes(5000, 0)}));
  list->Add("tail_ff", Expectation::kModelled, Concat({whole, Bytes(100, 0xFF)}));
  list->Add("tail_one_byte", Expectation::kModelled, Concat({whole, Bytes{0x0A}}));
  list->Add("tail_second_eoi", Expectation::kModelled, Concat({whole, Bytes{0xFF, 0xD9}}));
  list->Add("tail_markers", Expectation::kModelled,
            Concat({whole, Bytes{0xFF, 0xDB, 0, 4, 9, 9, 0xFF, 0xDA, 0, 2, 1}}));
  WriteOptions no_eoi;
  no_eoi.write_eoi = false;
  const Bytes open = WriteJpeg(frame, scans, no_eoi);
  list->Add("no_eoi", Expectation::kModelled, open);
  list->Add("no_eoi_zeros", Expectation::kPartialOk, Concat({open, Bytes(700, 0)}));
  list->Add("no_eoi_one_ff", Expectation::kPartialOk, Concat({open, Bytes{0xFF}}));
  list->Add("no_eoi_many_ff", Expectation::kPartialOk, Concat({open, Bytes(9, 0xFF)}));
  list->Add("fill_bytes_before_eoi", Expectation::kModelled,
            Concat({open, Bytes{0xFF, 0xFF, 0xFF, 0xD9}}));
  list->Add("segments_before_eoi", Expectation::kModelled,
            Concat({open, Bytes{0xFF, 0xFE, 0, 4, 'h', 'i', 0xFF, 0xE9, 0, 2, 0xFF, 0xD9}}));
  WriteOptions dnl;
  dnl.zero_height = true;
  list->AddUnclean("dnl_height_0", frame, scans, dnl);
  const TestFrame progressive = MakeFrame({.sof = 0xC2, .seed = 48});
  list->Add("dnl_height_0_progressive", Expectation::kAny,
            WriteJpeg(progressive, SimpleProgression(progressive), dnl));
  Bytes without_dnl = WriteJpeg(frame, scans);
  for (size_t i = 0; i + 6 < without_dnl.size(); ++i) {
    if (without_dnl[i] == 0xFF && without_dnl[i + 1] == 0xC0) {
      without_dnl[i + 5] = without_dnl[i + 6] = 0;
      break;
    }
  }
  list->Add("height_0_without_dnl", Expectation::kAny, without_dnl);
}

}  // namespace

std::vector<GeneratedFile> MarkerFiles() {
  FileList list;
  AddQuantTables(&list);
  AddHuffmanTables(&list);
  AddBytesBetween(&list);
  AddSegments(&list);
  AddEnds(&list);
  return list.Take();
}

}  // namespace jackdaw::test
