// One Huffman table of a DHT segment, ready for decoding and encoding (T.81 annex C, F.2.2.3).
//
// Codes are assigned in order of length. Codes of all ones are accepted. A symbol that is listed
// twice decodes from both codes and is encoded with the first, which is a shortest one.
#ifndef JACKDAW_CODEC_JPEG_HUFFMAN_TABLE_H_
#define JACKDAW_CODEC_JPEG_HUFFMAN_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.h"

namespace jackdaw::jpeg {

enum class HuffmanClass : uint8_t { kDc = 0, kAc = 1 };

struct HuffmanCode {
  uint16_t bits = 0;
  uint8_t length = 0;  // 0: the symbol has no code
};

class HuffmanTable {
 public:
  // Whether Build makes a table of these.
  static bool IsValid(const std::array<uint8_t, 16>& counts, size_t num_symbols);
  // counts: codes of each length 1..16. Null when the codes do not fit (over-full tree) or when
  // there are more symbols than 256 or than counts says.
  static std::shared_ptr<const HuffmanTable> Build(HuffmanClass table_class,
                                                   const std::array<uint8_t, 16>& counts,
                                                   ByteSpan symbols);
  // The typical tables of annex K.3, which MJPEG frames without DHT imply. slot: 0 (luminance)
  // or 1.
  static std::shared_ptr<const HuffmanTable> Standard(HuffmanClass table_class, int slot);

  struct Symbol {
    uint8_t value;
    uint8_t length;  // of its code; 0: none
  };
  // The symbol whose code starts the 16 bits. length 0: they start with no code (or, in a DC table,
  // with the code of a category above 15).
  Symbol Decode(uint32_t bits16) const;

  // Calls fn(symbol, code) for every code that Decode knows, also further ones of a symbol.
  template <class Fn>
  void ForEachCode(Fn fn) const {
    uint32_t index = 0;
    for (size_t length = 1; length <= 16; ++length) {
      for (uint32_t i = 0; i < counts_[length]; ++i, ++index) {
        const uint8_t symbol = symbols_[index];
        if (dc_ && symbol > kMaxDcCategory) continue;
        const int32_t code = static_cast<int32_t>(index) - offset_[length];
        fn(symbol, HuffmanCode{static_cast<uint16_t>(code), static_cast<uint8_t>(length)});
      }
    }
  }

  bool dc() const { return dc_; }
  const HuffmanCode& code(uint8_t symbol) const { return codes_[symbol]; }

 private:
  static constexpr int kMaxDcCategory = 15;  // 16 exists in lossless JPEG only

  HuffmanTable() = default;

  // Codes of length n, left-aligned to 16 bits, are below limit_[n]; and those of shorter ones.
  std::array<uint32_t, 17> limit_{};
  // Index of the first symbol of length n minus its code.
  std::array<int32_t, 17> offset_{};
  std::array<uint8_t, 17> counts_{};
  std::array<uint8_t, 256> symbols_{};
  std::array<HuffmanCode, 256> codes_{};
  bool dc_ = false;
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_HUFFMAN_TABLE_H_
