// Table of embedded images (docs/format.md §7), and putting them back.
//
// Embedded JPEGs are cut out of the main skeleton (or, in a plain file, out of the file); what is
// left has a hole at each place. Holes are in ascending order and do not overlap by construction:
// each is given as a distance from the one before, in bytes of what is left.
#ifndef JACKDAW_CODEC_CONTAINER_IMAGES_H_
#define JACKDAW_CODEC_CONTAINER_IMAGES_H_

#include <vector>

#include "base/bytes.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

struct EmbeddedEntry {
  uint64_t distance = 0;        // bytes of the main skeleton between the hole before and this one
  uint64_t skeleton_bytes = 0;  // of the image's skeleton; 0: a copy of an image before
  uint64_t facts_bytes = 0;     // of its facts
  size_t copy_of = 0;           // index of the image that this one is a copy of

  bool is_copy() const { return skeleton_bytes == 0; }
};

struct ImageTable {
  bool plain_main = false;  // the main image has no frame: its skeleton is all of it
  std::vector<EmbeddedEntry> embedded;
};

void WriteImageTable(const ImageTable& table, ByteWriter* out);
// Errors: kCorrupt (also for more than kMaxEmbeddedImages).
Result<ImageTable> ReadImageTable(ByteSpan payload);

// The main skeleton with images[i] inserted at hole i. Errors: kCorrupt when a hole lies outside.
Result<Bytes> FillHoles(ByteSpan main_skeleton, const ImageTable& table,
                        const std::vector<Bytes>& images);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_IMAGES_H_
