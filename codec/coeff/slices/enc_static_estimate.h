// About what the static method (codec/coeff/static) makes of a picture, without coding it.
#ifndef JACKDAW_CODEC_COEFF_SLICES_ENC_STATIC_ESTIMATE_H_
#define JACKDAW_CODEC_COEFF_SLICES_ENC_STATIC_ESTIMATE_H_

#include <cstdint>
#include <vector>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::coeff {

// Whether it is worth trying in place of a stream of `coded_bytes`. Looks at about a thousand
// blocks of each component, so it takes next to no time. False where nothing can come of it (models
// that predict anything at all are well below), and for streams that are too small to matter.
bool StaticMayWin(const std::vector<jpeg::CoeffPlane>& planes, uint64_t coded_bytes);

// In bytes, from those blocks: the entropy of Huffman symbols or, if that is less, of each
// frequency's sizes by itself.
uint64_t EstimateStaticBytes(const std::vector<jpeg::CoeffPlane>& planes);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_ENC_STATIC_ESTIMATE_H_
