#include "codec/api/enc_inspect.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "codec/container/dec_file.h"
#include "codec/container/enc_images.h"
#include "codec/container/enc_sampled_image.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/jpeg_walk.h"
#include "codec/jpeg/standard_tables.h"
#include "codec/lossless_jpeg/lossless_codec.h"
#include "jackdaw/summary.h"

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
    case 0xC3:
      return "lossless";
    case 0xC9:
      return "arithmetic sequential";
    case 0xCA:
      return "arithmetic progressive";
    default:
      return "unknown";
  }
}

// All but what the scans say.
ImageInfo DescribeImage(const jpeg::Frame& frame, size_t offset, size_t size,
                        const jpeg::JpegWalk& walk) {
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
  info.restart_interval = walk.restart_interval;
  return info;
}

ImageInfo DescribeSplit(const jpeg::SplitJpegResult& split, size_t offset, size_t size,
                        const jpeg::JpegWalk& walk) {
  ImageInfo info = DescribeImage(split.frame, offset, size, walk);
  info.num_scans = split.num_scans;
  info.outcome = container::PartialReason(split).empty() ? Outcome::kModelled : Outcome::kPartial;
  info.oddities = split.oddities;
  return info;
}

// A lossless JPEG has no blocks, and its quantization tables mean nothing.
ImageInfo DescribeLossless(const lossless_jpeg::SplitLosslessResult& split, size_t offset,
                           size_t size, const jpeg::JpegWalk& walk) {
  ImageInfo info = DescribeImage(split.frame, offset, size, walk);
  for (ComponentInfo& c : info.components) c.width_blocks = c.height_blocks = 0;
  info.quality_estimate = 0;
  info.num_scans = split.num_scans;
  info.outcome = container::PartialReason(split).empty() ? Outcome::kModelled : Outcome::kPartial;
  info.oddities = split.oddities;
  return info;
}

// A JPEG stream that can be modelled: what it is, and why not all of it is modelled.
struct Described {
  ImageInfo image;
  std::string reason;
};

Result<Described> DescribeStream(ByteSpan stream, size_t offset, size_t size,
                                 const jpeg::JpegWalk& walk, const jpeg::JpegLimits& limits) {
  if (lossless_jpeg::IsLosslessJpeg(stream)) {
    const auto split = lossless_jpeg::SplitLossless(stream, limits);
    if (!split.ok()) return split.error();
    return Described{DescribeLossless(split.value(), offset, size, walk),
                     container::PartialReason(split.value())};
  }
  const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(stream, limits);
  if (!split.ok()) return split.error();
  return Described{DescribeSplit(split.value(), offset, size, walk),
                   container::PartialReason(split.value())};
}

// Main image, outcome, reason and sections of a file that is not a .jkd.
FileInfo InspectMain(ByteSpan bytes, const jpeg::JpegLimits& limits) {
  FileInfo info;
  const jpeg::JpegWalk walk = jpeg::WalkJpeg(bytes);
  Result<Described> main = DescribeStream(bytes, 0, walk.end, walk, limits);
  if (!main.ok()) {
    info.reason = main.error().message;
    info.sections = {{"bytes", bytes.size()}};
    return info;
  }
  info.images.push_back(std::move(main.value().image));
  info.outcome = info.images[0].outcome;
  info.reason = std::move(main.value().reason);
  info.sections = {{"headers", walk.end - walk.scan_bytes},
                   {"scans", walk.scan_bytes},
                   {"trailing bytes", bytes.size() - walk.end}};
  return info;
}

// Adds the JPEGs inside.
void AddEmbedded(ByteSpan bytes, const jpeg::JpegLimits& limits, std::vector<ImageInfo>* images) {
  container::JpegFinder finder(bytes, 1);
  container::JpegPlace place;
  while (images->size() <= container::kMaxEmbeddedImages && finder.Next(&place)) {
    const ByteSpan stream = bytes.subspan(place.begin, place.end - place.begin);
    Result<Described> described =
        DescribeStream(stream, place.begin, stream.size(), jpeg::WalkJpeg(stream), limits);
    if (described.ok()) images->push_back(std::move(described.value().image));
  }
}

FileInfo InspectJpeg(ByteSpan bytes, const DecompressOptions& options, const coeff::Tools& tools) {
  const jpeg::JpegLimits limits{.max_plane_bytes = options.memory_limit, .monitor = tools.monitor};
  FileInfo info = InspectMain(bytes, limits);
  info.size = bytes.size();
  info.original_size = bytes.size();
  AddEmbedded(bytes, limits, &info.images);
  return info;
}

// What the summary says, and the images of the decoded file. The decoder knows the main image; only
// what it kept as it was has to be parsed.
Result<FileInfo> InspectJkd(ByteSpan bytes, const DecompressOptions& options,
                            const coeff::Tools& tools) {
  Result<container::DecodedFile> decoded = container::DecodeFileAndMainImage(bytes, options, tools);
  if (!decoded.ok()) return decoded.error();
  const Result<Summary> summary = ReadSummary(bytes);
  if (!summary.ok()) return summary.error();
  const Bytes& original = decoded.value().bytes;
  const jpeg::JpegLimits limits{.max_plane_bytes = options.memory_limit, .monitor = tools.monitor};
  FileInfo info = ToFileInfo(summary.value());
  info.decoded = true;
  if (decoded.value().main.has_value()) {
    const container::MainImage& main = *decoded.value().main;
    const jpeg::JpegWalk walk = jpeg::WalkJpeg(original);
    ImageInfo image = DescribeImage(main.frame, 0, walk.end, walk);
    image.num_scans = main.num_scans;
    image.outcome = Outcome::kModelled;
    image.oddities = main.oddities;
    info.images.push_back(std::move(image));
    decoded.value().main.reset();
  } else {
    decoded.value().samples.reset();
    FileInfo parsed = InspectMain(original, limits);
    info.images = std::move(parsed.images);
    info.reason = std::move(parsed.reason);
  }
  AddEmbedded(original, limits, &info.images);
  if (info.outcome == Outcome::kStored && info.reason.empty()) {
    info.reason = "stored without a model";
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
