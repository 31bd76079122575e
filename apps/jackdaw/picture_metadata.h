// What a picture file keeps of the metadata of the JPEG that it was made from.
#ifndef JACKDAW_APPS_JACKDAW_PICTURE_METADATA_H_
#define JACKDAW_APPS_JACKDAW_PICTURE_METADATA_H_

#include <cstdint>
#include <span>
#include <vector>

namespace jackdaw::app {

struct PictureMetadata {
  std::vector<uint8_t> icc_profile;  // empty: none
  int orientation = 1;               // 1..8, as Exif counts; 1: upright
};

// jpeg: a file, or its headers. Damaged metadata is none.
PictureMetadata FindPictureMetadata(std::span<const uint8_t> jpeg);

// Whether the profile is one for so many channels: RGB for 3, grey for 1.
bool FitsChannels(std::span<const uint8_t> icc_profile, int num_channels);

// A TIFF structure with an orientation and nothing else, as picture files hold Exif.
std::vector<uint8_t> ExifOfOrientation(int orientation);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_PICTURE_METADATA_H_
