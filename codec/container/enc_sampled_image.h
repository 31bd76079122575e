// Modelling of one lossless JPEG (docs/format_lossless_jpeg.md).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_SAMPLED_IMAGE_H_
#define JACKDAW_CODEC_CONTAINER_ENC_SAMPLED_IMAGE_H_

#include <string>

#include "codec/container/enc_images.h"
#include "codec/lossless_jpeg/lossless_codec.h"

namespace jackdaw::container {

// As ModelImage, for a stream that IsLosslessJpeg.
Result<ModelledImage> ModelSampledImage(ByteSpan stream, const jpeg::JpegLimits& limits,
                                        const coeff::CoeffOptions& options,
                                        uint32_t per_mille_of_rest);

// Why not all of it is modelled; empty when all is.
std::string PartialReason(const lossless_jpeg::SplitLosslessResult& split);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_SAMPLED_IMAGE_H_
