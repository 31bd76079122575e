#include "codec/container/enc_cutting.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "codec/container/enc_base64.h"
#include "codec/container/format.h"
#include "codec/jpeg/jpeg_walk.h"

namespace jackdaw::container {
namespace {

// What an image adds beside coefficients and facts: section head, table entry, and the parts that
// the cut splits zstd's matches in.
constexpr uint64_t kImageOverhead = 16;
// A block takes at least one bit of a scan and 128 bytes of planes. A stream with fewer bits claims
// a size that it does not fill; hundreds of these would take minutes.
constexpr uint64_t kMaxPlaneRatio = 1024;
constexpr uint64_t kMinPlaneBytes = 1 << 16;
// Pieces in base64, and breaks of all texts together: the table stays far below its limit.
constexpr size_t kMaxTextPieces = 64;
constexpr size_t kMaxBreaks = 4096;

// Collects the cuts, one after the other.
class Cutter {
 public:
  Cutter(ByteSpan bytes, const jpeg::JpegLimits& limits, const coeff::CoeffOptions& options,
         ModelledImages* known)
      : bytes_(bytes), limits_(limits), options_(options), known_(known) {}

  Cuts Run(size_t first) {
    JpegFinder jpegs(bytes_, first);
    Base64Finder texts(bytes_);
    JpegPlace jpeg;
    Base64Place text;
    bool has_jpeg = jpegs.Next(&jpeg), has_text = texts.Next(&text);
    while ((has_jpeg || has_text) && num_images_ < kMaxEmbeddedImages) {
      if (has_jpeg && (!has_text || jpeg.begin < text.begin)) {
        if (jpeg.begin >= done_) TakeJpeg(jpeg);
        has_jpeg = jpegs.Next(&jpeg);
      } else {
        if (text.begin >= done_) TakeText(std::move(text));
        has_text = texts.Next(&text);
      }
    }
    for (Cut& cut : cuts_.list) {
      if (cut.entry.kind == PartKind::kImage || cut.entry.kind == PartKind::kCopy) {
        cut.content = Bytes();
      }
    }
    return std::move(cuts_);
  }

 private:
  void Add(Interval where, PartEntry entry, Bytes content) {
    done_ = where.end;
    if (entry.kind == PartKind::kImage || entry.kind == PartKind::kCopy) ++num_images_;
    cuts_.list.push_back({where, std::move(entry), std::move(content)});
  }

  // Where this stream was cut out before: Photoshop writes the same thumbnail twice.
  std::optional<size_t> FindCopied(ByteSpan stream) const {
    for (const auto& [index, known] : streams_) {
      if (std::equal(stream.begin(), stream.end(), known.begin(), known.end())) return index;
    }
    return std::nullopt;
  }

  // Makes *entry an image or a copy when that pays. scan_bytes: of the stream.
  bool TakeStream(ByteSpan stream, uint64_t scan_bytes, PartEntry* entry) {
    if (const std::optional<size_t> copied = FindCopied(stream)) {
      entry->kind = PartKind::kCopy;
      entry->copy_of = *copied;
      return true;
    }
    jpeg::JpegLimits limits = limits_;
    limits.max_plane_bytes =
        std::min(limits.max_plane_bytes, kMinPlaneBytes + kMaxPlaneRatio * scan_bytes);
    Result<ModelledImage> result = known_ != nullptr ? known_->Get(stream, limits, options_)
                                                     : ModelImage(stream, limits, options_, 0);
    if (!result.ok()) return false;
    ModelledImage& image = result.value();
    const uint64_t cost = image.coefficients.size() + image.facts.size() + kImageOverhead;
    if (image.modelled_scan_bytes < kMinScanBytes || cost >= image.modelled_scan_bytes) {
      return false;
    }
    limits_.max_plane_bytes -= std::min(limits_.max_plane_bytes, image.plane_bytes);
    entry->kind = PartKind::kImage;
    entry->skeleton_bytes = image.skeleton.size();
    entry->facts_bytes = image.facts.size();
    streams_.emplace_back(cuts_.list.size(), stream);
    cuts_.images.push_back(std::move(image));
    return true;
  }

  void TakeJpeg(const JpegPlace& place) {
    const ByteSpan stream = bytes_.subspan(place.begin, place.end - place.begin);
    PartEntry entry;
    if (TakeStream(stream, place.scan_bytes, &entry)) {
      Add({place.begin, place.end}, std::move(entry), {});
    }
  }

