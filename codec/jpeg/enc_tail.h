// What follows the first picture of a file: other views of a multi-picture file, previews, gain
// maps, videos; and how its parts move when the pictures before them change their sizes.
#ifndef JACKDAW_CODEC_JPEG_ENC_TAIL_H_
#define JACKDAW_CODEC_JPEG_ENC_TAIL_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::jpeg {

enum class TailPictureKind {
  kView,     // a picture of the same kind as the first: the other eye, another angle
  kPreview,  // the first picture, smaller
  kOther,    // gain maps, depth maps
};

// A whole JPEG stream behind the first one.
struct TailPicture {
  size_t begin = 0, end = 0;  // in the file
  TailPictureKind kind = TailPictureKind::kOther;
};

// The JPEG streams of the tail, in order, none inside another: those that an index of multiple
// pictures (CIPA DC-007) lists; without such an index those that follow each other from the start
// of the tail, or lie anywhere in it. Views without an index are known by their equal size.
std::vector<TailPicture> FindTailPictures(ByteSpan file, size_t tail_begin);

// The tail of a file, put together anew. Parts are added in their order.
class NewTail {
 public:
  explicit NewTail(size_t old_begin) : old_begin_(old_begin), done_(old_begin) {}

  // Copies what lies between the last part and `begin`, then puts `bytes` in the place of the old
  // bytes up to `end`. REQUIRES: the places of all calls ascend.
  void Replace(ByteSpan file, size_t begin, size_t end, ByteSpan bytes);
  // Copies the rest of the file.
  void Finish(ByteSpan file);

  const Bytes& bytes() const { return bytes_; }
  size_t old_begin() const { return old_begin_; }

  struct Position {
    size_t offset = 0;  // in bytes()
    // Of the part that begins there, when one does: its old and new size.
    std::optional<std::pair<size_t, size_t>> sizes;
    bool is_gone = false;
  };
  // Where the byte is that was at this place of the old file. Empty where that is before the tail,
  // or inside a part that was replaced.
  std::optional<Position> Find(size_t old_pos) const;

 private:
  struct Part {
    size_t old_begin = 0, old_size = 0;
    size_t new_begin = 0, new_size = 0;
    bool is_replaced = false;
  };
  void Copy(ByteSpan file, size_t end);

  size_t old_begin_ = 0, done_ = 0;  // in the old file
  Bytes bytes_;
  std::vector<Part> parts_;
};

// Corrects what *output says of the places of pictures in its tail: the index of multiple pictures,
// and Exif with its maker's note. tail: the last bytes of *output are those. Returns what a person
// should know: places that could not be corrected.
std::vector<std::string> MoveOffsets(ByteSpan input, const NewTail& tail, Bytes* output);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_TAIL_H_
