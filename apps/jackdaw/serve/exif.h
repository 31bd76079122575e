// What Exif says of how to show a picture: its orientation and its small copy.
//
// Exif 2.32, in an APP1 segment: "Exif", two zeros, and a TIFF structure whose second directory
// describes the thumbnail.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_EXIF_H_
#define JACKDAW_APPS_JACKDAW_SERVE_EXIF_H_

#include <cstdint>
#include <span>

namespace jackdaw::serve {

struct ExifFacts {
  int orientation = 1;  // 1..8, as TIFF counts; 1: upright
  // The JPEG file of the thumbnail, a part of what was given; empty: none.
  std::span<const uint8_t> thumbnail = {};
};

// jpeg: any bytes. Damage means that nothing is found, and is no error. Looks at the markers before
// the first scan only.
ExifFacts FindExif(std::span<const uint8_t> jpeg);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_EXIF_H_
