// Arithmetic-coded frames (SOF9, SOF10), read and written through libjpeg-turbo's coefficient API.
//
// Scans are all or nothing: either libjpeg writes each of them with the original bytes, or the file
// is not modelled. 8-bit samples only, as libjpeg-turbo 2.1 is built.
#ifndef JACKDAW_CODEC_JPEG_ARITHMETIC_SCANS_H_
#define JACKDAW_CODEC_JPEG_ARITHMETIC_SCANS_H_

#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/jpeg_layout.h"
#include "jackdaw/result.h"

namespace jackdaw::jpeg {

// A decoder pass over a large frame costs seconds, and a scan header only ten bytes.
inline constexpr size_t kMaxArithmeticScans = 64;

// First byte at or after `pos` of a marker that is not part of scan data: FF and fill bytes before
// anything but 00 and RSTn. The size of `data` when there is none.
size_t FindScanDataEnd(ByteSpan data, size_t pos);

// Coefficients of a whole file into planes of the frame's padded sizes. frame: as the marker parser
// found it in `file`, with num_scans scans. Errors: kUnsupported when libjpeg refuses or sees
// another frame.
Status ReadArithmeticPlanes(ByteSpan file, const Frame& frame, size_t num_scans,
                            std::vector<CoeffPlane>* planes);

// The data of each scan of the layout, in order. Errors: kCorrupt, kUnsupported.
Result<std::vector<Bytes>> WriteArithmeticScans(const JpegLayout& layout,
                                                const std::vector<CoeffPlane>& planes,
                                                uint64_t max_bytes);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ARITHMETIC_SCANS_H_
