#include "codec/container/enc_skeleton.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "codec/container/icc_profiles.h"
#include "codec/container/skeleton_codes.h"
#include "codec/tables/enc_huffman_tables.h"
#include "codec/tables/enc_quant_tables.h"

namespace jackdaw::container {
namespace {

constexpr std::array<uint8_t, 13> kDhtCodes = {
    kCodeTailColor,   kCodeTailGrey,      kCodeDhtFour,          kCodeDhtFourByClass,
    kCodeDhtGrey,     kCodeDhtJoined,     kCodeDhtJoinedByClass, kCodeDhtJoinedGrey,
    kCodeDhtSingle,   kCodeDhtSingle + 1, kCodeDhtSingle + 2,    kCodeDhtSingle + 3,
    kCodeDhtPhotoshop};

bool StartsWith(ByteSpan bytes, ByteSpan prefix) {
  return prefix.size() <= bytes.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

class Transformer {
 public:
  Transformer(ByteSpan skeleton, bool codes_quant_tables)
      : in_(skeleton), codes_quant_tables_(codes_quant_tables) {}

  TransformedSkeleton Run() {
    while (pos_ < in_.size()) {
      const uint8_t byte = in_[pos_];
      if (byte == 0xFF && pos_ + 1 < in_.size() && ReplaceAt(in_[pos_ + 1])) continue;
      out_.stream.push_back(byte);
      if (byte == kEscape) out_.stream.push_back(kCodeLiteral);
      ++pos_;
    }
    out_.tables = tables_.Finish();
    return std::move(out_);
  }

 private:
  bool ReplaceAt(uint8_t marker) {
    if (num_codes_ == kMaxSkeletonCodes) return false;
    switch (marker) {
      case 0xD8:
        return ReplaceHead() || ReplaceHeadWithTables();
      case 0xC4:
        return ReplaceDht();
      case 0xDB:
        return ReplaceDqt();
      case 0xE2:
        return ReplaceProfile();
      default:
        return false;
    }
  }

  void Put(uint8_t code, ByteSpan params, size_t expanded_bytes) {
    ++num_codes_;
    out_.stream.push_back(kEscape);
    out_.stream.push_back(code);
    out_.stream.insert(out_.stream.end(), params.begin(), params.end());
    pos_ += expanded_bytes;
  }

  // Quality of the DQT kind that stands at the start of `rest`; 0 when none does.
  uint8_t MatchDqt(uint8_t kind, ByteSpan rest, size_t* expanded_bytes) {
    std::vector<Bytes>& expansions = dqt_[kind];
    if (expansions.empty()) {
      expansions.resize(kMaxQuality);
      for (uint8_t quality = 1; quality <= kMaxQuality; ++quality) {
        Bytes& expansion = expansions[quality - 1];
        if (!ExpandCode(static_cast<uint8_t>(kCodeDqt + kind), {&quality, 1}, &expansion)) return 0;
      }
    }
    // Marker, length and the first Pq Tq are the same at every quality.
    if (!StartsWith(rest, ByteSpan(expansions[0]).first(5))) return 0;
    for (uint8_t quality = kMaxQuality; quality >= 1; --quality) {
      const Bytes& expansion = expansions[quality - 1];
      if (!StartsWith(rest, expansion)) continue;
      *expanded_bytes = expansion.size();
      return quality;
    }
    return 0;
  }

  bool ReplaceDqt() {
    const ByteSpan rest = in_.subspan(pos_);
    uint8_t kind = 0, quality = 0;
    size_t kind_bytes = 0;
    for (; kind < kNumDqtKinds; ++kind) {
      quality = MatchDqt(kind, rest, &kind_bytes);
      if (quality != 0) break;
    }
    // A kind for the first table alone would leave those after it, which only a run can hold.
    if (kind_bytes < RunBytes(rest) && ReplaceRun()) return true;
    if (quality == 0) return false;
    Put(static_cast<uint8_t>(kCodeDqt + kind), {&quality, 1}, kind_bytes);
    return true;
  }

  // Bytes of the DQT segments at the start of `rest` that can be coded as a run.
  size_t RunBytes(ByteSpan rest) const {
    if (!codes_quant_tables_ || num_runs_ == tables::kMaxCodedQuantRuns) return 0;
    return tables::QuantSegmentsBytes(tables::ParseQuantTables(rest));
  }

  bool ReplaceRun() {
    const tables::CodedQuantTables coded = tables::EncodeQuantTables(in_.subspan(pos_));
    if (coded.segment_bytes == 0) return false;
    PutRun(kCodeTables, {}, coded.stream, coded.segment_bytes);
    return true;
  }

  // params: those of the code before the length.
  void PutRun(uint8_t code, Bytes params, const Bytes& stream, size_t expanded_bytes) {
    params.push_back(static_cast<uint8_t>(stream.size()));
    params.insert(params.end(), stream.begin(), stream.end());
    Put(code, params, expanded_bytes);
    ++num_runs_;
  }

  // As ReplaceHead, but with a run.
  bool ReplaceHeadWithTables() {
    const ByteSpan rest = in_.subspan(pos_);
    Bytes expansion;
    AppendStart(&expansion);
    const size_t start_bytes = expansion.size();
    if (!StartsWith(rest, expansion) || RunBytes(rest.subspan(start_bytes)) == 0) return false;
    const tables::CodedQuantTables coded = tables::EncodeQuantTables(rest.subspan(start_bytes));
    const ByteSpan frame = rest.subspan(start_bytes + coded.segment_bytes);
    constexpr size_t kSizesOffset = 5, kNumComponentsOffset = 9, kSamplingOffset = 11;
    if (coded.segment_bytes == 0 || frame.size() <= kSamplingOffset) return false;
    Bytes params(1, frame[kNumComponentsOffset] == 1 ? uint8_t{0} : frame[kSamplingOffset]);
    for (size_t i = 0; i < 4; ++i) params.push_back(frame[kSizesOffset + i]);
    expansion.clear();
    AppendFrame(params, &expansion);
    if (!StartsWith(frame, expansion)) return false;
    PutRun(kCodeHeadWithTables, std::move(params), coded.stream,
           start_bytes + coded.segment_bytes + expansion.size());
    return true;
  }

  bool ReplaceHead() {
    // In what cjpeg writes, DQT stands at 20; sizes in SOF0 at 5, sampling of component 0 at 11.
    constexpr size_t kDqtOffset = 20, kSizesOffset = 5, kSamplingOffset = 11;
    const ByteSpan rest = in_.subspan(pos_);
    if (rest.size() < kDqtOffset || rest[2] != 0xFF || rest[3] != 0xE0) return false;
    for (const uint8_t kind : {kDqtKindColor, kDqtKindGrey}) {
      size_t dqt_bytes = 0;
      std::array<uint8_t, 6> params{};
      params[0] = MatchDqt(kind, rest.subspan(kDqtOffset), &dqt_bytes);
      const size_t sof = kDqtOffset + dqt_bytes;
      if (params[0] == 0 || rest.size() - sof <= kSamplingOffset) continue;
      params[1] = kind == kDqtKindGrey ? uint8_t{0} : rest[sof + kSamplingOffset];
      std::copy_n(rest.begin() + static_cast<std::ptrdiff_t>(sof + kSizesOffset), 4,
                  params.begin() + 2);
      Bytes expansion;
      if (!ExpandCode(kCodeHead, params, &expansion) || !StartsWith(rest, expansion)) continue;
      Put(kCodeHead, params, expansion.size());
      return true;
    }
    return false;
  }

  bool ReplaceProfile() {
    size_t segment_bytes = 0;
    const std::optional<uint8_t> number = FindIccSegment(in_.subspan(pos_), &segment_bytes);
    if (!number || num_profiles_ == kMaxIccProfileCodes) return false;
    ++num_profiles_;
    out_.has_profiles = true;
    Put(kCodeIccProfile, {&*number, 1}, segment_bytes);
    return true;
  }

  bool ReplaceDht() {
    const ByteSpan rest = in_.subspan(pos_);
    for (size_t i = 0; i < kDhtCodes.size(); ++i) {
      if (dht_[i].empty() && !ExpandCode(kDhtCodes[i], {}, &dht_[i])) return false;
      if (!StartsWith(rest, dht_[i])) continue;
      Put(kDhtCodes[i], {}, dht_[i].size());
      return true;
    }
    const size_t segment_bytes = tables_.Encode(rest);
    if (segment_bytes == 0) return false;
    Put(kCodeDht, {}, segment_bytes);
    return true;
  }

  ByteSpan in_;
  const bool codes_quant_tables_;
  size_t num_runs_ = 0;
  size_t num_codes_ = 0;
  size_t num_profiles_ = 0;
  size_t pos_ = 0;
  TransformedSkeleton out_;
  tables::HuffmanTablesEncoder tables_;
  std::array<std::vector<Bytes>, kNumDqtKinds> dqt_;  // by kind, then quality - 1; made when needed
  std::array<Bytes, kDhtCodes.size()> dht_;
};

}  // namespace

TransformedSkeleton TransformSkeleton(ByteSpan skeleton, bool codes_quant_tables) {
  return Transformer(skeleton, codes_quant_tables).Run();
}

}  // namespace jackdaw::container
