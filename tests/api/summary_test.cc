#include "jackdaw/summary.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/bytes.h"
#include "codec/container/header.h"
#include "codec/container/sections.h"
#include "jackdaw/lossy.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::api {
namespace {

Bytes Pack(const Bytes& input, Preset preset, const std::string& file_name = {}) {
  CompressOptions options;
  options.preset = preset;
  options.file_name = file_name;
  Result<CompressResult> made = Compress(input, options);
  EXPECT_TRUE(made.ok());
  return made.ok() ? std::move(made).value().bytes : Bytes();
}

Summary SummaryOf(const Bytes& jkd) {
  Result<Summary> summary = ReadSummary(jkd);
  EXPECT_TRUE(summary.ok()) << summary.error().message;
  return summary.ok() ? std::move(summary).value() : Summary();
}

uint64_t SectionSum(const Summary& summary) {
  uint64_t sum = 0;
  for (const SectionInfo& section : summary.sections) sum += section.bytes;
  return sum;
}

// A source that counts what is read of it.
class CountingFile {
 public:
  explicit CountingFile(ByteSpan bytes) : bytes_(bytes) {}
  Result<Summary> Read() {
    return ReadSummary(
        [this](uint64_t offset, std::span<uint8_t> out) {
          EXPECT_LE(offset + out.size(), bytes_.size());
          ++num_reads_;
          num_bytes_ += out.size();
          std::memcpy(out.data(), bytes_.data() + offset, out.size());
          return true;
        },
        bytes_.size());
  }
  int num_reads() const { return num_reads_; }
  uint64_t num_bytes() const { return num_bytes_; }

 private:
  ByteSpan bytes_;
  int num_reads_ = 0;
  uint64_t num_bytes_ = 0;
};

TEST(ReadSummary, ModelledFile) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 120, .height = 80});
  const Bytes jkd = Pack(jpeg, Preset::kDefault, "a.jpg");
  const Summary summary = SummaryOf(jkd);
  EXPECT_EQ(summary.size, jkd.size());
  EXPECT_EQ(summary.original_size, jpeg.size());
  EXPECT_EQ(summary.content_hash, container::HashContent(jpeg));
  EXPECT_EQ(summary.format_version, container::kFormatVersion);
  EXPECT_EQ(summary.outcome, Outcome::kModelled);
  EXPECT_FALSE(summary.lossy);
  EXPECT_EQ(summary.preset, Preset::kDefault);
  EXPECT_EQ(summary.model.size(), 16u);
  EXPECT_TRUE(summary.has_model);
  EXPECT_EQ(summary.file_name, "a.jpg");
  EXPECT_EQ(SectionSum(summary), jkd.size());
  EXPECT_EQ(summary.sections.front().name, "header");
  EXPECT_EQ(summary.sections.back().name, "coefficients");
}

TEST(ReadSummary, PresetsAndLoss) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 160, .height = 120, .quality = 92});
  EXPECT_EQ(SummaryOf(Pack(jpeg, Preset::kFast)).preset, Preset::kFast);
  EXPECT_TRUE(SummaryOf(Pack(jpeg, Preset::kFast)).model.empty());
  // Of small pictures the fast preset wins.
  const Bytes larger = test::WriteWithLibjpeg({.width = 640, .height = 480, .quality = 92});
  EXPECT_EQ(SummaryOf(Pack(larger, Preset::kParallel)).preset, Preset::kParallel);
  LossyOptions options;
  options.value = 50;
  const Result<LossyResult> lossy = CompressLossy(jpeg, options);
  ASSERT_TRUE(lossy.ok());
  EXPECT_TRUE(SummaryOf(lossy.value().bytes).lossy);
}

TEST(ReadSummary, StoredAndPartialFiles) {
  const Summary text = SummaryOf(Pack(Bytes(500, 'x'), Preset::kDefault));
  EXPECT_EQ(text.outcome, Outcome::kStored);
  EXPECT_FALSE(text.preset.has_value());
  EXPECT_EQ(text.original_size, 500u);
  EXPECT_EQ(text.sections.back().name, "zstd");
  EXPECT_EQ(SummaryOf(Pack({}, Preset::kDefault)).sections.back().name, "raw bytes");
  const Bytes cut = test::Prefix(test::WriteWithLibjpeg({.width = 120, .height = 80}), 1, 2);
  EXPECT_EQ(SummaryOf(Pack(cut, Preset::kFast)).outcome, Outcome::kPartial);
}

