#include <gtest/gtest.h>

#include "codec/container/dec_pieces.h"
#include "codec/container/enc_cutting.h"
#include "codec/container/enc_pieces.h"
#include "codec/container/format.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::container {
namespace {

constexpr uint64_t kLimit = 1 << 30;

Bytes Table(size_t size, uint64_t seed) { return test::NumberTable(size, seed); }

Bytes Segments(uint8_t code, const Bytes& content) {
  ByteWriter out;
  constexpr size_t kMaxPayload = 65533;
  for (size_t pos = 0; pos < content.size(); pos += kMaxPayload) {
    const size_t size = std::min(kMaxPayload, content.size() - pos);
    out.U8(0xFF);
    out.U8(code);
    out.U16Be(static_cast<uint16_t>(size + 2));
    out.Append(ByteSpan(content).subspan(pos, size));
  }
  return out.Take();
}

Bytes Joined(const std::vector<Bytes>& parts) {
  Bytes out;
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

const Bytes kSoi = {0xFF, 0xD8};
const Bytes kDri = {0xFF, 0xDD, 0, 4, 0, 0};
const Bytes kSos = {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
const Bytes kEoi = {0xFF, 0xD9};

TEST(PiecesTest, LargeSegmentsAndTails) {
  const Bytes profile = Segments(0xE2, Table(150000, 1));
  const Bytes small = Segments(0xE1, Table(300, 2));
  const Bytes scan(5000, 0x12);
  const Bytes film = test::TestRng(3).RandomBytes(300000);
  const Bytes file = Joined({kSoi, small, profile, kDri, kSos, scan, kDri, kSos, kEoi, film});
  const std::vector<Piece> pieces = FindPieces(file, true, {}, 100);
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].where.begin, 2 + small.size());
  EXPECT_EQ(pieces[0].where.size(), profile.size());
  EXPECT_FALSE(pieces[0].is_raw);
  EXPECT_EQ(pieces[1].where.size(), scan.size());
  EXPECT_FALSE(pieces[1].is_raw);
  EXPECT_EQ(pieces[2].where.begin, file.size() - film.size());
  EXPECT_EQ(pieces[2].where.end, file.size());
  EXPECT_TRUE(pieces[2].is_raw);
}

TEST(PiecesTest, CutsAreLeftOut) {
  const Bytes file = Joined({kSoi, kEoi, Table(100000, 1)});
  const std::vector<Interval> cuts = {{1000, 1500}, {20000, 40000}, {41000, 99000}};
  const std::vector<Piece> pieces = FindPieces(file, true, cuts, 100);
  ASSERT_EQ(pieces.size(), 1u);
  EXPECT_EQ(pieces[0].where.begin, 1500u);
  EXPECT_EQ(pieces[0].where.end, 20000u);
}

TEST(PiecesTest, FilmsAreJudgedInBlocks) {
  const Bytes index = Table(200000, 1), film = test::TestRng(3).RandomBytes(500000);
  const Bytes file = Joined({kSoi, kEoi, film, index, film});
  const std::vector<Piece> pieces = FindPieces(file, true, {}, 100);
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_TRUE(pieces[0].is_raw);
  EXPECT_FALSE(pieces[1].is_raw);
  EXPECT_TRUE(pieces[2].is_raw);
  EXPECT_GT(pieces[1].where.size(), 130000u);
  // With no room for three, all of it is one.
  EXPECT_EQ(FindPieces(file, true, {}, 2).size(), 1u);
  EXPECT_TRUE(FindPieces(file, true, {}, 0).empty());
}

TEST(PiecesTest, HostileFiles) {
  test::TestRng rng(4);
  for (int i = 0; i < 300; ++i) {
    Bytes file = kSoi;
    while (file.size() < 20000) {
      const Bytes part = rng.OneIn(2) ? Segments(rng.Byte(), Table(1 + rng.Below(5000), 1))
                                      : rng.RandomBytes(rng.Below(9));
      file.insert(file.end(), part.begin(), part.end());
    }
    file.resize(20000 + rng.Below(100));
    size_t end = 0;
    for (const Piece& piece : FindPieces(file, true, {{500, 900}}, 5)) {
      EXPECT_GE(piece.where.begin, end);
      EXPECT_GT(piece.where.end, piece.where.begin);
      end = piece.where.end;
    }
    EXPECT_LE(end, file.size());
  }
  EXPECT_TRUE(FindPieces({}, false, {}, 5).empty());
  EXPECT_TRUE(FindPieces(kSoi, true, {}, 5).empty());
}

TEST(PiecesTest, CodedPiecesComeBack) {
  for (const size_t size : {20000u, 400000u}) {
    const Bytes pieces = Table(size, size);
    const EncodedPieces encoded = EncodePieces(pieces, kLimit);
    ASSERT_FALSE(encoded.payload.empty());
    EXPECT_TRUE(encoded.is_lzma);  // 16 bits at a time are nothing for zstd
    const auto read = ReadCodedPieces(encoded.payload);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().size, size);
    EXPECT_TRUE(read.value().is_lzma);
    EXPECT_GE(read.value().decoder_bytes, size);
    EXPECT_EQ(DecodePieces(read.value()).value(), pieces);
  }
  // Nothing for LZMA's arithmetic coder to win: the dictionary of skeletons decides.
  EXPECT_TRUE(EncodePieces(test::TestRng(1).RandomBytes(50000), kLimit).payload.empty());
  // Without memory for LZMA, zstd remains.
  Bytes periodic;
  while (periodic.size() < 400000) periodic = Joined({periodic, Table(3000, 5)});
  const EncodedPieces small = EncodePieces(periodic, uint64_t{2} << 20);
  ASSERT_FALSE(small.payload.empty());
  EXPECT_FALSE(small.is_lzma);
  EXPECT_EQ(DecodePieces(ReadCodedPieces(small.payload).value()).value(), periodic);
}

