// The public functions ReadSummary and CompareCheck: std::bad_alloc stops here.
#include "codec/container/dec_summary.h"

#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/dec_check.h"
#include "jackdaw/summary.h"

namespace jackdaw {
namespace {

// num_images: sections of coefficients or samples before this one.
std::string SectionName(container::SectionType type, size_t num_images,
                        const container::PartTable& table) {
  switch (type) {
    case container::SectionType::kRaw:
      return "raw bytes";
    case container::SectionType::kZstd:
      return "zstd";
    case container::SectionType::kParts:
      return "table of parts";
    case container::SectionType::kTables:
      return "huffman tables";
    case container::SectionType::kSkeleton:
      return "skeleton";
    case container::SectionType::kFacts:
      return "facts";
    case container::SectionType::kRawPieces:
      return "raw pieces";
    case container::SectionType::kCodedPieces:
      return "coded pieces";
    case container::SectionType::kLossy:
      return "offsets";
    case container::SectionType::kCoefficients:
    case container::SectionType::kSamples:
      break;
  }
  std::string name = type == container::SectionType::kSamples ? "samples" : "coefficients";
  // Copies count, pieces do not.
  size_t number = 0;
  for (const container::PartEntry& entry : table.entries) {
    const bool is_copy = entry.kind == container::PartKind::kCopy;
    if (!entry.is_image() && !is_copy) continue;
    ++number;
    if (is_copy) continue;
    if (num_images == 0) {
      name += " of embedded image ";
      name += std::to_string(number);
      return name;
    }
    --num_images;
  }
  return name;
}

std::vector<SectionInfo> NameSections(const container::FileTable& table) {
  std::vector<SectionInfo> sections{{"header", table.header_bytes}};
  size_t num_images = 0;
  for (const container::SectionEntry& section : table.sections) {
    sections.push_back({SectionName(section.type, num_images, table.parts), section.total_bytes});
    if (section.type == container::SectionType::kCoefficients ||
        section.type == container::SectionType::kSamples) {
      ++num_images;
    }
  }
  return sections;
}

// What the summary says of the model of this id.
void DescribeModel(uint8_t id, Summary* summary) {
  summary->has_model = container::IsKnownModel(id);
  if (!summary->has_model) {
    summary->model = container::ModelHashText(id);
    return;
  }
  switch (static_cast<coeff::CoeffPreset>(id)) {
    case coeff::CoeffPreset::kFast:
      summary->preset = Preset::kFast;
      return;
    case coeff::CoeffPreset::kDefault:
      summary->preset = Preset::kDefault;
      break;
    case coeff::CoeffPreset::kBlocks:
      summary->preset = Preset::kBalanced;
      break;
    case coeff::CoeffPreset::kParallel:
      summary->preset = Preset::kParallel;
      break;
  }
  summary->model = container::ModelHashText(coeff::ModelId(static_cast<coeff::CoeffPreset>(id)));
}

Result<Summary> SummaryOf(const ReadAt& read_at, uint64_t size) {
  Result<container::FileTable> read = container::ReadFileTable(read_at, size);
  if (!read.ok()) return read.error();
  const container::FileTable& table = read.value();
  const container::Header& header = table.header;
  Summary summary;
  summary.size = size;
  summary.original_size = header.original_size;
  summary.content_hash = header.hash;
  summary.format_version = container::kFormatVersion;
  if (!table.stored()) {
    summary.outcome = header.partial ? Outcome::kPartial : Outcome::kModelled;
    if (table.model.has_value()) DescribeModel(*table.model, &summary);
  }
  for (const container::SectionEntry& section : table.sections) {
    summary.lossy = summary.lossy || section.type == container::SectionType::kLossy;
  }
  summary.file_name = header.file_name;
  summary.sections = NameSections(table);
  return summary;
}

}  // namespace

Result<Summary> ReadSummary(const ReadAt& read_at, uint64_t size) {
  try {
    return SummaryOf(read_at, size);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
}

Result<Summary> ReadSummary(std::span<const uint8_t> jkd) {
  return ReadSummary(
      [jkd](uint64_t offset, std::span<uint8_t> out) {
        std::memcpy(out.data(), jkd.data() + offset, out.size());
        return true;
      },
      jkd.size());
}

Status CompareCheck(const ReadAt& read_at, uint64_t size) {
  try {
    return container::CompareStoredCheck(read_at, size);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
}

std::array<uint8_t, 16> ContentHash(std::span<const uint8_t> bytes) {
  return container::HashContent(bytes);
}

FileInfo ToFileInfo(const Summary& summary) {
  static constexpr char kDigits[] = "0123456789abcdef";
  FileInfo info;
  info.is_jkd = true;
  info.decoded = false;
  info.size = summary.size;
  info.original_size = summary.original_size;
  info.format_version = summary.format_version;
  for (const uint8_t byte : summary.content_hash) {
    info.content_hash += kDigits[byte >> 4];
    info.content_hash += kDigits[byte & 15];
  }
  info.file_name = summary.file_name;
  if (summary.preset.has_value()) info.preset = PresetName(*summary.preset);
  info.lossy = summary.lossy;
  info.model = summary.model;
  info.outcome = summary.outcome;
  info.sections = summary.sections;
  return info;
}

}  // namespace jackdaw
