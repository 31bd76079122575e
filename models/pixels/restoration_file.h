// Files of restoration networks (models/weights/restore.jkr).
//
// A file is packed (models/weights/model_file.h), or its content alone. Little-endian:
// "JKR4", u32 networks; per network u32 components, channels, pairs, first_kernel, last_kernel,
// guided (0 or 1), sampling_values, detail_blocks, cell, then the parameters; at the end the XXH64
// (seed 0) of all before. Parameters come in this order, every matrix as [outputs][inputs]
// (convolutions: [outputs][inputs][kernel][kernel]):
//   style1 weights, offsets; style2 weights, offsets; then for first, a and b of every pair, last,
//   and detail where there is one: weights, then the linear layer of gains and offsets, [2
//   outputs][kStyle] and [2 outputs], gains first.
// They are IEEE 754 binary16, but for the weights of convolutions, gains and offsets: those are a
// scale per row (the inputs of one output) as binary16, and then multiples of it as int8.
#ifndef JACKDAW_MODELS_PIXELS_RESTORATION_FILE_H_
#define JACKDAW_MODELS_PIXELS_RESTORATION_FILE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/pixels/restoration_shape.h"
#include "models/weights/model_file.h"

namespace jackdaw::restoration {

inline constexpr std::array<uint8_t, 4> kRestorationMagic = {'J', 'K', 'R', '4'};

struct RestorationWeights {
  RestorationShape shape;
  std::vector<float> parameters;  // in the order of the file
};

// One convolution of a network: its size and where its parameters are.
struct ConvolutionPlace {
  uint32_t inputs = 0, outputs = 0, kernel = 1;
  size_t weights = 0;  // [outputs][inputs][kernel][kernel]
  size_t style = 0;    // [2 outputs][kStyle], then [2 outputs]
};
// first, a and b of every pair, last, detail.
std::vector<ConvolutionPlace> Convolutions(const RestorationShape& shape);
size_t NumParameters(const RestorationShape& shape);

// Errors: kCorrupt, kTruncated, kLimitExceeded, kUnsupported for shapes that this version has no
// use for.
Result<std::vector<RestorationWeights>> ReadRestorationFile(
    ByteSpan file, uint64_t max_content_bytes = weights::kMaxModelContentBytes);

// Packed, for the trainer: weights in rows are rounded to 1/127 of the largest of their row.
// kInvalidArgument when a parameter does not fit binary16.
Result<Bytes> WriteRestorationFile(std::span<const RestorationWeights> networks);

}  // namespace jackdaw::restoration

#endif  // JACKDAW_MODELS_PIXELS_RESTORATION_FILE_H_
