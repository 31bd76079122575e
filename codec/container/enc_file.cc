#include "codec/container/enc_file.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "codec/container/enc_cutting.h"
#include "codec/container/enc_head.h"
#include "codec/container/enc_zstd.h"
#include "codec/container/header.h"
#include "codec/container/image_cost.h"
#include "codec/container/sections.h"

namespace jackdaw::container {
namespace {

// Of the work: verification takes as long, and embedded images take next to nothing.
constexpr uint32_t kMainImagePerMille = 480;

struct ModelledFile {
  std::optional<ModelledImage> main;  // empty: plain bytes with images inside
  Cuts cuts;                          // of the main skeleton, or of the plain bytes
  bool complete = false;
  std::string reason;
  Bytes record;  // of lossy files
};

Header MakeHeader(ByteSpan input, const CompressOptions& options, bool partial) {
  Header header;
  header.partial = partial;
  header.original_size = input.size();
  header.hash = HashContent(input);
  header.file_name = options.file_name;
  return header;
}

Error OverLimit() {
  return Error{ErrorCode::kLimitExceeded, 0, "modelling needs more memory than the limit"};
}

Error OverWork() {
  return Error{ErrorCode::kLimitExceeded, 0, "decoding takes too long for a file of its size"};
}

// Bytes that planes may take: the limit less the copies of the input that both sides hold.
uint64_t PlaneLimit(ByteSpan input, const CompressOptions& options) {
  const uint64_t other = kWorkBytes + 2 * uint64_t{input.size()};
  return options.memory_limit > other ? options.memory_limit - other : 0;
}

coeff::CoeffPreset PresetOf(const CompressOptions& options) {
  switch (options.preset) {
    case Preset::kFast:
      break;
    case Preset::kBalanced:
      return coeff::CoeffPreset::kBlocks;
    case Preset::kDefault:
      return coeff::CoeffPreset::kDefault;
    case Preset::kParallel:
      return coeff::CoeffPreset::kParallel;
  }
  return coeff::CoeffPreset::kFast;
}

// Error: why nothing of the file can be modelled.
Result<ModelledFile> ModelFile(ByteSpan input, const CompressOptions& options,
                               const coeff::Tools& tools, ImageCheck* check) {
  const uint64_t limit = PlaneLimit(input, options);
  if (check != nullptr) check->max_bytes = limit;
  jpeg::JpegLimits limits{
      .max_plane_bytes = limit, .max_layout_bytes = limit, .monitor = tools.monitor};
  const coeff::CoeffOptions coeff{.num_slices = options.num_slices,
                                  .num_threads = options.num_threads,
                                  .preset = PresetOf(options),
                                  .max_state_bytes = limit + kUncountedStateBytes,
                                  .tools = tools};
  ModelledFile file;
  Result<ModelledImage> main = ModelImage(input, limits, coeff, kMainImagePerMille, check);
  if (IsCancelled(tools.monitor)) return CancelledError();
  if (main.ok()) {
    file.main = std::move(main).value();
    file.complete = file.main->complete;
    file.reason = file.main->reason;
    limits.max_plane_bytes -= std::min(limits.max_plane_bytes, file.main->plane_bytes);
    // No image can start before the second byte; the first is the main SOI.
    file.cuts = CutEmbedded(file.main->skeleton, 2, limits, coeff);
    return file;
  }
  if (main.error().code == ErrorCode::kLimitExceeded) return OverLimit();
  file.cuts = CutEmbedded(input, 1, limits, coeff);
  const size_t num_images = file.cuts.images.size();
  if (num_images == 0) return main.error();
  file.reason = main.error().message + "; modelled " + std::to_string(num_images) +
                (num_images == 1 ? " JPEG inside" : " JPEGs inside");
  return file;
}

// Bytes of the content of each part.
std::vector<uint64_t> ContentBytes(const PartTable& table, const Cuts& cuts) {
  std::vector<uint64_t> bytes;
  size_t next = 0;
  for (const PartEntry& entry : table.entries) {
    if (entry.kind == PartKind::kCopy) {
      bytes.push_back(bytes[entry.copy_of]);
    } else if (entry.is_image()) {
      const ModelledImage& image = cuts.images[next++];
      bytes.push_back(image.skeleton.size() + image.modelled_scan_bytes +
                      image.verbatim_scan_bytes);
    } else {
      bytes.push_back(entry.piece_bytes);
    }
  }
  return bytes;
}

// What the decoder will count against its limit (dec_modelled.cc), so that the same limit serves
// both.
uint64_t DecoderBytes(ByteSpan input, const ModelledFile& file, const Head& head) {
  uint64_t bytes = kWorkBytes + input.size() + 2 * head.rest_bytes + head.piece_bytes;
  uint64_t most_at_once = 0;  // of what is freed after each image
  const auto add_image = [&](const ModelledImage& image) {
    bytes += image.plane_bytes + image.facts.size();
    most_at_once = std::max(
        most_at_once, JoinBytes(image.cost, input.size()) + CountedStateBytes(image.state_bytes));
  };
  if (file.main) add_image(*file.main);
  for (const ModelledImage& image : file.cuts.images) {
    add_image(image);
    bytes += 2 * image.skeleton.size();
  }
  const std::vector<uint64_t> contents = ContentBytes(head.table, file.cuts);
  for (size_t i = 0; i < contents.size(); ++i) {
    const PartEntry& entry = head.table.entries[i];
    // In the list of contents, and while the vector grows.
    if (entry.is_image()) bytes += 2 * contents[i];
    // In the filled skeleton; text is made in one piece first.
    bytes += PartBytes(entry, contents[i]) * (entry.base64 ? 2 : 1);
  }
  return bytes + most_at_once;
}

// What the decoder will count by the size of the file.
struct Demand {
  uint64_t work = 0, layout_bytes = 0;

