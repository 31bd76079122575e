// The segments of a JPEG that say something beside the picture, and what is to be kept of them.
#ifndef JACKDAW_CODEC_JPEG_ENC_METADATA_H_
#define JACKDAW_CODEC_JPEG_ENC_METADATA_H_

#include "base/bytes.h"

namespace jackdaw {

struct Metadata {
  Bytes segments;  // APPn and COM, markers included, in the order of the file
  Bytes tail;      // what follows EOI
};

// skeleton: a JPEG file without its scan data (codec/jpeg/jpeg_codec.h). strip: keeps only JFIF,
// Adobe and ICC segments, and no tail. Never fails: stops at what is no segment.
Metadata CollectMetadata(ByteSpan skeleton, bool strip);

// `jpeg` without the segments before its first scan that strip leaves out.
Bytes StripHead(ByteSpan jpeg);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_ENC_METADATA_H_
