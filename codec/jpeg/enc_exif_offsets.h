// Places in Exif of what lies behind the picture: previews that IFD1 or the maker's note points to.
// Exif is meant to hold all that it points to, but cameras put large previews behind the picture.
#ifndef JACKDAW_CODEC_JPEG_ENC_EXIF_OFFSETS_H_
#define JACKDAW_CODEC_JPEG_ENC_EXIF_OFFSETS_H_

#include <string>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/enc_tail.h"

namespace jackdaw::jpeg {

// As MoveOffsets, of the first Exif segment.
std::vector<std::string> MoveExifOffsets(ByteSpan input, const NewTail& tail, Bytes* output);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_EXIF_OFFSETS_H_
