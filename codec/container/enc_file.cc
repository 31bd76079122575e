#include "codec/container/enc_file.h"

#include <algorithm>
#include <optional>

#include "codec/container/dictionary.h"
#include "codec/container/enc_images.h"
#include "codec/container/enc_skeleton.h"
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
  Cutting cutting;                    // its `rest` is the main skeleton
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
    case Preset::kDefault:
      return coeff::CoeffPreset::kDefault;
    case Preset::kParallel:
      return coeff::CoeffPreset::kParallel;
  }
  return coeff::CoeffPreset::kFast;
}

// Error: why nothing of the file can be modelled.
Result<ModelledFile> ModelFile(ByteSpan input, const CompressOptions& options,
                               const coeff::Tools& tools) {
  const uint64_t limit = PlaneLimit(input, options);
  jpeg::JpegLimits limits{
      .max_plane_bytes = limit, .max_layout_bytes = limit, .monitor = tools.monitor};
  const coeff::CoeffOptions coeff{.num_slices = options.num_slices,
                                  .num_threads = options.num_threads,
                                  .preset = PresetOf(options),
                                  .max_state_bytes = limit + kUncountedStateBytes,
                                  .tools = tools};
  ModelledFile file;
  Result<ModelledImage> main = ModelImage(input, limits, coeff, kModelIdBytes, kMainImagePerMille);
  if (IsCancelled(tools.monitor)) return CancelledError();
  if (main.ok()) {
    file.main = std::move(main).value();
    file.complete = file.main->complete;
    file.reason = file.main->reason;
    limits.max_plane_bytes -= std::min(limits.max_plane_bytes, file.main->plane_bytes);
    // No image can start before the second byte; the first is the main SOI.
    file.cutting = CutEmbedded(file.main->skeleton, 2, limits, coeff, file.main->needs_model);
    file.main->skeleton = Bytes();
    return file;
  }
  if (main.error().code == ErrorCode::kLimitExceeded) return OverLimit();
  file.cutting = CutEmbedded(input, 1, limits, coeff, false);
  file.cutting.table.plain_main = true;
  const size_t num_images = file.cutting.images.size();
  if (num_images == 0) return main.error();
  file.reason = main.error().message + "; modelled " + std::to_string(num_images) +
                (num_images == 1 ? " JPEG inside" : " JPEGs inside");
  return file;
}

