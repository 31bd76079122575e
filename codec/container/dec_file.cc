#include "codec/container/dec_file.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "base/errors.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/dec_skeleton.h"
#include "codec/container/dec_zstd.h"
#include "codec/container/dictionary.h"
#include "codec/container/image_cost.h"
#include "codec/jpeg/dec_layout_facts.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/jpeg_walk.h"

namespace jackdaw::container {
namespace {

Error OverLimit() {
  return Error{ErrorCode::kLimitExceeded, 0, "the file needs more memory than the limit"};
}

Error OverWork() {
  return Error{ErrorCode::kLimitExceeded, 0, "the file asks for more work than its size allows"};
}

Error OverExpansion() {
  return Error{ErrorCode::kLimitExceeded, 0, "the file unpacks to more than its size allows"};
}

Error NoHeaders() {
  return Error{ErrorCode::kUnsupported, 0, "holds no JPEG whose headers can be read"};
}

// Of the work that is left; the rest is the writing of its JPEG. Embedded images hardly count.
constexpr uint32_t kMainImagePerMille = 900;
constexpr uint64_t kPlaneBytesPerBlock = jpeg::kBlockSize * sizeof(int16_t);
enum class Want { kBytes, kMainImage, kBoth };

// Decodes the sections of a modelled file. `left`: bytes that may still be allocated, the output
// already taken off.
class ModelledDecoder {
 public:
  ModelledDecoder(const Header& header, std::span<const Section> sections,
                  const DecompressOptions& options, uint64_t file_bytes, uint64_t left, Want want,
                  const coeff::Tools& tools)
      : header_(header),
        sections_(sections),
        num_threads_(options.num_threads),
        left_(left),
        layout_left_(MaxLayoutBytes(file_bytes)),
        work_(MaxWork(file_bytes)),
        want_(want),
        tools_(tools) {}

  // Fills table, and bytes or main.
  Status Run(DecodedFile* file) {
    Status status = TakeBytes(kWorkBytes);
    if (status.ok()) status = ReadMetadata();
    if (status.ok()) status = CheckSizes();
    if (!status.ok()) return status;
    file->table = table_;
    if (want_ == Want::kMainImage && table_.plain_main) return OkStatus();
    Result<Bytes> bytes =
        table_.embedded.empty() && !table_.plain_main ? DecodeMain(MainSkeleton()) : WithEmbedded();
    if (!bytes.ok()) return bytes.error();
    file->bytes = std::move(bytes).value();
    file->main = std::move(main_);
    file->samples = std::move(samples_);
    return OkStatus();
  }

  // Of the main image, through the header of its first scan. Embedded images behind that are not
  // decoded, those in front of it (thumbnails) are.
  Result<Bytes> Headers() {
    Status status = TakeBytes(kWorkBytes);
    if (status.ok()) status = ReadMetadata();
    if (status.ok()) status = CheckSizes();
    if (!status.ok()) return status.error();
    if (table_.plain_main) return NoHeaders();
    EmbeddedImages embedded = BeginEmbedded();
    ByteReader skeleton(MainSkeleton());
    ByteSpan part;
    Bytes filled;
    for (const EmbeddedEntry& entry : table_.embedded) {
      if (!skeleton.Take(static_cast<size_t>(entry.distance), &part)) {
        return Corrupt("an embedded image lies outside the file");
      }
      filled.insert(filled.end(), part.begin(), part.end());
      if (jpeg::CutToHeaders(&filled)) return filled;
      status = NextEmbedded(&embedded);
      if (!status.ok()) return status.error();
      filled.insert(filled.end(), embedded.images.back().begin(), embedded.images.back().end());
    }
    if (skeleton.Take(skeleton.remaining(), &part)) {
      filled.insert(filled.end(), part.begin(), part.end());
    }
    if (!jpeg::CutToHeaders(&filled)) return NoHeaders();
    return filled;
  }

 private:
  // The embedded images so far, and where the next one's parts are.
  struct EmbeddedImages {
    std::vector<Bytes> images;
    size_t skeleton_pos = 0, facts_pos = 0;
    uint64_t max_bytes = 0;
  };

  Status TakeBytes(uint64_t bytes) {
    if (bytes > left_) return OverLimit();
    left_ -= bytes;
    return OkStatus();
  }

  // The next section when it is of this type.
  const Section* NextSection(SectionType type) {
    if (next_ == sections_.size() || sections_[next_].type != type) return nullptr;
    return &sections_[next_++];
  }

