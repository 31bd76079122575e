#include "jackdaw/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <type_traits>

namespace jackdaw {
namespace {

static_assert(!std::is_convertible_v<Result<int>, bool>);
static_assert(!std::is_constructible_v<bool, Result<bool>>);

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> good = 5;
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good.value(), 5);
  const Result<int> bad = Error{ErrorCode::kCorrupt, 12, "why"};
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(bad.error().offset, 12u);
  EXPECT_EQ(bad.error().message, "why");
  EXPECT_TRUE(OkStatus().ok());
}

TEST(Result, MovesItsValueOut) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 3);
}

TEST(Result, EveryCodeHasItsOwnName) {
  std::set<std::string> names;
  for (int code = 1; code <= 8; ++code) {
    names.insert(ErrorCodeName(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), 8u);
  EXPECT_EQ(names.count("unknown error"), 0u);
  EXPECT_STREQ(ErrorCodeName(static_cast<ErrorCode>(99)), "unknown error");
}

}  // namespace
}  // namespace jackdaw
