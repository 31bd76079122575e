// Files that libjpeg-turbo itself writes.
#include <string>

#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::test {
namespace {

struct NamedSampling {
  const char* name;
  std::vector<Sampling> factors;
};

const std::vector<NamedSampling>& Samplings() {
  static const std::vector<NamedSampling> kAll = {
      {"444", {{1, 1}, {1, 1}, {1, 1}}}, {"420", {{2, 2}, {1, 1}, {1, 1}}},
      {"422", {{2, 1}, {1, 1}, {1, 1}}}, {"440", {{1, 2}, {1, 1}, {1, 1}}},
      {"411", {{4, 1}, {1, 1}, {1, 1}}}, {"410", {{4, 2}, {1, 1}, {1, 1}}}};
  return kAll;
}

void AddQualities(FileList* list) {
  for (const int quality : {1, 10, 50, 85, 98, 100}) {
    list->AddClean("libjpeg_q" + std::to_string(quality),
                   WriteWithLibjpeg({.quality = quality, .seed = 7}));
  }
  list->AddClean("libjpeg_q5_16bit_tables",
                 WriteWithLibjpeg({.quality = 5, .force_baseline = false}));
  list->AddClean("libjpeg_grey", WriteWithLibjpeg({.colour = JpegColour::kGrey}));
  list->AddClean("libjpeg_smoothed", WriteWithLibjpeg({.smoothing = 60}));
  list->AddClean("libjpeg_lines", WriteWithLibjpeg({.content = Content::kLines}));
  list->AddClean("libjpeg_noise", WriteWithLibjpeg({.quality = 92, .content = Content::kNoise}));
  list->AddClean("libjpeg_photo_400x300",
                 WriteWithLibjpeg({.width = 400, .height = 300, .seed = 21}));
}

void AddSamplings(FileList* list) {
  for (const NamedSampling& s : Samplings()) {
    const std::string name = s.name;
    list->AddClean("libjpeg_" + name, WriteWithLibjpeg({.sampling = s.factors}));
    list->AddClean(
        "libjpeg_optimized_" + name,
        WriteWithLibjpeg({.width = 33, .height = 97, .sampling = s.factors, .optimize = true}));
    list->AddClean("libjpeg_progressive_" + name,
                   WriteWithLibjpeg({.sampling = s.factors, .progressive = true}));
    list->AddClean("libjpeg_arithmetic_" + name,
                   WriteWithLibjpeg({.sampling = s.factors, .arithmetic = true}));
  }
}

void AddColours(FileList* list) {
  const std::vector<std::pair<const char*, JpegColour>> colours = {
      {"rgb", JpegColour::kRgb}, {"cmyk", JpegColour::kCmyk}, {"ycck", JpegColour::kYcck}};
  for (const auto& [name, colour] : colours) {
    const std::string prefix = std::string("libjpeg_") + name;
    list->AddClean(prefix, WriteWithLibjpeg({.colour = colour}));
    list->AddClean(prefix + "_progressive",
                   WriteWithLibjpeg({.colour = colour, .progressive = true}));
  }
  list->AddClean("libjpeg_ycck_420",
                 WriteWithLibjpeg(
                     {.colour = JpegColour::kYcck, .sampling = {{2, 2}, {1, 1}, {1, 1}, {2, 2}}}));
  list->AddClean("libjpeg_rgb_arithmetic",
                 WriteWithLibjpeg({.colour = JpegColour::kRgb, .arithmetic = true}));
}

void AddRestarts(FileList* list) {
  for (const unsigned interval : {1u, 3u, 7u, 1000u}) {
    const std::string suffix = "_restart" + std::to_string(interval);
    list->AddClean("libjpeg" + suffix, WriteWithLibjpeg({.restart_interval = interval}));
    list->AddClean("libjpeg_progressive" + suffix,
                   WriteWithLibjpeg({.progressive = true, .restart_interval = interval}));
    list->AddClean("libjpeg_arithmetic" + suffix,
                   WriteWithLibjpeg({.arithmetic = true, .restart_interval = interval}));
    list->AddClean(
        "libjpeg_arithmetic_progressive" + suffix,
        WriteWithLibjpeg({.progressive = true, .arithmetic = true, .restart_interval = interval}));
  }
  list->AddClean("libjpeg_restart_rows",
                 WriteWithLibjpeg({.width = 200, .optimize = true, .restart_rows = 1}));
  list->AddClean("libjpeg_progressive_restart_rows",
                 WriteWithLibjpeg({.progressive = true, .restart_rows = 1}));
}

void AddScripts(FileList* list) {
  const std::vector<Scan> separate = {{{0}}, {{1}}, {{2}}};
  const std::vector<Scan> partial = {{{0}}, {{1, 2}}};
  const std::vector<Scan> dc_then_ac = {
      {{0, 1, 2}, 0, 0, 0, 0}, {{0}, 1, 63, 0, 0}, {{1}, 1, 63, 0, 0}, {{2}, 1, 63, 0, 0}};
  const std::vector<Scan> refined = {
      {{0, 1, 2}, 0, 0, 0, 2}, {{0}, 1, 10, 0, 3}, {{1}, 1, 63, 0, 1},      {{2}, 1, 63, 0, 1},
      {{0}, 11, 63, 0, 3},     {{0}, 1, 63, 3, 2}, {{0, 1, 2}, 0, 0, 2, 1}, {{0}, 1, 63, 2, 1},
      {{0, 1, 2}, 0, 0, 1, 0}, {{1}, 1, 63, 1, 0}, {{2}, 1, 63, 1, 0},      {{0}, 1, 63, 1, 0}};
  const std::vector<std::pair<const char*, const std::vector<Scan>*>> scripts = {
      {"separate", &separate},
      {"partial", &partial},
      {"dc_ac", &dc_then_ac},
      {"refined", &refined}};
  for (const auto& [name, scans] : scripts) {
    const std::string base = std::string("libjpeg_script_") + name;
    list->AddClean(base, WriteWithLibjpeg({.scans = *scans}));
    list->AddClean(base + "_444", WriteWithLibjpeg({.sampling = {{1, 1}, {1, 1}, {1, 1}},
                                                    .restart_interval = 5,
                                                    .scans = *scans}));
    list->AddClean(base + "_arithmetic", WriteWithLibjpeg({.arithmetic = true, .scans = *scans}));
  }
}

}  // namespace

std::vector<GeneratedFile> LibjpegFiles() {
  FileList list;
  AddQualities(&list);
  AddSamplings(&list);
  AddColours(&list);
  AddRestarts(&list);
  AddScripts(&list);
  return list.Take();
}

}  // namespace jackdaw::test
