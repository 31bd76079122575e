#include "base/work_monitor.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace jackdaw {
namespace {

TEST(WorkMonitor, StagesShareWhatIsLeft) {
  std::vector<uint32_t> reports;
  const Monitor monitor{.progress = [&](uint32_t per_mille) { reports.push_back(per_mille); }};
  WorkMonitor work(monitor);
  work.BeginStage(500, 4);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(work.Advance(1));
  EXPECT_TRUE(work.Advance(1));  // more than announced
  work.BeginStage(500, 1);
  EXPECT_TRUE(work.Advance(1));
  work.BeginStage(0, 1);
  EXPECT_TRUE(work.Advance(1));
  work.Finish();
  EXPECT_EQ(reports, (std::vector<uint32_t>{125, 250, 375, 500, 750, 1000}));
}

TEST(WorkMonitor, CancellationLasts) {
  bool wanted = false;
  const Monitor monitor{.cancelled = [&] { return wanted; }};
  WorkMonitor work(monitor);
  EXPECT_TRUE(work.Advance(1));
  EXPECT_FALSE(work.cancelled());
  wanted = true;
  EXPECT_FALSE(work.Advance(0));
  wanted = false;
  EXPECT_FALSE(work.Advance(0));
  EXPECT_TRUE(work.cancelled());
}

TEST(WorkMonitor, NobodyWatches) {
  EXPECT_TRUE(Advance(nullptr, 1));
  EXPECT_FALSE(IsCancelled(nullptr));
  BeginStage(nullptr, 1, 1);
}

TEST(WorkMonitor, ReportsRiseWhateverTheThreads) {
  uint32_t last = 0;
  bool rising = true;
  const Monitor monitor{.progress = [&](uint32_t per_mille) {
    rising = rising && per_mille > last;
    last = per_mille;
  }};
  WorkMonitor work(monitor);
  work.BeginStage(1000, 4000);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) work.Advance(1);
      });
    }
  }
  EXPECT_TRUE(rising);
  EXPECT_EQ(last, 1000u);
}

}  // namespace
}  // namespace jackdaw
