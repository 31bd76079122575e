// JPEG bytes <-> skeleton + scan facts + coefficient planes, exactly.
//
// Encoder: SplitJpeg. Decoder: ReadJpegLayout on skeleton and facts (tells the frame, so that the
// caller can check limits, allocate planes and fill them), then JoinJpeg, which appends exactly the
// bytes that SplitJpeg was given. Both sides run the same marker parser over the same skeleton.
#ifndef JACKDAW_CODEC_JPEG_JPEG_CODEC_H_
#define JACKDAW_CODEC_JPEG_JPEG_CODEC_H_

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/work_monitor.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/result.h"

namespace jackdaw::jpeg {

struct JpegLimits {
  // Largest total of coefficient plane bytes (2 per coefficient); checked before any allocation.
  uint64_t max_plane_bytes = uint64_t{1} << 30;
  // Watches both sides; whoever cancels gets an error or rubbish. Null: nobody.
  WorkMonitor* monitor = nullptr;
};

// Frame and scans as understood from skeleton and facts. Opaque outside codec/jpeg but for frame.
struct JpegLayout;

struct SplitJpegResult {
  Frame frame;
  Bytes skeleton;                    // never contains modelled scan data
  Bytes facts;                       // serialized; usually a few bytes
  std::vector<CoeffPlane> planes;    // one per component of frame
  uint64_t modelled_scan_bytes = 0;  // scan bytes that planes + facts replace
  uint64_t verbatim_scan_bytes = 0;  // scan bytes left in the skeleton or in facts
  uint32_t num_scans = 0;            // scans seen (SOS markers reached)
  uint32_t num_scans_modelled = 0;   // of them modelled, wholly or in part
  std::vector<std::string>
      oddities;  // for `info`: "padding bits 0", "restart markers misnumbered"...
};

// Splits `file`, a byte sequence that should start with a JPEG stream and may go on with anything.
// Errors: kUnsupported / kCorrupt / kTruncated when nothing of it can be modelled (the message says
// why), kLimitExceeded. On success JoinJpeg is guaranteed to give `file` again: the scans were
// rewritten and compared.
Result<SplitJpegResult> SplitJpeg(ByteSpan file, const JpegLimits& limits);

// Parses what SplitJpeg made. Errors: kCorrupt, kLimitExceeded. `skeleton` and `facts` must outlive
// the layout.
Result<std::shared_ptr<const JpegLayout>> ReadJpegLayout(ByteSpan skeleton, ByteSpan facts,
                                                         const JpegLimits& limits);
const Frame& LayoutFrame(const JpegLayout& layout);

// Planes of zeros in the padded sizes of the frame. REQUIRES: limits were checked.
std::vector<CoeffPlane> AllocatePlanes(const Frame& frame);
// Bytes that AllocatePlanes takes.
uint64_t PlaneBytes(const Frame& frame);

// Appends the JPEG bytes to *out, never more than max_bytes of them (kCorrupt beyond: a hostile
// stream). Planes may hold any values; what cannot be written with the stream's Huffman tables is
// kCorrupt.
Status JoinJpeg(const JpegLayout& layout, const std::vector<CoeffPlane>& planes, uint64_t max_bytes,
                Bytes* out);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_JPEG_CODEC_H_
