// make_corpus DIR: seeds for the fuzzers, in DIR/<target>/, from the catalogue's small files.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/support/catalogue.h"
#include "tests/support/hostile_jkd.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

constexpr size_t kMaxSeedBytes = 4096;

bool Write(const std::filesystem::path& dir, const std::string& name, ByteSpan bytes) {
  if (bytes.size() > kMaxSeedBytes) return true;
  std::filesystem::create_directories(dir);
  std::ofstream out(dir / name, std::ios::binary);
  for (const uint8_t b : bytes) out.put(static_cast<char>(b));
  out.close();
  return out.good();
}

bool WriteSeeds(const std::filesystem::path& dir, const GeneratedFile& file) {
  if (file.bytes.size() > kMaxSeedBytes) return true;
  bool good = Write(dir / "compress", file.name, file.bytes);
  const Result<CompressResult> compressed = Compress(file.bytes);
  if (compressed.ok()) {
    good = Write(dir / "decompress", file.name, compressed.value().bytes) && good;
  }
  LossyOptions loss;
  loss.target = LossTarget::kLambda;
  loss.value = 30;
  const Result<LossyResult> lossy_jkd = CompressLossy(file.bytes, loss);
  if (lossy_jkd.ok() && !lossy_jkd.value().lossless) {
    good = Write(dir / "decompress", file.name + "_lossy", lossy_jkd.value().bytes) && good;
  }
  Bytes transcode = file.bytes;
  transcode.insert(transcode.begin(), static_cast<uint8_t>(file.bytes.size()));
  good = Write(dir / "transcode", file.name, transcode) && good;
  Bytes lossy = transcode;
  lossy.insert(lossy.begin(), uint8_t{1});
  good = Write(dir / "lossy", file.name, lossy) && good;
  good = Write(dir / "restore", file.name, transcode) && good;
  const Bytes join = MakeJoinSeed(file.bytes);
  if (!join.empty()) good = Write(dir / "join", file.name, join) && good;
  return good;
}

// Frames of each kind, for both modes of FuzzCoefficients.
bool WriteCoefficientSeeds(const std::filesystem::path& dir) {
  bool good = true;
  TestRng rng(1);
  for (uint8_t i = 0; i < 64; ++i) {
    Bytes seed = {i, rng.Byte(), rng.Byte(), rng.Byte(), rng.Byte(), i};
    for (int c = 0; c < 4; ++c) {
      for (const uint8_t b : {rng.Byte(), rng.Byte(), uint8_t{0}, rng.Byte()}) seed.push_back(b);
    }
    const Bytes values = rng.RandomBytes(16u << (i % 6));
    seed.insert(seed.end(), values.begin(), values.end());
    good = Write(dir / "coefficients", "seed" + std::to_string(i), seed) && good;
  }
  return good;
}

// One seed for each kind of input of FuzzPriorModel.
bool WritePriorSeeds(const std::filesystem::path& dir) {
  bool good = Write(dir / "prior", "file", Bytes{0, 0x28, 0xB5, 0x2F, 0xFD});
  good =
      Write(dir / "prior", "content", Bytes{1, 'J', 'K', 'W', '1', 1, 16, 0, 16, 0, 4, 2}) && good;
  return Write(dir / "prior", "edits", Bytes{2, 200, 7, 0, 1}) && good;
}

// Small files that ask for much, unpacked far below the fuzzers' memory limit.
bool WriteHostileSeeds(const std::filesystem::path& dir) {
  bool good = true;
  for (const GeneratedFile& file : GrowingLists(1 << 16)) {
    good = Write(dir / "decompress", "list_" + file.name, file.bytes) && good;
  }
  for (const GeneratedFile& file : BlocksForNothing()) {
    good = Write(dir / "decompress", "blocks_" + file.name, file.bytes) && good;
  }
  return good;
}

int Run(const std::filesystem::path& dir) {
  bool good = WriteCoefficientSeeds(dir) && WritePriorSeeds(dir) && WriteHostileSeeds(dir);
  for (const GeneratedFile& file : AllGeneratedFiles()) good = WriteSeeds(dir, file) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace jackdaw::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_corpus DIR\n");
    return 2;
  }
  return jackdaw::test::Run(argv[1]);
}