  // Payload of a section, unpacked into *storage when it is packed. max_bytes: largest sensible
  // size.
  Result<ByteSpan> Payload(const Section& section, ByteSpan dictionary, uint64_t max_bytes,
                           Bytes* storage) {
    if (!section.packed) return section.payload;
    const uint64_t size = PackedSize(section.payload);
    if (size > max_bytes) return Corrupt("a packed section is too large");
    if (size > MaxUnpackedSection(section.payload.size())) return OverExpansion();
    const Status status = TakeBytes(size);
    if (!status.ok()) return status.error();
    Result<Bytes> unpacked = UnpackBytes(section.payload, dictionary, size);
    if (!unpacked.ok()) return unpacked.error();
    *storage = std::move(unpacked).value();
    return ByteSpan(*storage);
  }

  Status ReadMetadata() {
    if (const Section* section = NextSection(SectionType::kImages)) {
      if (section->packed) return Corrupt("the image table is packed");
      Result<ImageTable> table = ReadImageTable(section->payload);
      if (!table.ok()) return table.error();
      table_ = std::move(table).value();
    }
    ByteSpan tables;
    if (const Section* section = NextSection(SectionType::kTables)) {
      if (section->packed) return Corrupt("the tables are packed");
      tables = section->payload;
    }
    const Section* skeleton = NextSection(SectionType::kSkeleton);
    if (skeleton == nullptr) return Corrupt("there is no skeleton");
    Status status = ReadSkeleton(*skeleton, tables);
    if (!status.ok()) return status;
    if (const Section* section = NextSection(SectionType::kFacts)) {
      Result<ByteSpan> facts = Payload(*section, {}, MaxFactsBytes(), &facts_storage_);
      if (!facts.ok()) return facts.error();
      facts_ = facts.value();
    } else {
      size_t num_images = table_.plain_main ? 0 : 1;
      for (const EmbeddedEntry& entry : table_.embedded) num_images += entry.is_copy() ? 0 : 1;
      facts_storage_.assign(num_images, kPlainFacts);
      facts_ = facts_storage_;
    }
    // Only what makes pixels looks into it.
    if (const Section* section = NextSection(SectionType::kLossy)) {
      if (section->packed || table_.plain_main) return Corrupt("offsets in the wrong place");
      has_offsets_ = true;
    }
    return OkStatus();
  }

  // Escapes at most double a skeleton; facts that are larger than the file make no sense.
  uint64_t MaxStreamBytes() const {
    constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max() / 4;
    return 2 * std::min(header_.original_size, kMax) + 64;
  }
  uint64_t MaxFactsBytes() const { return MaxStreamBytes() + kWorkBytes; }

  Status ReadSkeleton(const Section& section, ByteSpan tables) {
    Bytes storage;
    Result<ByteSpan> stream = Payload(section, SkeletonDictionary(), MaxStreamBytes(), &storage);
    if (!stream.ok()) return stream.error();
    Result<Bytes> skeletons =
        RestoreSkeleton(stream.value(), tables, std::min(header_.original_size, left_));
    // With less room than the file might need, a skeleton that is too long says nothing else.
    if (!skeletons.ok()) return left_ < header_.original_size ? OverLimit() : skeletons.error();
    skeletons_ = std::move(skeletons).value();
    left_ += storage.size();
    return TakeBytes(std::min<uint64_t>(skeletons_.size(), left_));
  }

  // The parts of the embedded images fit into skeletons and facts; one coefficient section for each
  // image, and nothing else.
  Status CheckSizes() {
    uint64_t skeleton_bytes = 0, facts_bytes = 0;
    size_t num_images = table_.plain_main ? 0 : 1;
    for (const EmbeddedEntry& entry : table_.embedded) {
      skeleton_bytes += entry.skeleton_bytes;
      facts_bytes += entry.facts_bytes;
      if (!entry.is_copy()) ++num_images;
    }
    if (skeleton_bytes > skeletons_.size() || facts_bytes > facts_.size()) {
      return Corrupt("an embedded image is larger than the file");
    }
    main_skeleton_bytes_ = skeletons_.size() - static_cast<size_t>(skeleton_bytes);
    main_facts_bytes_ = facts_.size() - static_cast<size_t>(facts_bytes);
    if (table_.plain_main && main_facts_bytes_ != 0) return Corrupt("facts without an image");
    if (sections_.size() - next_ != num_images) return Corrupt("wrong number of sections");
    return OkStatus();
  }

  ByteSpan MainSkeleton() const { return ByteSpan(skeletons_).first(main_skeleton_bytes_); }

  EmbeddedImages BeginEmbedded() const {
    return {.images = {},
            .skeleton_pos = main_skeleton_bytes_,
            .facts_pos = main_facts_bytes_,
            .max_bytes = header_.original_size};
  }

