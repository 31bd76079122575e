#include "codec/container/dec_modelled.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/dec_errors.h"
#include "codec/container/dec_pieces.h"
#include "codec/container/dec_skeleton.h"
#include "codec/container/dec_zstd.h"
#include "codec/container/dictionary.h"
#include "codec/container/image_cost.h"
#include "codec/container/parts.h"
#include "codec/jpeg/dec_layout_facts.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/jpeg/jpeg_walk.h"

namespace jackdaw::container {
namespace {

// What is walked over to find out early that the headers are complete: every part is a try.
constexpr uint64_t kMaxCheckedBytes = uint64_t{64} << 20;
constexpr uint64_t kPlaneBytesPerBlock = jpeg::kBlockSize * sizeof(int16_t);

// Decodes the sections of a modelled file. `left`: bytes that may still be allocated, the output
// already taken off.
class ModelledDecoder {
 public:
  ModelledDecoder(const ModelledInput& input, uint64_t file_bytes, uint64_t left, Want want)
      : header_(input.header),
        sections_(input.sections),
        num_threads_(input.options.num_threads),
        left_(left),
        layout_left_(MaxLayoutBytes(file_bytes)),
        work_(MaxWork(file_bytes)),
        want_(want),
        keep_headers_(input.options.headers),
        tools_(input.tools),
        predecoded_(input.predecoded) {}

  // Fills table, and bytes, main or samples.
  Status Run(DecodedFile* file) {
    Status status = TakeBytes(kWorkBytes);
    if (status.ok()) status = ReadMetadata();
    if (status.ok()) status = CheckSizes();
    if (!status.ok()) return status;
    file->table = table_;
    if (want_ == Want::kMainImage && table_.plain_main) return OkStatus();
    Result<Bytes> bytes =
        table_.entries.empty() && !table_.plain_main ? DecodeMain(MainSkeleton()) : WithParts();
    if (!bytes.ok()) return bytes.error();
    file->bytes = std::move(bytes).value();
    file->main = std::move(main_);
    file->samples = std::move(samples_);
    return OkStatus();
  }

  // See DecodeModelledHeaders.
  Result<Bytes> Headers() {
    Status status = TakeBytes(kWorkBytes);
    if (status.ok()) status = ReadMetadata();
    if (status.ok()) status = CheckSizes();
    if (!status.ok()) return status.error();
    if (table_.plain_main) return NoHeaders();
    Parts parts = BeginParts();
    ByteReader skeleton(MainSkeleton());
    Bytes filled;
    uint64_t checked_bytes = 0;
    for (const PartEntry& entry : table_.entries) {
      status = AppendBeforePart(entry, &skeleton, &filled);
      if (!status.ok()) return status.error();
      checked_bytes += filled.size();
      if (checked_bytes <= kMaxCheckedBytes && jpeg::CutToHeaders(&filled)) return filled;
      status = NextPart(&parts);
      if (status.ok()) status = AppendPart(entry, parts.contents.back(), &skeleton, &filled);
      if (!status.ok()) return status.error();
    }
    ByteSpan rest;
    if (skeleton.Take(skeleton.remaining(), &rest)) {
      filled.insert(filled.end(), rest.begin(), rest.end());
    }
    if (!jpeg::CutToHeaders(&filled)) return NoHeaders();
    return filled;
  }

 private:
  // The contents of parts so far, and where the next one's are.
  struct Parts {
    std::vector<ByteSpan> contents;  // by entry
    std::vector<Bytes> images;       // what some of them are views of
    size_t skeleton_pos = 0, facts_pos = 0;
    size_t raw_pos = 0, coded_pos = 0;
    uint64_t max_bytes = 0;  // of the parts that are left
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
    if (const Section* section = NextSection(SectionType::kParts)) {
      if (section->packed) return Corrupt("the table of parts is packed");
      Result<PartTable> table = ReadPartTable(section->payload);
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
    status = ReadFacts();
    if (status.ok()) status = ReadPieces();
    if (!status.ok()) return status;
    // Only what makes pixels looks into it.
    if (const Section* section = NextSection(SectionType::kLossy)) {
      if (section->packed || table_.plain_main) return Corrupt("offsets in the wrong place");
      has_offsets_ = true;
    }
    return OkStatus();
  }