// Summary and Inspect say the same of every kind of file, and little of it is read.
TEST(ReadSummary, AgreesWithInspect) {
  for (const test::GeneratedFile& file : test::AllGeneratedFiles()) {
    SCOPED_TRACE(file.name);
    const Bytes jkd = Pack(file.bytes, Preset::kFast);
    const Result<FileInfo> info = Inspect(jkd);
    ASSERT_TRUE(info.ok()) << info.error().message;
    CountingFile counting(jkd);
    const Result<Summary> summary = counting.Read();
    ASSERT_TRUE(summary.ok()) << summary.error().message;
    const FileInfo short_info = ToFileInfo(summary.value());
    EXPECT_FALSE(short_info.decoded);
    EXPECT_TRUE(info.value().decoded);
    EXPECT_EQ(short_info.size, info.value().size);
    EXPECT_EQ(short_info.original_size, file.bytes.size());
    EXPECT_EQ(short_info.content_hash, info.value().content_hash);
    EXPECT_EQ(short_info.outcome, info.value().outcome);
    EXPECT_EQ(short_info.preset, info.value().preset);
    EXPECT_EQ(short_info.sections.size(), info.value().sections.size());
    EXPECT_EQ(SectionSum(summary.value()), jkd.size());
    EXPECT_LE(counting.num_reads(), static_cast<int>(summary.value().sections.size()) + 1);
    EXPECT_LE(counting.num_bytes(), 8192 + 8192 + 12 * summary.value().sections.size());
  }
}

TEST(ReadSummary, ReadsLittleOfALargeFile) {
  test::TestRng rng(3);
  const CompressOptions options;
  const Bytes jkd = Compress(rng.RandomBytes(3000000), options).value().bytes;
  CountingFile counting(jkd);
  ASSERT_TRUE(counting.Read().ok());
  EXPECT_EQ(counting.num_reads(), 1);
  EXPECT_EQ(counting.num_bytes(), 8192u);
  // Sections that start far behind each other.
  Bytes nested = test::WithSegment(test::WriteWithLibjpeg({.width = 900, .height = 700}), 0xE1,
                                   test::ExifPayload(test::SmallJpeg(5)));
  const Bytes nested_tail = test::WriteWithLibjpeg({.width = 640, .height = 500, .quality = 95});
  nested.insert(nested.end(), nested_tail.begin(), nested_tail.end());
  const Bytes packed = Pack(nested, Preset::kFast);
  CountingFile parts(packed);
  const Result<Summary> summary = parts.Read();
  ASSERT_TRUE(summary.ok());
  EXPECT_GT(packed.size(), 20000u);
  EXPECT_LT(parts.num_bytes(), 8192u + 100);
  EXPECT_EQ(summary.value().sections.back().name, "coefficients");
  EXPECT_EQ(summary.value().sections.size(), ReadSummary(packed).value().sections.size());
}

TEST(ReadSummary, ModelThatThisBuildLacks) {
  container::Header header;
  header.original_size = 10;
  header.needs = container::NeededVersion{0, 9};
  ByteWriter out;
  container::WriteHeader(header, &out);
  container::WriteSection(container::SectionType::kSkeleton, false, false, Bytes{1, 2}, &out);
  container::WriteSection(container::SectionType::kCoefficients, false, true, Bytes{7, 9, 9}, &out);
  Bytes jkd = out.Take();
  container::SealFile(&jkd);
  const Summary summary = SummaryOf(jkd);
  EXPECT_EQ(summary.model, "0000000000000007");
  EXPECT_FALSE(summary.has_model);
  EXPECT_FALSE(summary.preset.has_value());
  const Error error = Inspect(jkd).error();
  EXPECT_EQ(error.code, ErrorCode::kModelMismatch);
  EXPECT_NE(error.message.find("jackdaw 0.9 or later"), std::string::npos);
}

