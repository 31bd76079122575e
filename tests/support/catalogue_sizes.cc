// Extreme sizes, extreme coefficient values and extreme contents.
#include <string>

#include "tests/support/catalogue.h"

namespace jackdaw::test {
namespace {

std::string SizeName(uint32_t width, uint32_t height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

void AddSizes(FileList* list) {
  const std::vector<std::pair<uint32_t, uint32_t>> sizes = {
      {1, 1}, {1, 17}, {7, 9}, {8, 8}, {16, 16}, {17, 1}, {15, 33}, {256, 8}, {8, 256}};
  for (const auto& [width, height] : sizes) {
    const TestFrame frame = MakeFrame({.width = width, .height = height, .seed = 51});
    list->AddFrame("size_" + SizeName(width, height), frame, InterleavedScan(frame));
    const TestFrame p = MakeFrame({.width = width, .height = height, .sof = 0xC2, .seed = 52});
    list->AddFrame("size_progressive_" + SizeName(width, height), p, FullProgression(p, 2));
  }
  for (const auto& [width, height] :
       std::vector<std::pair<uint32_t, uint32_t>>{{65500, 8}, {8, 65500}, {65500, 1}}) {
    const TestFrame frame =
        MakeFrame({.width = width, .height = height, .sampling = {{1, 1}}, .quality = 60});
    list->AddFrame("size_grey_" + SizeName(width, height), frame, InterleavedScan(frame));
    const TestFrame colour =
        MakeFrame({.width = width, .height = height, .sof = 0xC2, .quality = 30, .seed = 53});
    list->AddFrame("size_420_" + SizeName(width, height), colour, SimpleProgression(colour));
  }
  // libjpeg stops at 65500.
  const TestFrame most =
      MakeFrame({.width = 65535, .height = 3, .sampling = {{1, 1}}, .content = Content::kBlack});
  list->AddUnclean("size_65535x3", most, InterleavedScan(most));
}

void AddContents(FileList* list) {
  const std::vector<std::pair<std::string, Content>> contents = {{"black", Content::kBlack},
                                                                 {"grey", Content::kGrey},
                                                                 {"noise", Content::kNoise},
                                                                 {"lines", Content::kLines}};
  for (const auto& [name, content] : contents) {
    for (const int quality : {1, 75, 100}) {
      const TestFrame frame =
          MakeFrame({.width = 128, .height = 96, .quality = quality, .content = content});
      list->AddFrame("content_" + name + "_q" + std::to_string(quality), frame,
                     InterleavedScan(frame));
    }
  }
}

void AddExtremes(FileList* list) {
  FrameSpec spec{.width = 64, .height = 48, .sampling = {{1, 1}, {1, 1}, {1, 1}}};
  const TestFrame legal = MakeExtremeFrame(spec, 1023, 1023);
  list->AddFrame("extreme_1023", legal, InterleavedScan(legal));
  list->AddFrame("extreme_1023_separate", legal, SeparateScans(legal));
  WriteOptions standard;
  standard.huffman = HuffmanKind::kStandard;
  list->AddFrame("extreme_1023_standard_tables", legal, InterleavedScan(legal), standard);
  spec.sof = 0xC1;
  const TestFrame more = MakeExtremeFrame(spec, 2047, 2047);
  list->Add("extreme_2047", Expectation::kPartialOk, WriteJpeg(more, InterleavedScan(more)));
  const TestFrame most = MakeExtremeFrame(spec, 16383, 32767);
  list->Add("extreme_32767", Expectation::kAny, WriteJpeg(most, InterleavedScan(most)));
  spec.sof = 0xC2;
  const TestFrame progressive = MakeExtremeFrame(spec, 1023, 1023);
  list->AddFrame("extreme_progressive_1023", progressive, FullProgression(progressive, 3));
  spec.precision = 12;
  const TestFrame deep = MakeExtremeFrame(spec, 16383, 16383);
  list->AddUnclean("extreme_12bit_progressive_16383", deep, FullProgression(deep, 3));
  spec.sof = 0xC1;
  const TestFrame deep_sequential = MakeExtremeFrame(spec, 16383, 16383);
  list->AddUnclean("extreme_12bit_16383", deep_sequential, InterleavedScan(deep_sequential));
  const TestFrame beyond = MakeExtremeFrame(spec, 32767, 32767);
  list->Add("extreme_12bit_32767", Expectation::kAny, WriteJpeg(beyond, InterleavedScan(beyond)));
  // DC that climbs out of 16 bits by legal differences.
  TestFrame wraps = MakeFrame({.width = 512, .height = 64, .sampling = {{1, 1}}});
  for (uint32_t i = 0; i < wraps.components[0].coeffs.size() / 64; ++i) {
    wraps.components[0].coeffs[i * 64] = static_cast<int16_t>(static_cast<uint16_t>(2047 * i));
  }
  WriteOptions o;
  o.quirks.dc_wraps = true;
  list->Add("dc_runs_out_of_16_bits", Expectation::kAny,
            WriteJpeg(wraps, InterleavedScan(wraps), o));
}

}  // namespace

std::vector<GeneratedFile> SizeFiles() {
  FileList list;
  AddSizes(&list);
  AddContents(&list);
  AddExtremes(&list);
  return list.Take();
}

}  // namespace jackdaw::test
