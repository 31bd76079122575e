// What is kept of a JPEG's metadata segments when some of it is to be left out.
#ifndef JACKDAW_CODEC_JPEG_ENC_SEGMENT_STRIP_H_
#define JACKDAW_CODEC_JPEG_ENC_SEGMENT_STRIP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/segments.h"
#include "jackdaw/transcode.h"

namespace jackdaw::jpeg {

// APPn and COM.
bool IsMetadata(const SegmentView& segment);

class SegmentStripper {
 public:
  // keeps_index: of a multi-picture file, because its views stay.
  SegmentStripper(const StripOptions& strip, bool keeps_index)
      : strip_(strip), keeps_index_(keeps_index) {}

  // REQUIRES: IsMetadata(segment).
  void Add(const SegmentView& segment);
  // What is kept, in the order of the file. No call may follow.
  Bytes Finish();
  // What is left out, for a person; each kind once.
  const std::vector<std::string>& removed() const { return removed_; }

 private:
  bool Survives(const SegmentView& segment) const;
  // Whether a segment that holds the orientation alone would not be smaller than this one.
  bool IsAsSmallAsItGets(const SegmentView& exif) const;
  void AddExif(Bytes segment);
  void AddXmp(Bytes segment);
  void AddJfif(Bytes segment);
  void Append(ByteSpan segment);
  void Removed(const std::string& what);

  const StripOptions strip_;
  const bool keeps_index_;
  Bytes out_;
  size_t jfif_end_ = 0;  // where another segment may be put
  uint32_t orientation_ = 0;
  bool is_orientation_kept_ = false;
  std::vector<std::string> removed_;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_SEGMENT_STRIP_H_
