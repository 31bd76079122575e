// Constants of the .jkd file format, version 2 (docs/format.md §2, §3, §8).
#ifndef JACKDAW_CODEC_CONTAINER_FORMAT_H_
#define JACKDAW_CODEC_CONTAINER_FORMAT_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace jackdaw::container {

inline constexpr std::array<uint8_t, 3> kMagic = {'J', 'K', 'D'};
inline constexpr uint8_t kFormatVersion = 2;

// Flags byte of the header; all other bits are reserved and zero.
inline constexpr uint8_t kFlagFileName = 0x01;
inline constexpr uint8_t kFlagNeeds = 0x02;
inline constexpr uint8_t kFlagPartial = 0x04;
inline constexpr uint8_t kFlagFeatures = 0x08;
inline constexpr uint8_t kKnownFlags = kFlagFileName | kFlagNeeds | kFlagPartial | kFlagFeatures;

// Features byte of the header: what a reader must understand; absent when there is nothing. A
// reader refuses other bits.
inline constexpr uint8_t kFeaturePieces = 0x01;    // sections of pieces (docs/format.md §7.2)
inline constexpr uint8_t kFeatureLzma = 0x02;      // pieces coded with LZMA2
inline constexpr uint8_t kFeatureProfiles = 0x04;  // ICC profiles by number
inline constexpr uint8_t kFeatureBase64 = 0x08;    // entries that are written in base64
inline constexpr uint8_t kFeatureSamples = 0x10;   // samples of lossless JPEGs
inline constexpr uint8_t kKnownFeatures =
    kFeaturePieces | kFeatureLzma | kFeatureProfiles | kFeatureBase64 | kFeatureSamples;

inline constexpr size_t kCheckBytes = 4;
inline constexpr size_t kHashBytes = 16;

// Type byte of a section: bit 7 = last section, bit 6 = packed payload, bits 0..5 = type.
inline constexpr uint8_t kSectionLast = 0x80;
inline constexpr uint8_t kSectionPacked = 0x40;
inline constexpr uint8_t kSectionTypeMask = 0x3F;

enum class SectionType : uint8_t {
  kRaw = 0,           // the file itself
  kZstd = 1,          // the file as one zstd frame
  kParts = 2,         // table of what was cut out of the main skeleton
  kTables = 3,        // coded Huffman tables
  kSkeleton = 4,      // transformed skeletons
  kFacts = 5,         // scan facts
  kCoefficients = 6,  // coefficients of one image
  kLossy = 7,         // lossy files: what the JPEG does not say about the input
  kRawPieces = 8,     // pieces of the main skeleton as they are
  kCodedPieces = 9,   // pieces of the main skeleton, compressed together
  kSamples = 10,      // samples of one lossless JPEG, in the place of its coefficients
};
inline constexpr uint8_t kNumSectionTypes = 11;

// Facts of an image with nothing odd; when all images have these, there is no facts section.
inline constexpr uint8_t kPlainFacts = 0x00;

// Limits (docs/format.md §8).
inline constexpr size_t kMaxFileNameBytes = 4096;
inline constexpr size_t kMaxEmbeddedImages = 256;
inline constexpr size_t kMaxParts = 512;  // images included
inline constexpr size_t kMaxPartTableBytes = size_t{64} << 10;
inline constexpr size_t kMaxSections = kMaxEmbeddedImages + 9;
inline constexpr int kMaxWindowLog = 23;             // of zstd frames: 8 MiB
inline constexpr uint64_t kMaxBlockBytes = 1 << 17;  // zstd's largest block
// What one call may use beside planes, input-sized buffers and zstd: counted against memory limits.
inline constexpr uint64_t kWorkBytes = 4 << 20;

// What a reader's models and the rows that it works on may use beside that, not counted.
inline constexpr uint64_t kUncountedStateBytes = uint64_t{32} << 20;

// What zstd data may unpack to, so that a small file cannot make a reader fill its memory: a block
// of 4 bytes stands for 131,072. Skeletons and facts, of which much is made again, and a whole
// stored file. Blank pages of 4 gigapixels are stored files of 50 MB; the lists of sound images
// take a few kilobytes.
inline constexpr uint64_t kFreeSectionExpansion = uint64_t{16} << 20;
inline constexpr uint64_t kFreeFileExpansion = uint64_t{64} << 20;
inline constexpr uint64_t kExpansionPerByte = 1024;
constexpr uint64_t MaxUnpackedSection(uint64_t packed_bytes) {
  return kFreeSectionExpansion + kExpansionPerByte * packed_bytes;
}
constexpr uint64_t MaxUnpackedFile(uint64_t packed_bytes) {
  return kFreeFileExpansion + kExpansionPerByte * packed_bytes;
}

// Size of the LZMA2 dictionary, by the size of what is coded: what a decoder allocates.
inline constexpr uint64_t kMinLzmaDictionaryBytes = 4096;
inline constexpr uint64_t kMaxLzmaDictionaryBytes = uint64_t{8} << 20;
constexpr uint64_t LzmaDictionaryBytes(uint64_t size) {
  return std::clamp(size, kMinLzmaDictionaryBytes, kMaxLzmaDictionaryBytes);
}

// What the lists of facts and scans of all images of a file may take: a byte of zstd stands for
// half a megabyte of them, and memory takes time. A million restart markers with odd bits before
// them take 17 MB.
inline constexpr uint64_t kFreeLayoutBytes = uint64_t{32} << 20;
inline constexpr uint64_t kLayoutBytesPerByte = 4096;
constexpr uint64_t MaxLayoutBytes(uint64_t num_bytes) {
  return kFreeLayoutBytes + kLayoutBytesPerByte * num_bytes;
}

// Work that a file may ask for (units of WorkMeter, docs/format.md §8), so that a reader's time is
// bounded by the size of the file. Photographs ask for some 500 a byte; flat pictures, of which a
// byte holds thousands of blocks, live on what is free.
inline constexpr uint64_t kFreeWork = 20'000'000;
inline constexpr uint64_t kWorkPerByte = 6000;
constexpr uint64_t MaxWork(uint64_t num_bytes) { return kFreeWork + kWorkPerByte * num_bytes; }

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_FORMAT_H_
