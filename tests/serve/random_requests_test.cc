// Requests by chance: nothing that a client sends brings the server down, or out of its tree. The
// sanitizer builds of CI run this, too, and the fuzzer `requests` goes on from here.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "tests/fuzz/serve_target.h"

namespace jackdaw::test {
namespace {

constexpr auto kPieces =
    std::to_array<std::string_view>({"GET ",
                                     "HEAD ",
                                     "POST ",
                                     "/",
                                     "/..",
                                     "/.",
                                     "/%2e%2e",
                                     "%2f",
                                     "%00",
                                     "//",
                                     "a.jpg",
                                     "sub/",
                                     "?thumb=",
                                     "64",
                                     "256",
                                     "?page=",
                                     "&sort=newest",
                                     "18446744073709551616",
                                     "-1",
                                     "?",
                                     "&",
                                     "=",
                                     "%",
                                     "%4",
                                     "+",
                                     "#",
                                     " HTTP/1.1",
                                     " HTTP/1.0",
                                     "\r\n",
                                     "\r\n\r\n",
                                     "Host: localhost\r\n",
                                     "Range: ",
                                     "bytes=",
                                     "0-",
                                     "-5",
                                     "3-7,",
                                     "99-1",
                                     "If-None-Match: ",
                                     "\"",
                                     "W/",
                                     "*",
                                     "If-Range: ",
                                     "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
                                     "Connection: close\r\n",
                                     ": ",
                                     "\t",
                                     "\xff",
                                     "metrics",
                                     ".jackdaw/gallery.css",
                                     "http://localhost"});

class RandomRequests : public testing::Test {
 protected:
  size_t Below(size_t limit) { return random_() % limit; }

  std::string Nonsense() {
    std::string text;
    for (size_t i = Below(20); i > 0; --i) text += kPieces[Below(kPieces.size())];
    return text;
  }
  std::string NearlyARequest() {
    std::string text = Below(4) == 0 ? "HEAD /" : "GET /";
    for (size_t i = Below(5); i > 0; --i) text += kPieces[3 + Below(23)];
    text += " HTTP/1.1\r\nHost: localhost\r\n";
    for (size_t i = Below(3); i > 0; --i) {
      text += kPieces[31 + 6 * Below(2)];
      for (size_t j = Below(4); j > 0; --j) text += kPieces[32 + Below(10)];
      text += "\r\n";
    }
    return text + "\r\n";
  }
  void Damage(std::string* text) {
    for (size_t i = Below(4); i > 0 && !text->empty(); --i) {
      (*text)[Below(text->size())] = static_cast<char>(Below(256));
    }
  }

  std::mt19937 random_{1};
};

std::span<const uint8_t> BytesOf(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST_F(RandomRequests, AllAreAnswered) {
  RequestCounts counts;
  for (int i = 0; i < 20000; ++i) {
    std::string text = Below(3) == 0 ? Nonsense() : NearlyARequest();
    if (Below(3) == 0) Damage(&text);
    EXPECT_EQ(FuzzRequests(BytesOf(text), &counts), "") << text;
  }
  // The generator makes requests of all kinds, not only ones that are refused at once.
  EXPECT_GT(counts.valid, 3000u);
  EXPECT_GT(counts.found, 300u);
}

TEST_F(RandomRequests, RangesStayInside) {
  for (int i = 0; i < 50000; ++i) {
    std::string field = "bytes=";
    for (size_t j = Below(8); j > 0; --j) {
      constexpr std::array<std::string_view, 9> kParts = {
          "0", "-", ",", "7", "99", "100", " ", "101", "18446744073709551615"};
      field += kParts[Below(kParts.size())];
    }
    EXPECT_EQ(FuzzRange(field, 100), "");
  }
}

// What the fuzzer found once.
TEST_F(RandomRequests, FuzzCorpus) {
  constexpr const char* kCorpus = JACKDAW_TESTS_DIR "/fuzz/corpus/requests";
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus, error)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(FuzzRequests(BytesOf(text)), "") << entry.path();
  }
}

}  // namespace
}  // namespace jackdaw::test
