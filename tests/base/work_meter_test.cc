#include "base/work_meter.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace jackdaw {
namespace {

TEST(WorkMeter, StopsAboveItsLimit) {
  WorkMeter meter(100);
  EXPECT_EQ(meter.left(), 100u);
  EXPECT_TRUE(meter.Add(100));
  EXPECT_EQ(meter.left(), 0u);
  EXPECT_FALSE(meter.over());
  EXPECT_FALSE(meter.Add(1));
  EXPECT_TRUE(meter.over());
  EXPECT_EQ(meter.left(), 0u);
  EXPECT_FALSE(meter.Add(0));
}

TEST(WorkMeter, NoSumWrapsAround) {
  WorkMeter meter(100);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(meter.Add((uint64_t{1} << 60) - 1));
  EXPECT_TRUE(meter.over());
}

TEST(WorkMeter, ThreadsShareIt) {
  WorkMeter meter(4000);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) static_cast<void>(meter.Add(1));
      });
    }
  }
  EXPECT_EQ(meter.used(), 4000u);
  EXPECT_FALSE(meter.over());
}

}  // namespace
}  // namespace jackdaw
