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

// Numbers of the features that this build does not know, from 0, as a list.
std::string UnknownFeatures(uint8_t features) {
  std::string list;
  for (int bit = 0; bit < 8; ++bit) {
    if (((features & ~kKnownFeatures) >> bit & 1) == 0) continue;
    if (!list.empty()) list += ", ";
    list += std::to_string(bit);
  }
  return list;
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
  if ((flags & kFlagFeatures) != 0) {
    if (!reader->U8(&header.features)) {
      return Fail(ErrorCode::kTruncated, *reader, "the header ends too early");
    }
    if (header.features == 0) return Fail(ErrorCode::kCorrupt, *reader, "no features");
  }
  if ((flags & kFlagNeeds) != 0) {
    NeededVersion needs;
    if (!reader->U8(&needs.major) || !reader->U8(&needs.minor)) {
      return Fail(ErrorCode::kTruncated, *reader, "the header ends too early");
    }
    header.needs = needs;
  }
  const std::string unknown = UnknownFeatures(header.features);
  if (!unknown.empty()) {
    std::string message = "needs the format's feature ";
    message += unknown;
    message += ", which this build does not have";
    message += NeedsText(header);
    return Fail(ErrorCode::kUnsupported, *reader, std::move(message));
  }
  return header;
}

std::string UnknownVersion(uint8_t version) {
  std::string message = "format version ";
  message += std::to_string(version);
  message += ", this build reads version ";
  message += std::to_string(kFormatVersion);
  return message;
}

}  // namespace

ContentHash HashContent(ByteSpan bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  ContentHash hash;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), hash.begin());
  return hash;
}

std::string ModelHashText(uint64_t hash) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text.push_back(kHex[hash >> shift & 15]);
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
  if (header.needs.has_value()) flags |= kFlagNeeds;
  if (header.partial) flags |= kFlagPartial;
  if (header.features != 0) flags |= kFlagFeatures;
  out->U8(flags);
  out->Varint(header.original_size);
  out->Append(header.hash);
  if (!header.file_name.empty()) {
    out->Varint(header.file_name.size());
    for (const char c : header.file_name) out->U8(static_cast<uint8_t>(c));
  }
  if (header.features != 0) out->U8(header.features);
  if (header.needs.has_value()) {
    out->U8(header.needs->major);
    out->U8(header.needs->minor);
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
    return Fail(ErrorCode::kUnsupported, *reader, UnknownVersion(version));
  }
  return OkStatus();
}

std::string NeedsText(const Header& header) {
  if (!header.needs.has_value()) return {};
  std::string text = "; jackdaw ";
  text += std::to_string(header.needs->major);
  text += ".";
  text += std::to_string(header.needs->minor);
  text += " or later reads it";
  return text;
}

bool IsKnownModel(uint8_t id) { return id <= static_cast<uint8_t>(coeff::kLastCoeffPreset); }

Error UnknownModel(uint8_t id, const Header& header) {
  std::string message = "needs the coefficient model ";
  message += std::to_string(id);
  message += ", which this build does not have";
  message += NeedsText(header);
  return Error{ErrorCode::kModelMismatch, 0, std::move(message)};
}

Result<Header> ReadHeader(ByteReader* reader, bool ignore_check) {
  uint32_t check = 0;
  const Status status = ReadStart(reader, &check);
  if (!status.ok()) return status.error();
  ByteReader all = *reader;
  ByteSpan rest;
  if (!all.Take(all.remaining(), &rest) || (!ignore_check && check != Check(rest))) {
    return Fail(ErrorCode::kCorrupt, *reader, kCheckFailed);
  }
  return ReadFields(reader);
}

Result<Header> ReadHeaderFields(ByteReader* reader) {
  uint32_t check = 0;
  const Status status = ReadStart(reader, &check);
  if (!status.ok()) return status.error();
  return ReadFields(reader);
}

}  // namespace jackdaw::container
