// Images that were decoded while they were coded: taken where the file has the same section, and
// never instead of the checks.
#include <gtest/gtest.h>

#include "codec/container/dec_file.h"
#include "codec/container/enc_file.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::container {
namespace {

CompressOptions TwoThreads() { return {.num_threads = 2, .preset = Preset::kFast}; }

// A .jkd and the image that was decoded on the way.
struct Made {
  Bytes jpeg;
  ImageCheck check;
  Bytes jkd;

  explicit Made(const CompressOptions& options = TwoThreads())
      : jpeg(test::WriteWithLibjpeg({.width = 300, .height = 200})),
        jkd(EncodeFile(jpeg, options, {}, &check).bytes) {}
};

TEST(Predecoded, GivesTheFile) {
  Made made;
  ASSERT_TRUE(made.check.image.has_value());
  const Result<DecodedFile> plain = DecodeFile(made.jkd, {}, false);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain.value().bytes, made.jpeg);
  const Result<DecodedFile> file = DecodeFile(made.jkd, {}, false, {}, &*made.check.image);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file.value().bytes, made.jpeg);
  EXPECT_TRUE(made.check.image->planes.empty());  // they were taken
}

// What the decoder read is what counts: if it had got another picture, the file would be refused.
TEST(Predecoded, WrongPlanesAreFound) {
  Made made;
  made.check.image->planes[0].Block(3, 4)[1] ^= 1;
  const Result<DecodedFile> file = DecodeFile(made.jkd, {}, false, {}, &*made.check.image);
  EXPECT_FALSE(file.ok());
}

TEST(Predecoded, AnotherSectionIsDecoded) {
  Made made;
  made.check.image->payload.back() ^= 1;
  made.check.image->planes[0].Block(3, 4)[1] ^= 1;
  const Result<DecodedFile> file = DecodeFile(made.jkd, {}, false, {}, &*made.check.image);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file.value().bytes, made.jpeg);
  Made other;
  other.check.image->frame.components[0].quant[5] += 1;
  other.check.image->planes[0].Block(3, 4)[1] ^= 1;
  EXPECT_TRUE(DecodeFile(other.jkd, {}, false, {}, &*other.check.image).ok());
}

TEST(Predecoded, DamageIsFoundAllTheSame) {
  Made made;
  Bytes damaged = made.jkd;
  damaged.back() ^= 1;
  EXPECT_FALSE(DecodeFile(damaged, {}, false, {}, &*made.check.image).ok());
}

TEST(Predecoded, OnlyWithThreadsAndMemory) {
  CompressOptions options = TwoThreads();
  options.num_threads = 1;
  EXPECT_FALSE(Made(options).check.image.has_value());
  options.num_threads = 2;
  options.memory_limit = uint64_t{5} << 20;
  const Made little(options);
  EXPECT_FALSE(little.check.image.has_value());
  EXPECT_EQ(little.jkd, Made().jkd);
}

}  // namespace
}  // namespace jackdaw::container