  Status ReadFacts() {
    const Section* section = NextSection(SectionType::kFacts);
    if (section == nullptr) {
      facts_storage_.assign(table_.num_images() + (table_.plain_main ? 0 : 1), kPlainFacts);
      facts_ = facts_storage_;
      return OkStatus();
    }
    Result<ByteSpan> facts = Payload(*section, {}, MaxFactsBytes(), &facts_storage_);
    if (!facts.ok()) return facts.error();
    facts_ = facts.value();
    return OkStatus();
  }

  bool Names(uint8_t feature) const { return (header_.features & feature) != 0; }

  // Sections of pieces, which are there if the table has any of the kind.
  Status ReadPieces() {
    for (const PartEntry& entry : table_.entries) {
      if (entry.base64 && !Names(kFeatureBase64)) return Unnamed("base64");
    }
    const Section* raw = NextSection(SectionType::kRawPieces);
    const Section* coded = NextSection(SectionType::kCodedPieces);
    if ((raw != nullptr || coded != nullptr) && !Names(kFeaturePieces)) return Unnamed("pieces");
    if (raw != nullptr) {
      if (raw->packed || raw->payload.empty()) return Corrupt("bad raw pieces");
      raw_ = raw->payload;
    }
    if (coded != nullptr) {
      if (coded->packed) return Corrupt("bad coded pieces");
      Status status = ReadCodedSection(coded->payload);
      if (!status.ok()) return status;
    }
    if (raw_.size() != table_.PieceBytes(PartKind::kRaw) ||
        coded_.size() != table_.PieceBytes(PartKind::kCoded)) {
      return Corrupt("the pieces have another size than the table says");
    }
    return OkStatus();
  }

  Status ReadCodedSection(ByteSpan payload) {
    const Result<CodedPieces> pieces = ReadCodedPieces(payload);
    if (!pieces.ok()) return pieces.error();
    const CodedPieces& coded = pieces.value();
    if (coded.is_lzma && !Names(kFeatureLzma)) return Unnamed("LZMA");
    if (coded.size == 0 || coded.size > header_.original_size ||
        coded.size != table_.PieceBytes(PartKind::kCoded)) {
      return Corrupt("the pieces have another size than the table says");
    }
    if (coded.size > MaxUnpackedSection(payload.size())) return OverExpansion();
    Status status = TakeBytes(coded.size);
    if (!status.ok()) return status;
    if (coded.decoder_bytes > left_) return OverLimit();
    Result<Bytes> bytes = DecodePieces(coded);
    if (!bytes.ok()) return bytes.error();
    coded_ = std::move(bytes).value();
    return OkStatus();
  }

  static Error Unnamed(const char* what) {
    std::string message = "the header does not name the use of ";
    message += what;
    return Corrupt(std::move(message));
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
    Result<Bytes> skeletons = RestoreSkeleton(
        stream.value(), tables, std::min(header_.original_size, left_), Names(kFeatureProfiles));
    if (!skeletons.ok() && skeletons.error().code == ErrorCode::kUnsupported) {
      Error error = skeletons.error();
      error.message += NeedsText(header_);
      return error;
    }
    // With less room than the file might need, a skeleton that is too long says nothing else.
    if (!skeletons.ok()) return left_ < header_.original_size ? OverLimit() : skeletons.error();
    skeletons_ = std::move(skeletons).value();
    left_ += storage.size();
    return TakeBytes(std::min<uint64_t>(skeletons_.size(), left_));
  }

