#include "apps/jackdaw/serve/conditions.h"

#include <gtest/gtest.h>

namespace jackdaw::serve {
namespace {

constexpr int64_t kTime = 784111777;
constexpr const char* kThen = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr const char* kBefore = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr const char* kAfter = "Sun, 06 Nov 1994 08:49:38 GMT";
const Validators kVersion = {"\"abc\"", kTime};

Conditions IfNoneMatch(const char* value) {
  Conditions conditions;
  conditions.if_none_match = value;
  return conditions;
}

TEST(Conditions, None) { EXPECT_EQ(Evaluate({}, kVersion), Verdict::kSend); }

TEST(Conditions, IfNoneMatch) {
  for (const char* value : {"\"abc\"", "W/\"abc\"", "*", "\"x\", \"abc\"", "\"a,b\",\"abc\""}) {
    EXPECT_EQ(Evaluate(IfNoneMatch(value), kVersion), Verdict::kNotModified) << value;
  }
  for (const char* value : {"\"abd\"", "abc", "", "\"x,\"abc\"\"", "\"ABC\""}) {
    EXPECT_EQ(Evaluate(IfNoneMatch(value), kVersion), Verdict::kSend) << value;
  }
}

TEST(Conditions, IfModifiedSince) {
  Conditions conditions;
  for (const char* value : {kThen, kAfter}) {
    conditions.if_modified_since = value;
    EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kNotModified) << value;
  }
  for (const char* value : {kBefore, "nonsense"}) {
    conditions.if_modified_since = value;
    EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kSend) << value;
  }
  conditions.if_modified_since = kAfter;
  EXPECT_EQ(Evaluate(conditions, {"\"abc\"", std::nullopt}), Verdict::kSend);
  // Counts only without If-None-Match.
  conditions.if_none_match = "\"other\"";
  EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kSend);
}

TEST(Conditions, IfMatch) {
  Conditions conditions;
  for (const char* value : {"\"abc\"", "*"}) {
    conditions.if_match = value;
    EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kSend) << value;
  }
  for (const char* value : {"\"x\"", "W/\"abc\""}) {
    conditions.if_match = value;
    EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kFailed) << value;
  }
}

TEST(Conditions, IfUnmodifiedSince) {
  Conditions conditions;
  conditions.if_unmodified_since = kBefore;
  EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kFailed);
  conditions.if_unmodified_since = kThen;
  EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kSend);
  // Counts only without If-Match.
  conditions.if_unmodified_since = kBefore;
  conditions.if_match = "\"abc\"";
  EXPECT_EQ(Evaluate(conditions, kVersion), Verdict::kSend);
}

TEST(Conditions, IfRange) {
  Conditions conditions;
  EXPECT_TRUE(RangeApplies(conditions, kVersion, kTime + 5));
  for (const char* value : {"\"abc\"", kThen}) {
    conditions.if_range = value;
    EXPECT_TRUE(RangeApplies(conditions, kVersion, kTime + 5)) << value;
  }
  for (const char* value : {"\"abd\"", "W/\"abc\"", kBefore, kAfter, "nonsense", ""}) {
    conditions.if_range = value;
    EXPECT_FALSE(RangeApplies(conditions, kVersion, kTime + 5)) << value;
  }
  // It may change again within the same second.
  conditions.if_range = kThen;
  EXPECT_FALSE(RangeApplies(conditions, kVersion, kTime));
}

}  // namespace
}  // namespace jackdaw::serve
