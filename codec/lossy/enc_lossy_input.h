// Which targets and which images lossy modes take, and what a quality stands for.
#ifndef JACKDAW_CODEC_LOSSY_ENC_LOSSY_INPUT_H_
#define JACKDAW_CODEC_LOSSY_ENC_LOSSY_INPUT_H_

#include <string>

#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

// kUnsupported, with what is left to do.
Error NoLossyResult(const std::string& what);

// kInvalidArgument for a value that makes no sense for the target.
Status CheckLossTarget(LossTarget target, double value);

// As LambdaOfQuality says.
double LambdaAtQuality(double quality);

// kUnsupported for damage, samples of other than 8 bits, sides above libjpeg's limit, tables with
// zeros, and coefficients beyond those of 8-bit samples (-1024..1023 for DC, +-1023 for AC).
Status CheckLossInput(const jpeg::SplitJpegResult& split);

// Whether the components are red, green and blue, which count alike.
bool IsRgb(const jpeg::SplitJpegResult& split);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_LOSSY_INPUT_H_
