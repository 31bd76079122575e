#include "codec/api/enc_inspect.h"

#include <algorithm>
#include <cstdlib>

#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/dec_file.h"
#include "codec/container/enc_images.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/jpeg_walk.h"
#include "codec/jpeg/standard_tables.h"

namespace jackdaw::api {
namespace {

const char* ProcessName(const jpeg::Frame& frame) {
  switch (frame.sof_marker) {
    case 0xC0:
      return "baseline";
    case 0xC1:
      return "extended sequential";
    case 0xC2:
      return "progressive";
    case 0xC9:
      return "arithmetic sequential";
    case 0xCA:
      return "arithmetic progressive";
    default:
      return "unknown";
  }
}

ImageInfo DescribeImage(const jpeg::SplitJpegResult& split, size_t offset, size_t size,
                        const jpeg::JpegWalk& walk) {
  const jpeg::Frame& frame = split.frame;
  ImageInfo info;
  info.offset = offset;
  info.size = size;
  info.process = ProcessName(frame);
  info.precision = frame.precision;
  info.width_px = frame.width_px;
  info.height_px = frame.height_px;
  for (const jpeg::FrameComponent& c : frame.components) {
    info.components.push_back({.id = c.id,
                               .h = c.h,
                               .v = c.v,
                               .quant_table = c.tq,
                               .width_blocks = c.width_blocks,
                               .height_blocks = c.height_blocks});
  }
  info.sampling = SamplingName(frame);
  if (!frame.components.empty()) info.quality_estimate = EstimateQuality(frame.components[0]);
  info.num_scans = split.num_scans;
  info.restart_interval = walk.restart_interval;
  info.outcome = container::PartialReason(split).empty() ? Outcome::kModelled : Outcome::kPartial;
  info.oddities = split.oddities;
  return info;
}

// Images of a file that is not a .jkd; headers, scans and trailing bytes of the main one.
FileInfo InspectJpeg(ByteSpan bytes, const DecompressOptions& options, const coeff::Tools& tools) {
  FileInfo info;
  info.size = bytes.size();
  info.original_size = bytes.size();
  jpeg::JpegLimits limits{.max_plane_bytes = options.memory_limit, .monitor = tools.monitor};
  Result<jpeg::SplitJpegResult> main = jpeg::SplitJpeg(bytes, limits);
  const jpeg::JpegWalk walk = jpeg::WalkJpeg(bytes);
  const size_t end = main.ok() ? walk.end : 0;
  if (main.ok()) {
    info.images.push_back(DescribeImage(main.value(), 0, end, walk));
    info.outcome = info.images[0].outcome;
    info.reason = container::PartialReason(main.value());
    info.sections = {{"headers", end - walk.scan_bytes},
                     {"scans", walk.scan_bytes},
                     {"trailing bytes", bytes.size() - end}};
    main.value().planes.clear();
  } else {
    info.reason = main.error().message;
    info.sections = {{"bytes", bytes.size()}};
  }
  container::JpegFinder finder(bytes, 1);
  container::JpegPlace place;
  while (info.images.size() <= container::kMaxEmbeddedImages && finder.Next(&place)) {
    const ByteSpan stream = bytes.subspan(place.begin, place.end - place.begin);
    const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(stream, limits);
    if (!split.ok()) continue;
    info.images.push_back(
        DescribeImage(split.value(), place.begin, stream.size(), jpeg::WalkJpeg(stream)));
  }
  return info;
}

// `image`: coefficient sections before this one.
std::string SectionName(const container::Section& section, size_t image,
                        const container::ImageTable& table) {
  switch (section.type) {
    case container::SectionType::kRaw:
      return "raw bytes";
    case container::SectionType::kZstd:
      return "zstd";
    case container::SectionType::kImages:
      return "image table";
    case container::SectionType::kTables:
      return "huffman tables";
    case container::SectionType::kSkeleton:
      return "skeleton";
    case container::SectionType::kFacts:
      return "facts";
    case container::SectionType::kLossy:
      return "offsets";
    case container::SectionType::kCoefficients:
      break;
  }
  for (size_t i = 0; i < table.embedded.size(); ++i) {
    if (table.embedded[i].is_copy()) continue;
    if (image == 0) return "coefficients of embedded image " + std::to_string(i + 1);
    --image;
  }
  return "coefficients";
}

Result<FileInfo> InspectJkd(ByteSpan bytes, const DecompressOptions& options,
                            const coeff::Tools& tools) {
  Result<container::DecodedFile> decoded = container::DecodeFile(bytes, options, false, tools);
  if (!decoded.ok()) return decoded.error();
  const container::DecodedFile& file = decoded.value();
  FileInfo info = InspectJpeg(file.bytes, options, tools);
  info.is_jkd = true;
  info.size = bytes.size();
  info.format_version = container::kFormatVersion;
  info.file_name = file.header.file_name;
  const bool stored = file.sections[0].type == container::SectionType::kRaw ||
                      file.sections[0].type == container::SectionType::kZstd;
  if (stored) {
    info.outcome = Outcome::kStored;
    if (info.reason.empty()) info.reason = "stored without a model";
  } else {
    const std::optional<uint64_t> model = file.header.model_id;
    info.preset =
        PresetName(!model.has_value()                                       ? Preset::kFast
                   : *model == coeff::ModelId(coeff::CoeffPreset::kDefault) ? Preset::kDefault
                                                                            : Preset::kParallel);
    if (model.has_value()) info.model = container::ModelIdText(*model);
    info.outcome = file.header.partial ? Outcome::kPartial : Outcome::kModelled;
  }
  info.sections.clear();
  uint64_t header_bytes = bytes.size();
  for (const container::Section& section : file.sections) header_bytes -= section.total_bytes;
  info.sections.push_back({"header", header_bytes});
  size_t image = 0;
  for (const container::Section& section : file.sections) {
    info.sections.push_back({SectionName(section, image, file.table), section.total_bytes});
    if (section.type == container::SectionType::kCoefficients) ++image;
    if (section.type == container::SectionType::kLossy) info.lossy = true;
  }
  return info;
}

}  // namespace

int EstimateQuality(const jpeg::FrameComponent& luma) {
  int best = 0;
  uint32_t best_difference = 0, sum = 0;
  for (const uint16_t v : luma.quant) sum += v;
  for (int quality = 100; quality >= 1; --quality) {
    const std::array<uint16_t, 64> table =
        jpeg::ScaledQuantTable(jpeg::QuantBase::kLuma, quality, 255);
    uint32_t difference = 0;
    for (size_t k = 0; k < 64; ++k) {
      difference += static_cast<uint32_t>(std::abs(int{table[k]} - int{luma.quant[k]}));
    }
    if (best == 0 || difference < best_difference) {
      best = quality;
      best_difference = difference;
    }
  }
  // Custom tables of cameras are within a fifth of the nearest standard one, others are not.
  return best_difference * 5 <= sum ? best : 0;
}

std::string SamplingName(const jpeg::Frame& frame) {
  const std::vector<jpeg::FrameComponent>& c = frame.components;
  if (c.size() == 1) return "grey";
  if (c.size() == 3 && c[1].h == 1 && c[1].v == 1 && c[2].h == 1 && c[2].v == 1) {
    if (c[0].h == 1 && c[0].v == 1) return "4:4:4";
    if (c[0].h == 2 && c[0].v == 1) return "4:2:2";
    if (c[0].h == 2 && c[0].v == 2) return "4:2:0";
    if (c[0].h == 1 && c[0].v == 2) return "4:4:0";
    if (c[0].h == 4 && c[0].v == 1) return "4:1:1";
    if (c[0].h == 4 && c[0].v == 2) return "4:1:0";
  }
  std::string name;
  for (const jpeg::FrameComponent& component : c) {
    if (!name.empty()) name += ",";
    name += std::to_string(component.h) + "x" + std::to_string(component.v);
  }
  return name;
}

Result<FileInfo> InspectFile(ByteSpan bytes, const DecompressOptions& options,
                             const coeff::Tools& tools) {
  if (IsJkd(bytes)) return InspectJkd(bytes, options, tools);
  return InspectJpeg(bytes, options, tools);
}

}  // namespace jackdaw::api
