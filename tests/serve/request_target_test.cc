#include "apps/jackdaw/serve/request_target.h"

#include <gtest/gtest.h>

namespace jackdaw::serve {
namespace {

RequestTarget Parsed(std::string_view target) {
  const auto result = ParseTarget(target);
  EXPECT_TRUE(result.has_value()) << target;
  return result.value_or(RequestTarget{});
}

TEST(RequestTarget, Paths) {
  EXPECT_EQ(Parsed("/").path, "");
  EXPECT_TRUE(Parsed("/").has_final_slash);
  EXPECT_EQ(Parsed("/a/b.jpg").path, "a/b.jpg");
  EXPECT_FALSE(Parsed("/a/b.jpg").has_final_slash);
  EXPECT_EQ(Parsed("/a/").path, "a");
  EXPECT_TRUE(Parsed("/a/").has_final_slash);
  EXPECT_EQ(Parsed("/a%20b%C3%A4+c").path, "a b\xc3\xa4+c");
  EXPECT_EQ(Parsed("/...").path, "...");
  EXPECT_EQ(Parsed("/..a/b..").path, "..a/b..");
  EXPECT_EQ(Parsed("/a#b").path, "a");
  EXPECT_EQ(Parsed("/%3Fa").path, "?a");
}

TEST(RequestTarget, RefusesWhatLeadsOut) {
  for (const char* target :
       {"",       "a",           "//",      "//a",    "/a//b",     "/.",   "/..",
        "/../a",  "/a/..",       "/a/../b", "/a/./b", "/%2e%2e/a", "/%2E", "/.%2e/",
        "/a%2Fb", "/a%2f..%2fb", "/%00",    "/a%0",   "/a%",       "/%zz", "/a%00.jpg"}) {
    EXPECT_FALSE(ParseTarget(target).has_value()) << target;
  }
}

TEST(RequestTarget, Parameters) {
  const auto parameters = Parsed("/a?thumb=256&v=x%20y&v=z&empty&=n&bad=%z&a=b=c").parameters;
  EXPECT_EQ(parameters.at("thumb"), "256");
  EXPECT_EQ(parameters.at("v"), "x y");
  EXPECT_EQ(parameters.at("empty"), "");
  EXPECT_EQ(parameters.at("a"), "b=c");
  EXPECT_EQ(parameters.size(), 4u);
  EXPECT_TRUE(Parsed("/a?").parameters.empty());
}

TEST(RequestTarget, EncodingIsTheInverse) {
  std::string path = "a/";
  for (int c = 1; c < 256; ++c) {
    if (c != '/') path += static_cast<char>(c);
  }
  const std::string encoded = EncodePath(path, false);
  EXPECT_EQ(Parsed(encoded).path, path);
  EXPECT_EQ(encoded.find_first_of("\"'<>& ?#"), std::string::npos);
  EXPECT_EQ(EncodePath("", true), "/");
  EXPECT_EQ(EncodePath("a b", true), "/a%20b/");
}

TEST(RequestTarget, HiddenParts) {
  EXPECT_TRUE(HasHiddenPart(".a"));
  EXPECT_TRUE(HasHiddenPart("a/.b/c"));
  EXPECT_FALSE(HasHiddenPart("a.b/c.d"));
  EXPECT_FALSE(HasHiddenPart(""));
}

}  // namespace
}  // namespace jackdaw::serve
