#include "apps/jackdaw/picture_metadata.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "apps/jackdaw/serve/exif.h"
#include "jackdaw/parts.h"

namespace jackdaw::app {
namespace {

constexpr std::string_view kIccName("ICC_PROFILE\0", 12);
constexpr uint8_t kApp2 = 0xE2, kSos = 0xDA;

bool StartsWith(std::span<const uint8_t> bytes, std::string_view name) {
  return bytes.size() >= name.size() &&
         std::equal(name.begin(), name.end(), bytes.begin(),
                    [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
}

// The parts of the profile that a segment holds, by their numbers.
using IccParts = std::map<int, std::span<const uint8_t>>;

void AddIccPart(std::span<const uint8_t> payload, IccParts* parts, int* num_parts) {
  constexpr size_t kHead = kIccName.size() + 2;  // and the number of the part, and of all parts
  if (!StartsWith(payload, kIccName) || payload.size() < kHead) return;
  *num_parts = payload[kIccName.size() + 1];
  parts->emplace(payload[kIccName.size()], payload.subspan(kHead));
}

// jpeg: through the header of its first scan.
std::vector<uint8_t> FindIccProfile(std::span<const uint8_t> jpeg) {
  IccParts parts;
  int num_parts = 0;
  size_t pos = 2;  // behind SOI
  while (pos < jpeg.size() && jpeg.size() - pos >= 4) {
    const uint8_t code = jpeg[pos + 1];
    if (jpeg[pos] != 0xFF || code == 0xFF || code == 0x00) {
      ++pos;
      continue;
    }
    const size_t length = size_t{jpeg[pos + 2]} << 8 | jpeg[pos + 3];
    if (code == kSos || length < 2 || length > jpeg.size() - pos - 2) break;
    if (code == kApp2) AddIccPart(jpeg.subspan(pos + 4, length - 2), &parts, &num_parts);
    pos += 2 + length;
  }
  std::vector<uint8_t> profile;
  for (int i = 1; i <= num_parts; ++i) {
    const auto part = parts.find(i);
    if (part == parts.end()) return {};
    profile.insert(profile.end(), part->second.begin(), part->second.end());
  }
  return profile;
}

}  // namespace

PictureMetadata ReadPictureMetadata(std::span<const uint8_t> jkd_or_jpeg,
                                    const DecompressOptions& options) {
  DecompressOptions quiet = options;
  quiet.monitor = {};
  const Result<std::vector<uint8_t>> headers = DecompressHeaders(jkd_or_jpeg, quiet);
  if (!headers.ok()) return {};
  return {serve::FindExif(headers.value()).orientation, FindIccProfile(headers.value())};
}

}  // namespace jackdaw::app