  // REQUIRES: the table has an image beyond those in *embedded.
  Status NextEmbedded(EmbeddedImages* embedded) {
    const EmbeddedEntry& entry = table_.embedded[embedded->images.size()];
    const auto skeleton_bytes = static_cast<size_t>(entry.skeleton_bytes);
    const auto facts_bytes = static_cast<size_t>(entry.facts_bytes);
    if (entry.is_copy() && embedded->images[entry.copy_of].size() > left_ / 2) return OverLimit();
    Result<Bytes> image =
        entry.is_copy()
            ? Result<Bytes>(embedded->images[entry.copy_of])
            : Image(ByteSpan(skeletons_).subspan(embedded->skeleton_pos, skeleton_bytes),
                    facts_.subspan(embedded->facts_pos, facts_bytes), embedded->max_bytes, false);
    if (!image.ok()) return image.error();
    embedded->skeleton_pos += skeleton_bytes;
    embedded->facts_pos += facts_bytes;
    // The image stands in this vector, in the filled skeleton and in the output.
    Status status = TakeBytes(2 * uint64_t{image.value().size()});
    if (!status.ok()) return status;
    if (image.value().size() > embedded->max_bytes) {
      return Corrupt("the images are larger than the file");
    }
    embedded->max_bytes -= image.value().size();
    embedded->images.push_back(std::move(image).value());
    return OkStatus();
  }

  Result<Bytes> WithEmbedded() {
    EmbeddedImages embedded = BeginEmbedded();
    while (embedded.images.size() < table_.embedded.size()) {
      const Status status = NextEmbedded(&embedded);
      if (!status.ok()) return status.error();
    }
    Result<Bytes> filled = FillHoles(MainSkeleton(), table_, embedded.images);
    if (!filled.ok() || table_.plain_main) return filled;
    embedded.images.clear();
    return DecodeMain(filled.value());
  }

  // No bytes when they are not wanted.
  Result<Bytes> DecodeMain(ByteSpan skeleton) {
    return Image(skeleton, facts_.first(main_facts_bytes_), header_.original_size, true);
  }

  // As Image, from a section of samples.
  Result<Bytes> ImageOfSamples(const Section& section, ByteSpan skeleton, ByteSpan facts,
                               uint64_t max_bytes, bool is_main) {
    if (section.packed) return Corrupt("the samples are packed");
    if (is_main && has_offsets_) return Corrupt("offsets in the wrong place");
    Result<SampledImage> image =
        DecodeSampledImage({.skeleton = skeleton,
                            .facts = facts,
                            .samples = section.payload,
                            .original_size = header_.original_size,
                            .max_bytes = max_bytes,
                            .memory_left = left_,
                            .layout_left = layout_left_,
                            .num_threads = num_threads_,
                            .is_main = is_main,
                            .want_bytes = !is_main || want_ != Want::kMainImage,
                            .want_samples = is_main && want_ != Want::kBytes && !header_.partial,
                            .work = &work_,
                            .monitor = tools_.monitor});
    if (!image.ok()) return image.error();
    layout_left_ -= image.value().layout_bytes;
    const Status status = TakeBytes(image.value().plane_bytes);
    if (!status.ok()) return status.error();
    if (is_main) samples_ = std::move(image.value().samples);
    return std::move(image.value().bytes);
  }

  // Rebuilds one image from the next section of coefficients or samples, or fills main_ or
  // samples_.
  Result<Bytes> Image(ByteSpan skeleton, ByteSpan facts, uint64_t max_bytes, bool is_main) {
    if (const Section* samples = NextSection(SectionType::kSamples)) {
      return ImageOfSamples(*samples, skeleton, facts, max_bytes, is_main);
    }
    return ImageOfCoefficients(skeleton, facts, max_bytes, is_main);
  }

