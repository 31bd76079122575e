#include "apps/jackdaw/serve/thumbnail_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <initializer_list>
#include <thread>
#include <vector>

namespace jackdaw::serve {
namespace {

ThumbnailKey Key(uint64_t inode) { return {{.inode = inode}, 256}; }

ThumbnailCache::Make Making(size_t size, std::atomic<int>* num_made) {
  return [size, num_made]() -> Result<archive::SharedBytes> {
    ++*num_made;
    return std::make_shared<const std::vector<uint8_t>>(size);
  };
}

TEST(ThumbnailCache, KeepsAndForgets) {
  ThumbnailCache cache(3000);
  std::atomic<int> num_made{0};
  for (const uint64_t inode : std::initializer_list<uint64_t>{1, 1, 2, 1, 3, 1, 2}) {
    EXPECT_EQ(cache.Get(Key(inode), Making(1000, &num_made)).value()->size(), 1000u);
  }
  // Room for two: 3 replaced 2, which was made again.
  EXPECT_EQ(num_made, 4);
  const ThumbnailCounters counters = cache.counters();
  EXPECT_EQ(counters.hits, 3u);
  EXPECT_EQ(counters.misses, 4u);
  EXPECT_EQ(counters.evictions, 2u);
  EXPECT_LE(counters.kept_bytes, 3000u);
}

TEST(ThumbnailCache, IsMadeOnceForAll) {
  ThumbnailCache cache(1 << 20);
  std::atomic<int> num_made{0};
  const auto slowly = [&]() -> Result<archive::SharedBytes> {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return Making(10, &num_made)();
  };
  constexpr int kThreads = 8;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(cache.Get(Key(1), slowly).ok()); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(num_made, 1);
}

TEST(ThumbnailCache, RemembersWhatNeverWorks) {
  ThumbnailCache cache(1 << 20);
  int num_tries = 0;
  const auto fail = [&](ErrorCode code) {
    return [&num_tries, code]() -> Result<archive::SharedBytes> {
      ++num_tries;
      return Error{code, 0, "no"};
    };
  };
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(cache.Get(Key(1), fail(ErrorCode::kUnsupported)).ok());
  }
  EXPECT_EQ(num_tries, 1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(cache.Get(Key(2), fail(ErrorCode::kLimitExceeded)).ok());
  }
  EXPECT_EQ(num_tries, 4);
}

}  // namespace
}  // namespace jackdaw::serve
