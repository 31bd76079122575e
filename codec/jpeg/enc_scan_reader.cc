#include "codec/jpeg/enc_scan_reader.h"

namespace jackdaw::jpeg {

ScanReadResult ReadScan(const ScanReaderInput& input) {
  if (!input.frame.progressive()) return ReadSequentialScan(input);
  if (input.scan.ss == 0) return ReadProgressiveDcScan(input);
  if (input.scan.ah == 0) return ReadProgressiveAcFirstScan(input);
  return ReadProgressiveAcRefinementScan(input);
}

}  // namespace jackdaw::jpeg