// What the decoder will count against its limit (dec_file.cc), so that the same limit serves both.
uint64_t DecoderBytes(ByteSpan input, const ModelledFile& file) {
  uint64_t bytes = kWorkBytes + input.size() + 2 * file.cutting.rest.size();
  uint64_t most_at_once = 0;  // of what is freed after each image
  const auto add_image = [&](const ModelledImage& image) {
    bytes += image.plane_bytes + image.facts.size();
    most_at_once = std::max(
        most_at_once, JoinBytes(image.cost, input.size()) + CountedStateBytes(image.state_bytes));
  };
  if (file.main) add_image(*file.main);
  std::vector<uint64_t> image_bytes;  // rebuilt
  size_t next = 0;
  for (const EmbeddedEntry& entry : file.cutting.table.embedded) {
    if (entry.is_copy()) {
      image_bytes.push_back(image_bytes[entry.copy_of]);
    } else {
      const ModelledImage& image = file.cutting.images[next++];
      add_image(image);
      bytes += 2 * image.skeleton.size();
      image_bytes.push_back(image.skeleton.size() + image.modelled_scan_bytes +
                            image.verbatim_scan_bytes);
    }
    // In the list of images and in the filled skeleton, and while the vector grows.
    bytes += 3 * image_bytes.back();
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

Demand DecoderDemand(const ModelledFile& file) {
  Demand demand;
  const auto add_image = [&](const ModelledImage& image) {
    demand.work += image.cost.work + image.coding_work;
    demand.layout_bytes += image.cost.layout_bytes;
  };
  if (file.main) add_image(*file.main);
  for (const ModelledImage& image : file.cutting.images) add_image(image);
  return demand;
}

void WritePackable(SectionType type, bool last, Bytes payload, ByteSpan dictionary,
                   uint64_t memory_limit, ByteWriter* out) {
  const Bytes packed = PackBytes(payload, dictionary, memory_limit);
  WriteSection(type, !packed.empty(), last, packed.empty() ? payload : packed, out);
}

Bytes WriteModelled(ByteSpan input, const CompressOptions& options, ModelledFile file) {
  Cutting& cutting = file.cutting;
  Header header = MakeHeader(input, options, !file.complete);
  const bool needs_model =
      (file.main && file.main->needs_model) ||
      std::any_of(cutting.images.begin(), cutting.images.end(),
                  [](const ModelledImage& image) { return image.needs_model; });
  if (needs_model) header.model_id = coeff::ModelId(PresetOf(options));
  ByteWriter out;
  WriteHeader(header, &out);
  if (!cutting.images.empty()) {
    ByteWriter table;
    WriteImageTable(cutting.table, &table);
    WriteSection(SectionType::kImages, false, false, table.bytes(), &out);
  }
  Bytes skeletons = std::move(cutting.rest);
  Bytes facts = file.main ? std::move(file.main->facts) : Bytes();
  for (const ModelledImage& image : cutting.images) {
    skeletons.insert(skeletons.end(), image.skeleton.begin(), image.skeleton.end());
    facts.insert(facts.end(), image.facts.begin(), image.facts.end());
  }
  // Lossless files do without coded quantization tables, which are seldom of any use there, so that
  // programs from before this code read them.
  TransformedSkeleton transformed = TransformSkeleton(skeletons, !file.record.empty());
  skeletons = Bytes();
  if (!transformed.tables.empty()) {
    WriteSection(SectionType::kTables, false, false, transformed.tables, &out);
  }
  WritePackable(SectionType::kSkeleton, false, std::move(transformed.stream), SkeletonDictionary(),
                options.memory_limit, &out);
  const size_t num_images = cutting.images.size() + (file.main ? 1 : 0);
  if (facts != Bytes(num_images, kPlainFacts)) {
    WritePackable(SectionType::kFacts, false, std::move(facts), {}, options.memory_limit, &out);
  }
  if (!file.record.empty()) {
    WriteSection(SectionType::kLossy, false, false, file.record, &out);
  }
  if (file.main) cutting.images.push_back(std::move(*file.main));
  for (size_t i = 0; i < cutting.images.size(); ++i) {
    WriteSection(cutting.images[i].section, false, i + 1 == cutting.images.size(),
                 cutting.images[i].coefficients, &out);
    cutting.images[i].coefficients = Bytes();
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
  file.cutting = CutEmbedded(coded.skeleton, 2, limits, coeff, true, embedded);
  ModelledImage& main = file.main.emplace();
  main.facts = facts;
  main.coefficients = std::move(coded.coefficients);
  main.needs_model = true;
  main.plane_bytes = coded.plane_bytes;
  main.coding_work = coded.coding_work;
  main.cost = jpeg::CostOfJoin(*layout.value());
  coeff.num_slices = options.num_slices;
  main.state_bytes = coeff::SliceStateBytes(jpeg::LayoutFrame(*layout.value()), coeff);
  main.complete = true;
  if (DecoderBytes(jpeg, file) > options.memory_limit) return OverLimit();
  const Demand demand = DecoderDemand(file);
  Bytes jkd = WriteModelled(jpeg, options, std::move(file));
  return demand.IsWithin(jkd.size()) ? std::move(jkd) : Bytes();
}

CompressResult EncodeFile(ByteSpan input, const CompressOptions& options,
                          const coeff::Tools& tools) {
  Result<ModelledFile> file = ModelFile(input, options, tools);
  if (IsCancelled(tools.monitor)) return {};
  if (file.ok() && DecoderBytes(input, file.value()) > options.memory_limit) file = OverLimit();
  if (!file.ok()) return StoreFile(input, options, file.error().message, false);
  CompressResult result;
  result.outcome = file.value().complete ? Outcome::kModelled : Outcome::kPartial;
  result.reason = std::move(file.value().reason);
  const Demand demand = DecoderDemand(file.value());
  result.bytes = WriteModelled(input, options, std::move(file).value());
  if (!demand.IsWithin(result.bytes.size())) {
    return StoreFile(input, options, OverWork().message, false);
  }
  // Scan data hardly ever shrinks under zstd, so a quick trial tells whether it is worth a full
  // one.
  const size_t quick = QuickCompressedSize(input);
  if (quick - quick / 5 < result.bytes.size()) {
    CompressResult stored = StoreFile(input, options, "zstd is smaller than the model", false);
    if (stored.bytes.size() < result.bytes.size()) return stored;
  }
  return result;
}

}  // namespace jackdaw::container
