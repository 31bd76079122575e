// The segments of a JPEG that say something beside the picture, what follows it, and what is to be
// kept of them.
#ifndef JACKDAW_CODEC_JPEG_ENC_METADATA_H_
#define JACKDAW_CODEC_JPEG_ENC_METADATA_H_

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/enc_tail.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::jpeg {

struct Metadata {
  Bytes segments;   // APPn and COM, markers included, in the order of the file
  NewTail tail{0};  // what follows EOI
  // For a person: what is left out, by name and size.
  std::vector<std::string> removed;
};

// Makes another view of a multi-picture file anew.
using RecodeView = std::function<Result<Bytes>(ByteSpan view)>;

// file: starts with a JPEG. skeleton: of it, without its scan data (codec/jpeg/jpeg_codec.h).
// recode: for the views behind the first picture, which take the places of the old ones; they are
// kept whatever is stripped. Stops at what is no segment. Errors: those of recode.
Result<Metadata> CollectMetadata(ByteSpan file, ByteSpan skeleton, const StripOptions& strip,
                                 const RecodeView& recode);

// The first picture of `file` as it is, with these segments in the place of its own, and the tail.
Bytes WithMetadata(ByteSpan file, const Metadata& metadata);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_METADATA_H_
