// Files of attention networks (.jka). Only encoders read them: no stream names them.
//
// Little-endian: "JKA1"; for luma, then for colour: u32 embedding, u32 hidden, the parameters as
// IEEE 754 binary16 in the order of AttentionWeights; at the end the XXH64 (seed 0) of all before.
#ifndef JACKDAW_MODELS_PIXELS_ENC_ATTENTION_FILE_H_
#define JACKDAW_MODELS_PIXELS_ENC_ATTENTION_FILE_H_

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/pixels/attention_shape.h"

namespace jackdaw::attention {

inline constexpr std::array<uint8_t, 4> kAttentionMagic = {'J', 'K', 'A', '1'};

// Errors: kTruncated, kCorrupt, kUnsupported for shapes that this version has no use for.
Result<AttentionModel> ReadAttentionFile(ByteSpan file);

// For the trainer. kInvalidArgument when a parameter does not fit binary16. REQUIRES: as many
// parameters as the shapes say.
Result<Bytes> WriteAttentionFile(const AttentionModel& model);

}  // namespace jackdaw::attention

#endif  // JACKDAW_MODELS_PIXELS_ENC_ATTENTION_FILE_H_
