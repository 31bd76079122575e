#include "base/byte_budget.h"

#include <gtest/gtest.h>

namespace jackdaw {
namespace {

TEST(ByteBudget, ChargesUpToItsLimit) {
  ByteBudget budget(100);
  EXPECT_TRUE(budget.Charge(60));
  EXPECT_FALSE(budget.Charge(41));
  EXPECT_EQ(budget.left(), 40u);  // a refusal charges nothing
  EXPECT_TRUE(budget.ChargeItems(5, 8));
  EXPECT_EQ(budget.left(), 0u);
  EXPECT_TRUE(budget.Charge(0));
  EXPECT_FALSE(budget.Charge(1));
}

TEST(ByteBudget, ProductsDoNotWrapAround) {
  ByteBudget budget(UINT64_MAX);
  EXPECT_FALSE(budget.ChargeItems(uint64_t{1} << 60, 32));
  EXPECT_EQ(budget.left(), UINT64_MAX);
}

TEST(ByteBudget, ACopyIsAScope) {
  const ByteBudget budget(10);
  ByteBudget scope = budget;
  EXPECT_TRUE(scope.Charge(10));
  EXPECT_EQ(budget.left(), 10u);
}

}  // namespace
}  // namespace jackdaw
