#include "apps/jackdaw/flags/suggestion.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace jackdaw::app {
namespace {

TEST(SuggestionTest, NearestName) {
  const std::vector<std::string> names = {"compress", "decompress", "verify", "--skip-existing",
                                          "--store-name"};
  EXPECT_EQ(DidYouMean("compres", names), "; did you mean compress?");
  EXPECT_EQ(DidYouMean("decmopress", names), "; did you mean decompress?");
  EXPECT_EQ(DidYouMean("verfiy", names), "; did you mean verify?");
  EXPECT_EQ(DidYouMean("--skip-exsiting", names), "; did you mean --skip-existing?");
  EXPECT_EQ(DidYouMean("--skip", names), "; did you mean --skip-existing?");
  EXPECT_EQ(DidYouMean("bogus", names), "");
  EXPECT_EQ(DidYouMean("x", names), "");
  EXPECT_EQ(DidYouMean("", names), "");
  EXPECT_EQ(DidYouMean(std::string(5000, 'c'), names), "");
}

}  // namespace
}  // namespace jackdaw::app
