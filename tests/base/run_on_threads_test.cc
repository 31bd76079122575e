#include "base/run_on_threads.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <new>
#include <stdexcept>

namespace jackdaw::test {
namespace {

TEST(RunOnThreads, CallsEachOnce) {
  std::array<std::atomic<int>, 5> calls{};
  RunOnThreads(5, [&](int thread) { ++calls[static_cast<size_t>(thread)]; });
  for (const std::atomic<int>& count : calls) EXPECT_EQ(count, 1);
  int alone = 0;
  for (const int threads : {1, 0, -3})
    RunOnThreads(threads, [&](int thread) { alone += 1 + thread; });
  EXPECT_EQ(alone, 3);
}

TEST(RunOnThreads, ThrowsWhatAThreadThrew) {
  for (const int thrower : {0, 2}) {
    std::atomic<int> ended{0};
    EXPECT_THROW(RunOnThreads(4,
                              [&](int thread) {
                                if (thread == thrower) throw std::bad_alloc();
                                ++ended;
                              }),
                 std::bad_alloc);
    EXPECT_EQ(ended, 3);
  }
}

TEST(RunOnThreads, ThrowsOneOfSeveral) {
  EXPECT_THROW(RunOnThreads(3, [](int) { throw std::runtime_error("each"); }), std::runtime_error);
}

}  // namespace
}  // namespace jackdaw::test
