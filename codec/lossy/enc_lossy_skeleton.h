// The skeleton of the sequential JPEG that stands for a lossy result.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_SKELETON_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_SKELETON_H_

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/enc_metadata.h"

namespace jackdaw {

// SOI, metadata, the frame's tables, the standard Huffman tables (they cost next to nothing in a
// .jkd), one scan of all components or one for each where an MCU cannot hold them, EOI, tail.
// REQUIRES: 8-bit samples; coefficients of 8-bit samples will follow.
Bytes MakeLossySkeleton(const Frame& frame, const Metadata& metadata);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_SKELETON_H_
