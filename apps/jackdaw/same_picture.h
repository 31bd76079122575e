// Whether two files show the same picture, though their bytes differ.
#ifndef JACKDAW_APPS_JACKDAW_SAME_PICTURE_H_
#define JACKDAW_APPS_JACKDAW_SAME_PICTURE_H_

#include <cstdint>
#include <span>
#include <string>

#include "jackdaw/encode.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/pixels.h"

namespace jackdaw::app {

enum class Likeness {
  kEqualPixels,  // files that differ in their metadata or their coding only
  kWithLoss,     // one of them may be a lossy version of the other
};

bool ShowSamePixels(const Pixels& a, const Pixels& b, Likeness likeness);

// Each is a JPEG or a .jkd. False also for what has no pixels.
bool ShowSamePicture(std::span<const uint8_t> a, std::span<const uint8_t> b, Likeness likeness,
                     const DecompressOptions& options);

// Whether a JPEG or a .jkd may be a lossy version of these pixels. REQUIRES: their max_value is
// set.
bool ShowsPicture(const PixelView& pixels, std::span<const uint8_t> file,
                  const DecompressOptions& options);

// The same for files; false when one cannot be read.
bool FilesShowSamePicture(const std::string& a, const std::string& b, Likeness likeness,
                          const DecompressOptions& options);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SAME_PICTURE_H_
