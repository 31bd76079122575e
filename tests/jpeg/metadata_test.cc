#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/jpeg/enc_metadata.h"
#include "tests/support/jpeg_writer.h"

namespace jackdaw::jpeg {
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

Bytes Unchanged(ByteSpan view) { return {view.begin(), view.end()}; }

// Of a file without scan data.
Metadata Collect(ByteSpan skeleton, const StripOptions& strip) {
  Result<Metadata> metadata = CollectMetadata(skeleton, skeleton, strip, Unchanged);
  EXPECT_TRUE(metadata.ok());
  return std::move(metadata).value();
}

TEST(Metadata, KeepsAllSegmentsAndTheTail) {
  Bytes skeleton = Head();
  const Bytes segments(skeleton.begin() + 2, skeleton.end());
  AppendTail(&skeleton);
  const Metadata metadata = Collect(skeleton, {});
  EXPECT_EQ(metadata.segments, segments);
  EXPECT_EQ(metadata.tail.bytes(), Payload("tail"));
  EXPECT_TRUE(metadata.removed.empty());
  EXPECT_EQ(WithMetadata(skeleton, metadata), skeleton);
}

TEST(Metadata, StripKeepsWhatDecodingNeeds) {
  Bytes skeleton = Head();
  AppendTail(&skeleton);
  const Metadata metadata = Collect(skeleton, {.metadata = true});
  EXPECT_TRUE(metadata.tail.bytes().empty());
  for (const char* kept : {"JFIF", "ICC_PROFILE", "Adobe"}) {
    EXPECT_TRUE(Contains(metadata.segments, kept)) << kept;
  }
  for (const char* left_out : {"Exif", "MPF", "comment"}) {
    EXPECT_FALSE(Contains(metadata.segments, left_out)) << left_out;
  }
  Bytes head = {0xFF, 0xD8};
  head.insert(head.end(), metadata.segments.begin(), metadata.segments.end());
  head.insert(head.end(), {0xFF, 0xD9});
  EXPECT_EQ(WithMetadata(skeleton, metadata), head);
  const std::vector<std::string> removed = {"Exif", "the index of pictures", "comments",
                                            "data behind the image (4 bytes)"};
  EXPECT_EQ(metadata.removed, removed);
}

TEST(Metadata, EveryCutEndsInBounds) {
  const Bytes head = Head();
  for (size_t n = 0; n <= head.size(); ++n) {
    const ByteSpan cut = ByteSpan(head).first(n);
    EXPECT_LE(Collect(cut, {}).segments.size(), n);
    const Metadata stripped = Collect(cut, {.metadata = true, .gps = true, .previews = true});
    if (n < 2) continue;
    EXPECT_LE(WithMetadata(cut, stripped).size(), n);
  }
  EXPECT_TRUE(Collect({}, {}).segments.empty());
  const Bytes fill(100, 0xFF);
  EXPECT_TRUE(Collect(fill, {}).segments.empty());
}

}  // namespace
}  // namespace jackdaw::jpeg