// Of damaged files a summary is an error or wrong, never more.
TEST(ReadSummary, Damage) {
  const Bytes nested =
      test::WithSegment(test::SmallJpeg(1), 0xE1, test::ExifPayload(test::SmallJpeg(2)));
  const Bytes jkd = Pack(nested, Preset::kFast, "name");
  const Summary whole = SummaryOf(jkd);
  const size_t last_head = jkd.size() - static_cast<size_t>(whole.sections.back().bytes);
  for (size_t i = 0; i < jkd.size(); ++i) {
    const Result<Summary> cut = ReadSummary(ByteSpan(jkd).first(i));
    // The last section ends where the file does.
    EXPECT_EQ(cut.ok(), i >= last_head + 2) << i;
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = jkd;
      damaged[i] ^= static_cast<uint8_t>(1 << bit);
      const Result<Summary> summary = ReadSummary(damaged);
      if (summary.ok()) {
        EXPECT_EQ(SectionSum(summary.value()), jkd.size());
      }
      EXPECT_TRUE(!summary.ok() || i >= 4) << i;
    }
  }
  EXPECT_EQ(ReadSummary(ByteSpan(nested)).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ReadSummary(ByteSpan()).error().code, ErrorCode::kTruncated);
}

TEST(ReadSummary, HostileTables) {
  const auto file = [](const Bytes& sections) {
    ByteWriter out;
    container::WriteHeader({}, &out);
    out.Append(sections);
    return out.Take();
  };
  // Raw bytes that are not last; a skeleton alone; empty coefficients; an unknown type; lengths
  // beyond the file; a table of parts that is none.
  for (const Bytes& sections :
       {Bytes{0x00, 1, 5, 0x86, 0}, Bytes{0x84}, Bytes{0x04, 0, 0x86}, Bytes{0xBF},
        Bytes{0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0x86, 0},
        Bytes{0x04, 9, 0x86, 0}, Bytes{0x02, 2, 0xFF, 0xFF, 0x04, 0, 0x86, 0}, Bytes{0x04, 0x80},
        Bytes{0x04, 0}, Bytes{}}) {
    EXPECT_FALSE(ReadSummary(file(sections)).ok());
  }
  Bytes many;
  for (int i = 0; i < 1000; ++i) many.insert(many.end(), {0x06, 1, 0});
  many.insert(many.end(), {0x86, 0});
  EXPECT_EQ(ReadSummary(file(many)).error().message, "too many sections");
}

TEST(ReadSummary, ReadErrors) {
  const auto fails = [](uint64_t, std::span<uint8_t>) { return false; };
  EXPECT_EQ(ReadSummary(fails, 1000).error().code, ErrorCode::kIo);
  EXPECT_EQ(ReadSummary(fails, 0).error().code, ErrorCode::kTruncated);
}

ReadAt ReaderOf(const Bytes& bytes) {
  return [&bytes](uint64_t offset, std::span<uint8_t> out) {
    EXPECT_LE(offset + out.size(), bytes.size());
    std::memcpy(out.data(), bytes.data() + offset, out.size());
    return true;
  };
}

TEST(CompareCheck, SoundFiles) {
  test::TestRng rng(7);
  for (const size_t size : {0u, 1u, 500u, 262136u, 262137u, 700000u}) {
    const Bytes jkd = Pack(rng.RandomBytes(size), Preset::kDefault);
    EXPECT_TRUE(CompareCheck(ReaderOf(jkd), jkd.size()).ok()) << size;
  }
}

TEST(CompareCheck, FindsEveryChangedByteAndEveryEnd) {
  const Bytes jkd = Pack(test::WriteWithLibjpeg({.width = 24, .height = 16}), Preset::kFast);
  for (size_t i = 0; i < jkd.size(); ++i) {
    Bytes bad = jkd;
    bad[i] ^= 0x20;
    EXPECT_FALSE(CompareCheck(ReaderOf(bad), bad.size()).ok()) << i;
    bad = jkd;
    bad.resize(i);
    EXPECT_FALSE(CompareCheck(ReaderOf(bad), bad.size()).ok()) << i;
  }
  const ReadAt fails = [](uint64_t, std::span<uint8_t>) { return false; };
  EXPECT_EQ(CompareCheck(fails, 100).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace jackdaw::api
