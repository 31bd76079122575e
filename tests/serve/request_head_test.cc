#include "apps/jackdaw/serve/request_head.h"

#include <gtest/gtest.h>

#include <string>

namespace jackdaw::serve {
namespace {

RequestHead Parsed(const std::string& text) {
  const auto result = ParseHead(text);
  EXPECT_TRUE(std::holds_alternative<RequestHead>(result)) << text;
  const auto* head = std::get_if<RequestHead>(&result);
  return head != nullptr ? *head : RequestHead{};
}

// The status of what is refused; 0 for what is not.
int Refusal(const std::string& text) {
  const auto result = ParseHead(text);
  const auto* problem = std::get_if<HeadProblem>(&result);
  return problem != nullptr ? problem->status : 0;
}

std::string With(const std::string& fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

TEST(RequestHead, FindsTheEnd) {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
  EXPECT_EQ(FindHeadEnd(text), text.size() - 4);
  for (size_t size = 0; size < text.size() - 4; ++size) {
    EXPECT_FALSE(FindHeadEnd(text.substr(0, size))) << size;
    // Going on from what was searched finds the same.
    EXPECT_EQ(FindHeadEnd(text, size), text.size() - 4) << size;
  }
  EXPECT_EQ(FindHeadEnd("\r\n\r\nGET / HTTP/1.1\r\n\r\n"), 22u);
  EXPECT_FALSE(FindHeadEnd("\r\n\r\n"));
}

TEST(RequestHead, Fields) {
  const RequestHead head = Parsed(
      "\r\nHEAD /a%20b?c=d HTTP/1.1\r\nhost: Example.com:8080\r\nX:\t a b \r\nx: "
      "c\r\nEmpty:\r\n\r\n");
  EXPECT_EQ(head.method, "HEAD");
  EXPECT_EQ(head.target, "/a%20b?c=d");
  EXPECT_TRUE(head.keep_alive);
  EXPECT_EQ(HostName(head), "example.com");
  EXPECT_EQ(head.List("x"), "a b, c");
  EXPECT_FALSE(head.Single("x").has_value());
  EXPECT_EQ(head.Single("EMPTY"), "");
  EXPECT_FALSE(head.List("absent").has_value());
}

TEST(RequestHead, HostNames) {
  const auto name = [](const std::string& host) {
    return HostName(Parsed("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
  };
  EXPECT_EQ(name("LocalHost"), "localhost");
  EXPECT_EQ(name("127.0.0.1:80"), "127.0.0.1");
  EXPECT_EQ(name("[::1]:80"), "[::1]");
  EXPECT_EQ(name("[::1]"), "[::1]");
  EXPECT_EQ(HostName(Parsed("GET / HTTP/1.0\r\n\r\n")), "");
}

TEST(RequestHead, KeepAlive) {
  EXPECT_TRUE(Parsed(With("")).keep_alive);
  EXPECT_FALSE(Parsed(With("Connection: close\r\n")).keep_alive);
  EXPECT_FALSE(Parsed(With("Connection: TE, Close\r\n")).keep_alive);
  EXPECT_FALSE(Parsed("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(Parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
}

TEST(RequestHead, AbsoluteForm) {
  EXPECT_EQ(Parsed("GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n").target, "/b?c");
  EXPECT_EQ(Parsed("GET HTTP://a HTTP/1.1\r\nHost: a\r\n\r\n").target, "/");
  EXPECT_EQ(Parsed("GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n").target, "/?b");
}

TEST(RequestHead, Refuses) {
  EXPECT_EQ(Refusal(""), 400);
  EXPECT_EQ(Refusal("GET\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET /\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(Refusal("GET / FTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("POST / HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
  EXPECT_EQ(Refusal("G(T / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET a HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(Refusal(With("Host: b\r\n")), 400);
  EXPECT_EQ(Refusal(With("no colon\r\n")), 400);
  EXPECT_EQ(Refusal(With("Name : x\r\n")), 400);
  EXPECT_EQ(Refusal(With(" folded: x\r\n")), 400);
  EXPECT_EQ(Refusal(With("X: a\nb\r\n")), 400);
  EXPECT_EQ(Refusal(With(std::string("X: a\0b\r\n", 9))), 400);
  EXPECT_EQ(Refusal(With("Content-Length: 5\r\n")), 413);
  EXPECT_EQ(Refusal(With("Content-Length: 0\r\nContent-Length: 5\r\n")), 413);
  EXPECT_EQ(Refusal(With("Content-Length: 0\r\n")), 0);
  EXPECT_EQ(Refusal(With("Transfer-Encoding: chunked\r\n")), 413);
  EXPECT_EQ(Refusal(With("Expect: 100-continue\r\n")), 417);
}

TEST(RequestHead, Limits) {
  const std::string long_target(kMaxTargetBytes, 'a');
  EXPECT_EQ(Refusal("GET /" + long_target + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
  std::string fields;
  for (size_t i = 1; i < kMaxFields; ++i) fields += "X: y\r\n";
  EXPECT_EQ(Refusal(With(fields)), 0);
  EXPECT_EQ(Refusal(With(fields + "X: y\r\n")), 431);
}

}  // namespace
}  // namespace jackdaw::serve
