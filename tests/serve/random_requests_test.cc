// Requests by chance: nothing that a client sends brings the server down, or out of its tree. The
// sanitizer builds of CI run this, too.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include "apps/jackdaw/serve/byte_ranges.h"
#include "apps/jackdaw/serve/request_head.h"
#include "apps/jackdaw/serve/site.h"
#include "jackdaw/jackdaw.h"
#include "tests/serve/test_exif.h"

namespace jackdaw::serve {
namespace {

namespace fs = std::filesystem;

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
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("jackdaw-random-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "tree" / "sub");
    const Bytes jpeg = JpegOf(FourColours(64, 64));
    const Bytes jkd = Compress(jpeg).value().bytes;
    Write("tree/a.jpg.jkd", {jkd.begin(), jkd.end()});
    Write("tree/sub/a.jpg", {jpeg.begin(), jpeg.end()});
    Write("outside", kSecret);
    Write("tree/.hidden", kSecret);
    tree_ = archive::Tree::Open((folder_ / "tree").string()).value();
    site_ = std::make_unique<Site>(*tree_, SiteOptions{}, metrics_);
  }
  void TearDown() override {
    site_.reset();
    fs::remove_all(folder_);
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
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

  static constexpr const char* kSecret = "what nobody may see";
  fs::path folder_;
  ServerMetrics metrics_;
  std::unique_ptr<archive::Tree> tree_;
  std::unique_ptr<Site> site_;
  std::mt19937 random_{1};
};

void CheckReply(const Reply& reply, std::string_view secret, const std::string& request) {
  EXPECT_GE(reply.status, 200);
  EXPECT_NE(StatusText(reply.status), "Unknown") << reply.status;
  std::string body;
  EXPECT_TRUE(SendBody(reply, [&](const char* data, size_t size) {
    body.append(data, size);
    return true;
  }));
  if (!body.empty()) {
    EXPECT_EQ(body.size(), reply.content_length) << request;
  }
  EXPECT_EQ(body.find(secret), std::string::npos) << request;
  for (const auto& [name, value] : reply.fields) {
    EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos) << request;
  }
}

TEST_F(RandomRequests, AllAreAnswered) {
  int num_valid = 0, num_found = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = Below(3) == 0 ? Nonsense() : NearlyARequest();
    if (Below(3) == 0) Damage(&text);
    const auto end = FindHeadEnd(text);
    if (!end) continue;
    const std::string request = text.substr(0, *end);
    const auto head = ParseHead(request);
    if (const auto* problem = std::get_if<HeadProblem>(&head)) {
      EXPECT_NE(StatusText(problem->status), "Unknown");
      continue;
    }
    ++num_valid;
    const Reply reply = site_->Answer(std::get<RequestHead>(head));
    if (reply.status == 200 || reply.status == 206) ++num_found;
    CheckReply(reply, kSecret, request);
  }
  // The generator makes requests of all kinds, not only ones that are refused at once.
  EXPECT_GT(num_valid, 3000);
  EXPECT_GT(num_found, 300);
}

TEST_F(RandomRequests, RangesStayInside) {
  for (int i = 0; i < 50000; ++i) {
    std::string field = "bytes=";
    for (size_t j = Below(8); j > 0; --j) {
      constexpr std::array<std::string_view, 9> kParts = {
          "0", "-", ",", "7", "99", "100", " ", "101", "18446744073709551615"};
      field += kParts[Below(kParts.size())];
    }
    const RangeRequest request = ParseByteRanges(field, 100);
    for (const ByteRange& range : request.ranges) {
      EXPECT_GE(range.length, 1u) << field;
      EXPECT_LE(range.offset, 100u) << field;
      EXPECT_LE(range.length, 100u - range.offset) << field;
    }
  }
}

}  // namespace
}  // namespace jackdaw::serve