  bool IsWithin(uint64_t file_bytes) const {
    return work <= MaxWork(file_bytes) && layout_bytes <= MaxLayoutBytes(file_bytes);
  }
};

Demand DecoderDemand(const ModelledFile& file, const Head& head) {
  Demand demand;
  const std::vector<uint64_t> contents = ContentBytes(head.table, file.cuts);
  for (size_t i = 0; i < contents.size(); ++i) {
    demand.work += PartWork(head.table.entries[i], contents[i]);
  }
  const auto add_image = [&](const ModelledImage& image) {
    demand.work += image.cost.work + image.coding_work;
    demand.layout_bytes += image.cost.layout_bytes;
  };
  if (file.main) add_image(*file.main);
  for (const ModelledImage& image : file.cuts.images) add_image(image);
  return demand;
}

// What stands before the coefficients; a simpler one where the limit is too low for it. Fails where
// the limit is too low for a reader of either.
Result<Head> MakeHead(ByteSpan input, const CompressOptions& options, const ModelledFile& file) {
  const HeadInput head_input{.bytes = file.main ? ByteSpan(file.main->skeleton) : input,
                             .cuts = &file.cuts,
                             .plain_main = !file.main.has_value(),
                             .main_facts = file.main ? ByteSpan(file.main->facts) : ByteSpan(),
                             .record = file.record,
                             .memory_limit = options.memory_limit};
  Head head = WriteHead(head_input);
  if (DecoderBytes(input, file, head) <= options.memory_limit) return head;
  head = WriteSimpleHead(head_input);
  if (DecoderBytes(input, file, head) <= options.memory_limit) return head;
  return OverLimit();
}

// Whether any image is a lossless JPEG.
bool HasSamples(const ModelledFile& file) {
  const auto has = [](const ModelledImage& image) {
    return image.section == SectionType::kSamples;
  };
  return (file.main && has(*file.main)) ||
         std::any_of(file.cuts.images.begin(), file.cuts.images.end(), has);
}

Bytes WriteModelled(ByteSpan input, const CompressOptions& options, const Head& head,
                    ModelledFile file) {
  Header header = MakeHeader(input, options, !file.complete);
  header.features = head.features;
  if (HasSamples(file)) header.features |= kFeatureSamples;
  ByteWriter out;
  WriteHeader(header, &out);
  out.Append(head.sections);
  std::vector<ModelledImage> images = std::move(file.cuts.images);
  if (file.main) images.push_back(std::move(*file.main));
  for (size_t i = 0; i < images.size(); ++i) {
    WriteSection(images[i].section, false, i + 1 == images.size(), images[i].coefficients, &out);
    images[i].coefficients = Bytes();
  }
  Bytes bytes = out.Take();
  SealFile(&bytes);
  return bytes;
}

}  // namespace

CompressResult StoreFile(ByteSpan input, const CompressOptions& options, std::string reason,
                         bool raw) {
  CompressResult result;
  result.outcome = Outcome::kStored;
  result.reason = std::move(reason);
  ByteWriter out;
  WriteHeader(MakeHeader(input, options, false), &out);
  const Bytes frame = raw ? Bytes() : CompressFrame(input, {}, options.memory_limit);
  const bool is_readable = input.size() <= MaxUnpackedFile(frame.size());
  if (!frame.empty() && frame.size() < input.size() && is_readable) {
    WriteSection(SectionType::kZstd, false, true, frame, &out);
  } else {
    WriteSection(SectionType::kRaw, false, true, input, &out);
  }
  result.bytes = out.Take();
  SealFile(&result.bytes);
  return result;
}

Result<Bytes> EncodeCodedJpeg(ByteSpan jpeg, CodedJpeg coded, const CompressOptions& options,
                              ModelledImages* embedded, const coeff::Tools& tools) {
  const Bytes facts(1, kPlainFacts);
  const auto layout =
      jpeg::ReadJpegLayout(coded.skeleton, facts, {.max_plane_bytes = options.memory_limit});
  if (!layout.ok()) return layout.error();
  ModelledFile file;
  file.complete = true;
  file.record = std::move(coded.record);
  jpeg::JpegLimits limits{.max_plane_bytes = PlaneLimit(jpeg, options), .monitor = tools.monitor};
  limits.max_plane_bytes -= std::min(limits.max_plane_bytes, coded.plane_bytes);
  coeff::CoeffOptions coeff{
      .num_threads = options.num_threads, .preset = PresetOf(options), .tools = tools};
  file.cuts = CutEmbedded(coded.skeleton, 2, limits, coeff, embedded);
  ModelledImage& main = file.main.emplace();
  main.facts = facts;
  main.coefficients = std::move(coded.coefficients);
  coeff.preset = static_cast<coeff::CoeffPreset>(main.coefficients[0]);
  main.plane_bytes = coded.plane_bytes;
  main.coding_work = coded.coding_work;
  main.cost = jpeg::CostOfJoin(*layout.value());
  coeff.num_slices = options.num_slices;
  main.state_bytes = coeff::SliceStateBytes(jpeg::LayoutFrame(*layout.value()), coeff);
  main.complete = true;
  main.skeleton = std::move(coded.skeleton);
  const Result<Head> head = MakeHead(jpeg, options, file);
  if (!head.ok()) return head.error();
  const Demand demand = DecoderDemand(file, head.value());
  Bytes jkd = WriteModelled(jpeg, options, head.value(), std::move(file));
  return demand.IsWithin(jkd.size()) ? std::move(jkd) : Bytes();
}

CompressResult EncodeFile(ByteSpan input, const CompressOptions& options, const coeff::Tools& tools,
                          ImageCheck* check) {
  Result<ModelledFile> file = ModelFile(input, options, tools, check);
  if (IsCancelled(tools.monitor)) return {};
  if (!file.ok()) return StoreFile(input, options, file.error().message, false);
  const Result<Head> head = MakeHead(input, options, file.value());
  if (!head.ok()) return StoreFile(input, options, head.error().message, false);
  CompressResult result;
  result.outcome = file.value().complete ? Outcome::kModelled : Outcome::kPartial;
  result.reason = std::move(file.value().reason);
  const Demand demand = DecoderDemand(file.value(), head.value());
  result.bytes = WriteModelled(input, options, head.value(), std::move(file).value());
  if (!demand.IsWithin(result.bytes.size())) {
    return StoreFile(input, options, OverWork().message, false);
  }
  // Scan data hardly ever shrinks under zstd, so a quick trial tells whether it is worth a full
  // one.
  const size_t quick = QuickCompressedSize(input);
  const bool may_shrink = MayShrink(input, quick) && quick - quick / 5 < result.bytes.size();
  if (may_shrink || input.size() < result.bytes.size()) {
    CompressResult stored = StoreFile(
        input, options, may_shrink ? "zstd is smaller than the model" : "the model saves nothing",
        !may_shrink);
    if (stored.bytes.size() < result.bytes.size()) return stored;
  }
  return result;
}

}  // namespace jackdaw::container
