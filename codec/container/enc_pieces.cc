#include "codec/container/enc_pieces.h"

#include <algorithm>
#include <cstring>

#include "codec/container/dec_lzma.h"
#include "codec/container/dictionary.h"
#include "codec/container/enc_lzma.h"
#include "codec/container/enc_zstd.h"
#include "codec/container/format.h"

namespace jackdaw::container {
namespace {

// A piece costs a few bytes of the table, and the skeleton a match that goes over its place.
constexpr size_t kMinPieceBytes = 2048;
// Larger pieces are judged in blocks of this size: the index of a film compresses, the film does
// not.
constexpr size_t kBlockBytes = size_t{64} << 10;

// Of each block, for LZMA: tables of 16-bit numbers, half of which it saves, are noise to zstd.
constexpr size_t kSampleBytes = size_t{16} << 10;

constexpr uint8_t kSos = 0xDA, kEoi = 0xD9, kSoi = 0xD8, kTem = 0x01, kCom = 0xFE;
bool IsRestart(uint8_t code) { return code >= 0xD0 && code <= 0xD7; }
bool IsApplication(uint8_t code) { return (code >= 0xE0 && code <= 0xEF) || code == kCom; }

// Collects runs of segments with one marker, entropy-coded data, and what follows EOI or cannot be
// read.
class RegionFinder {
 public:
  explicit RegionFinder(ByteSpan bytes) : bytes_(bytes) {}

  std::vector<Interval> Find() {
    pos_ = 2;
    while (pos_ < bytes_.size() && ReadSegment()) {
    }
    CloseRun();
    Add({pos_, bytes_.size()});
    return std::move(regions_);
  }

 private:
  void Add(Interval region) {
    if (region.begin < region.end && region.size() >= kMinPieceBytes) regions_.push_back(region);
  }

  void CloseRun() {
    Add(run_);
    run_ = {pos_, pos_};
    run_code_ = 0;
  }

  // False where the rest is no segment.
  bool ReadSegment() {
    if (bytes_[pos_] != 0xFF) return false;
    while (bytes_.size() - pos_ >= 2 && bytes_[pos_ + 1] == 0xFF) ++pos_;  // fill bytes
    const size_t begin = pos_;
    if (bytes_.size() - begin < 2) return false;
    const uint8_t code = bytes_[begin + 1];
    if (code == kEoi) {
      pos_ += 2;
      return false;
    }
    if (code == 0 || code == kSoi || code == kTem || IsRestart(code)) return false;
    if (bytes_.size() - begin < 4) return false;
    const size_t length = size_t{bytes_[begin + 2]} << 8 | bytes_[begin + 3];
    if (length < 2 || length + 2 > bytes_.size() - begin) return false;
    if (code != run_code_) CloseRun();
    pos_ = begin + 2 + length;
    if (IsApplication(code)) {
      run_code_ = code;
      run_.end = pos_;
    }
    if (code == kSos) SkipScan();
    return true;
  }

  void SkipScan() {
    CloseRun();
    const size_t begin = pos_;
    while (pos_ < bytes_.size()) {
      const void* found = std::memchr(bytes_.data() + pos_, 0xFF, bytes_.size() - pos_);
      if (found == nullptr) {
        pos_ = bytes_.size();
        break;
      }
      pos_ = static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes_.data());
      const uint8_t code = pos_ + 1 < bytes_.size() ? bytes_[pos_ + 1] : uint8_t{0};
      if (code != 0 && code != 0xFF && !IsRestart(code)) break;
      ++pos_;
    }
    Add({begin, pos_});
    run_ = {pos_, pos_};
  }

