// What a picture file takes over from the JPEG beside its pixels: how to turn it, and its colours.
#ifndef JACKDAW_APPS_JACKDAW_PICTURE_METADATA_H_
#define JACKDAW_APPS_JACKDAW_PICTURE_METADATA_H_

#include <cstdint>
#include <span>
#include <vector>

#include "jackdaw/jackdaw.h"

namespace jackdaw::app {

struct PictureMetadata {
  int orientation = 1;               // 1..8, as Exif counts; 1: upright
  std::vector<uint8_t> icc_profile;  // empty: none
};

// Of a JPEG or .jkd file; nothing where there is nothing, or where it is damaged.
PictureMetadata ReadPictureMetadata(std::span<const uint8_t> jkd_or_jpeg,
                                    const DecompressOptions& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PICTURE_METADATA_H_