  void TakeText(Base64Place place) {
    num_breaks_ += place.layout.breaks.size();
    if (num_breaks_ > kMaxBreaks) return;
    PartEntry entry;
    entry.base64 = std::move(place.layout);
    const jpeg::JpegWalk walk = jpeg::WalkJpeg(place.content);
    const bool is_jpeg =
        (walk.complete || walk.end == place.content.size()) && walk.scan_bytes >= kMinScanBytes;
    if (!is_jpeg || !TakeStream(place.content, walk.scan_bytes, &entry)) {
      if (num_text_pieces_++ == kMaxTextPieces) return;
      entry.kind = IsIncompressible(place.content) ? PartKind::kRaw : PartKind::kCoded;
      entry.piece_bytes = place.content.size();
    }
    // The content stays where it is, so that later texts can be copies of it.
    Add({place.begin, place.end}, std::move(entry), std::move(place.content));
  }

  ByteSpan bytes_;
  jpeg::JpegLimits limits_;
  const coeff::CoeffOptions& options_;
  ModelledImages* known_;  // may be null
  Cuts cuts_;
  std::vector<std::pair<size_t, ByteSpan>> streams_;  // of the images, with their cuts
  size_t done_ = 0;                                   // end of the last cut
  size_t num_images_ = 0, num_text_pieces_ = 0, num_breaks_ = 0;
};

// Puts parts together in order.
class Builder {
 public:
  Builder(ByteSpan bytes, bool plain_main) : bytes_(bytes) {
    cutting_.table.plain_main = plain_main;
  }

  void Add(Interval where, PartEntry entry, ByteSpan content) {
    entry.distance = where.begin - done_;
    AppendRest(done_, where.begin);
    done_ = where.end;
    if (entry.base64) {
      size_t pos = where.begin;
      for (const Base64Layout::Break& b : entry.base64->breaks) {
        pos += static_cast<size_t>(b.text_bytes);
        AppendRest(pos, pos + static_cast<size_t>(b.gap_bytes));
        pos += static_cast<size_t>(b.gap_bytes);
      }
    }
    if (entry.kind == PartKind::kRaw || entry.kind == PartKind::kCoded) {
      Bytes& pieces = entry.kind == PartKind::kRaw ? cutting_.raw : cutting_.coded;
      pieces.insert(pieces.end(), content.begin(), content.end());
    }
    cutting_.table.entries.push_back(std::move(entry));
  }
  void Add(const Piece& piece) {
    PartEntry entry;
    entry.kind = piece.is_raw ? PartKind::kRaw : PartKind::kCoded;
    entry.piece_bytes = piece.where.size();
    Add(piece.where, std::move(entry), bytes_.subspan(piece.where.begin, piece.where.size()));
  }
  size_t num_entries() const { return cutting_.table.entries.size(); }

  Cutting Finish() {
    AppendRest(done_, bytes_.size());
    return std::move(cutting_);
  }

 private:
  void AppendRest(size_t begin, size_t end) {
    const ByteSpan part = bytes_.subspan(begin, end - begin);
    cutting_.rest.insert(cutting_.rest.end(), part.begin(), part.end());
  }

  ByteSpan bytes_;
  Cutting cutting_;
  size_t done_ = 0;  // bytes before are in rest or cut out
};

}  // namespace

std::vector<Interval> Cuts::Intervals() const {
  std::vector<Interval> intervals;
  for (const Cut& cut : list) intervals.push_back(cut.where);
  return intervals;
}

Cuts CutEmbedded(ByteSpan bytes, size_t first, const jpeg::JpegLimits& limits,
                 const coeff::CoeffOptions& options, ModelledImages* known) {
  return Cutter(bytes, limits, options, known).Run(first);
}

Cutting MakeCutting(ByteSpan bytes, const Cuts& cuts, const std::vector<Piece>& pieces,
                    const CuttingOptions& options) {
  Builder builder(bytes, options.plain_main);
  std::vector<size_t> entry_of_cut;
  size_t next = 0;
  const auto add_pieces_before = [&](size_t end) {
    for (; next < pieces.size() && pieces[next].where.begin < end; ++next) {
      if (pieces[next].is_raw || options.codes_pieces) builder.Add(pieces[next]);
    }
  };
  for (const Cut& cut : cuts.list) {
    add_pieces_before(cut.where.begin);
    PartEntry entry = cut.entry;
    if (entry.kind == PartKind::kCopy) entry.copy_of = entry_of_cut[entry.copy_of];
    entry_of_cut.push_back(builder.num_entries());
    builder.Add(cut.where, std::move(entry), cut.content);
  }
  add_pieces_before(bytes.size());
  return builder.Finish();
}

}  // namespace jackdaw::container
