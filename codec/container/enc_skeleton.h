// Skeleton -> transformed skeleton and coded tables (docs/format.md §4).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_SKELETON_H_
#define JACKDAW_CODEC_CONTAINER_ENC_SKELETON_H_

#include "base/bytes.h"

namespace jackdaw::container {

struct TransformedSkeleton {
  Bytes stream;
  Bytes tables;               // payload of the tables section; empty when no table was coded
  bool has_profiles = false;  // a code names an ICC profile
};

// Exact for any bytes: RestoreSkeleton gives them again.
// codes_quant_tables: DQT segments that are not well known are coded, too, as lossy files have
// them.
TransformedSkeleton TransformSkeleton(ByteSpan skeleton, bool codes_quant_tables = false);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_SKELETON_H_
