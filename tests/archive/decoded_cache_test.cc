#include "archive/decoded_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/archive/test_tree.h"

namespace jackdaw::archive {
namespace {

class DecodedCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 4; ++i) {
      jpegs_.push_back(MakeJpeg(static_cast<uint64_t>(i + 1)));
      files_.Write(NameOf(i) + ".jkd", Pack(jpegs_.back()));
    }
    Result<std::unique_ptr<Tree>> tree = Tree::Open(files_.root());
    ASSERT_TRUE(tree.ok());
    tree_ = std::move(tree).value();
  }

  static std::string NameOf(int i) { return std::to_string(i) + ".jpg"; }

  std::shared_ptr<const OpenFile> Open(const std::string& path) const {
    const auto file = tree_->OpenOriginal(path);
    EXPECT_TRUE(file.ok() && file.value() != nullptr);
    return file.value();
  }

  static void WaitFor(const std::function<bool()>& condition) {
    for (int i = 0; i < 3000 && !condition(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(condition());
  }

  const TestTree files_;
  std::vector<Bytes> jpegs_;
  std::unique_ptr<Tree> tree_;
};

TEST_F(DecodedCacheTest, DecodesOnce) {
  DecodedCache cache(*tree_, {});
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 4; ++i) {
      const Result<SharedBytes> bytes = cache.Get(Open(NameOf(i)));
      ASSERT_TRUE(bytes.ok());
      EXPECT_EQ(*bytes.value(), jpegs_[static_cast<size_t>(i)]);
    }
  }
  const DecodedCacheCounters counters = cache.counters();
  EXPECT_EQ(counters.decodes, 4u);
  EXPECT_EQ(counters.misses, 4u);
  EXPECT_EQ(counters.hits, 4u);
  EXPECT_EQ(counters.failures, 0u);
  EXPECT_EQ(counters.kept_bytes, counters.decoded_bytes);
  EXPECT_EQ(counters.live_bytes, counters.decoded_bytes);
  EXPECT_GT(counters.decode_ns, 0u);
}

TEST_F(DecodedCacheTest, DecodesOnceForManyThreads) {
  DecodedCache cache(*tree_, {.num_threads = 3});
  std::vector<std::thread> threads;
  std::atomic<int> num_good{0};
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 4; ++i) {
        const Result<SharedBytes> bytes = cache.Get(Open(NameOf(i)));
        if (bytes.ok() && *bytes.value() == jpegs_[static_cast<size_t>(i)]) ++num_good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(num_good, 64);
  EXPECT_EQ(cache.counters().decodes, 4u);
}

TEST_F(DecodedCacheTest, KeepsWithinItsBound) {
  const uint64_t max_bytes = jpegs_[0].size() + jpegs_[1].size() + 10;
  DecodedCache cache(*tree_, {.max_bytes = max_bytes});
  Result<SharedBytes> first = cache.Get(Open(NameOf(0)));
  for (int i = 1; i < 4; ++i) {
    EXPECT_TRUE(cache.Get(Open(NameOf(i))).ok());
    EXPECT_LE(cache.counters().kept_bytes, max_bytes);
  }
  EXPECT_GE(cache.counters().evictions, 2u);
  // What a caller still holds is not decoded again.
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(cache.Get(Open(NameOf(0))).value(), first.value());
  EXPECT_EQ(cache.counters().decodes, 4u);
  first = Error{};
  for (int i = 1; i < 4; ++i) EXPECT_TRUE(cache.Get(Open(NameOf(i))).ok());
  EXPECT_LE(cache.counters().live_bytes, max_bytes);
  EXPECT_EQ(cache.Peek(Open(NameOf(0))->entry.id()), nullptr);
}

TEST_F(DecodedCacheTest, DecodesWhatIsTooLargeToKeep) {
  DecodedCache cache(*tree_, {.max_bytes = 10});
  EXPECT_EQ(*cache.Get(Open(NameOf(0))).value(), jpegs_[0]);
  EXPECT_EQ(cache.counters().kept_bytes, 0u);
  EXPECT_EQ(cache.counters().live_bytes, 0u);
}

TEST_F(DecodedCacheTest, ReportsDamageOnce) {
  Bytes jkd = Pack(MakeJpeg(7));
  jkd[jkd.size() / 2] ^= 1;
  files_.Write("bad.jpg.jkd", jkd);
  std::atomic<int> num_reports{0};
  DecodedCacheOptions options;
  options.on_failure = [&](const Entry& entry, const Error&) {
    EXPECT_EQ(entry.path, "bad.jpg");
    ++num_reports;
  };
  DecodedCache cache(*tree_, options);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(cache.Get(Open("bad.jpg")).ok());
  EXPECT_EQ(num_reports, 1);
  EXPECT_EQ(cache.counters().failures, 1u);
  // Mended under another name, it is another file.
  files_.Write("mended", Pack(MakeJpeg(7)));
  files_.Rename("mended", "bad.jpg.jkd");
  EXPECT_TRUE(cache.Get(Open("bad.jpg")).ok());
}

TEST_F(DecodedCacheTest, FetchesAhead) {
  DecodedCache cache(*tree_, {});
  cache.Prefetch(NameOf(2));
  cache.Prefetch("missing.jpg");
  const FileId id = Open(NameOf(2))->entry.id();
  WaitFor([&] { return cache.Peek(id) != nullptr; });
  EXPECT_EQ(*cache.Get(Open(NameOf(2))).value(), jpegs_[2]);
  const DecodedCacheCounters counters = cache.counters();
  EXPECT_EQ(counters.prefetches, 1u);
  EXPECT_EQ(counters.misses, 0u);
  EXPECT_EQ(counters.hits, 1u);
}

TEST_F(DecodedCacheTest, NeverLosesAWishWhileItFetchesAhead) {
  DecodedCache cache(*tree_, {.max_bytes = 10, .num_threads = 2});
  for (int round = 0; round < 25; ++round) {
    for (int i = 0; i < 4; ++i) {
      cache.Prefetch(NameOf((i + 1) % 4));
      EXPECT_EQ(*cache.Get(Open(NameOf(i))).value(), jpegs_[static_cast<size_t>(i)]);
    }
  }
}

TEST_F(DecodedCacheTest, RefusesWhatTooManyWaitFor) {
  DecodedCache cache(*tree_, {.max_waiting = 0});
  const Result<SharedBytes> bytes = cache.Get(Open(NameOf(0)));
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(cache.counters().refused, 1u);
}

TEST_F(DecodedCacheTest, RepeatsAloneWhatNeedsMoreThanItsShare) {
  // Four shares of 256 MiB would do; a limit that leaves each less is one share of all.
  DecodedCache cache(*tree_, {.memory_limit = uint64_t{5} << 20, .num_threads = 4});
  EXPECT_TRUE(cache.Get(Open(NameOf(0))).ok());
  DecodedCache none(*tree_, {.memory_limit = 1000, .num_threads = 4});
  const Result<SharedBytes> bytes = none.Get(Open(NameOf(0)));
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code, ErrorCode::kLimitExceeded);
}

TEST_F(DecodedCacheTest, StopsWhileOthersWait) {
  auto cache = std::make_unique<DecodedCache>(*tree_, DecodedCacheOptions{});
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      const Result<SharedBytes> bytes = cache->Get(Open(NameOf(t % 4)));
      EXPECT_TRUE(bytes.ok() || bytes.error().code == ErrorCode::kCancelled);
    });
  }
  cache->Stop();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cache->Get(Open(NameOf(0))).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace jackdaw::archive
