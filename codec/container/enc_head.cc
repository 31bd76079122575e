#include "codec/container/enc_head.h"

#include <algorithm>
#include <utility>

#include "codec/container/dec_lzma.h"
#include "codec/container/dictionary.h"
#include "codec/container/enc_skeleton.h"
#include "codec/container/enc_zstd.h"
#include "codec/container/format.h"
#include "codec/container/sections.h"

namespace jackdaw::container {
namespace {

void WritePackable(SectionType type, Bytes payload, ByteSpan dictionary, uint64_t memory_limit,
                   ByteWriter* out) {
  const Bytes packed = PackBytes(payload, dictionary, memory_limit);
  WriteSection(type, !packed.empty(), false, packed.empty() ? payload : packed, out);
}

// Makes raw pieces of the coded ones.
void MakeRaw(Cutting* cutting) {
  Bytes all;
  ByteReader raw(cutting->raw), coded(cutting->coded);
  for (PartEntry& entry : cutting->table.entries) {
    if (entry.kind != PartKind::kRaw && entry.kind != PartKind::kCoded) continue;
    ByteReader& from = entry.kind == PartKind::kRaw ? raw : coded;
    ByteSpan piece;
    if (from.Take(static_cast<size_t>(entry.piece_bytes), &piece)) {
      all.insert(all.end(), piece.begin(), piece.end());
    }
    entry.kind = PartKind::kRaw;
  }
  cutting->raw = std::move(all);
  cutting->coded = Bytes();
}

class HeadWriter {
 public:
  HeadWriter(const HeadInput& input, const std::vector<Piece>& pieces, bool codes_pieces)
      : input_(input),
        cutting_(MakeCutting(input.bytes, *input.cuts, pieces,
                             {.plain_main = input.plain_main, .codes_pieces = codes_pieces})) {}

  Head Write() {
    EncodePiecesOrMakeRaw();
    if (!cutting_.table.entries.empty() || cutting_.table.plain_main) WriteTable();
    WriteSkeletons();
    WriteFacts();
    if (!cutting_.raw.empty()) {
      WriteSection(SectionType::kRawPieces, false, false, cutting_.raw, &out_);
    }
    if (!coded_.payload.empty()) {
      WriteSection(SectionType::kCodedPieces, false, false, coded_.payload, &out_);
    }
    if (!input_.record.empty()) {
      WriteSection(SectionType::kLossy, false, false, input_.record, &out_);
    }
    head_.table = std::move(cutting_.table);
    head_.sections = out_.Take();
    return std::move(head_);
  }

 private:
  void EncodePiecesOrMakeRaw() {
    if (!cutting_.coded.empty()) {
      coded_ = EncodePieces(cutting_.coded, input_.memory_limit);
      if (coded_.payload.empty()) {
        MakeRaw(&cutting_);
      } else {
        head_.piece_bytes = cutting_.coded.size();
      }
    }
    if (coded_.is_lzma) {
      head_.features |= kFeatureLzma;
      head_.piece_bytes += LzmaDecoderBytes(cutting_.coded.size());
    }
    if (!cutting_.raw.empty() || !coded_.payload.empty()) head_.features |= kFeaturePieces;
  }

  void WriteTable() {
    for (const PartEntry& entry : cutting_.table.entries) {
      if (entry.base64) head_.features |= kFeatureBase64;
    }
    ByteWriter table;
    WritePartTable(cutting_.table, &table);
    WriteSection(SectionType::kParts, false, false, table.bytes(), &out_);
  }

  void WriteSkeletons() {
    head_.rest_bytes = cutting_.rest.size();
    Bytes skeletons = std::move(cutting_.rest);
    for (const ModelledImage& image : input_.cuts->images) {
      skeletons.insert(skeletons.end(), image.skeleton.begin(), image.skeleton.end());
    }
    // Only lossy files have coded quantization tables, which are seldom of any use elsewhere.
    TransformedSkeleton transformed = TransformSkeleton(skeletons, !input_.record.empty());
    if (transformed.has_profiles) head_.features |= kFeatureProfiles;
    if (!transformed.tables.empty()) {
      WriteSection(SectionType::kTables, false, false, transformed.tables, &out_);
    }
    WritePackable(SectionType::kSkeleton, std::move(transformed.stream), SkeletonDictionary(),
                  input_.memory_limit, &out_);
  }

  void WriteFacts() {
    Bytes facts(input_.main_facts.begin(), input_.main_facts.end());
    for (const ModelledImage& image : input_.cuts->images) {
      facts.insert(facts.end(), image.facts.begin(), image.facts.end());
    }
    const size_t num_images = input_.cuts->images.size() + (input_.plain_main ? 0 : 1);
    if (facts == Bytes(num_images, kPlainFacts)) return;
    WritePackable(SectionType::kFacts, std::move(facts), {}, input_.memory_limit, &out_);
  }

  const HeadInput& input_;
  Cutting cutting_;
  EncodedPieces coded_;
  ByteWriter out_;
  Head head_;
};

std::vector<Piece> FindPiecesOf(const HeadInput& input) {
  return FindPieces(input.bytes, !input.plain_main, input.cuts->Intervals(),
                    kMaxParts - std::min(kMaxParts, input.cuts->list.size()));
}

}  // namespace

Head WriteHead(const HeadInput& input) {
  const std::vector<Piece> pieces = FindPiecesOf(input);
  uint64_t coded_bytes = 0;
  for (const Piece& piece : pieces) coded_bytes += piece.is_raw ? 0 : piece.where.size();
  Head head = HeadWriter(input, pieces, false).Write();
  if (coded_bytes >= kMinCodedBytes) {
    Head other = HeadWriter(input, pieces, true).Write();
    if (other.sections.size() < head.sections.size()) head = std::move(other);
  }
  return head;
}

Head WriteSimpleHead(const HeadInput& input) {
  return HeadWriter(input, FindPiecesOf(input), false).Write();
}

}  // namespace jackdaw::container
