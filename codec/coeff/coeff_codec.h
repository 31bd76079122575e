// Coefficient planes <-> entropy-coded bytes (docs/format.md §6).
//
// Both sides see the frame (sizes, sampling, quantization tables) before the coefficients.
#ifndef JACKDAW_CODEC_COEFF_COEFF_CODEC_H_
#define JACKDAW_CODEC_COEFF_COEFF_CODEC_H_

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/result.h"

namespace jackdaw {

struct CoeffOptions {
  // Bands of block rows, each with its own coder and adaptation. 0: chosen from the image size
  // alone (one below 4 MP). The choice never depends on num_threads.
  uint32_t num_slices = 0;
  int num_threads = 1;  // >= 1; more than the number of slices is no use
};

// Codes the planes. REQUIRES: planes have the padded sizes of frame.
Bytes EncodeCoefficients(const Frame& frame, const std::vector<CoeffPlane>& planes,
                         const CoeffOptions& options);

// Fills zeroed planes of the padded sizes. Errors: kCorrupt, kTruncated. Damaged input gives an
// error or wrong values (a checksum elsewhere tells), never undefined behaviour.
Status DecodeCoefficients(ByteSpan data, const Frame& frame, int num_threads,
                          std::vector<CoeffPlane>* planes);

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_COEFF_CODEC_H_
