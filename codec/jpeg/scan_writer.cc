#include "codec/jpeg/scan_writer.h"

namespace jackdaw::jpeg {

Status WriteScan(const ScanWriterInput& input, ScanBitWriter* out) {
  if (!input.frame.progressive()) return WriteSequentialScan(input, out);
  if (input.scan.ss == 0) return WriteProgressiveDcScan(input, out);
  if (input.scan.ah == 0) return WriteProgressiveAcFirstScan(input, out);
  return WriteProgressiveAcRefinementScan(input, out);
}

}  // namespace jackdaw::jpeg
