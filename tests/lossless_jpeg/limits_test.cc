// Small .jkd files that ask for many samples are refused by the work that they ask for.
#include <gtest/gtest.h>

#include "codec/container/format.h"
#include "codec/container/header.h"
#include "codec/container/sections.h"
#include "codec/lossless_jpeg/lossless_codec.h"
#include "jackdaw/jackdaw.h"
#include "tests/support/lossless_writer.h"

namespace jackdaw::test {
namespace {

// The frame of a sound file made width x height; `samples` is its whole section.
Bytes HostileSamples(uint16_t width, uint16_t height, uint8_t num_components,
                     const Bytes& samples) {
  const std::vector<LosslessSampling> sampling(num_components, LosslessSampling{1, 1});
  const Bytes file = WriteLossless(MakeLosslessPicture(8, 8, 16, sampling, LosslessContent::kFlat));
  Result<lossless_jpeg::SplitLosslessResult> split = lossless_jpeg::SplitLossless(file, {});
  EXPECT_TRUE(split.ok());
  Bytes skeleton = split.value().skeleton;
  skeleton[7] = static_cast<uint8_t>(height >> 8);
  skeleton[8] = static_cast<uint8_t>(height);
  skeleton[9] = static_cast<uint8_t>(width >> 8);
  skeleton[10] = static_cast<uint8_t>(width);
  container::Header header;
  header.features = container::kFeatureSamples;
  header.original_size = uint64_t{1} << 28;
  ByteWriter out;
  container::WriteHeader(header, &out);
  container::WriteSection(container::SectionType::kSkeleton, false, false, skeleton, &out);
  container::WriteSection(container::SectionType::kSamples, false, true, samples, &out);
  Bytes bytes = out.Take();
  container::SealFile(&bytes);
  return bytes;
}

// One slice that is all zero bits, or all ones: ends of what a stream can say for nothing.
Bytes Stream(uint8_t fill, uint8_t num_slices, size_t size) {
  Bytes samples = {0, num_slices};
  for (uint8_t i = 1; i < num_slices; ++i) samples.push_back(4);
  samples.resize(samples.size() + size, fill);
  return samples;
}

TEST(LosslessLimits, SmallFilesAskForLittle) {
  for (const uint8_t fill : {uint8_t{0}, uint8_t{0xFF}, uint8_t{0x5A}}) {
    for (const uint8_t num_slices : {uint8_t{1}, uint8_t{64}}) {
      for (const uint16_t width : {uint16_t{1}, uint16_t{100}, uint16_t{300}, uint16_t{65535}}) {
        const Bytes jkd =
            HostileSamples(width, 65535, width > 200 ? 1 : 4, Stream(fill, num_slices, 9000));
        ASSERT_LT(jkd.size(), 10'000u);
        for (const uint64_t limit : {uint64_t{300} << 20, uint64_t{16} << 30}) {
          const Result<DecompressResult> result = Decompress(jkd, {.memory_limit = limit});
          ASSERT_FALSE(result.ok());
          EXPECT_NE(result.error().code, ErrorCode::kInternal) << result.error().message;
        }
      }
    }
  }
}

TEST(LosslessLimits, MemoryIsCountedBeforeItIsTaken) {
  const Bytes jkd = HostileSamples(60000, 60000, 1, Stream(0, 1, 100));
  const Result<DecompressResult> result = Decompress(jkd, {.memory_limit = uint64_t{300} << 20});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kLimitExceeded);
}

// A .jkd again, with these features in its header, and with a lossy section if asked for.
Bytes Rewritten(const Bytes& jkd, uint8_t features, bool with_offsets) {
  ByteReader reader(jkd);
  Result<container::Header> header = container::ReadHeader(&reader, false);
  if (!header.ok()) return {};
  const Result<std::vector<container::Section>> sections = container::ReadSections(&reader);
  if (!sections.ok()) return {};
  header.value().features = features;
  ByteWriter out;
  container::WriteHeader(header.value(), &out);
  for (const container::Section& section : sections.value()) {
    const bool last = section.type == container::SectionType::kSamples;
    if (last && with_offsets) {
      container::WriteSection(container::SectionType::kLossy, false, false, Bytes{0, 0}, &out);
    }
    container::WriteSection(section.type, section.packed, last, section.payload, &out);
  }
  Bytes bytes = out.Take();
  container::SealFile(&bytes);
  return bytes;
}

TEST(LosslessLimits, HeaderNamesSamples) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(80, 60, 12, {{1, 1}}, LosslessContent::kMedical), {.predictor = 7});
  const Result<CompressResult> made = Compress(file);
  ASSERT_TRUE(made.ok());
  ByteReader reader(made.value().bytes);
  const Result<container::Header> header = container::ReadHeader(&reader, false);
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header.value().features, container::kFeatureSamples);
  const Bytes same = Rewritten(made.value().bytes, container::kFeatureSamples, false);
  EXPECT_EQ(same, made.value().bytes);
  for (const uint8_t features : {uint8_t{0}, uint8_t{container::kFeaturePieces}}) {
    const auto result = Decompress(Rewritten(made.value().bytes, features, false));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(result.error().message, "the header does not name the use of samples");
  }
}

TEST(LosslessLimits, SamplesExcludeOffsets) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(80, 60, 12, {{1, 1}}, LosslessContent::kMedical), {.predictor = 7});
  const Result<CompressResult> made = Compress(file);
  ASSERT_TRUE(made.ok());
  const auto result = Decompress(Rewritten(made.value().bytes, container::kFeatureSamples, true));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(result.error().message, "offsets in the wrong place");
}

// A writer stores what a reader with its limit could not decode.
TEST(LosslessLimits, WriterKeepsToTheLimit) {
  const Bytes file = WriteLossless(
      MakeLosslessPicture(300, 250, 16, {{1, 1}}, LosslessContent::kMedical), {.predictor = 7});
  for (uint64_t limit = 2 << 20; limit < uint64_t{12} << 20; limit += 1 << 19) {
    const Result<CompressResult> made = Compress(file, {.memory_limit = limit, .verify = false});
    ASSERT_TRUE(made.ok());
    const Result<DecompressResult> back = Decompress(made.value().bytes, {.memory_limit = limit});
    ASSERT_TRUE(back.ok()) << limit << ": " << back.error().message;
    EXPECT_EQ(back.value().bytes, file);
  }
}

}  // namespace
}  // namespace jackdaw::test
