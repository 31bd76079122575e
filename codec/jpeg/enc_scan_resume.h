// Where reading can go on after damage inside a scan, and padding bits as seen.
#ifndef JACKDAW_CODEC_JPEG_ENC_SCAN_RESUME_H_
#define JACKDAW_CODEC_JPEG_ENC_SCAN_RESUME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/bit_reader.h"
#include "codec/jpeg/scan_facts.h"

namespace jackdaw::jpeg {

struct ResumePoint {
  size_t pos = 0;    // first byte after the restart marker
  uint32_t mcu = 0;  // that follows there; never before the MCU where reading stopped
};

// Looks for the restart marker that reading can go on after, when it stopped at `mcu` and byte
// `pos`. interval: MCUs between restarts, 0 when there are none due. Any marker of FF C0..FF FE
// that is not RSTn ends the search.
std::optional<ResumePoint> FindResumePoint(ByteSpan file, size_t pos, uint32_t mcu,
                                           uint32_t interval, uint32_t num_mcus);

// Collects the padding of a scan and turns it into a default and exceptions.
class PaddingLog {
 public:
  void Add(PartialByte partial) {
    if (partial.num_bits == 0) return;
    log_.push_back(static_cast<uint8_t>((1u << partial.num_bits) | partial.bits));
  }
  // Chooses the default that has fewer exceptions.
  void Finish(ScanFacts* facts) const;

 private:
  std::vector<uint8_t> log_;  // the bits below a leading 1
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_SCAN_RESUME_H_
