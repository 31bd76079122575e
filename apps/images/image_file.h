// Image files of any kind that `encode` takes, decoded to samples with what JPEG can hold beside
// them: PNG, PPM and PGM, WebP, JPEG, and .jkd files, told apart by their first bytes.
//
// Input is not trusted: sizes are compared with the limit before anything of them is allocated.
#ifndef JACKDAW_APPS_IMAGES_IMAGE_FILE_H_
#define JACKDAW_APPS_IMAGES_IMAGE_FILE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/encode.h"
#include "jackdaw/result.h"

namespace jackdaw::images {

// JPEG_MAX_DIMENSION of libjpeg: more would be of no use.
inline constexpr uint32_t kMaxSide = 65500;

// Rows from top to bottom, without gaps. One of samples8 and samples16 is in use.
struct Raster {
  uint32_t width = 0, height = 0;  // pixels
  int channels = 0;                // 1: grey, 2: grey and alpha, 3: RGB, 4: RGB and alpha
  uint32_t max_value = 255;
  std::vector<uint8_t> samples8;
  std::vector<uint16_t> samples16;

  bool has_alpha() const { return channels % 2 == 0; }
  // REQUIRES: !has_alpha(); the raster must outlive it.
  PixelView View() const {
    return {.width = width,
            .height = height,
            .channels = channels,
            .samples8 = samples8,
            .samples16 = samples16,
            .max_value = max_value};
  }
};

struct ImageFile {
  Raster raster;     // without alpha
  Bytes icc, exif;   // exif: from "II" or "MM" on; empty: none
  std::string note;  // what was left out of these, for a person; empty: nothing
};

// Red, green, blue, 0..255.
using Colour = std::array<uint8_t, 3>;

struct ReadOptions {
  uint64_t memory_limit = uint64_t{1} << 30;
  // What transparent pixels are put on. None: they are an error, kUnsupported, with
  // kTransparent as its message. An alpha channel that hides nothing is dropped.
  std::optional<Colour> background = {};
};

inline constexpr const char* kTransparent = "has transparent pixels, which JPEG cannot hold";

// Errors: kUnsupported for other kinds of files, animations and transparency; kCorrupt and
// kTruncated for damage; kLimitExceeded. May throw std::bad_alloc.
Result<ImageFile> ReadImageFile(ByteSpan bytes, const ReadOptions& options);

}  // namespace jackdaw::images

#endif  // JACKDAW_APPS_IMAGES_IMAGE_FILE_H_
