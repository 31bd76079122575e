// The golden streams: small .jkd files in tests/system/golden that every later version must decode,
// with a manifest of what comes out. Lines: name of the .jkd, decoded size, XXH3-64 in hex.
#ifndef JACKDAW_TESTS_SYSTEM_GOLDEN_H_
#define JACKDAW_TESTS_SYSTEM_GOLDEN_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::test {

inline constexpr char kGoldenManifest[] = "manifest.txt";

struct GoldenEntry {
  std::string name;
  uint64_t size = 0;
  std::string hash;  // 16 hex digits
};

std::string GoldenHash(ByteSpan bytes);
std::string FormatGoldenEntry(const GoldenEntry& entry);
// Empty when there is no manifest.
std::vector<GoldenEntry> ReadGoldenManifest(const std::filesystem::path& dir);

Bytes ReadFileBytes(const std::filesystem::path& path);
// False when it could not be written.
bool WriteFileBytes(const std::filesystem::path& path, ByteSpan bytes);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SYSTEM_GOLDEN_H_
