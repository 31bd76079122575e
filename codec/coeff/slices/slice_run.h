// One slice with the method of a preset, coded or decoded.
#ifndef JACKDAW_CODEC_COEFF_SLICES_SLICE_RUN_H_
#define JACKDAW_CODEC_COEFF_SLICES_SLICE_RUN_H_

#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slice_layout.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/jpeg/jpeg_data.h"
#include "entropy/bit_ops.h"
#include "jackdaw/result.h"

namespace jackdaw::coeff {

// Preset, is_static, work and tools of `options` count, here and below. Returns the slice's bytes.
Bytes EncodeSlice(entropy::EncodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                  const CoeffOptions& options, const std::vector<jpeg::CoeffPlane>& planes);

// Fills the slice's rows of planes that are zero there. False: the slice is damaged, or
// options.work is not enough. REQUIRES: a known preset.
bool DecodeSlice(entropy::DecodeOps& coder, const jpeg::Frame& frame, const SliceLayout& layout,
                 const CoeffOptions& options, std::vector<jpeg::CoeffPlane>* planes);

// The streams of all slices: lengths of all but the last come first. Views into what `in` reads.
Result<std::vector<ByteSpan>> ReadSlices(ByteReader* in, uint32_t num_slices);

// Head, lengths and slices.
Bytes WriteSlices(const CoeffHeader& header, const jpeg::Frame& frame,
                  const std::vector<Bytes>& slices);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_SLICE_RUN_H_
