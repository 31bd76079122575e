// Parts of files that carry other files: EXIF with a thumbnail, MPF, fake MP4 boxes.
#ifndef JACKDAW_TESTS_SUPPORT_NESTED_PARTS_H_
#define JACKDAW_TESTS_SUPPORT_NESTED_PARTS_H_

#include "base/bytes.h"

namespace jackdaw::test {

// APP1 payload: "Exif", a TIFF header, IFD0 and an IFD1 that points at the thumbnail.
Bytes ExifPayload(const Bytes& thumbnail);
// APP2 payload of the CIPA multi-picture format with two entries.
Bytes MpfPayload(uint32_t first_size, uint32_t second_offset, uint32_t second_size);
// A small tree of MP4 boxes whose mdat holds the payload.
Bytes FakeMp4(const Bytes& payload);
// jpeg with a segment inserted after SOI.
Bytes WithSegment(const Bytes& jpeg, uint8_t marker, const Bytes& payload);
// jpeg with whole segments (or any bytes) inserted after SOI.
Bytes WithBytes(const Bytes& jpeg, const Bytes& segments);
// APP1 payload of XMP with a picture in base64, in lines of 76 characters that end with "&#xA;", as
// Illustrator has it.
Bytes XmpPayload(const Bytes& picture);
// The APP1 segments of extended XMP with two pictures in base64, each at most piece_bytes long, as
// phones have them: the original and its depth.
Bytes ExtendedXmp(const Bytes& first, const Bytes& second, size_t piece_bytes);
// Numbers of 16 bits that grow slowly, as the tables of ICC profiles do: LZMA wins over zstd.
Bytes NumberTable(size_t size, uint64_t seed);
// A small complete JPEG that differs by seed.
Bytes SmallJpeg(uint64_t seed, bool progressive = false);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_NESTED_PARTS_H_
