#include "apps/jackdaw/serve/resource.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

namespace jackdaw::serve {
namespace {

constexpr int64_t kTime = 784111777;
constexpr const char* kBoundary = "BOUNDARY";

std::string Content() {
  std::string text(1000, ' ');
  std::iota(text.begin(), text.end(), '\0');
  return text;
}

std::string BodyOf(const Reply& reply) {
  std::string body;
  EXPECT_TRUE(SendBody(reply, [&](const char* data, size_t size) {
    body.append(data, size);
    return true;
  }));
  return body;
}

std::string FieldOf(const Reply& reply, const std::string& name) {
  for (const auto& [field, value] : reply.fields) {
    if (field == name) return value;
  }
  return "(none)";
}

// Asks for the content with these fields, and says how often its bytes were wanted.
Reply Ask(const std::string& fields, int* num_opened = nullptr, const char* method = "GET") {
  const auto parsed =
      ParseHead(std::string(method) + " /a HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  Resource resource;
  resource.validators = {"\"tag\"", kTime};
  resource.content_type = "image/jpeg";
  resource.size = 1000;
  const auto open = [&]() -> std::variant<BodySource, Reply> {
    if (num_opened != nullptr) ++*num_opened;
    const std::string text = Content();
    return BodySource{std::make_shared<const std::vector<uint8_t>>(text.begin(), text.end())};
  };
  return AnswerResource(std::get<RequestHead>(parsed), resource, open, kTime + 100, kBoundary);
}

TEST(Resource, Whole) {
  const Reply reply = Ask("");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_length, 1000u);
  EXPECT_EQ(BodyOf(reply), Content());
  EXPECT_EQ(FieldOf(reply, "ETag"), "\"tag\"");
  EXPECT_EQ(FieldOf(reply, "Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(FieldOf(reply, "Accept-Ranges"), "bytes");
  EXPECT_EQ(FieldOf(reply, "Content-Encoding"), "(none)");
}

TEST(Resource, EncodingsAreNotApplied) {
  const Reply reply = Ask("Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(BodyOf(reply), Content());
  EXPECT_EQ(FieldOf(reply, "Content-Encoding"), "(none)");
}

TEST(Resource, HeadNeedsNoBytes) {
  int num_opened = 0;
  for (const char* range : {"", "Range: bytes=0-9\r\n"}) {
    const Reply reply = Ask(range, &num_opened, "HEAD");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.content_length, 1000u);
    EXPECT_TRUE(reply.body.empty());
  }
  EXPECT_EQ(num_opened, 0);
}

TEST(Resource, ConditionsNeedNoBytes) {
  int num_opened = 0;
  const Reply known = Ask("If-None-Match: \"tag\"\r\nRange: bytes=0-9\r\n", &num_opened);
  EXPECT_EQ(known.status, 304);
  EXPECT_TRUE(known.body.empty());
  EXPECT_EQ(FieldOf(known, "ETag"), "\"tag\"");
  EXPECT_EQ(Ask("If-Match: \"other\"\r\n", &num_opened).status, 412);
  EXPECT_EQ(Ask("Range: bytes=1000-\r\n", &num_opened).status, 416);
  EXPECT_EQ(FieldOf(Ask("Range: bytes=1000-\r\n"), "Content-Range"), "bytes */1000");
  EXPECT_EQ(num_opened, 0);
}

TEST(Resource, OneRange) {
  const Reply reply = Ask("Range: bytes=10-19\r\n");
  EXPECT_EQ(reply.status, 206);
  EXPECT_EQ(reply.content_length, 10u);
  EXPECT_EQ(BodyOf(reply), Content().substr(10, 10));
  EXPECT_EQ(FieldOf(reply, "Content-Range"), "bytes 10-19/1000");
  EXPECT_EQ(Ask("Range: bytes=0-\r\n").status, 200);
  EXPECT_EQ(Ask("Range: nonsense\r\n").status, 200);
}

TEST(Resource, SeveralRanges) {
  const Reply reply = Ask("Range: bytes=0-1, -2\r\n");
  EXPECT_EQ(reply.status, 206);
  EXPECT_EQ(reply.content_type, "multipart/byteranges; boundary=BOUNDARY");
  const std::string part = "Content-Type: image/jpeg\r\nContent-Range: bytes ";
  const std::string body = "--BOUNDARY\r\n" + part + "0-1/1000\r\n\r\n" + Content().substr(0, 2) +
                           "\r\n--BOUNDARY\r\n" + part + "998-999/1000\r\n\r\n" +
                           Content().substr(998) + "\r\n--BOUNDARY--\r\n";
  EXPECT_EQ(BodyOf(reply), body);
  EXPECT_EQ(reply.content_length, body.size());
}

TEST(Resource, IfRange) {
  EXPECT_EQ(Ask("Range: bytes=0-9\r\nIf-Range: \"tag\"\r\n").status, 206);
  EXPECT_EQ(Ask("Range: bytes=0-9\r\nIf-Range: \"old\"\r\n").status, 200);
  EXPECT_EQ(Ask("Range: bytes=2000-\r\nIf-Range: \"old\"\r\n").status, 200);
}

TEST(Resource, RefusalOfTheBody) {
  const auto parsed = ParseHead("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  Resource resource;
  resource.validators = {"\"tag\"", kTime};
  resource.target = Target::kOriginal;
  const auto refuse = []() -> std::variant<BodySource, Reply> { return ErrorReply(503, "busy"); };
  const Reply reply =
      AnswerResource(std::get<RequestHead>(parsed), resource, refuse, kTime, kBoundary);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.target, Target::kOriginal);
  EXPECT_EQ(FieldOf(reply, "ETag"), "(none)");
  EXPECT_EQ(FieldOf(reply, "Retry-After"), "2");
}

TEST(Resource, BoundariesDiffer) { EXPECT_NE(MakeBoundary(), MakeBoundary()); }

}  // namespace
}  // namespace jackdaw::serve
