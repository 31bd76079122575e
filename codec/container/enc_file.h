// Any bytes -> .jkd bytes (docs/format.md §3, §7).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_FILE_H_
#define JACKDAW_CODEC_CONTAINER_ENC_FILE_H_

#include "base/bytes.h"
#include "codec/coeff/slices/tools.h"
#include "codec/container/enc_images.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// REQUIRES: options are valid. Does not verify. May throw std::bad_alloc.
// Whoever cancels gets rubbish. options.kernels and options.monitor are not looked at: tools has
// what they stand for. check: null, or asks for the main image to be decoded on the way;
// max_bytes is not looked at.
CompressResult EncodeFile(ByteSpan input, const CompressOptions& options,
                          const coeff::Tools& tools = {}, ImageCheck* check = nullptr);

// A lossy result: a JPEG whose coefficients are coded already. facts are plain.
struct CodedJpeg {
  Bytes skeleton;
  Bytes coefficients;  // payload of the coefficient section, model id first
  uint64_t plane_bytes = 0;
  uint64_t coding_work = 0;  // of decoding the coefficients, by WorkMeter
  Bytes record;              // WriteLossyRecord
};

// The .jkd of `jpeg`, which is what `coded` gives when joined. embedded: kept from file to file by
// whoever makes several of one input. Empty where a reader would refuse the work (a flat picture of
// many megapixels). REQUIRES: the preset is kDefault. Errors: kLimitExceeded: a reader would refuse
// the memory.
Result<Bytes> EncodeCodedJpeg(ByteSpan jpeg, CodedJpeg coded, const CompressOptions& options,
                              ModelledImages* embedded, const coeff::Tools& tools = {});

// The file stored: zstd or raw, whichever is smaller; only raw when `raw` is set.
CompressResult StoreFile(ByteSpan input, const CompressOptions& options, std::string reason,
                         bool raw);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_FILE_H_
