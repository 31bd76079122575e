// Coding with a decoder at its heels: every slice is decoded from its bytes while they are coded.
//
// What this proves: `decoded` is what DecodeCoefficients makes of `bytes` and the frame. The
// decoder is that of DecodeCoefficients, it has its own planes and its own adaptation, and all that
// it gets of the encoder are the bytes: head (parsed as a reader parses it), lengths and slices are
// compared with those that it read. It shares no network's output and no decision with the encoder.
#ifndef JACKDAW_CODEC_COEFF_SLICES_ENC_CHECKED_COEFF_H_
#define JACKDAW_CODEC_COEFF_SLICES_ENC_CHECKED_COEFF_H_

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_data.h"
#include "models/infer/kernels.h"

namespace jackdaw::coeff {

struct CheckedCoefficients {
  Bytes bytes;                            // what EncodeCoefficients gives
  std::vector<jpeg::CoeffPlane> decoded;  // empty: not decoded, or the decoder failed
  uint64_t work = 0;                      // of decoding, by WorkMeter
};

// As EncodeCoefficients, on options.num_threads threads for coding and decoding together. kernels:
// of the decoder; null: the fastest. decoded takes as much memory as the planes.
// REQUIRES: options.num_threads >= 2, and not preset parallel, whose slices see each other, so that
// no decoder can follow one of them.
CheckedCoefficients EncodeChecked(const jpeg::Frame& frame,
                                  const std::vector<jpeg::CoeffPlane>& planes,
                                  const CoeffOptions& options, const infer::Kernels* kernels);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_ENC_CHECKED_COEFF_H_
