#include "codec/container/header.h"

#include <xxhash.h>

#include <algorithm>

#include "codec/coeff/slices/coeff_codec.h"

namespace jackdaw::container {
namespace {

constexpr size_t kCheckOffset = kMagic.size() + 1;

uint32_t Check(ByteSpan bytes) {
  return static_cast<uint32_t>(XXH3_64bits(bytes.data(), bytes.size()));
}

Error Fail(ErrorCode code, const ByteReader& reader, std::string message) {
  return Error{code, reader.position(), std::move(message)};
}

Status ReadFileName(ByteReader* reader, std::string* name) {
  uint64_t size = 0;
  ByteSpan bytes;
  if (!reader->VarintUpTo(kMaxFileNameBytes, &size) ||
      !reader->Take(static_cast<size_t>(size), &bytes)) {
    return Fail(ErrorCode::kCorrupt, *reader, "bad length of the file name");
  }
  name->assign(bytes.begin(), bytes.end());
  if (!IsValidFileName(*name)) return Fail(ErrorCode::kCorrupt, *reader, "bad file name");
  return OkStatus();
}

Status CheckModelId(const ByteReader& reader, uint64_t id) {
  if (IsKnownModel(id)) return OkStatus();
  return Fail(ErrorCode::kModelMismatch, reader,
              "needs the model " + ModelIdText(id) + ", this build has " +
                  ModelIdText(coeff::ModelId(coeff::CoeffPreset::kDefault)) + " and " +
                  ModelIdText(coeff::ModelId(coeff::CoeffPreset::kParallel)));
}

// All that follows the check.
Result<Header> ReadFields(ByteReader* reader) {
  Header header;
  uint8_t flags = 0;
  ByteSpan hash;
  if (!reader->U8(&flags) || !reader->Varint(&header.original_size) ||
      !reader->Take(kHashBytes, &hash)) {
    return Fail(ErrorCode::kTruncated, *reader, "the header ends too early");
  }
  if ((flags & ~kKnownFlags) != 0) {
    return Fail(ErrorCode::kUnsupported, *reader, "reserved header flags are set");
  }
  header.partial = (flags & kFlagPartial) != 0;
  std::copy(hash.begin(), hash.end(), header.hash.begin());
  if ((flags & kFlagFileName) != 0) {
    const Status status = ReadFileName(reader, &header.file_name);
    if (!status.ok()) return status.error();
  }
  if ((flags & kFlagModelId) != 0) {
    uint64_t id = 0;
    if (!reader->U64Le(&id)) {
      return Fail(ErrorCode::kTruncated, *reader, "the header ends too early");
    }
    header.model_id = id;
  }
  return header;
}

}  // namespace

ContentHash HashContent(ByteSpan bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  ContentHash hash;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), hash.begin());
  return hash;
}

std::string ModelIdText(uint64_t id) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text.push_back(kHex[id >> shift & 15]);
  return text;
}

bool IsValidFileName(const std::string& name) {
  if (name.empty() || name.size() > kMaxFileNameBytes || name == "." || name == "..") return false;
  return std::none_of(name.begin(), name.end(), [](char c) { return c == '/' || c == '\0'; });
}

void WriteHeader(const Header& header, ByteWriter* out) {
  out->Append(kMagic);
  out->U8(kFormatVersion);
  out->U32Le(0);
  uint8_t flags = 0;
  if (!header.file_name.empty()) flags |= kFlagFileName;
  if (header.model_id.has_value()) flags |= kFlagModelId;
  if (header.partial) flags |= kFlagPartial;
  out->U8(flags);
  out->Varint(header.original_size);
  out->Append(header.hash);
  if (!header.file_name.empty()) {
    out->Varint(header.file_name.size());
    for (const char c : header.file_name) out->U8(static_cast<uint8_t>(c));
  }
  if (header.model_id.has_value()) {
    out->U64Le(*header.model_id);
  }
}

void SealFile(Bytes* bytes) {
  const uint32_t check = Check(ByteSpan(*bytes).subspan(kCheckOffset + kCheckBytes));
  for (size_t i = 0; i < kCheckBytes; ++i) {
    (*bytes)[kCheckOffset + i] = static_cast<uint8_t>(check >> (8 * i));
  }
}

Status ReadStart(ByteReader* reader, uint32_t* check) {
  for (const uint8_t expected : kMagic) {
    uint8_t byte = 0;
    if (!reader->U8(&byte))
      return Fail(ErrorCode::kTruncated, *reader, "too short for a .jkd file");
    if (byte != expected) return Fail(ErrorCode::kCorrupt, *reader, "not a .jkd file");
  }
  uint8_t version = 0;
  if (!reader->U8(&version) || !reader->U32Le(check)) {
    return Fail(ErrorCode::kTruncated, *reader, "too short for a .jkd file");
  }
  if (version != kFormatVersion) {
    return Fail(ErrorCode::kUnsupported, *reader,
                "format version " + std::to_string(version) + ", this build reads version 1");
  }
  return OkStatus();
}

bool IsKnownModel(uint64_t id) {
  return id == coeff::ModelId(coeff::CoeffPreset::kDefault) ||
         id == coeff::ModelId(coeff::CoeffPreset::kParallel);
}

Result<Header> ReadHeader(ByteReader* reader, bool ignore_check) {
  uint32_t check = 0;
  Status status = ReadStart(reader, &check);
  if (!status.ok()) return status.error();
  ByteReader all = *reader;
  ByteSpan rest;
  if (!all.Take(all.remaining(), &rest) || (!ignore_check && check != Check(rest))) {
    return Fail(ErrorCode::kCorrupt, *reader, kCheckFailed);
  }
  Result<Header> header = ReadFields(reader);
  if (header.ok() && header.value().model_id.has_value()) {
    status = CheckModelId(*reader, *header.value().model_id);
    if (!status.ok()) return status.error();
  }
  return header;
}

Result<Header> ReadHeaderFields(ByteReader* reader) {
  uint32_t check = 0;
  const Status status = ReadStart(reader, &check);
  if (!status.ok()) return status.error();
  return ReadFields(reader);
}

}  // namespace jackdaw::container
