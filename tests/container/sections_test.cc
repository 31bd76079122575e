#include "codec/container/sections.h"

#include <gtest/gtest.h>

namespace jackdaw::container {
namespace {

Result<std::vector<Section>> Read(ByteSpan bytes) {
  ByteReader reader(bytes);
  return ReadSections(&reader);
}

TEST(SectionsTest, RoundTrip) {
  const Bytes a(300, 1), c = {9};
  ByteWriter out;
  WriteSection(SectionType::kSkeleton, true, false, a, &out);
  WriteSection(SectionType::kFacts, false, false, {}, &out);
  WriteSection(SectionType::kCoefficients, false, true, c, &out);
  EXPECT_EQ(out.size(), SectionSize(false, 300) + SectionSize(false, 0) + SectionSize(true, 1));
  const auto sections = Read(out.bytes());
  ASSERT_TRUE(sections.ok());
  ASSERT_EQ(sections.value().size(), 3u);
  EXPECT_TRUE(sections.value()[0].packed);
  EXPECT_EQ(sections.value()[0].payload.size(), 300u);
  EXPECT_EQ(sections.value()[0].total_bytes, 303u);
  EXPECT_EQ(sections.value()[1].type, SectionType::kFacts);
  EXPECT_TRUE(sections.value()[1].payload.empty());
  EXPECT_EQ(sections.value()[2].payload[0], 9);
}

TEST(SectionsTest, HostileInput) {
  EXPECT_FALSE(Read({}).ok());
  EXPECT_FALSE(Read(Bytes{0x04}).ok());              // no length
  EXPECT_FALSE(Read(Bytes{0x04, 0x05, 0x01}).ok());  // longer than the file
  EXPECT_FALSE(Read(Bytes{0x04, 0x01, 0x01}).ok());  // no last section
  EXPECT_EQ(Read(Bytes{0xBF}).error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(Read(Bytes(4096, 0x00)).ok());  // too many
  EXPECT_TRUE(Read(Bytes{0x80}).ok());
}

}  // namespace
}  // namespace jackdaw::container
