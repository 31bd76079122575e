// Little-endian numbers of model files: one writer and one reader for all of their versions.
#ifndef JACKDAW_MODELS_PRIOR_MODEL_CONTENT_H_
#define JACKDAW_MODELS_PRIOR_MODEL_CONTENT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::prior {

using ModelMagic = std::array<uint8_t, 4>;

class ContentWriter {
 public:
  explicit ContentWriter(const ModelMagic& magic) : out_(magic.begin(), magic.end()) {}
  void Put(uint64_t value, size_t num_bytes) {
    for (size_t i = 0; i < num_bytes; ++i) out_.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  // REQUIRES: 0 <= value < 256^num_bytes.
  void Size(int value, size_t num_bytes) { Put(static_cast<uint64_t>(value), num_bytes); }
  template <class T>
  void Numbers(const std::vector<T>& values) {
    for (const T value : values) Put(static_cast<std::make_unsigned_t<T>>(value), sizeof(T));
  }
  Bytes Take() { return std::move(out_); }

 private:
  Bytes out_;
};

// Reads little-endian numbers; after one that is missing all are 0 and ok() is false.
class ContentReader {
 public:
  explicit ContentReader(ByteSpan content) : reader_(content) {}
  bool ok() const { return ok_; }
  bool AtEnd() const { return reader_.AtEnd(); }
  size_t position() const { return reader_.position(); }

  int Number(size_t num_bytes) {
    uint32_t value = 0;
    const ByteSpan bytes = Take(num_bytes);
    for (size_t i = 0; i < bytes.size(); ++i) value |= uint32_t{bytes[i]} << (8 * i);
    return static_cast<int>(value);
  }
  // Reads as many numbers as *out holds.
  template <class T>
  void Numbers(std::vector<T>* out) {
    const ByteSpan bytes = Take(out->size() * sizeof(T));
    if (!ok_) return;
    for (size_t n = 0; n < out->size(); ++n) {
      uint32_t value = 0;
      for (size_t i = 0; i < sizeof(T); ++i) {
        value |= uint32_t{bytes[n * sizeof(T) + i]} << (8 * i);
      }
      (*out)[n] = static_cast<T>(value);
    }
  }
  // Whether the magic comes next, which is then read.
  bool Magic(const ModelMagic& magic) {
    bool same = true;
    for (const uint8_t byte : magic) same = (Number(1) == byte) && same;
    return same;
  }

 private:
  ByteSpan Take(size_t n) {
    ByteSpan bytes;
    ok_ = ok_ && reader_.Take(n, &bytes);
    return bytes;
  }

  ByteReader reader_;
  bool ok_ = true;
};

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_MODEL_CONTENT_H_
