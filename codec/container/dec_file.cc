#include "codec/container/dec_file.h"

#include <algorithm>

#include "base/errors.h"
#include "codec/container/dec_errors.h"
#include "codec/container/dec_modelled.h"
#include "codec/container/dec_zstd.h"
#include "codec/jpeg/jpeg_walk.h"

namespace jackdaw::container {
namespace {

Result<Bytes> DecodeStored(const Section& section, uint64_t original_size) {
  if (section.packed) return Corrupt("stored data is packed");
  if (section.type == SectionType::kRaw) {
    if (section.payload.size() != original_size) return Corrupt("the size is wrong");
    return Bytes(section.payload.begin(), section.payload.end());
  }
  if (original_size > MaxUnpackedFile(section.payload.size())) return OverExpansion();
  return DecompressFrame(section.payload, {}, original_size);
}

bool IsStored(std::span<const Section> sections) {
  return sections[0].type == SectionType::kRaw || sections[0].type == SectionType::kZstd;
}

// Header and sections; nothing is decoded yet.
Result<DecodedFile> OpenFile(ByteSpan jkd, bool ignore_checks) {
  DecodedFile file;
  ByteReader reader(jkd);
  Result<Header> header = ReadHeader(&reader, ignore_checks);
  if (!header.ok()) return header.error();
  file.header = std::move(header).value();
  Result<std::vector<Section>> sections = ReadSections(&reader);
  if (!sections.ok()) return sections.error();
  file.sections = std::move(sections).value();
  if (IsStored(file.sections) && file.sections.size() != 1) {
    return Corrupt("sections after stored data");
  }
  return file;
}

Result<DecodedFile> Decode(ByteSpan jkd, const DecompressOptions& options, bool ignore_checks,
                           Want want, const coeff::Tools& tools,
                           PredecodedImage* predecoded = nullptr) {
  Result<DecodedFile> opened = OpenFile(jkd, ignore_checks);
  if (!opened.ok()) return opened;
  DecodedFile& file = opened.value();
  const uint64_t size = file.header.original_size;
  if (size > options.memory_limit) return OverLimit();
  if (IsStored(file.sections)) {
    Result<Bytes> bytes = DecodeStored(file.sections[0], size);
    if (!bytes.ok()) return bytes.error();
    file.bytes = std::move(bytes).value();
  } else {
    const Status status = DecodeModelled({file.header, file.sections, options, tools, predecoded},
                                         jkd.size(), options.memory_limit - size, want, &file);
    if (!status.ok()) return status.error();
  }
  if (file.bytes.size() != size) return Corrupt("the rebuilt file has another size");
  if (!ignore_checks && HashContent(file.bytes) != file.header.hash) {
    return Corrupt("the rebuilt file has another hash");
  }
  return opened;
}

}  // namespace

Result<DecodedFile> DecodeFile(ByteSpan jkd, const DecompressOptions& options, bool ignore_checks,
                               const coeff::Tools& tools, PredecodedImage* predecoded) {
  return Decode(jkd, options, ignore_checks, Want::kBytes, tools, predecoded);
}

Result<DecodedFile> DecodeFileAndMainImage(ByteSpan jkd, const DecompressOptions& options,
                                           const coeff::Tools& tools) {
  return Decode(jkd, options, false, Want::kBoth, tools);
}

Result<DecodedFile> DecodeMainImage(ByteSpan jkd, const DecompressOptions& options,
                                    const coeff::Tools& tools) {
  Result<DecodedFile> opened = OpenFile(jkd, false);
  if (!opened.ok()) return opened;
  DecodedFile& file = opened.value();
  if (IsStored(file.sections) || file.header.partial) return opened;
  const Status status = DecodeModelled({file.header, file.sections, options, tools}, jkd.size(),
                                       options.memory_limit, Want::kMainImage, &file);
  if (!status.ok()) return status.error();
  return opened;
}

Result<Bytes> DecodeHeaders(ByteSpan jkd, const DecompressOptions& options,
                            const coeff::Tools& tools) {
  const Result<DecodedFile> opened = OpenFile(jkd, false);
  if (!opened.ok()) return opened.error();
  const Header& header = opened.value().header;
  if (!IsStored(opened.value().sections)) {
    return DecodeModelledHeaders({header, opened.value().sections, options, tools}, jkd.size(),
                                 options.memory_limit);
  }
  if (header.original_size > options.memory_limit) return OverLimit();
  Result<Bytes> bytes = DecodeStored(opened.value().sections[0], header.original_size);
  if (!bytes.ok()) return bytes.error();
  if (!jpeg::CutToHeaders(&bytes.value())) {
    return NoHeaders();
  }
  return bytes;
}

}  // namespace jackdaw::container