  ByteSpan bytes_;
  size_t pos_ = 0;
  std::vector<Interval> regions_;
  Interval run_;
  uint8_t run_code_ = 0;
};

// The regions without the cuts; pieces that are too small are left out.
std::vector<Interval> Without(const std::vector<Interval>& regions,
                              const std::vector<Interval>& cuts) {
  std::vector<Interval> left;
  size_t next = 0;
  for (const Interval& region : regions) {
    size_t begin = region.begin;
    while (next < cuts.size() && cuts[next].end <= begin) ++next;
    for (size_t i = next; i < cuts.size() && cuts[i].begin < region.end; ++i) {
      if (cuts[i].begin > begin && cuts[i].begin - begin >= kMinPieceBytes) {
        left.push_back({begin, cuts[i].begin});
      }
      begin = std::max(begin, cuts[i].end);
    }
    if (begin < region.end && region.end - begin >= kMinPieceBytes) {
      left.push_back({begin, region.end});
    }
  }
  return left;
}

// Runs of blocks of one kind.
std::vector<Piece> SplitByBlocks(ByteSpan bytes, Interval where) {
  std::vector<Piece> pieces;
  for (size_t begin = where.begin; begin < where.end;) {
    // A short last block goes to the one before.
    const bool last = where.end - begin < 2 * kBlockBytes;
    const size_t size = last ? where.end - begin : kBlockBytes;
    const bool is_raw = IsIncompressible(bytes.subspan(begin, size));
    if (!pieces.empty() && pieces.back().is_raw == is_raw) {
      pieces.back().where.end = begin + size;
    } else {
      pieces.push_back({{begin, begin + size}, is_raw});
    }
    begin += size;
  }
  return pieces;
}

}  // namespace

bool IsIncompressible(ByteSpan bytes) {
  if (QuickCompressedSize(bytes) <= bytes.size() - bytes.size() / 32) return false;
  const size_t size = std::min(bytes.size(), kSampleBytes);
  const size_t quick = QuickLzmaSize(bytes.subspan((bytes.size() - size) / 2, size));
  return quick > size - size / 32;
}

std::vector<Piece> FindPieces(ByteSpan bytes, bool is_jpeg, const std::vector<Interval>& cuts,
                              size_t max_pieces) {
  const std::vector<Interval> regions =
      is_jpeg ? RegionFinder(bytes).Find() : std::vector<Interval>{{0, bytes.size()}};
  std::vector<Interval> intervals = Without(regions, cuts);
  // The largest ones, where there are too many.
  if (intervals.size() > max_pieces) {
    const auto nth = intervals.begin() + static_cast<std::ptrdiff_t>(max_pieces);
    std::nth_element(intervals.begin(), nth, intervals.end(),
                     [](const Interval& a, const Interval& b) {
                       return a.size() > b.size() || (a.size() == b.size() && a.begin < b.begin);
                     });
    intervals.resize(max_pieces);
    std::sort(intervals.begin(), intervals.end(),
              [](const Interval& a, const Interval& b) { return a.begin < b.begin; });
  }
  std::vector<Piece> pieces;
  size_t spare = max_pieces - intervals.size();
  for (const Interval& where : intervals) {
    std::vector<Piece> parts = SplitByBlocks(bytes, where);
    if (parts.size() - 1 > spare) {
      parts = {{where, IsIncompressible(bytes.subspan(where.begin, where.size()))}};
    }
    spare -= parts.size() - 1;
    pieces.insert(pieces.end(), parts.begin(), parts.end());
  }
  return pieces;
}

EncodedPieces EncodePieces(ByteSpan pieces, uint64_t memory_limit) {
  Bytes best = CompressFrame(pieces, SkeletonDictionary(), memory_limit);
  bool is_lzma = false;
  if (pieces.size() <= kMaxLzmaBytes) {
    Bytes lzma = CompressLzma(pieces, memory_limit);
    if (!lzma.empty() && (best.empty() || lzma.size() < best.size())) {
      best = std::move(lzma);
      is_lzma = true;
    }
  }
  if (best.empty() || best.size() >= pieces.size() ||
      pieces.size() > MaxUnpackedSection(best.size())) {
    return {};
  }
  ByteWriter out;
  out.Varint(uint64_t{pieces.size()} << 1 | (is_lzma ? 1 : 0));
  out.Append(best);
  return {out.Take(), is_lzma};
}

}  // namespace jackdaw::container
