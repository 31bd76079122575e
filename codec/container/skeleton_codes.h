// Escape codes of the skeleton transform (docs/format.md §4), shared by both sides.
//
// A transformed skeleton is the skeleton with well-known parts replaced by kEscape, a code byte and
// the code's parameters. ExpandCode says what a code stands for; the encoder matches the skeleton
// against it and the decoder appends it, so whatever the encoder picks is exact.
#ifndef JACKDAW_CODEC_CONTAINER_SKELETON_CODES_H_
#define JACKDAW_CODEC_CONTAINER_SKELETON_CODES_H_

#include "base/bytes.h"

namespace jackdaw::container {

// The rarest byte in the headers of the training files.
inline constexpr uint8_t kEscape = 0xB0;

enum SkeletonCode : uint8_t {
  kCodeLiteral = 0x00,         // the byte kEscape itself
  kCodeHead = 0x01,            // SOI, APP0, DQT, SOF0 as cjpeg writes them: quality, sampling, h, w
  kCodeTailColor = 0x02,       // the four tables of Annex K, SOS of three components, EOI
  kCodeTailGrey = 0x03,        // the two luma tables, SOS of one component, EOI
  kCodeDhtFour = 0x04,         // four segments: DC 0, AC 0, DC 1, AC 1
  kCodeDhtFourByClass = 0x05,  // four segments: DC 0, DC 1, AC 0, AC 1
  kCodeDhtGrey = 0x06,         // two segments: DC 0, AC 0
  kCodeDhtJoined = 0x07,       // one segment: DC 0, AC 0, DC 1, AC 1
  kCodeDhtJoinedByClass = 0x08,  // one segment: DC 0, DC 1, AC 0, AC 1
  kCodeDhtJoinedGrey = 0x09,     // one segment: DC 0, AC 0
  kCodeDhtSingle = 0x0A,         // 0x0A..0x0D: one segment, one table, in HuffmanTableId order
  kCodeDht = 0x0E,               // one DHT segment taken from the tables section
  kCodeDhtPhotoshop = 0x0F,      // one segment: the four tables of Photoshop's thumbnails
  kCodeDqt = 0x10,               // 0x10..0x17: DQT segments of kind code - kCodeDqt: quality
  // A run of DQT segments (quant_tables.h); their coded steps follow the parameters.
  kCodeTables = 0x18,          // the run: length of the coded steps
  kCodeHeadWithTables = 0x19,  // SOI, APP0, the run, SOF0: sampling, h, w, length
  kCodeIccProfile = 0x1A,      // APP2 with a known ICC profile (icc_profiles.h): its number
};
inline constexpr uint8_t kNumDqtKinds = 8;
// Codes of a file, kCodeLiteral apart: two bytes can stand for more than four hundred.
inline constexpr size_t kMaxSkeletonCodes = 1 << 18;
// The kinds that kCodeHead contains.
inline constexpr uint8_t kDqtKindColor = 0, kDqtKindGrey = 5;
inline constexpr uint8_t kMaxQuality = 100;

// Whether coded steps follow the parameters, as many bytes as the last parameter says.
inline bool HasCodedTables(uint8_t code) {
  return code == kCodeTables || code == kCodeHeadWithTables;
}

// Parameter bytes that follow a code.
size_t NumCodeParams(uint8_t code);

// Appends what the code with these parameters stands for. REQUIRES: params.size() ==
// NumCodeParams(code). False for codes that do not exist, kCodeDht, kCodeIccProfile, those with
// coded tables, and parameters out of range.
[[nodiscard]] bool ExpandCode(uint8_t code, ByteSpan params, Bytes* out);

// SOI and APP0 as cjpeg writes them.
void AppendStart(Bytes* out);

// SOF0 as cjpeg writes it. params: sampling (0: grey, else H << 4 | V of luma), height, width.
inline constexpr size_t kNumFrameParams = 5;
void AppendFrame(ByteSpan params, Bytes* out);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_SKELETON_CODES_H_
