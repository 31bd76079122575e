#include "codec/container/header.h"

#include <gtest/gtest.h>

namespace jackdaw::container {
namespace {

Bytes MakeFile(const Header& header) {
  ByteWriter out;
  WriteHeader(header, &out);
  out.U8(0x80);
  Bytes bytes = out.Take();
  SealFile(&bytes);
  return bytes;
}

Result<Header> Read(ByteSpan bytes) {
  ByteReader reader(bytes);
  return ReadHeader(&reader, false);
}

TEST(HeaderTest, RoundTrip) {
  Header header;
  header.partial = true;
  header.original_size = 123456789;
  header.hash[3] = 7;
  header.features = kFeatureLzma | kFeaturePieces;
  header.file_name = "picture of \xff.jpg";
  header.needs = NeededVersion{0, 3};
  const Bytes bytes = MakeFile(header);
  ByteReader reader(bytes);
  const Result<Header> read = ReadHeader(&reader, false);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(reader.remaining(), 1u);
  EXPECT_TRUE(read.value().partial);
  EXPECT_EQ(read.value().original_size, header.original_size);
  EXPECT_EQ(read.value().hash, header.hash);
  EXPECT_EQ(read.value().file_name, header.file_name);
  EXPECT_EQ(read.value().features, header.features);
  ASSERT_TRUE(read.value().needs.has_value());
  EXPECT_EQ(read.value().needs->minor, 3);
}

TEST(HeaderTest, PinnedBytes) {
  Header header;
  header.original_size = 300;
  header.features = kFeatureBase64;
  const Bytes expected = {'J', 'K', 'D', 2, 0, 0, 0, 0, 8, 0xAC, 0x02, 0, 0, 0,   0,
                          0,   0,   0,   0, 0, 0, 0, 0, 0, 0,    0,    0, 8, 0x80};
  const Bytes bytes = MakeFile(header);
  EXPECT_EQ(Bytes(bytes.begin() + 8, bytes.end()), Bytes(expected.begin() + 8, expected.end()));
  EXPECT_EQ(Bytes(bytes.begin(), bytes.begin() + 4), Bytes(expected.begin(), expected.begin() + 4));
}

TEST(HeaderTest, EveryFlipAndTruncationIsAnError) {
  Header header;
  header.original_size = 5;
  header.file_name = "a";
  const Bytes bytes = MakeFile(header);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = bytes;
      damaged[i] ^= static_cast<uint8_t>(1 << bit);
      EXPECT_FALSE(Read(damaged).ok()) << i << " " << bit;
    }
    EXPECT_FALSE(Read(ByteSpan(bytes).first(i)).ok()) << i;
  }
}

TEST(HeaderTest, ErrorsSayWhatIsWrong) {
  Header header;
  Bytes bytes = MakeFile(header);
  bytes[0] = 'X';
  EXPECT_EQ(Read(bytes).error().message, "not a .jkd file");
  bytes = MakeFile(header);
  bytes[3] = 9;
  EXPECT_EQ(Read(bytes).error().code, ErrorCode::kUnsupported);
  bytes = MakeFile(header);
  bytes[8] = 0x40;
  SealFile(&bytes);
  EXPECT_EQ(Read(bytes).error().code, ErrorCode::kUnsupported);
  header.features = 0xA1;
  bytes = MakeFile(header);
  EXPECT_EQ(Read(bytes).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(Read(bytes).error().message,
            "needs the format's feature 5, 7, which this build does not have");
  header.needs = NeededVersion{1, 12};
  header.features = 0x80;
  EXPECT_EQ(Read(MakeFile(header)).error().message,
            "needs the format's feature 7, which this build does not have; jackdaw 1.12 or later "
            "reads it");
  EXPECT_EQ(UnknownModel(9, header).code, ErrorCode::kModelMismatch);
  EXPECT_EQ(UnknownModel(9, header).message,
            "needs the coefficient model 9, which this build does not have; jackdaw 1.12 or later "
            "reads it");
}

TEST(HeaderTest, FileNames) {
  EXPECT_TRUE(IsValidFileName("a.jpg"));
  EXPECT_TRUE(IsValidFileName(std::string(4096, 'x')));
  EXPECT_FALSE(IsValidFileName(std::string(4097, 'x')));
  EXPECT_FALSE(IsValidFileName(""));
  EXPECT_FALSE(IsValidFileName("."));
  EXPECT_FALSE(IsValidFileName(".."));
  EXPECT_FALSE(IsValidFileName("a/b"));
  EXPECT_FALSE(IsValidFileName(std::string("a\0b", 3)));
  for (const char* name : {"a/b", ".."}) {  // also when a hostile file says so
    Header header;
    header.file_name = name;
    EXPECT_FALSE(Read(MakeFile(header)).ok());
  }
}

}  // namespace
}  // namespace jackdaw::container
