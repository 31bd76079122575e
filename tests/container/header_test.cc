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
  header.file_name = "picture of \xff.jpg";
  const Bytes bytes = MakeFile(header);
  ByteReader reader(bytes);
  const Result<Header> read = ReadHeader(&reader, false);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(reader.remaining(), 1u);
  EXPECT_TRUE(read.value().partial);
  EXPECT_EQ(read.value().original_size, header.original_size);
  EXPECT_EQ(read.value().hash, header.hash);
  EXPECT_EQ(read.value().file_name, header.file_name);
}

TEST(HeaderTest, PinnedBytes) {
  Header header;
  header.original_size = 300;
  const Bytes expected = {'J', 'K', 'D', 1, 0x42, 0x9D, 0x18, 0x2F, 0, 0xAC, 0x02, 0, 0, 0,
                          0,   0,   0,   0, 0,    0,    0,    0,    0, 0,    0,    0, 0, 0x80};
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
  bytes = MakeFile(header);
  bytes[8] = kFlagModelId;
  bytes.insert(bytes.end(), 8, 0xAB);
  SealFile(&bytes);
  EXPECT_EQ(Read(bytes).error().code, ErrorCode::kModelMismatch);
  EXPECT_NE(Read(bytes).error().message.find("abababab"), std::string::npos);
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
