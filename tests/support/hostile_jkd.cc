#include "tests/support/hostile_jkd.h"

#include "codec/container/dictionary.h"
#include "codec/container/enc_lzma.h"
#include "codec/container/enc_zstd.h"
#include "codec/container/header.h"
#include "codec/container/parts.h"
#include "codec/container/sections.h"
#include "codec/container/skeleton_codes.h"

namespace jackdaw::test {
namespace {

using container::SectionType;

void AppendAll(std::initializer_list<int> bytes, Bytes* out) {
  for (const int b : bytes) out->push_back(static_cast<uint8_t>(b));
}

// SOI and the frame of one grey component.
Bytes GreyFrame(uint8_t sof_marker, uint16_t width_px, uint16_t height_px) {
  Bytes out;
  AppendAll({0xFF, 0xD8, 0xFF, sof_marker, 0, 11, 8, height_px >> 8, height_px & 255, width_px >> 8,
             width_px & 255, 1, 1, 0x11, 0},
            &out);
  return out;
}

constexpr std::initializer_list<int> kGreySos = {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
// One code for one symbol.
constexpr std::initializer_list<int> kSmallDht = {0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0,
                                                  0,    0,    0, 0,  0,    0, 0, 0, 0, 0, 1};

Bytes Escaped(const Bytes& skeleton) {
  Bytes out;
  for (const uint8_t b : skeleton) {
    out.push_back(b);
    if (b == container::kEscape) out.push_back(container::kCodeLiteral);
  }
  return out;
}

Bytes Repeated(ByteSpan unit, uint64_t bytes) {
  Bytes out;
  while (out.size() < bytes) out.insert(out.end(), unit.begin(), unit.end());
  return out;
}

// The payload packed, as small as it may come out: a writer without scruples knows no
// MaxUnpackedSection. Empty when that saves nothing.
Bytes Packed(const Bytes& payload) {
  const Bytes frame = container::CompressFrame(payload, {}, uint64_t{1} << 30);
  if (frame.empty()) return {};
  ByteWriter out;
  out.Varint(payload.size() << 1 | 1);
  out.Append(frame);
  return out.size() < payload.size() ? out.Take() : Bytes();
}

// The file of these parts. skeleton: transformed.
Bytes MakeJkd(uint64_t original_size, const Bytes& skeleton, const Bytes& facts,
              const Bytes& coefficients) {
  container::Header header;
  header.original_size = original_size;
  ByteWriter out;
  container::WriteHeader(header, &out);
  const auto write = [&](SectionType type, const Bytes& payload) {
    const Bytes packed = Packed(payload);
    container::WriteSection(type, !packed.empty(), false, packed.empty() ? payload : packed, &out);
  };
  write(SectionType::kSkeleton, skeleton);
  if (!facts.empty()) write(SectionType::kFacts, facts);
  container::WriteSection(SectionType::kCoefficients, false, true, coefficients, &out);
  Bytes bytes = out.Take();
  container::SealFile(&bytes);
  return bytes;
}

void AddFile(const std::string& name, Bytes bytes, std::vector<GeneratedFile>* files) {
  GeneratedFile& file = files->emplace_back();
  file.name = name;
  file.bytes = std::move(bytes);
}

// Facts of one scan: a list of this flag with as many equal items as fit.
Bytes FactsList(uint64_t flag, ByteSpan item, uint64_t bytes) {
  ByteWriter out;
  out.Varint(1);  // explicit scans
  out.Varint(1);  // one of them
  out.Varint(1 | flag);
  out.Varint(bytes / item.size());
  out.Append(Repeated(item, bytes / item.size() * item.size()));
  return out.Take();
}

}  // namespace

Bytes GreyClaimJkd(const GreyClaim& claim) {
  Bytes skeleton = GreyFrame(claim.sof_marker, claim.width_px, claim.height_px);
  AppendAll(kGreySos, &skeleton);
  AppendAll({0xFF, 0xD9}, &skeleton);
  Bytes coefficients = {claim.preset};
  coefficients.insert(coefficients.end(), claim.coded.begin(), claim.coded.end());
  return MakeJkd(1 << 20, Escaped(skeleton), {}, coefficients);
}

std::vector<GeneratedFile> GrowingLists(uint64_t bytes) {
  const Bytes nothing = {0, 0};  // preset, flags
  Bytes plain = GreyFrame(0xC0, 8, 8);
  AppendAll(kGreySos, &plain);
  std::vector<GeneratedFile> files;
  const auto facts = [&](const char* name, uint64_t flag, const Bytes& item) {
    AddFile(name, MakeJkd(bytes, plain, FactsList(flag, item, bytes), nothing), &files);
  };
  facts("padding", 4, {0});
  facts("runs", 8, {0, 0, 0});
  facts("odd_blocks", 16, {0, 1});
  facts("toggles", 32, {0});
  facts("patches", 256, {0, 0});

  const auto skeleton = [&](const char* name, uint8_t sof, std::initializer_list<int> unit,
                            const Bytes& of_facts, bool escape) {
    Bytes repeated;
    AppendAll(unit, &repeated);
    repeated = Repeated(repeated, escape ? bytes : bytes / 100);
    Bytes all = GreyFrame(sof, 8, 8);
    all.insert(all.end(), repeated.begin(), repeated.end());
    AppendAll(kGreySos, &all);
    AddFile(name, MakeJkd(bytes + 100, escape ? Escaped(all) : all, of_facts, nothing), &files);
  };
  skeleton("arithmetic_scans", 0xC9, kGreySos, {2}, true);
  skeleton("scans", 0xC0, kGreySos, {}, true);
  skeleton("huffman_tables", 0xC0, kSmallDht, {}, true);
  skeleton("expansions", 0xC0, {container::kEscape, container::kCodeDhtJoined}, {}, false);
  return files;
}

std::vector<GeneratedFile> Bombs(uint64_t bytes) {
  const Bytes nothing = {0, 0};  // preset, flags
  const Bytes zeros(bytes);
  std::vector<GeneratedFile> files;
  Bytes skeleton = GreyFrame(0xC0, 8, 8);
  AppendAll(kGreySos, &skeleton);
  AddFile("facts_bomb", MakeJkd(bytes, skeleton, zeros, nothing), &files);
  skeleton.insert(skeleton.end(), zeros.begin(), zeros.end());
  AddFile("skeleton_bomb", MakeJkd(skeleton.size(), skeleton, {}, nothing), &files);

  container::Header header;
  header.original_size = bytes;
  header.hash = container::HashContent(zeros);
  ByteWriter out;
  container::WriteHeader(header, &out);
  container::WriteSection(SectionType::kZstd, false, true,
                          container::CompressFrame(zeros, {}, uint64_t{1} << 30), &out);
  Bytes stored = out.Take();
  container::SealFile(&stored);
  AddFile("stored_bomb", std::move(stored), &files);
  return files;
}

namespace {

// A grey picture with one part behind it, whose content is the zeros that `payload` codes.
Bytes PieceJkd(uint64_t zeros, const Bytes& payload, const container::PartEntry& entry) {
  Bytes skeleton = GreyFrame(0xC0, 8, 8);
  AppendAll(kGreySos, &skeleton);
  AppendAll({0xFF, 0xD9}, &skeleton);
  container::PartTable table;
  table.entries.push_back(entry);
  table.entries[0].distance = skeleton.size();
  table.entries[0].kind = container::PartKind::kCoded;
  table.entries[0].piece_bytes = zeros;
  container::Header header;
  header.original_size = skeleton.size() + 2 + container::PartBytes(table.entries[0], zeros);
  header.features = container::kKnownFeatures;
  ByteWriter out, parts;
  container::WriteHeader(header, &out);
  container::WritePartTable(table, &parts);
  container::WriteSection(SectionType::kParts, false, false, parts.bytes(), &out);
  container::WriteSection(SectionType::kSkeleton, false, false, Escaped(skeleton), &out);
  container::WriteSection(SectionType::kCodedPieces, false, false, payload, &out);
  container::WriteSection(SectionType::kCoefficients, false, true, Bytes{0, 0}, &out);
  Bytes bytes = out.Take();
  container::SealFile(&bytes);
  return bytes;
}

}  // namespace

std::vector<GeneratedFile> PieceBombs(uint64_t bytes) {
  const Bytes zeros(bytes);
  const auto payload = [&](bool is_lzma, const Bytes& stream) {
    ByteWriter out;
    out.Varint(bytes << 1 | (is_lzma ? 1 : 0));
    out.Append(stream);
    return out.Take();
  };
  constexpr uint64_t kMemory = uint64_t{1} << 30;
  const Bytes lzma = payload(true, container::CompressLzma(zeros, kMemory));
  std::vector<GeneratedFile> files;
  AddFile("zstd_pieces",
          PieceJkd(bytes,
                   payload(false, container::CompressFrame(zeros, container::SkeletonDictionary(),
                                                           kMemory)),
                   {}),
          &files);
  AddFile("lzma_pieces", PieceJkd(bytes, lzma, {}), &files);
  container::PartEntry text;
  text.base64.emplace();
  text.base64->separator = 5;
  text.base64->line_chars = 1;
  AddFile("lzma_base64", PieceJkd(bytes, lzma, text), &files);
  return files;
}

std::vector<GeneratedFile> BlocksForNothing() {
  const auto stream = [](uint8_t flags, uint8_t rest) {
    Bytes b(8000, rest);
    b[0] = flags;
    return b;
  };
  // The stream that decodes to ones, to zeros, and to neither; or ends at once. The static method
  // is the same for all presets.
  const std::vector<std::pair<const char*, Bytes>> streams = {
      {"empty", {0}}, {"ones", stream(0, 0)}, {"zeros", stream(0, 0xFF)}};
  const std::vector<std::pair<const char*, Bytes>> static_streams = {
      {"static_ones", stream(8, 0)}, {"static_zeros", stream(8, 0xFF)}};
  std::vector<GeneratedFile> files;
  const auto add = [&](const std::string& name, uint8_t preset, const Bytes& coded) {
    AddFile(name, GreyClaimJkd({4096, 4096, 0xC0, preset, coded}), &files);
    AddFile(name + "_wide", GreyClaimJkd({65528, 4040, 0xC0, preset, coded}), &files);
  };
  for (uint8_t preset = 0; preset < 3; ++preset) {
    for (const auto& [name, coded] : streams) {
      add(std::string(name) + "_preset" + std::to_string(preset), preset, coded);
    }
  }
  for (const auto& [name, coded] : static_streams) add(name, 0, coded);
  return files;
}

}  // namespace jackdaw::test
