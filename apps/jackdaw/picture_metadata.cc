#include "apps/jackdaw/picture_metadata.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "apps/jackdaw/serve/exif.h"

namespace jackdaw::app {
namespace {

using ByteView = std::span<const uint8_t>;

// ICC.1:2022, B.4: an APP2 segment of "ICC_PROFILE", a zero, the number of this piece from 1, and
// how many there are.
constexpr std::array<uint8_t, 12> kIccSignature = {'I', 'C', 'C', '_', 'P', 'R',
                                                   'O', 'F', 'I', 'L', 'E', 0};
constexpr size_t kIccHead = kIccSignature.size() + 2;
constexpr uint8_t kApp2 = 0xe2, kStartOfScan = 0xda;
// Of a profile: its header (7.2), where its colour space stands.
constexpr size_t kProfileHeader = 128, kProfileColourSpace = 16;

std::vector<uint8_t> FindProfile(ByteView jpeg) {
  std::array<ByteView, 256> pieces{};
  size_t count = 0, found = 0;
  size_t at = 2;
  while (at + 4 <= jpeg.size() && jpeg[at] == 0xff && jpeg[at + 1] != kStartOfScan) {
    if (jpeg[at + 1] == 0xff) {  // a fill byte
      ++at;
      continue;
    }
    const size_t length = size_t{jpeg[at + 2]} << 8 | jpeg[at + 3];
    if (length < 2 || length > jpeg.size() - at - 2) break;
    const ByteView content = jpeg.subspan(at + 4, length - 2);
    const uint8_t marker = jpeg[at + 1];
    at += 2 + length;
    if (marker != kApp2 || content.size() < kIccHead ||
        !std::equal(kIccSignature.begin(), kIccSignature.end(), content.begin())) {
      continue;
    }
    const size_t index = content[kIccHead - 2];
    count = content[kIccHead - 1];
    if (index == 0 || index > count || !pieces[index].empty()) return {};
    pieces[index] = content.subspan(kIccHead);
    ++found;
  }
  std::vector<uint8_t> profile;
  if (found != count) return profile;
  for (const ByteView piece : pieces) profile.insert(profile.end(), piece.begin(), piece.end());
  return profile;
}

}  // namespace

PictureMetadata FindPictureMetadata(ByteView jpeg) {
  PictureMetadata metadata;
  if (jpeg.size() < 2 || jpeg[0] != 0xff || jpeg[1] != 0xd8) return metadata;
  metadata.icc_profile = FindProfile(jpeg);
  metadata.orientation = serve::FindExif(jpeg).orientation;
  return metadata;
}

bool FitsChannels(ByteView icc_profile, int num_channels) {
  if (icc_profile.size() < kProfileHeader) return false;
  const std::string_view wanted = num_channels == 1 ? "GRAY" : "RGB ";
  return std::equal(wanted.begin(), wanted.end(), icc_profile.begin() + kProfileColourSpace,
                    [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
}

std::vector<uint8_t> ExifOfOrientation(int orientation) {
  // TIFF 6.0: little-endian, 42, the directory at 8 with one entry, tag 274, one SHORT.
  return {'I',
          'I',
          42,
          0,
          8,
          0,
          0,
          0,
          1,
          0,
          0x12,
          0x01,
          3,
          0,
          1,
          0,
          0,
          0,
          static_cast<uint8_t>(orientation),
          0,
          0,
          0,
          0,
          0,
          0,
          0};
}

}  // namespace jackdaw::app
