// Header of a .jkd file, and the check over the file (docs/format.md §2).
//
// Bytes: magic (3), version (1), check (4), flags (1), original size (varint), content hash (16),
// then what the flags say. The check is the low half of the XXH3-64 of every byte after it, so
// magic and version are compared, and all else is covered.
#ifndef JACKDAW_CODEC_CONTAINER_HEADER_H_
#define JACKDAW_CODEC_CONTAINER_HEADER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "codec/container/format.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

using ContentHash = std::array<uint8_t, kHashBytes>;

struct Header {
  bool partial = false;
  uint64_t original_size = 0;
  ContentHash hash{};
  std::string file_name;                  // empty: none
  std::optional<uint64_t> model_id = {};  // of the learned model that a section needs
};

// XXH3-128 of the bytes, seed 0, in xxHash's canonical (big-endian) form.
ContentHash HashContent(ByteSpan bytes);

// A model's id as text: 16 hexadecimal digits.
std::string ModelIdText(uint64_t id);

// A base name: 1..4096 bytes, no '/', no NUL, neither "." nor "..".
bool IsValidFileName(const std::string& name);

// Appends the header with a check of zero; SealFile sets it when the file is complete.
void WriteHeader(const Header& header, ByteWriter* out);
// REQUIRES: bytes start with a header.
void SealFile(Bytes* bytes);

// Reads the header and leaves the reader at the first section. `reader` must be at the start of the
// file. Unless `ignore_check` (for fuzzing), the check is compared first. Errors: kCorrupt,
// kTruncated, kUnsupported (version), kModelMismatch (a model that is not ours).
Result<Header> ReadHeader(ByteReader* reader, bool ignore_check);

// No header is longer.
inline constexpr size_t kMaxHeaderBytes =
    kMagic.size() + 1 + kCheckBytes + 1 + 10 + kHashBytes + 10 + kMaxFileNameBytes + kModelIdBytes;
// As ReadHeader, from the first kMaxHeaderBytes of a file or all of it: the check over the file is
// not compared, and the model may be one that this build does not have.
Result<Header> ReadHeaderFields(ByteReader* reader);
// Reads magic, version and check, and leaves the reader behind them. Errors: kCorrupt, kTruncated,
// kUnsupported (version).
Status ReadStart(ByteReader* reader, uint32_t* check);
// What is said of a file whose check is not that of its bytes.
inline constexpr const char* kCheckFailed = "the file is damaged or truncated (check)";
// Whether this build has the model.
bool IsKnownModel(uint64_t id);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_HEADER_H_
