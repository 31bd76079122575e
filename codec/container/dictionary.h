// The dictionary of the skeleton section, trained on headers (docs/format.md §4.4). Part of the
// format: it never changes.
#ifndef JACKDAW_CODEC_CONTAINER_DICTIONARY_H_
#define JACKDAW_CODEC_CONTAINER_DICTIONARY_H_

#include "base/bytes.h"

namespace jackdaw::container {

// A zstd dictionary (RFC 8878 §5). Static storage.
ByteSpan SkeletonDictionary();

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DICTIONARY_H_