  Result<Bytes> ImageOfCoefficients(ByteSpan skeleton, ByteSpan facts, uint64_t max_bytes,
                                    bool is_main) {
    const Section* section = NextSection(SectionType::kCoefficients);
    if (section == nullptr || section->packed || section->payload.empty()) {
      return Corrupt("the coefficients are missing");
    }
    const uint8_t preset = section->payload[0];
    if (preset > static_cast<uint8_t>(coeff::CoeffPreset::kParallel)) {
      return Error{ErrorCode::kUnsupported, 0,
                   "coefficients of the unknown preset " + std::to_string(preset)};
    }
    coeff::CoeffOptions options{.num_threads = num_threads_,
                                .preset = static_cast<coeff::CoeffPreset>(preset),
                                .work = &work_,
                                .tools = tools_};
    if (options.preset != coeff::CoeffPreset::kFast &&
        header_.model_id != coeff::ModelId(options.preset)) {
      return Corrupt("the header does not name the model");
    }
    const jpeg::JpegLimits limits{.max_plane_bytes = left_,
                                  .max_layout_bytes = std::min(left_, layout_left_),
                                  .monitor = tools_.monitor};
    const auto layout = jpeg::ReadJpegLayout(skeleton, facts, limits);
    if (!layout.ok()) return layout.error();
    const jpeg::Frame& frame = jpeg::LayoutFrame(*layout.value());
    const bool skip_bytes = is_main && want_ == Want::kMainImage;
    bool keep = is_main && want_ != Want::kBytes;
    if (keep) {
      const jpeg::ScanCounts counts = jpeg::CountScans(*layout.value());
      keep = counts.complete();
      if (skip_bytes && !keep) return Bytes();
    }
    // Planes count for the file as a whole, though they are freed after each image: this bounds
    // time, too, which is linear in the coefficients.
    Status status = TakeBytes(jpeg::PlaneBytes(frame));
    if (!status.ok()) return status.error();
    jpeg::JoinCost cost = jpeg::CostOfJoin(*layout.value());
    layout_left_ -= cost.layout_bytes;
    if (skip_bytes) cost = {};
    const uint64_t join_bytes = skip_bytes ? 0 : JoinBytes(cost, header_.original_size);
    if (join_bytes > left_) return OverLimit();
    if (!work_.Add(cost.work)) return OverWork();
    options.max_state_bytes = left_ - join_bytes + kUncountedStateBytes;
    std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
    BeginStage(tools_.monitor, is_main ? kMainImagePerMille : 0,
               jpeg::PlaneBytes(frame) / kPlaneBytesPerBlock);
    status = coeff::DecodeCoefficients(section->payload.subspan(1), frame, options, &planes);
    if (!status.ok()) return status.error();
    Bytes out;
    if (!skip_bytes) {
      // An embedded image stands in a growing vector first, then in the list and in the filled
      // skeleton.
      const uint64_t most = is_main ? max_bytes : std::min(max_bytes, (left_ - join_bytes) / 3);
      if (is_main) out.reserve(static_cast<size_t>(header_.original_size));
      status = jpeg::JoinJpeg(*layout.value(), planes, most, &out, left_ - join_bytes);
      if (!status.ok()) return most < max_bytes ? OverLimit() : status.error();
    }
    if (keep) KeepMain(*layout.value(), std::move(planes));
    return out;
  }

  void KeepMain(const jpeg::JpegLayout& layout, std::vector<jpeg::CoeffPlane> planes) {
    MainImage& main = main_.emplace();
    main.frame = jpeg::LayoutFrame(layout);
    main.colour_space = jpeg::FindColourSpace(main.frame, layout.skeleton);
    main.num_scans = static_cast<uint32_t>(layout.scans.size());
    main.oddities = jpeg::LayoutOddities(layout, planes);
    main.planes = std::move(planes);
  }

  const Header& header_;
  std::span<const Section> sections_;
  int num_threads_;
  uint64_t left_;
  uint64_t layout_left_;  // for lists of facts and scans
  WorkMeter work_;
  Want want_;
  const coeff::Tools& tools_;
  size_t next_ = 0;
  ImageTable table_;
  Bytes skeletons_;
  Bytes facts_storage_;
  ByteSpan facts_;
  size_t main_skeleton_bytes_ = 0;
  size_t main_facts_bytes_ = 0;
  std::optional<MainImage> main_;
  std::optional<MainSamples> samples_;
  bool has_offsets_ = false;
};

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
                           Want want, const coeff::Tools& tools) {
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
    ModelledDecoder decoder(file.header, file.sections, options, jkd.size(),
                            options.memory_limit - size, want, tools);
    const Status status = decoder.Run(&file);
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
                               const coeff::Tools& tools) {
  return Decode(jkd, options, ignore_checks, Want::kBytes, tools);
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
  ModelledDecoder decoder(file.header, file.sections, options, jkd.size(), options.memory_limit,
                          Want::kMainImage, tools);
  const Status status = decoder.Run(&file);
  if (!status.ok()) return status.error();
  return opened;
}

Result<Bytes> DecodeHeaders(ByteSpan jkd, const DecompressOptions& options,
                            const coeff::Tools& tools) {
  const Result<DecodedFile> opened = OpenFile(jkd, false);
  if (!opened.ok()) return opened.error();
  const Header& header = opened.value().header;
  if (!IsStored(opened.value().sections)) {
    ModelledDecoder decoder(header, opened.value().sections, options, jkd.size(),
                            options.memory_limit, Want::kBytes, tools);
    return decoder.Headers();
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
