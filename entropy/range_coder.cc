#include "entropy/range_coder.h"

namespace jackdaw::entropy {

uint32_t RangeDecoder::NextWord() {
  if (data_.size() - pos_ >= 4) {
    const uint8_t* p = data_.data() + pos_;
    pos_ += 4;
    return (static_cast<uint32_t>(p[0]) << 24) | (static_cast<uint32_t>(p[1]) << 16) |
           (static_cast<uint32_t>(p[2]) << 8) | p[3];
  }
  uint32_t word = 0;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (pos_ < data_.size() || NextChunk()) {
      word |= static_cast<uint32_t>(data_[pos_++]) << shift;
    } else {
      ++overrun_bytes_;
    }
  }
  return word;
}

// False at the end.
bool RangeDecoder::NextChunk() {
  if (pipe_ == nullptr) return false;
  data_ = pipe_->Next();
  pos_ = 0;
  return !data_.empty();
}

}  // namespace jackdaw::entropy
