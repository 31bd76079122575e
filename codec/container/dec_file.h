// .jkd bytes -> the original bytes (docs/format.md §3, §7).
#ifndef JACKDAW_CODEC_CONTAINER_DEC_FILE_H_
#define JACKDAW_CODEC_CONTAINER_DEC_FILE_H_

#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slices/tools.h"
#include "codec/container/header.h"
#include "codec/container/images.h"
#include "codec/container/sections.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

struct DecodedFile {
  Header header;
  std::vector<Section> sections;  // views into the .jkd
  ImageTable table;
  Bytes bytes;  // of the original file
};

// Decodes a .jkd; size and hash of the result are checked. With ignore_checks (for fuzzing) neither
// the check over the .jkd nor the hash is compared. options.kernels and options.monitor are not
// looked at: tools has what they stand for. May throw std::bad_alloc.
Result<DecodedFile> DecodeFile(ByteSpan jkd, const DecompressOptions& options, bool ignore_checks,
                               const coeff::Tools& tools = {});

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_FILE_H_
