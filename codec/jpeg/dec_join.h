// JoinJpeg with a trace, for the encoder's check of its own output.
#ifndef JACKDAW_CODEC_JPEG_DEC_JOIN_H_
#define JACKDAW_CODEC_JPEG_DEC_JOIN_H_

#include <vector>

#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::jpeg {

// As JoinJpeg. scan_begins: gets the size of *out before each scan's data; may be null. After an
// error *out holds what was written before it, and the last scan begun is the one that failed.
Status JoinJpegTraced(const JpegLayout& layout, const std::vector<CoeffPlane>& planes,
                      uint64_t max_bytes, uint64_t max_mask_bytes, Bytes* out,
                      std::vector<size_t>* scan_begins);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_DEC_JOIN_H_
