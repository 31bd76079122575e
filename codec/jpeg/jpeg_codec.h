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
  // Largest total of what a layout keeps of scans and facts.
  uint64_t max_layout_bytes = uint64_t{1} << 30;
  // Watches both sides; whoever cancels gets an error or rubbish. Null: nobody.
  WorkMonitor* monitor = nullptr;
};

// What a reader needs to rebuild the bytes, beside planes and output.
struct JoinCost {
  uint64_t layout_bytes = 0;  // of the layout, as long as it lives
  // While joining, for arithmetic-coded scans: libjpeg's own coefficients, and copies of the
  // output.
  uint64_t plane_copy_bytes = 0;
  uint64_t num_output_copies = 0;
  uint64_t work = 0;  // units of WorkMeter, for planes of zeros
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
  JoinCost cost;                     // of the reader
  uint32_t num_scans = 0;            // scans seen (SOS markers reached)
  uint32_t num_scans_modelled = 0;   // of them modelled, wholly or in part
  uint32_t num_scans_whole = 0;      // of them with every MCU in the planes
  std::vector<std::string>
      oddities;  // for `info`: "padding bits 0", "restart markers misnumbered"...

  // Whether the planes hold all of the picture. Then verbatim scan bytes lie behind the last MCU of
  // a scan without oddities, or before a restart marker, where cameras and scanners leave zeros and
  // stray markers, and no decoder looks.
  bool IsWhole() const { return num_scans_whole == num_scans; }
};

// Splits `file`, a byte sequence that should start with a JPEG stream and may go on with anything.
// Errors: kUnsupported / kCorrupt / kTruncated when nothing of it can be modelled (the message says
// why), also for frames that are far larger than the file; kLimitExceeded. On success JoinJpeg is
// guaranteed to give `file` again: the scans were rewritten and compared.
Result<SplitJpegResult> SplitJpeg(ByteSpan file, const JpegLimits& limits);

// Parses what SplitJpeg made. Errors: kCorrupt, kLimitExceeded. `skeleton` and `facts` must outlive
// the layout.
Result<std::shared_ptr<const JpegLayout>> ReadJpegLayout(ByteSpan skeleton, ByteSpan facts,
                                                         const JpegLimits& limits);
const Frame& LayoutFrame(const JpegLayout& layout);
JoinCost CostOfJoin(const JpegLayout& layout);

// Planes of zeros in the padded sizes of the frame. REQUIRES: limits were checked.
std::vector<CoeffPlane> AllocatePlanes(const Frame& frame);
// Bytes that AllocatePlanes takes.
uint64_t PlaneBytes(const Frame& frame);

// Appends the JPEG bytes to *out, never more than max_bytes of them (kCorrupt beyond: a hostile
// stream). Planes may hold any values; what cannot be written with the stream's Huffman tables is
// kCorrupt. max_mask_bytes: what may be spent on speed (LevelMasks).
Status JoinJpeg(const JpegLayout& layout, const std::vector<CoeffPlane>& planes, uint64_t max_bytes,
                Bytes* out, uint64_t max_mask_bytes = UINT64_MAX);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_JPEG_CODEC_H_
