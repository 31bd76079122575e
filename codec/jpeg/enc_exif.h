// Exif in a JPEG file: where it is, and the tags of its structure (Exif 2.32).
#ifndef JACKDAW_CODEC_JPEG_ENC_EXIF_H_
#define JACKDAW_CODEC_JPEG_ENC_EXIF_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "codec/jpeg/enc_tiff.h"

namespace jackdaw::jpeg {

inline constexpr uint8_t kExifMarker = 0xE1;
inline constexpr std::string_view kExifName("Exif\0\0", 6);

inline constexpr uint32_t kOrientationTag = 0x0112, kSubIfdTag = 0x014A, kJpegOffsetTag = 0x0201,
                          kJpegSizeTag = 0x0202, kExifIfdTag = 0x8769, kGpsIfdTag = 0x8825,
                          kMakerNoteTag = 0x927C;
inline constexpr size_t kFirstDirectoryField = 4;

// The TIFF structure of the first Exif segment before the first scan, or of a file that consists of
// segments alone.
std::optional<Place> FindExif(ByteSpan file);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_EXIF_H_
