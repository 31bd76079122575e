// Search for pictures that are written in base64 (docs/format.md §7.3): JPEG and PNG in XMP, as
// text of an attribute or an element, in lines or not, and across the segments of extended XMP.
#ifndef JACKDAW_CODEC_CONTAINER_ENC_BASE64_H_
#define JACKDAW_CODEC_CONTAINER_ENC_BASE64_H_

#include "base/bytes.h"
#include "codec/container/base64.h"

namespace jackdaw::container {

// A text whose content gives it again, exactly. The bytes from begin to end are the text and what
// stands in its breaks.
struct Base64Place {
  size_t begin = 0, end = 0;
  Base64Layout layout;
  Bytes content;
};

// Finds texts of pictures in `bytes`, in order, none inside another. Work is bounded by a small
// multiple of bytes.size().
class Base64Finder {
 public:
  explicit Base64Finder(ByteSpan bytes);
  bool Next(Base64Place* place);

 private:
  // The next place where a picture's text may start, from pos_ on; bytes_.size() if there is none.
  size_t NextStart();
  bool ReadText(size_t begin, Base64Place* place);

  ByteSpan bytes_;
  size_t pos_ = 0;
  uint64_t budget_;
  // Where each signature was found last; behind pos_: look again.
  std::array<size_t, 2> found_{};
};

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_BASE64_H_
