// Table of the parts that were cut out of the main skeleton (docs/format.md §7), and putting them
// back.
//
// Parts are embedded JPEGs and pieces of other bytes, as they stand in the file or as base64 text
// there. They are cut out of the main skeleton (or, in a plain file, out of the file); what is left
// has a hole at each place. Holes are in ascending order and do not overlap by construction: each
// is given as a distance from the one before, in bytes of what is left.
#ifndef JACKDAW_CODEC_CONTAINER_PARTS_H_
#define JACKDAW_CODEC_CONTAINER_PARTS_H_

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "codec/container/base64.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// Values as in files.
enum class PartKind : uint8_t {
  kImage = 0,  // an embedded JPEG with a skeleton, facts and coefficients of its own
  kCopy = 1,   // the content of an image before
  kRaw = 2,    // the next bytes of the section of raw pieces
  kCoded = 3,  // the next bytes of what the section of coded pieces decodes to
};

struct PartEntry {
  uint64_t distance = 0;  // bytes of the main skeleton between the hole before and this one
  PartKind kind = PartKind::kImage;
  uint64_t skeleton_bytes = 0;  // kImage: of its skeleton
  uint64_t facts_bytes = 0;     // kImage: of its facts
  size_t copy_of = 0;           // kCopy: index of an entry before, an image or a copy
  uint64_t piece_bytes = 0;     // kRaw, kCoded: its size
  // Where set, the file has the content as this text. Gaps are bytes of the main skeleton.
  std::optional<Base64Layout> base64 = {};

  bool is_image() const { return kind == PartKind::kImage; }
};

struct PartTable {
  bool plain_main = false;  // the main image has no frame: its skeleton is all of it
  std::vector<PartEntry> entries;

  // Of the entries that are images of their own.
  size_t num_images() const;
  // Bytes of all pieces of this kind.
  uint64_t PieceBytes(PartKind kind) const;
};

void WritePartTable(const PartTable& table, ByteWriter* out);
// Errors: kCorrupt (also for more than kMaxParts, or kMaxEmbeddedImages images and copies).
Result<PartTable> ReadPartTable(ByteSpan payload);

// Bytes that a part with this content takes in the file.
uint64_t PartBytes(const PartEntry& entry, uint64_t content_bytes);

// What writing that costs a reader, in units of WorkMeter: text alone, which small files can have
// much of.
uint64_t PartWork(const PartEntry& entry, uint64_t content_bytes);

// Appends the bytes of *main before the hole of `entry`. Errors: kCorrupt: the hole lies outside.
Status AppendBeforePart(const PartEntry& entry, ByteReader* main, Bytes* out);
// Fills the hole: appends the content as the file has it, and the bytes of *main in its gaps.
// Errors: kCorrupt: a gap lies outside, or behind the text.
Status AppendPart(const PartEntry& entry, ByteSpan content, ByteReader* main, Bytes* out);

// The main skeleton with contents[i] in hole i. Errors: kCorrupt.
Result<Bytes> FillHoles(ByteSpan main_skeleton, const PartTable& table,
                        const std::vector<ByteSpan>& contents);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_PARTS_H_