TEST(PiecesTest, HostilePayloads) {
  EXPECT_FALSE(ReadCodedPieces({}).ok());
  EXPECT_FALSE(ReadCodedPieces(Bytes(11, 0xFF)).ok());
  for (const uint8_t head : {uint8_t{20}, uint8_t{21}}) {
    for (const Bytes& rest : {Bytes{}, Bytes{0}, Bytes(30, 0xFF), Bytes{0x01, 0xFF, 0xFF}}) {
      Bytes payload(1, head);
      payload.insert(payload.end(), rest.begin(), rest.end());
      const auto read = ReadCodedPieces(payload);
      ASSERT_TRUE(read.ok());
      EXPECT_FALSE(DecodePieces(read.value()).ok());
    }
  }
}

TEST(CuttingTest, PartsAreInOrder) {
  const Bytes first = test::SmallJpeg(1), second = test::SmallJpeg(2);
  const Bytes film = test::TestRng(3).RandomBytes(100000), table = Table(100000, 1);
  const Bytes file = Joined({Bytes(9, 'x'), first, film, second, table, first});
  const coeff::CoeffOptions options;
  const Cuts cuts = CutEmbedded(file, 0, {}, options);
  ASSERT_EQ(cuts.list.size(), 3u);
  EXPECT_EQ(cuts.list[2].entry.kind, PartKind::kCopy);
  const std::vector<Piece> pieces = FindPieces(file, false, cuts.Intervals(), 100);
  ASSERT_EQ(pieces.size(), 2u);
  const Cutting all = MakeCutting(file, cuts, pieces, {.plain_main = true, .codes_pieces = true});
  EXPECT_EQ(all.rest, Bytes(9, 'x'));
  EXPECT_EQ(all.raw, film);
  EXPECT_EQ(all.coded, table);
  ASSERT_EQ(all.table.entries.size(), 5u);
  EXPECT_EQ(all.table.entries[4].copy_of, 0u);
  const auto filled = FillHoles(all.rest, all.table, {first, film, second, table, first});
  ASSERT_TRUE(filled.ok());
  EXPECT_EQ(filled.value(), file);
  const Cutting simple = MakeCutting(file, cuts, pieces, {.plain_main = true});
  EXPECT_TRUE(simple.coded.empty());
  EXPECT_EQ(simple.table.entries.size(), 4u);
}

}  // namespace
}  // namespace jackdaw::container
