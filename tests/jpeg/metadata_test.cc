#include <gtest/gtest.h>

#include <string_view>

#include "codec/jpeg/enc_metadata.h"
#include "tests/support/jpeg_writer.h"

namespace jackdaw {
namespace {

Bytes Payload(std::string_view text) { return {text.begin(), text.end()}; }

// The segments before a scan, one of each kind.
Bytes Head() {
  test::JpegWriter out;
  out.Soi().Jfif();
  out.Segment(0xE1, Payload(std::string_view("Exif\0\0MM", 8)));
  out.Segment(0xE2, Payload(std::string_view("ICC_PROFILE\0\1\1profile", 21)));
  out.Segment(0xE2, Payload(std::string_view("MPF\0", 4)));
  out.AdobeApp14(1);
  out.Segment(0xFE, Payload("a comment"));
  return out.Take();
}

void AppendTail(Bytes* bytes) {
  const Bytes tail = {0xFF, 0xD9, 't', 'a', 'i', 'l'};
  bytes->insert(bytes->end(), tail.begin(), tail.end());
}

bool Contains(const Bytes& bytes, std::string_view text) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find(text) !=
         std::string_view::npos;
}

TEST(Metadata, KeepsAllSegmentsAndTheTail) {
  Bytes skeleton = Head();
  const Bytes segments(skeleton.begin() + 2, skeleton.end());
  AppendTail(&skeleton);
  const Metadata metadata = CollectMetadata(skeleton, false);
  EXPECT_EQ(metadata.segments, segments);
  EXPECT_EQ(metadata.tail, Payload("tail"));
}

TEST(Metadata, StripKeepsWhatDecodingNeeds) {
  Bytes skeleton = Head();
  AppendTail(&skeleton);
  const Metadata metadata = CollectMetadata(skeleton, true);
  EXPECT_TRUE(metadata.tail.empty());
  for (const char* kept : {"JFIF", "ICC_PROFILE", "Adobe"}) {
    EXPECT_TRUE(Contains(metadata.segments, kept)) << kept;
  }
  for (const char* left_out : {"Exif", "MPF", "comment"}) {
    EXPECT_FALSE(Contains(metadata.segments, left_out)) << left_out;
  }
  Bytes head = {0xFF, 0xD8};
  head.insert(head.end(), metadata.segments.begin(), metadata.segments.end());
  EXPECT_EQ(StripHead(Head()), head);
}

TEST(Metadata, EveryCutEndsInBounds) {
  const Bytes head = Head();
  for (size_t n = 0; n <= head.size(); ++n) {
    const ByteSpan cut = ByteSpan(head).first(n);
    EXPECT_LE(CollectMetadata(cut, false).segments.size(), n);
    EXPECT_LE(StripHead(cut).size(), n);
  }
  EXPECT_TRUE(CollectMetadata({}, false).segments.empty());
  const Bytes fill(100, 0xFF);
  EXPECT_TRUE(CollectMetadata(fill, false).segments.empty());
}

}  // namespace
}  // namespace jackdaw
