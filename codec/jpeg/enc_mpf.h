// The index of a multi-picture file (CIPA DC-007), which says where the pictures behind the first
// one begin: gain maps of HDR photographs, depth maps, the other eye of stereo pairs.
#ifndef JACKDAW_CODEC_JPEG_ENC_MPF_H_
#define JACKDAW_CODEC_JPEG_ENC_MPF_H_

#include "base/bytes.h"

namespace jackdaw {

// Corrects the index in *output, a file with another first picture than `input` but the same
// segments and the same last tail_size bytes. Leaves it as it is where there is none, or where it
// makes no sense.
void MoveMpfIndex(ByteSpan input, size_t tail_size, Bytes* output);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_ENC_MPF_H_
