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

// The first program version that reads a file.
struct NeededVersion {
  uint8_t major = 0, minor = 0;
};

struct Header {
  bool partial = false;
  uint8_t features = 0;  // kFeature...: those that the file uses
  uint64_t original_size = 0;
  ContentHash hash{};
  std::string file_name;                    // empty: none
  std::optional<NeededVersion> needs = {};  // none: whatever reads this version of the format
};

// XXH3-128 of the bytes, seed 0, in xxHash's canonical (big-endian) form.
ContentHash HashContent(ByteSpan bytes);

// The hash of a model's content (coeff::ModelId) as text: 16 hexadecimal digits.
std::string ModelHashText(uint64_t hash);

// A base name: 1..4096 bytes, no '/', no NUL, neither "." nor "..".
bool IsValidFileName(const std::string& name);

// Appends the header with a check of zero; SealFile sets it when the file is complete.
void WriteHeader(const Header& header, ByteWriter* out);
// REQUIRES: bytes start with a header.
void SealFile(Bytes* bytes);

// Reads the header and leaves the reader at the first section. `reader` must be at the start of the
// file. Unless `ignore_check` (for fuzzing), the check is compared first. Errors: kCorrupt,
// kTruncated, kUnsupported (version or feature).
Result<Header> ReadHeader(ByteReader* reader, bool ignore_check);

// No header is longer.
inline constexpr size_t kMaxHeaderBytes =
    kMagic.size() + 1 + kCheckBytes + 2 + 10 + kHashBytes + 10 + kMaxFileNameBytes + 2;
// As ReadHeader, from the first kMaxHeaderBytes of a file or all of it: the check over the file is
// not compared.
Result<Header> ReadHeaderFields(ByteReader* reader);
// Reads magic, version and check, and leaves the reader behind them. Errors: kCorrupt, kTruncated,
// kUnsupported (version).
Status ReadStart(ByteReader* reader, uint32_t* check);
// What is said of a file whose check is not that of its bytes.
inline constexpr const char* kCheckFailed = "the file is damaged or truncated (check)";
// "; jackdaw 0.5 or later reads it", where the header says so: the end of a message.
std::string NeedsText(const Header& header);
// Whether this build has the coefficient model of this id (docs/format.md §3).
bool IsKnownModel(uint8_t id);
// kModelMismatch: names the model that is not known, and the version that the header says is
// needed.
Error UnknownModel(uint8_t id, const Header& header);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_HEADER_H_
