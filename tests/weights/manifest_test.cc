// models/weights/MANIFEST against the files inside the library, and the one that is beside it.
#include <gtest/gtest.h>
#include <xxhash.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "codec/coeff/slices/coeff_codec.h"
#include "models/pixels/restoration_model.h"
#include "models/prior/block_model.h"
#include "models/prior/prior_model.h"
#include "models/weights/weights.h"
#include "tests/support/sha256.h"

namespace jackdaw {
namespace {

using Entry = std::map<std::string, std::string>;

// By file.
std::map<std::string, Entry> ReadManifest() {
  std::map<std::string, Entry> entries;
  std::ifstream in(JACKDAW_WEIGHTS_MANIFEST);
  std::string line, file;
  while (std::getline(in, line)) {
    if (line.empty() || line[0] == '#') continue;
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) {
      ADD_FAILURE() << line;
      continue;
    }
    const std::string key = line.substr(0, colon), value = line.substr(colon + 2);
    if (key == "file") file = value;
    EXPECT_TRUE(entries[file].emplace(key, value).second) << file << ": two values of " << key;
  }
  return entries;
}

std::string Hex(uint64_t id) {
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016llx", static_cast<unsigned long long>(id));
  return digits;
}

struct Shipped {
  const char* file;
  ByteSpan bytes;
  std::string id;
};

// What --restore=best reads.
const Bytes& Best() {
  static const Bytes file = [] {
    const auto folder = std::filesystem::path(JACKDAW_WEIGHTS_MANIFEST).parent_path();
    std::ifstream in(folder / "best.jkr", std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(in), {});
  }();
  return file;
}

std::vector<Shipped> ShippedFiles() {
  using namespace weights;  // NOLINT: five of its names
  return {{"best.jkr", Best(), "none"},
          {"blocks.jkw2",
           {kBlockPriorFile, kBlockPriorFileSize},
           Hex(prior::ShippedBlocks().content_hash)},
          {"default.jkw",
           {kDefaultPriorFile, kDefaultPriorFileSize},
           Hex(prior::ShippedPrior().content_hash)},
          {"default_start.bin",
           {kDefaultStartFile, kDefaultStartFileSize},
           Hex(coeff::ModelId(coeff::CoeffPreset::kDefault))},
          {"fast.bin", {kTrainedStartFile, kTrainedStartFileSize}, "none"},
          {"parallel.jkw2",
           {kLatticePriorFile, kLatticePriorFileSize},
           Hex(prior::ShippedLattice().content_hash)},
          {"restore.jkr", {kRestorationFile, kRestorationFileSize}, "none"},
          {"tables.bin", {kRateModelFile, kRateModelFileSize}, "none"},
          {"texture.jkr", {kTextureFile, kTextureFileSize}, "none"}};
}

TEST(Sha256, OfTheStandardsExamples) {
  EXPECT_EQ(Sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const std::string abc = "abc";
  EXPECT_EQ(Sha256({reinterpret_cast<const uint8_t*>(abc.data()), abc.size()}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  EXPECT_EQ(Sha256({reinterpret_cast<const uint8_t*>(two_blocks.data()), two_blocks.size()}),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Manifest, NamesTheBytesThatShip) {
  const std::map<std::string, Entry> manifest = ReadManifest();
  const std::vector<Shipped> shipped = ShippedFiles();
  EXPECT_EQ(manifest.size(), shipped.size());
  for (const Shipped& file : shipped) {
    ASSERT_TRUE(manifest.contains(file.file)) << file.file;
    const Entry& entry = manifest.at(file.file);
    for (const char* key : {"bytes", "sha256", "id", "command", "data"}) {
      ASSERT_TRUE(entry.contains(key)) << file.file << " has no " << key;
    }
    EXPECT_EQ(entry.at("bytes"), std::to_string(file.bytes.size())) << file.file;
    EXPECT_EQ(entry.at("sha256"), Sha256(file.bytes)) << file.file;
    EXPECT_EQ(entry.at("id"), file.id) << file.file;
  }
}

TEST(BestNetworks, OneForLumaThatIsLargerThanTheOneInside) {
  EXPECT_LE(Best().size(), size_t{16} << 20);
  const auto best = restoration::RestorationWith(Best());
  const auto shipped = restoration::ShippedRestoration();
  ASSERT_TRUE(best.ok() && shipped.ok());
  EXPECT_GT(best.value().alone->parameters.size(), shipped.value().alone->parameters.size());
  EXPECT_EQ(best.value().pair->parameters, shipped.value().pair->parameters);
}

TEST(Manifest, ModelIdsAreHashesOfTheFiles) {
  EXPECT_EQ(weights::kDefaultModelId,
            prior::ShippedPrior().content_hash ^
                XXH3_64bits(weights::kDefaultStartFile, weights::kDefaultStartFileSize));
  EXPECT_EQ(weights::kParallelModelId, prior::ShippedLattice().content_hash);
  EXPECT_EQ(weights::kBlockModelId, prior::ShippedBlocks().content_hash);
}

// Streams of parallel and of blocks are named by their networks alone.
TEST(Manifest, PresetsAreNamedByTheirFiles) {
  const std::map<std::string, Entry> manifest = ReadManifest();
  EXPECT_EQ(Hex(coeff::ModelId(coeff::CoeffPreset::kParallel)),
            manifest.at("parallel.jkw2").at("id"));
  EXPECT_EQ(Hex(coeff::ModelId(coeff::CoeffPreset::kBlocks)), manifest.at("blocks.jkw2").at("id"));
  EXPECT_EQ(coeff::ModelId(coeff::CoeffPreset::kFast), 0u);
}

}  // namespace
}  // namespace jackdaw
