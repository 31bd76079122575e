// Walks the markers of a JPEG stream without decoding it, to find where it ends.
#ifndef JACKDAW_CODEC_JPEG_JPEG_WALK_H_
#define JACKDAW_CODEC_JPEG_JPEG_WALK_H_

#include "base/bytes.h"

namespace jackdaw::jpeg {

struct JpegWalk {
  bool complete = false;          // a frame, a scan and EOI were seen, in this order
  size_t end = 0;                 // just behind EOI, or where the walk stopped
  uint64_t scan_bytes = 0;        // entropy-coded data, restart markers included
  uint32_t restart_interval = 0;  // of the first scan
};

// Walks the stream that starts with SOI at the front of `bytes`. Linear in the bytes walked; stops
// early at anything that is not JPEG.
JpegWalk WalkJpeg(ByteSpan bytes);

// A JPEG through the header of its first scan; empty where there is none: of bytes that are
// something else, or end before.
ByteSpan HeadersOf(ByteSpan bytes);

// Cuts a JPEG off behind the header of its first scan, and says whether there is one. Leaves bytes
// alone that are something else, or end before.
bool CutToHeaders(Bytes* bytes);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_JPEG_WALK_H_
