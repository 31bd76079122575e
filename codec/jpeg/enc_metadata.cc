#include "codec/jpeg/enc_metadata.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "codec/jpeg/arithmetic_scans.h"
#include "codec/jpeg/enc_segment_strip.h"
#include "codec/jpeg/segments.h"

namespace jackdaw::jpeg {
namespace {

void Append(ByteSpan bytes, Bytes* out) { out->insert(out->end(), bytes.begin(), bytes.end()); }

bool Contains(ByteSpan bytes, std::string_view text) {
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end(),
                     [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); }) != bytes.end();
}

std::string NumBytes(size_t size) { return std::to_string(size) + " bytes"; }

// Where the picture's EOI ends in the skeleton; its size where there is none.
size_t EndOfPicture(ByteSpan skeleton) {
  SegmentWalk walk(skeleton);
  SegmentView segment;
  while (walk.Next(&segment)) {
    if (segment.marker == kEoiMarker) return walk.position();
  }
  return skeleton.size();
}

class TailMaker {
 public:
  TailMaker(ByteSpan file, const StripOptions& strip, const RecodeView& recode, Metadata* metadata)
      : file_(file),
        recode_(recode),
        strips_rest_(strip.metadata),
        // A list of pictures in XMP gives their sizes, too, and would be wrong.
        strips_previews_(strip.previews && !Contains(metadata->segments, "Container:Directory")),
        metadata_(metadata) {}

  // pictures: those of the tail.
  Status Make(const std::vector<TailPicture>& pictures) {
    NewTail& tail = metadata_->tail;
    size_t pos = tail.old_begin();
    for (const TailPicture& picture : pictures) {
      Rest(pos, picture.begin);
      pos = picture.end;
      const bool is_view = picture.kind == TailPictureKind::kView;
      if (is_view) {
        const Result<Bytes> made =
            recode_(file_.subspan(picture.begin, picture.end - picture.begin));
        if (!made.ok()) return made.error();
        tail.Replace(file_, picture.begin, picture.end, made.value());
      } else if (strips_rest_ || (strips_previews_ && picture.kind == TailPictureKind::kPreview)) {
        Leave(picture.begin, picture.end,
              picture.kind == TailPictureKind::kPreview ? "a preview behind the image"
                                                        : "another picture behind the image");
      }
    }
    Rest(pos, file_.size());
    tail.Finish(file_);
    return OkStatus();
  }

 private:
  void Rest(size_t begin, size_t end) {
    if (strips_rest_ && end > begin) Leave(begin, end, "data behind the image");
  }
  void Leave(size_t begin, size_t end, const char* what) {
    metadata_->tail.Replace(file_, begin, end, {});
    metadata_->removed.push_back(std::string(what) + " (" + NumBytes(end - begin) + ")");
  }

  ByteSpan file_;
  const RecodeView& recode_;
  const bool strips_rest_, strips_previews_;
  Metadata* metadata_;
};

}  // namespace

Result<Metadata> CollectMetadata(ByteSpan file, ByteSpan skeleton, const StripOptions& strip,
                                 const RecodeView& recode) {
  const size_t picture_end = EndOfPicture(skeleton);
  Metadata metadata;
  metadata.tail = NewTail(file.size() - (skeleton.size() - picture_end));
  const std::vector<TailPicture> pictures = FindTailPictures(file, metadata.tail.old_begin());
  const bool has_views = std::any_of(
      pictures.begin(), pictures.end(),
      [](const TailPicture& picture) { return picture.kind == TailPictureKind::kView; });
  SegmentStripper stripper(strip, has_views);
  SegmentWalk walk(skeleton.first(picture_end));
  SegmentView segment;
  while (walk.Next(&segment)) {
    if (IsMetadata(segment)) stripper.Add(segment);
  }
  metadata.segments = stripper.Finish();
  metadata.removed = stripper.removed();
  const Status made = TailMaker(file, strip, recode, &metadata).Make(pictures);
  if (!made.ok()) return made.error();
  return metadata;
}

Bytes WithMetadata(ByteSpan file, const Metadata& metadata) {
  const ByteSpan picture = file.first(metadata.tail.old_begin());
  // Then nothing moves, not even segments that stand behind tables.
  if (metadata.removed.empty() &&
      std::ranges::equal(file.subspan(picture.size()), metadata.tail.bytes())) {
    return Bytes(file.begin(), file.end());
  }
  Bytes out;
  Append(picture.first(2), &out);
  Append(metadata.segments, &out);
  size_t pos = 2;
  SegmentView segment;
  for (;;) {
    SegmentWalk walk(picture.subspan(pos));
    if (!walk.Next(&segment)) break;
    const size_t end = pos + walk.position(), begin = end - segment.bytes.size();
    if (IsMetadata(segment)) {
      Append(picture.subspan(pos, begin - pos), &out);
      pos = end;
      continue;
    }
    const size_t stop = segment.marker == kSosMarker ? FindScanDataEnd(picture, end) : end;
    Append(picture.subspan(pos, stop - pos), &out);
    pos = stop;
  }
  Append(picture.subspan(pos), &out);
  Append(metadata.tail.bytes(), &out);
  return out;
}

}  // namespace jackdaw::jpeg
