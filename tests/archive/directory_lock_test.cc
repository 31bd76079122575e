#include "archive/directory_lock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <atomic>
#include <optional>
#include <thread>

#include "tests/archive/test_tree.h"

namespace jackdaw::archive {
namespace {

bool IsFree(const std::string& directory) {
  const Descriptor fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
}

TEST(DirectoryLock, IsHeldUntilItIsDestroyed) {
  const TestTree files;
  if (!IsFree(files.root())) GTEST_SKIP() << "a file system without such locks";
  std::optional<DirectoryLock> lock(std::in_place, files.root() + "/a");
  EXPECT_FALSE(IsFree(files.root()));
  lock.reset();
  EXPECT_TRUE(IsFree(files.root()));
}

TEST(DirectoryLock, WaitsForOthers) {
  const TestTree files;
  if (!IsFree(files.root())) GTEST_SKIP() << "a file system without such locks";
  const std::string path = files.root() + "/a";
  std::optional<DirectoryLock> first(std::in_place, path);
  std::atomic<bool> is_first_done = false;
  std::thread other([&] {
    const DirectoryLock second(path);
    EXPECT_TRUE(is_first_done);
  });
  is_first_done = true;
  first.reset();
  other.join();
}

TEST(DirectoryLock, OfNoDirectory) {
  const TestTree files;
  const DirectoryLock lock(files.root() + "/missing/a");
  lock.Sync();
}

TEST(DirectoryOf, Paths) {
  EXPECT_EQ(DirectoryOf("a"), ".");
  EXPECT_EQ(DirectoryOf("/a"), "/");
  EXPECT_EQ(DirectoryOf("a/b/c"), "a/b");
}

}  // namespace
}  // namespace jackdaw::archive
