#include "codec/container/base64.h"

#include <gtest/gtest.h>

#include <string>

#include "codec/container/enc_base64.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::container {
namespace {

std::string Text(ByteSpan content, const Base64Layout& layout) {
  Bytes out;
  AppendBase64(content, layout, &out);
  EXPECT_EQ(out.size(), Base64TextBytes(content.size(), layout));
  return {out.begin(), out.end()};
}

Bytes AsBytes(const std::string& text) { return {text.begin(), text.end()}; }

// Something long that begins as a JPEG does.
Bytes Picture(size_t size) {
  Bytes out = {0xFF, 0xD8, 0xFF, 0xE0};
  const Bytes more = test::TestRng(size).RandomBytes(size - out.size());
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::vector<Base64Place> FindAll(const Bytes& bytes) {
  Base64Finder finder(bytes);
  std::vector<Base64Place> places;
  for (Base64Place place; finder.Next(&place);) places.push_back(place);
  return places;
}

TEST(Base64Test, KnownTexts) {
  const Bytes content = {'f', 'o', 'o', 'b', 'a', 'r'};
  Base64Layout layout;
  const char* padded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  const char* bare[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};
  for (size_t n = 0; n <= content.size(); ++n) {
    layout.padded = true;
    EXPECT_EQ(Text(ByteSpan(content).first(n), layout), padded[n]);
    layout.padded = false;
    EXPECT_EQ(Text(ByteSpan(content).first(n), layout), bare[n]);
  }
  layout.separator = 2;
  layout.line_chars = 4;
  EXPECT_EQ(Text(content, layout), "Zm9v\r\nYmFy");
  layout.line_chars = 3;
  EXPECT_EQ(Text(content, layout), "Zm9\r\nvYm\r\nFy");
}

TEST(Base64Test, EveryLayoutIsFound) {
  for (size_t size = 700; size < 706; ++size) {
    const Bytes content = Picture(size);
    for (uint8_t separator = 0; separator < kBase64Separators.size(); ++separator) {
      for (const bool padded : {true, false}) {
        Base64Layout layout;
        layout.padded = padded;
        layout.separator = separator;
        layout.line_chars = separator == 0 ? 0 : 64 + size % 7;
        const std::string text = Text(content, layout);
        std::string file = "<a b=\"";
        file += text;
        file += "\"/>";
        const Bytes bytes = AsBytes(file);
        const std::vector<Base64Place> places = FindAll(bytes);
        ASSERT_EQ(places.size(), 1u) << size << " " << int{separator} << padded;
        EXPECT_EQ(places[0].content, content);
        EXPECT_EQ(places[0].begin, 6u);
        EXPECT_EQ(places[0].end, 6 + text.size());
        EXPECT_EQ(places[0].layout.separator, separator);
        EXPECT_EQ(places[0].layout.line_chars, layout.line_chars);
        // Where no padding is due, texts with and without it are the same.
        EXPECT_EQ(places[0].layout.padded, padded || size % 3 == 0);
      }
    }
  }
}

TEST(Base64Test, TextThatIsNotOursStaysAlone) {
  Base64Layout layout;
  const Bytes content = Picture(700);
  std::string text = Text(content, layout);
  ASSERT_TRUE(text.ends_with("=="));
  // Bits behind the end.
  const size_t last = text.size() - 3;
  text[last] = static_cast<char>(text[last] + 1);
  EXPECT_TRUE(FindAll(AsBytes(text)).empty());
  // A single character behind the last four.
  std::string longer = Text(Picture(699), layout);
  longer += "A\"";
  EXPECT_TRUE(FindAll(AsBytes(longer)).empty());
  // Inside a longer word.
  std::string word = "x";
  word += Text(content, layout);
  EXPECT_TRUE(FindAll(AsBytes(word)).empty());
  EXPECT_TRUE(FindAll(AsBytes(Text(Picture(30), layout))).empty());
}

TEST(Base64Test, LinesOfOtherLengthsEndTheText) {
  Base64Layout layout;
  layout.separator = 1;
  layout.line_chars = 76;
  const std::string text = Text(Picture(1200), layout);
  // The seventh line is short.
  std::string file = text.substr(0, 6 * 77 + 40);
  file += "\n";
  file += text.substr(6 * 77 + 40);
  for (const Base64Place& place : FindAll(AsBytes(file))) {
    EXPECT_LE(place.end, 6 * 77u + 40);
  }
}

TEST(Base64Test, SegmentsOfExtendedXmp) {
  const Bytes content = Picture(3000);
  const std::string text = Text(content, {});
  std::string gap("\xFF\xE1\x03\xE8http://ns.adobe.com/xmp/extension/\0", 39);
  gap += std::string(40, '\x02');
  std::string file = "data=\"";
  for (size_t i = 0; i < text.size(); i += 1000) {
    if (i > 0) file += gap;
    file += text.substr(i, 1000);
  }
  const std::vector<Base64Place> places = FindAll(AsBytes(file));
  ASSERT_EQ(places.size(), 1u);
  EXPECT_EQ(places[0].content, content);
  ASSERT_EQ(places[0].layout.breaks.size(), 3u);
  EXPECT_EQ(places[0].layout.breaks[0].text_bytes, 1000u);
  EXPECT_EQ(places[0].layout.breaks[2].gap_bytes, gap.size());
  EXPECT_EQ(places[0].end, file.size());
}

// Each start would read all the rest, but for the budget. Ends at once, not in minutes.
TEST(Base64Test, SearchIsBounded) {
  std::string bytes;
  for (int i = 0; i < 200000; ++i) bytes += ";/9j/";
  EXPECT_TRUE(FindAll(AsBytes(bytes)).empty());
}

TEST(Base64Test, RandomBytes) {
  test::TestRng rng(3);
  constexpr std::string_view kChars = "/9j/AB+=&#xA;\r\n\"iVBORw0KGgo";
  for (int i = 0; i < 300; ++i) {
    std::string text = "\"/9j/";
    while (text.size() < 2000) text += kChars[rng.Below(rng.OneIn(50) ? 28 : 8)];
    const Bytes bytes = AsBytes(text);
    for (const Base64Place& place : FindAll(bytes)) {
      Bytes again;
      AppendBase64(place.content, place.layout, &again);
      EXPECT_EQ(again, Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(place.begin),
                             bytes.begin() + static_cast<std::ptrdiff_t>(place.end)));
    }
  }
}

}  // namespace
}  // namespace jackdaw::container
