// One pass of SplitJpeg over a file: markers, scans, skeleton, facts and planes, under a list of
// scans that earlier passes found not to be rewritable.
#ifndef JACKDAW_CODEC_JPEG_ENC_SPLIT_PASS_H_
#define JACKDAW_CODEC_JPEG_ENC_SPLIT_PASS_H_

#include <map>
#include <vector>

#include "codec/jpeg/enc_scan_reader.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/marker_parser.h"
#include "jackdaw/result.h"

namespace jackdaw::jpeg {

// What to do with a scan. Indices count the scans that could be modelled.
struct ScanPolicy {
  bool exclude = false;
  size_t max_bytes = SIZE_MAX;  // the scan's data are cut after this many bytes
};
struct ScanPolicies {
  std::map<size_t, ScanPolicy> scans;
  size_t max_scans = SIZE_MAX;  // scans from this index on are left out
};

struct SplitScan {
  size_t begin = 0;        // of its data in the file
  bool candidate = false;  // could be modelled
  bool modelled = false;
  ScanHeader header;
  ScanReadResult read;  // of modelled scans
};

struct SplitPass {
  SplitJpegResult result;        // frame and oddities are not filled in yet
  std::vector<SplitScan> scans;  // all that SOS markers announced
  MarkerNotes notes;
  uint32_t dnl_height_px = 0;          // stored in the facts, when not 0
  std::vector<size_t> modelled_index;  // of each modelled scan: its index among the candidates
};

// The height that a DNL segment right after the first scan gives (T.81 B.2.5), 0 if there is none.
// scan_begin: of the first scan's data.
uint32_t FindDnlHeight(ByteSpan file, size_t scan_begin);

// Errors: kUnsupported, kCorrupt, kTruncated when there is nothing to model, kLimitExceeded.
Result<SplitPass> RunSplitPass(ByteSpan file, const JpegLimits& limits,
                               const ScanPolicies& policies);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_SPLIT_PASS_H_
