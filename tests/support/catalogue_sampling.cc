// Sampling factors, precision, component ids and interleaving, from the own writer.
#include <string>

#include "tests/support/catalogue.h"

namespace jackdaw::test {
namespace {

struct NamedFactors {
  const char* name;
  std::vector<Sampling> factors;
  bool clean = true;  // libjpeg takes it
};

void AddFactors(FileList* list) {
  const std::vector<NamedFactors> all = {
      {"grey_1x1", {{1, 1}}},
      {"grey_2x2", {{2, 2}}},
      {"grey_4x3", {{4, 3}}},
      {"411", {{4, 1}, {1, 1}, {1, 1}}},
      {"410", {{4, 2}, {1, 1}, {1, 1}}},
      {"441", {{1, 4}, {1, 1}, {1, 1}}},
      {"3x1", {{3, 1}, {1, 1}, {1, 1}}},
      {"1x3", {{1, 3}, {1, 1}, {1, 1}}},
      {"3x2_1x1", {{3, 2}, {1, 1}, {1, 1}}},
      {"chroma_above_luma", {{1, 1}, {2, 2}, {2, 2}}},
      {"chroma_differs", {{2, 2}, {2, 1}, {1, 2}}},
      {"factors_2x2_throughout", {{2, 2}, {2, 2}, {2, 2}}, false},  // 12 blocks an MCU
      {"factors_2x1_throughout", {{2, 1}, {2, 1}, {2, 1}}},
      {"fractional_3x1_2x1", {{3, 1}, {2, 1}, {1, 1}}},
      {"fractional_2x3_1x2", {{2, 3}, {1, 2}, {1, 1}}},
      {"two_components", {{2, 1}, {1, 1}}},
      {"cmyk_444", {{1, 1}, {1, 1}, {1, 1}, {1, 1}}},
      {"cmyk_420", {{2, 2}, {1, 1}, {1, 1}, {2, 2}}},
      {"cmyk_420_k_small", {{2, 2}, {1, 1}, {1, 1}, {1, 1}}},
      {"mcu_of_18_blocks", {{4, 4}, {1, 1}, {1, 1}}, false},
  };
  for (const NamedFactors& f : all) {
    FrameSpec spec{.width = 75, .height = 83, .sampling = f.factors, .fill_padding = true};
    for (const uint8_t sof : {uint8_t{0xC0}, uint8_t{0xC2}}) {
      spec.sof = sof;
      const TestFrame frame = MakeFrame(spec);
      const std::string name = std::string(sof == 0xC2 ? "progressive_" : "baseline_") + f.name;
      const std::vector<Scan> scans =
          sof == 0xC2 ? SimpleProgression(frame) : InterleavedScan(frame);
      if (f.clean) {
        list->AddFrame(name, frame, scans);
      } else {
        list->Add(name, Expectation::kPartialOk, WriteJpeg(frame, scans));
      }
    }
    const TestFrame frame = MakeFrame({.width = 41, .height = 30, .sampling = f.factors});
    list->AddFrame(std::string("separate_") + f.name, frame, SeparateScans(frame));
  }
}

void AddTwelveBit(FileList* list) {
  const std::vector<NamedFactors> all = {
      {"grey", {{1, 1}}}, {"420", {{2, 2}, {1, 1}, {1, 1}}}, {"444", {{1, 1}, {1, 1}, {1, 1}}}};
  for (const NamedFactors& f : all) {
    const std::string name = f.name;
    FrameSpec spec{.sampling = f.factors, .sof = 0xC1, .precision = 12, .quality = 90};
    const TestFrame sequential = MakeFrame(spec);
    list->AddUnclean("12bit_sequential_" + name, sequential, InterleavedScan(sequential));
    WriteOptions restarts;
    restarts.quirks.restart_interval = 4;
    restarts.dqt16 = true;
    list->AddUnclean("12bit_sequential_restarts_" + name, sequential, InterleavedScan(sequential),
                     restarts);
    spec.sof = 0xC2;
    const TestFrame progressive = MakeFrame(spec);
    list->AddUnclean("12bit_progressive_" + name, progressive, FullProgression(progressive, 3));
  }
  FrameSpec extended{.sof = 0xC1};
  const TestFrame frame = MakeFrame(extended);
  list->AddFrame("8bit_extended_sequential", frame, InterleavedScan(frame));
}

void AddIdsAndOrder(FileList* list) {
  TestFrame rgb = MakeFrame({.sampling = {{1, 1}, {1, 1}, {1, 1}}});
  const char kRgb[] = "RGB";
  for (size_t i = 0; i < 3; ++i) rgb.components[i].id = static_cast<uint8_t>(kRgb[i]);
  list->AddFrame("ids_rgb", rgb, InterleavedScan(rgb));
  TestFrame odd = MakeFrame({});
  odd.components[0].id = 0;
  odd.components[1].id = 255;
  odd.components[2].id = 34;
  list->AddFrame("ids_0_255_34", odd, InterleavedScan(odd));
  TestFrame same = MakeFrame({});
  for (TestComponent& c : same.components) c.id = 1;
  list->Add("ids_all_equal", Expectation::kAny, WriteJpeg(same, InterleavedScan(same)));

  const TestFrame frame = MakeFrame({.sampling = {{1, 1}, {1, 1}, {1, 1}}});
  for (const std::vector<int>& order :
       {std::vector<int>{2, 0, 1}, std::vector<int>{2, 1, 0}, std::vector<int>{1, 0, 2}}) {
    std::string name = "sos_order_";
    for (const int i : order) name += std::to_string(i);
    list->AddUnclean(name, frame, {Scan{.components = order}});
  }
  const TestFrame subsampled = MakeFrame({});
  list->AddUnclean("sos_order_120_subsampled", subsampled, {Scan{.components = {1, 2, 0}}});
  list->AddFrame("separate_reversed", subsampled, {{{2}}, {{1}}, {{0}}});
  list->AddFrame("partly_interleaved_y_cbcr", subsampled, {{{0}}, {{1, 2}}});
  list->AddFrame("partly_interleaved_ycb_cr", subsampled, {{{0, 1}}, {{2}}});
  list->AddFrame("partly_interleaved_ycr_cb", subsampled, {{{0, 2}}, {{1}}});
  list->Add("same_component_twice", Expectation::kPartialOk,
            WriteJpeg(subsampled, {{{0}}, {{1}}, {{0}}, {{2}}}));
  list->Add("component_never_coded", Expectation::kModelled, WriteJpeg(subsampled, {{{0}}, {{2}}}));
}

}  // namespace

std::vector<GeneratedFile> SamplingFiles() {
  FileList list;
  AddFactors(&list);
  AddTwelveBit(&list);
  AddIdsAndOrder(&list);
  return list.Take();
}

}  // namespace jackdaw::test
