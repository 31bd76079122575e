#include "codec/container/images.h"

#include <limits>

#include "base/errors.h"
#include "codec/container/format.h"

namespace jackdaw::container {
void WriteImageTable(const ImageTable& table, ByteWriter* out) {
  out->Varint((static_cast<uint64_t>(table.embedded.size()) << 1) | (table.plain_main ? 1 : 0));
  for (const EmbeddedEntry& entry : table.embedded) {
    out->Varint(entry.distance);
    out->Varint(entry.skeleton_bytes);
    out->Varint(entry.is_copy() ? entry.copy_of : entry.facts_bytes);
  }
}

Result<ImageTable> ReadImageTable(ByteSpan payload) {
  ByteReader reader(payload);
  ImageTable table;
  uint64_t head = 0;
  if (!reader.VarintUpTo((kMaxEmbeddedImages << 1) | 1, &head)) return Corrupt("bad image table");
  table.plain_main = (head & 1) != 0;
  // Sums of up to 256 such numbers fit easily.
  constexpr uint64_t kMaxBytes = uint64_t{1} << 48;
  for (uint64_t i = 0; i < (head >> 1); ++i) {
    EmbeddedEntry entry;
    uint64_t last = 0;
    if (!reader.VarintUpTo(kMaxBytes, &entry.distance) ||
        !reader.VarintUpTo(kMaxBytes, &entry.skeleton_bytes) ||
        !reader.VarintUpTo(kMaxBytes, &last)) {
      return Corrupt("bad image table");
    }
    if (!entry.is_copy()) {
      entry.facts_bytes = last;
    } else if (last < i) {
      entry.copy_of = static_cast<size_t>(last);
    } else {
      return Corrupt("an embedded image is a copy of a later one");
    }
    table.embedded.push_back(entry);
  }
  if (!reader.AtEnd()) return Corrupt("bytes after the image table");
  return table;
}

Result<Bytes> FillHoles(ByteSpan main_skeleton, const ImageTable& table,
                        const std::vector<Bytes>& images) {
  if (images.size() != table.embedded.size()) return Corrupt("number of embedded images");
  size_t size = main_skeleton.size();
  for (const Bytes& image : images) size += image.size();
  Bytes out;
  out.reserve(size);
  ByteReader reader(main_skeleton);
  for (size_t i = 0; i < images.size(); ++i) {
    ByteSpan part;
    if (table.embedded[i].distance > reader.remaining() ||
        !reader.Take(static_cast<size_t>(table.embedded[i].distance), &part)) {
      return Corrupt("an embedded image lies outside the file");
    }
    out.insert(out.end(), part.begin(), part.end());
    out.insert(out.end(), images[i].begin(), images[i].end());
  }
  ByteSpan rest;
  if (reader.Take(reader.remaining(), &rest)) out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

}  // namespace jackdaw::container
