// Skeleton -> transformed skeleton and coded Huffman tables (docs/format.md §4).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_SKELETON_H_
#define JACKDAW_CODEC_CONTAINER_ENC_SKELETON_H_

#include "base/bytes.h"

namespace jackdaw {

struct TransformedSkeleton {
  Bytes stream;
  Bytes tables;  // payload of the tables section; empty when no table was coded
};

// Exact for any bytes: RestoreSkeleton gives them again.
TransformedSkeleton TransformSkeleton(ByteSpan skeleton);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_CONTAINER_ENC_SKELETON_H_
