#include "tests/system/golden.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace jackdaw::test {

std::string GoldenHash(ByteSpan bytes) {
  const uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4) out.push_back(kHex[(hash >> shift) & 15]);
  return out;
}

std::string FormatGoldenEntry(const GoldenEntry& entry) {
  return entry.name + " " + std::to_string(entry.size) + " " + entry.hash + "\n";
}

std::vector<GoldenEntry> ReadGoldenManifest(const std::filesystem::path& dir) {
  std::vector<GoldenEntry> out;
  std::ifstream in(dir / kGoldenManifest);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    GoldenEntry entry;
    fields >> entry.name >> entry.size >> entry.hash;
    out.push_back(entry);
  }
  return out;
}

Bytes ReadFileBytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

bool WriteFileBytes(const std::filesystem::path& path, ByteSpan bytes) {
  std::ofstream out(path, std::ios::binary);
  for (const uint8_t b : bytes) out.put(static_cast<char>(b));
  out.close();
  return out.good();
}

}  // namespace jackdaw::test
