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
// A small complete JPEG that differs by seed.
Bytes SmallJpeg(uint64_t seed, bool progressive = false);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_NESTED_PARTS_H_
