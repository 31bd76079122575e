// What format version 2 fixes for ever: a change of any of these numbers breaks every .jkd file.
#include <gtest/gtest.h>
#include <xxhash.h>

#include <algorithm>
#include <array>

#include "codec/container/dec_skeleton.h"
#include "codec/container/dictionary.h"
#include "codec/container/enc_skeleton.h"
#include "codec/container/icc_profiles.h"
#include "codec/container/skeleton_codes.h"
#include "codec/tables/dec_huffman_tables.h"
#include "codec/tables/enc_huffman_tables.h"
#include "codec/tables/huffman_prior.h"
#include "codec/tables/quant_tables.h"

namespace jackdaw::container {
namespace {

uint64_t Hash(ByteSpan bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

TEST(FrozenTest, Dictionary) {
  EXPECT_EQ(SkeletonDictionary().size(), 32908u);
  EXPECT_EQ(Hash(SkeletonDictionary()), 0x9bf030fb602394e1u);
}

// Profiles can be appended; those of a release stay.
TEST(FrozenTest, IccProfiles) {
  constexpr std::array<uint16_t, 8> kSizes = {3144, 560, 1304, 1352, 524, 3144, 560, 3144};
  ASSERT_GE(IccProfileSizes().size(), kSizes.size());
  EXPECT_TRUE(std::equal(kSizes.begin(), kSizes.end(), IccProfileSizes().begin()));
  EXPECT_EQ(Hash(IccProfileBytes().first(13732)), 0x8e6f8ec9ccda9f13u);
}

TEST(FrozenTest, HuffmanPrior) {
  ByteWriter out;
  for (const uint16_t v : tables::kHuffmanPriorSlots) out.U16Be(v);
  for (const auto& weights : tables::kHuffmanPriorMixers) {
    for (const int16_t w : weights) out.U16Be(static_cast<uint16_t>(w));
  }
  EXPECT_EQ(Hash(out.bytes()), 0x4e68efb73498093eu);
}

TEST(FrozenTest, QuantTablesPrior) {
  ByteWriter out;
  for (const uint16_t v : tables::kQuantTableSlots) out.U16Be(v);
  for (const auto& weights : tables::kQuantTableMixers) {
    for (const int16_t w : weights) out.U16Be(static_cast<uint16_t>(w));
  }
  EXPECT_EQ(Hash(out.bytes()), 0x40967993463de697u);
}

TEST(FrozenTest, SkeletonCodes) {
  Bytes all;
  for (int code = 0; code < 256; ++code) {
    for (int quality = 1; quality <= 100; ++quality) {
      const Bytes params(NumCodeParams(static_cast<uint8_t>(code)), static_cast<uint8_t>(quality));
      if (!ExpandCode(static_cast<uint8_t>(code), params, &all)) all.push_back(0);
    }
  }
  EXPECT_EQ(Hash(all), 0xb4327a49722fb12cu);
}

TEST(FrozenTest, CodedTable) {
  // Lengths 2, 2, 2, 3, 3 of an AC table, and a DC table.
  const Bytes segment = {0xFF, 0xC4, 0, 43, 0x10, 0, 3, 1, 1, 0,    0,    0, 0, 0, 0, 0,
                         0,    0,    0, 0,  0,    1, 2, 3, 0, 0x11, 0x00, 0, 1, 1, 1, 0,
                         0,    0,    0, 0,  0,    0, 0, 0, 0, 0,    0,    4, 5, 6};
  Bytes input = segment;
  input[3] = static_cast<uint8_t>(input.size() - 2);
  tables::HuffmanTablesEncoder encoder;
  ASSERT_EQ(encoder.Encode(input), input.size());
  const Bytes payload = encoder.Finish();
  EXPECT_EQ(payload, (Bytes{0x7B, 0xEF, 0xF7, 0x63, 0x0E, 0xE5, 0x08, 0x4C, 0x40, 0x90}));
  tables::HuffmanTablesDecoder decoder(payload);
  Bytes back;
  ASSERT_TRUE(decoder.Decode(&back).ok());
  EXPECT_EQ(back, input);
}

// The example of docs/format.md §4.5: the tables of quality 75, steps 0..9 of the first and 0..4 of
// the second one made wider.
TEST(FrozenTest, CodedQuantTables) {
  std::array<tables::QuantTable, 2> tables = {
      jpeg::ScaledQuantTable(jpeg::QuantBase::kLuma, 75, 255),
      jpeg::ScaledQuantTable(jpeg::QuantBase::kChroma, 75, 255)};
  constexpr std::array<uint16_t, 10> kLuma = {19, 18, 18, 19, 18, 20, 17, 18, 19, 18};
  constexpr std::array<uint16_t, 5> kChroma = {20, 18, 19, 22, 21};
  std::copy(kLuma.begin(), kLuma.end(), tables[0].begin());
  std::copy(kChroma.begin(), kChroma.end(), tables[1].begin());
  Bytes segments;
  for (size_t slot = 0; slot < 2; ++slot) {
    segments.insert(segments.end(), {0xFF, 0xDB, 0, 67, static_cast<uint8_t>(slot)});
    segments.insert(segments.end(), tables[slot].begin(), tables[slot].end());
  }
  const TransformedSkeleton transformed = TransformSkeleton(segments, true);
  EXPECT_EQ(transformed.stream,
            (Bytes{0xB0, 0x18, 0x0A, 0x4C, 0x56, 0xFF, 0x02, 0x6B, 0x0A, 0x48, 0xEC, 0x5A, 0x40}));
  const auto back = RestoreSkeleton(transformed.stream, {}, segments.size());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value(), segments);
}

}  // namespace
}  // namespace jackdaw::container
