// Makes lossless JPEGs (SOF3) for measurements; see kUsage.
#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/lossless_writer.h"

namespace jackdaw::test {
namespace {

constexpr char kUsage[] =
    "usage: jackdaw_make_lossless FILE.pnm PREDICTOR OUT.jpg\n"
    "       jackdaw_make_lossless CONTENT WIDTH HEIGHT BITS COMPONENTS SEED PREDICTOR OUT.jpg\n"
    "FILE.pnm: binary PGM or PPM. CONTENT: medical, photo, noise, flat or sparse.\n"
    "PREDICTOR: 1..7; 0: the one that makes the smallest file.\n";

std::optional<int> Number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// The picture of a binary PNM without comments; no components: it is none.
LosslessPicture ReadPnm(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string magic;
  uint32_t width = 0, height = 0, most = 0;
  in >> magic >> width >> height >> most;
  in.get();
  const bool is_pnm = magic == "P5" || magic == "P6";
  if (!in || !is_pnm || width == 0 || height == 0 || most == 0 || most > 65535) return {};
  LosslessPicture picture{width, height, 2, {}};
  while ((uint32_t{1} << picture.precision) <= most) ++picture.precision;
  picture.components.resize(magic == "P6" ? 3 : 1);
  for (size_t i = 0; i < picture.components.size(); ++i) {
    LosslessComponent& c = picture.components[i];
    c.id = static_cast<uint8_t>(i + 1);
    c.stride = width;
    c.rows = height;
    c.samples.resize(size_t{width} * height);
  }
  for (size_t at = 0; at < size_t{width} * height; ++at) {
    for (LosslessComponent& c : picture.components) {
      int value = in.get();
      if (most > 255) value = value << 8 | in.get();
      c.samples[at] = static_cast<uint16_t>(value);
    }
  }
  return in ? picture : LosslessPicture();
}

std::optional<LosslessContent> FindContent(std::string_view name) {
  if (name == "medical") return LosslessContent::kMedical;
  if (name == "photo") return LosslessContent::kPhoto;
  if (name == "noise") return LosslessContent::kNoise;
  if (name == "flat") return LosslessContent::kFlat;
  if (name == "sparse") return LosslessContent::kSparse;
  return std::nullopt;
}

LosslessPicture MakePicture(char** arguments) {
  const std::optional<LosslessContent> content = FindContent(arguments[0]);
  int numbers[5];
  for (int i = 0; i < 5; ++i) numbers[i] = Number(arguments[i + 1]).value_or(-1);
  const auto [width, height, bits, components, seed] = numbers;
  if (!content || width < 1 || width > 65535 || height < 1 || height > 65535 || bits < 2 ||
      bits > 16 || components < 1 || components > 4 || seed < 0) {
    return {};
  }
  return MakeLosslessPicture(static_cast<uint32_t>(width), static_cast<uint32_t>(height), bits,
                             std::vector<LosslessSampling>(static_cast<size_t>(components)),
                             *content, static_cast<uint64_t>(seed));
}

int Run(int argc, char** argv) {
  const LosslessPicture picture = argc == 4   ? ReadPnm(argv[1])
                                  : argc == 9 ? MakePicture(argv + 1)
                                              : LosslessPicture();
  const std::optional<int> predictor = argc >= 4 ? Number(argv[argc - 2]) : std::nullopt;
  if (picture.components.empty() || !predictor || *predictor > 7) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  Bytes best;
  for (int p = 1; p <= 7; ++p) {
    if (*predictor != 0 && p != *predictor) continue;
    Bytes file = WriteLossless(picture, {.predictor = p});
    if (best.empty() || file.size() < best.size()) best = std::move(file);
  }
  std::ofstream out(argv[argc - 1], std::ios::binary);
  for (const uint8_t byte : best) out.put(static_cast<char>(byte));
  out.close();
  return out.good() ? 0 : 1;
}

}  // namespace
}  // namespace jackdaw::test

int main(int argc, char** argv) { return jackdaw::test::Run(argc, argv); }