  // The parts of the embedded images fit into skeletons and facts; one section of coefficients or
  // samples for each image, and nothing else.
  Status CheckSizes() {
    uint64_t skeleton_bytes = 0, facts_bytes = 0;
    for (const PartEntry& entry : table_.entries) {
      skeleton_bytes += entry.skeleton_bytes;
      facts_bytes += entry.facts_bytes;
    }
    const size_t num_images = table_.num_images() + (table_.plain_main ? 0 : 1);
    if (num_images == 0) return Corrupt("the coefficients are missing");
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

  Parts BeginParts() const {
    Parts parts;
    parts.skeleton_pos = main_skeleton_bytes_;
    parts.facts_pos = main_facts_bytes_;
    parts.max_bytes = header_.original_size;
    return parts;
  }

  // Decodes the next image into a content of its own.
  Status NextImage(const PartEntry& entry, Parts* parts) {
    const auto skeleton_bytes = static_cast<size_t>(entry.skeleton_bytes);
    const auto facts_bytes = static_cast<size_t>(entry.facts_bytes);
    Result<Bytes> image =
        Image(ByteSpan(skeletons_).subspan(parts->skeleton_pos, skeleton_bytes),
              facts_.subspan(parts->facts_pos, facts_bytes), parts->max_bytes, false);
    if (!image.ok()) return image.error();
    parts->skeleton_pos += skeleton_bytes;
    parts->facts_pos += facts_bytes;
    parts->images.push_back(std::move(image).value());
    parts->contents.push_back(parts->images.back());
    return TakeBytes(parts->contents.back().size());
  }

  // The next bytes of `pieces`; the table has no more than there are.
  static ByteSpan NextPiece(const PartEntry& entry, ByteSpan pieces, size_t* pos) {
    const auto size = static_cast<size_t>(entry.piece_bytes);
    *pos += size;
    return pieces.subspan(*pos - size, size);
  }

  // REQUIRES: the table has an entry beyond those in *parts.
  Status NextPart(Parts* parts) {
    const PartEntry& entry = table_.entries[parts->contents.size()];
    Status status = OkStatus();
    switch (entry.kind) {
      case PartKind::kImage:
        status = NextImage(entry, parts);
        if (!status.ok()) return status;
        break;
      case PartKind::kCopy:
        parts->contents.push_back(parts->contents[entry.copy_of]);
        break;
      case PartKind::kRaw:
        parts->contents.push_back(NextPiece(entry, raw_, &parts->raw_pos));
        break;
      case PartKind::kCoded:
        parts->contents.push_back(NextPiece(entry, coded_, &parts->coded_pos));
        break;
    }
    // In the filled skeleton; text is made in one piece first.
    const uint64_t bytes = PartBytes(entry, parts->contents.back().size());
    if (bytes > parts->max_bytes) return Corrupt("the parts are larger than the file");
    parts->max_bytes -= bytes;
    if (!work_.Add(PartWork(entry, parts->contents.back().size()))) return OverWork();
    return TakeBytes(entry.base64 ? 2 * bytes : bytes);
  }

  Result<Bytes> WithParts() {
    Parts parts = BeginParts();
    while (parts.contents.size() < table_.entries.size()) {
      const Status status = NextPart(&parts);
      if (!status.ok()) return status.error();
    }
    Result<Bytes> filled = FillHoles(MainSkeleton(), table_, parts.contents);
    if (!filled.ok() || table_.plain_main) return filled;
    parts = Parts();
    return DecodeMain(filled.value());
  }

  // No bytes when they are not wanted.
  Result<Bytes> DecodeMain(ByteSpan skeleton) {
    return Image(skeleton, facts_.first(main_facts_bytes_), header_.original_size, true);
  }

  // As Image, from a section of samples.
  Result<Bytes> ImageOfSamples(const Section& section, ByteSpan skeleton, ByteSpan facts,
                               uint64_t max_bytes, bool is_main) {
    if (!Names(kFeatureSamples)) return Unnamed("samples");
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
                            .want_headers = keep_headers_,
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
    const Section* section = NextSection(SectionType::kCoefficients);
    if (section == nullptr || section->packed || section->payload.empty()) {
      return Corrupt("the coefficients are missing");
    }
    const uint8_t model = section->payload[0];
    if (!IsKnownModel(model)) return UnknownModel(model, header_);
    coeff::CoeffOptions options{.num_threads = num_threads_,
                                .preset = static_cast<coeff::CoeffPreset>(model),
                                .work = &work_,
                                .tools = tools_};
    const jpeg::JpegLimits limits{.max_plane_bytes = left_,
                                  .max_layout_bytes = std::min(left_, layout_left_),
                                  .monitor = tools_.monitor};
    const auto layout = jpeg::ReadJpegLayout(skeleton, facts, limits);
    if (!layout.ok()) return layout.error();
    const jpeg::Frame& frame = jpeg::LayoutFrame(*layout.value());
    const bool skip_bytes = is_main && want_ == Want::kMainImage;
    const bool keep =
        is_main && want_ != Want::kBytes && jpeg::CountScans(*layout.value()).complete();
    if (skip_bytes && !keep) return Bytes();
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
    std::vector<jpeg::CoeffPlane> planes;
    status = DecodePlanes(section->payload, frame, options, is_main, &planes);
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
    if (keep) status = KeepMain(*layout.value(), skeleton, std::move(planes));
    if (!status.ok()) return status.error();
    return out;
  }

  Status DecodePlanes(ByteSpan payload, const jpeg::Frame& frame,
                      const coeff::CoeffOptions& options, bool is_main,
                      std::vector<jpeg::CoeffPlane>* planes) {
    if (is_main && predecoded_ != nullptr && predecoded_->IsOf(payload, frame)) {
      if (predecoded_->state_bytes > options.max_state_bytes) return OverLimit();
      if (!work_.Add(predecoded_->work)) return OverWork();
      *planes = std::move(predecoded_->planes);
      return OkStatus();
    }
    *planes = jpeg::AllocatePlanes(frame);
    BeginStage(tools_.monitor, is_main ? kReadMainPerMille : 0,
               jpeg::PlaneBytes(frame) / kPlaneBytesPerBlock);
    return coeff::DecodeCoefficients(payload.subspan(1), frame, options, planes);
  }

  Status KeepMain(const jpeg::JpegLayout& layout, ByteSpan skeleton,
                  std::vector<jpeg::CoeffPlane> planes) {
    MainImage& main = main_.emplace();
    main.frame = jpeg::LayoutFrame(layout);
    main.colour_space = jpeg::FindColourSpace(main.frame, layout.skeleton);
    main.num_scans = static_cast<uint32_t>(layout.scans.size());
    main.oddities = jpeg::LayoutOddities(layout, planes);
    main.planes = std::move(planes);
    if (!keep_headers_) return OkStatus();
    // A skeleton begins as its file does.
    const ByteSpan headers = jpeg::HeadersOf(skeleton);
    Status status = TakeBytes(headers.size());
    if (status.ok()) main.headers.assign(headers.begin(), headers.end());
    return status;
  }

  const Header& header_;
  std::span<const Section> sections_;
  int num_threads_;
  uint64_t left_;
  uint64_t layout_left_;  // for lists of facts and scans
  WorkMeter work_;
  Want want_;
  bool keep_headers_;
  const coeff::Tools& tools_;
  PredecodedImage* predecoded_;
  size_t next_ = 0;
  PartTable table_;
  Bytes skeletons_;
  Bytes facts_storage_;
  ByteSpan facts_;
  ByteSpan raw_;
  Bytes coded_;
  size_t main_skeleton_bytes_ = 0;
  size_t main_facts_bytes_ = 0;
  std::optional<MainImage> main_;
  std::optional<MainSamples> samples_;
  bool has_offsets_ = false;
};

}  // namespace

Status DecodeModelled(const ModelledInput& input, uint64_t file_bytes, uint64_t memory, Want want,
                      DecodedFile* file) {
  return ModelledDecoder(input, file_bytes, memory, want).Run(file);
}

Result<Bytes> DecodeModelledHeaders(const ModelledInput& input, uint64_t file_bytes,
                                    uint64_t memory) {
  return ModelledDecoder(input, file_bytes, memory, Want::kBytes).Headers();
}

}  // namespace jackdaw::container
