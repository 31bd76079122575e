// Sections of a modelled .jkd -> the original bytes (docs/format.md §3, §7).
#ifndef JACKDAW_CODEC_CONTAINER_DEC_MODELLED_H_
#define JACKDAW_CODEC_CONTAINER_DEC_MODELLED_H_

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "codec/coeff/slices/tools.h"
#include "codec/container/dec_file.h"
#include "codec/container/header.h"
#include "codec/container/predecoded_image.h"
#include "codec/container/sections.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// What is decoded, and how. Views: all of it must outlive the call.
struct ModelledInput {
  const Header& header;
  std::span<const Section> sections;
  const DecompressOptions& options;
  const coeff::Tools& tools;
  // Null, or an image whose planes are taken where the file has it.
  PredecodedImage* predecoded = nullptr;
};

enum class Want { kBytes, kMainImage, kBoth };

// Fills table, and bytes, main or samples of *file. file_bytes: size of the .jkd. memory: bytes
// that may still be allocated, the output already taken off. Errors: those of DecodeFile.
Status DecodeModelled(const ModelledInput& input, uint64_t file_bytes, uint64_t memory, Want want,
                      DecodedFile* file);

// The headers of the main image, through that of its first scan. Parts behind it are not decoded,
// those in front of it (thumbnails) are.
Result<Bytes> DecodeModelledHeaders(const ModelledInput& input, uint64_t file_bytes,
                                    uint64_t memory);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_MODELLED_H_
