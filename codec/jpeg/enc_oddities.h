// One line for each unusual thing about a file, for `jackdaw info`.
#ifndef JACKDAW_CODEC_JPEG_ENC_ODDITIES_H_
#define JACKDAW_CODEC_JPEG_ENC_ODDITIES_H_

#include <string>
#include <vector>

#include "codec/jpeg/enc_split_pass.h"
#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::jpeg {

// frame: as ReadJpegLayout finds it in the pass's result.
std::vector<std::string> FindOddities(const SplitPass& pass, const Frame& frame);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_ODDITIES_H_
