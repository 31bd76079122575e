// What is in a JPEG or a .jkd file.
#ifndef JACKDAW_CODEC_API_ENC_INSPECT_H_
#define JACKDAW_CODEC_API_ENC_INSPECT_H_

#include <string>

#include "base/bytes.h"
#include "codec/coeff/slices/tools.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::api {

// See jackdaw::Inspect. May throw std::bad_alloc. Errors: for a .jkd, those of DecodeFile; bytes
// that are neither give a report without images.
Result<FileInfo> InspectFile(ByteSpan bytes, const DecompressOptions& options,
                             const coeff::Tools& tools);

// libjpeg's quality (1..100) whose luma table is nearest; 0 when none is near.
int EstimateQuality(const jpeg::FrameComponent& luma);

// "4:2:0", "4:4:4", "grey" or factors.
std::string SamplingName(const jpeg::Frame& frame);

}  // namespace jackdaw::api

#endif  // JACKDAW_CODEC_API_ENC_INSPECT_H_
