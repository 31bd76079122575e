// Any picture file that the sweep reads, by its first bytes: JPEG by libjpeg, as viewers show it,
// and PNG, PGM, PPM and WebP by apps/images.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_PIXEL_FILE_H_
#define JACKDAW_APPS_SWEEP_PICTURES_PIXEL_FILE_H_

#include <cstdint>
#include <span>

#include "apps/sweep/pictures/image.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

// What a reader may take for the samples of a file: kMaxPixels in four channels of 16 bits.
inline constexpr uint64_t kMaxReaderBytes = kMaxPixels * 4 * sizeof(uint16_t);

bool LooksLikeJpeg(std::span<const uint8_t> bytes);

// More than 8 bits a sample are scaled to 8; no gamma and no profile is applied. Errors:
// kUnsupported for any other kind of file and for transparent pixels; kCorrupt and kTruncated for
// damage; kLimitExceeded above kMaxPixels and where a file other than JPEG needs more. May throw
// std::bad_alloc.
Result<Image> DecodePixels(std::span<const uint8_t> bytes,
                           uint64_t max_reader_bytes = kMaxReaderBytes);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_PIXEL_FILE_H_
