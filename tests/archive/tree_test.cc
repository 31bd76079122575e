#include "archive/tree.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "jackdaw/summary.h"
#include "tests/archive/test_tree.h"

namespace jackdaw::archive {
namespace {

std::unique_ptr<Tree> OpenTree(const TestTree& files) {
  Result<std::unique_ptr<Tree>> tree = Tree::Open(files.root());
  EXPECT_TRUE(tree.ok());
  return tree.ok() ? std::move(tree).value() : nullptr;
}

std::optional<Entry> StatOf(const Tree& tree, const std::string& path) {
  Result<std::optional<Entry>> entry = tree.Stat(path);
  EXPECT_TRUE(entry.ok()) << path << ": " << entry.error().message;
  return entry.ok() ? std::move(entry).value() : std::nullopt;
}

std::vector<std::string> NamesIn(const Tree& tree, const std::string& path) {
  std::vector<std::string> names;
  const Result<std::vector<Entry>> entries = tree.ListDirectory(path);
  EXPECT_TRUE(entries.ok());
  if (!entries.ok()) return names;
  for (const Entry& entry : entries.value()) names.push_back(entry.name());
  return names;
}

Bytes ContentsOf(const Tree& tree, const std::string& path) {
  const Result<std::shared_ptr<const OpenFile>> file = tree.OpenOriginal(path);
  EXPECT_TRUE(file.ok() && file.value() != nullptr) << path;
  if (!file.ok() || file.value() == nullptr) return {};
  Result<Bytes> bytes = ReadOriginal(*file.value());
  EXPECT_TRUE(bytes.ok()) << path << ": " << bytes.error().message;
  return bytes.ok() ? std::move(bytes).value() : Bytes();
}

using Names = std::vector<std::string>;

TEST(Tree, ShowsOriginalsOfCompressedFiles) {
  const TestTree files;
  const Bytes jpeg = MakeJpeg();
  const Bytes jkd = Pack(jpeg);
  files.Write("2019/a.jpg.jkd", jkd);
  files.Write("2019/notes.txt", TextBytes("hello"));
  const auto tree = OpenTree(files);
  EXPECT_EQ(NamesIn(*tree, ""), Names({"2019"}));
  EXPECT_EQ(NamesIn(*tree, "/2019/"), Names({"a.jpg", "notes.txt"}));
  const std::optional<Entry> entry = StatOf(*tree, "2019/a.jpg");
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->path, "2019/a.jpg");
  EXPECT_EQ(entry->disk_path, "2019/a.jpg.jkd");
  EXPECT_EQ(entry->kind, EntryKind::kFile);
  EXPECT_EQ(entry->storage, Storage::kExact);
  EXPECT_EQ(entry->size, jpeg.size());
  EXPECT_EQ(entry->content_hash, ReadSummary(jkd).value().content_hash);
  EXPECT_EQ(ContentsOf(*tree, "2019/a.jpg"), jpeg);
  EXPECT_EQ(ContentsOf(*tree, "2019/notes.txt"), TextBytes("hello"));
  EXPECT_EQ(StatOf(*tree, "2019/notes.txt")->storage, Storage::kPlain);
  EXPECT_FALSE(StatOf(*tree, "2019/a.jpg.jkd").has_value());
  EXPECT_FALSE(StatOf(*tree, "2019/b.jpg").has_value());
}

TEST(Tree, PrefersPlainThenExactThenLossy) {
  const TestTree files;
  const Bytes jpeg = MakeJpeg();
  const LossyPair lossy = PackWithLoss(jpeg);
  files.Write("a.jpg.lossy.jkd", lossy.jkd);
  const auto tree = OpenTree(files);
  EXPECT_EQ(NamesIn(*tree, ""), Names({"a.jpg"}));
  EXPECT_EQ(StatOf(*tree, "a.jpg")->storage, Storage::kLossy);
  EXPECT_EQ(ContentsOf(*tree, "a.jpg"), lossy.decoded);
  files.Write("a.jpg.jkd", Pack(jpeg));
  EXPECT_EQ(NamesIn(*tree, ""), Names({"a.jpg"}));
  EXPECT_EQ(StatOf(*tree, "a.jpg")->storage, Storage::kExact);
  EXPECT_EQ(ContentsOf(*tree, "a.jpg"), jpeg);
  files.Write("a.jpg", TextBytes("another"));
  EXPECT_EQ(NamesIn(*tree, ""), Names({"a.jpg"}));
  EXPECT_EQ(tree->ListDirectory("").value()[0].storage, Storage::kPlain);
  EXPECT_EQ(ContentsOf(*tree, "a.jpg"), TextBytes("another"));
}

TEST(Tree, FindsUnusualNamesAsItListsThem) {
  const TestTree files;
  files.Write("A.JPG.JKD", Pack(MakeJpeg(1)));
  files.Write(".jkd", Pack(MakeJpeg(2), "stored.jpg"));
  files.Write("x.lossy.jkd", Pack(MakeJpeg(3)));  // exact: of a file x.lossy
  files.Write("twice.jpg.jkd.jkd", Pack(Pack(MakeJpeg(4))));
  files.MakeDirectory("folder.jkd");
  for (const char* own :
       {".jackdaw-1-2-3.tmp", ".jackdaw-catalogue.sqlite", ".jackdaw-catalogue.sqlite-journal"}) {
    files.Write(own, TextBytes("of the program"));
  }
  const auto tree = OpenTree(files);
  const Names names = NamesIn(*tree, "");
  EXPECT_EQ(names, Names({"A.JPG", "folder.jkd", "stored.jpg", "twice.jpg.jkd", "x.lossy"}));
  for (const std::string& name : names) EXPECT_TRUE(StatOf(*tree, name).has_value()) << name;
  EXPECT_EQ(ContentsOf(*tree, "stored.jpg"), MakeJpeg(2));
  EXPECT_EQ(ContentsOf(*tree, "A.JPG"), MakeJpeg(1));
  EXPECT_FALSE(StatOf(*tree, ".jackdaw-1-2-3.tmp").has_value());
  EXPECT_FALSE(StatOf(*tree, ".jackdaw-catalogue.sqlite").has_value());
  EXPECT_FALSE(StatOf(*tree, ".jackdaw-catalogue.sqlite-journal").has_value());
  EXPECT_FALSE(StatOf(*tree, "x").has_value());
}

TEST(Tree, NeverLeavesTheRoot) {
  const TestTree outside;
  outside.Write("secret.txt", TextBytes("secret"));
  const TestTree files;
  files.Write("dir/a.txt", TextBytes("a"));
  files.Link(outside.root(), "dir/out");
  files.Link("../..", "dir/up");
  files.Link("..", "top");
  const auto tree = OpenTree(files);
  EXPECT_FALSE(StatOf(*tree, "..").has_value());
  EXPECT_FALSE(StatOf(*tree, "dir/../dir/a.txt").has_value());
  EXPECT_FALSE(StatOf(*tree, std::string("dir/a.txt\0x", 11)).has_value());
  EXPECT_FALSE(StatOf(*tree, "dir/out/secret.txt").has_value());
  EXPECT_FALSE(tree->ListDirectory("dir/out").ok());
  const std::optional<Entry> link = StatOf(*tree, "dir/out");
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->kind, EntryKind::kSymlink);
  EXPECT_EQ(tree->ReadLink(*link).value(), outside.root());
  for (const char* path : {"dir/out", "dir/out/secret.txt", "dir/up", "top", "dir/up/tmp"}) {
    EXPECT_FALSE(tree->Follow(path).value().has_value()) << path;
  }
}

TEST(Tree, FollowsLinksInsideToOriginals) {
  const TestTree files;
  files.Write("store/a.jpg.jkd", Pack(MakeJpeg()));
  files.Link("store", "link");
  files.Link("../link/a.jpg", "store/b.jpg");
  files.Link("loop", "loop");
  const auto tree = OpenTree(files);
  const auto entry = tree->Follow("link/b.jpg");
  ASSERT_TRUE(entry.ok() && entry.value().has_value());
  EXPECT_EQ(entry.value()->path, "store/a.jpg");
  EXPECT_EQ(entry.value()->storage, Storage::kExact);
  EXPECT_FALSE(tree->Follow("loop").value().has_value());
  EXPECT_FALSE(tree->Follow("store/a.jpg/x").value().has_value());
  EXPECT_TRUE(tree->Follow("").value().has_value());
}

TEST(Tree, RemembersSummaries) {
  const TestTree files;
  for (int i = 0; i < 10; ++i) files.Write(std::to_string(i) + ".jpg.jkd", Pack(MakeJpeg()));
  const auto tree = OpenTree(files);
  EXPECT_EQ(tree->ListDirectory("").value().size(), 10u);
  EXPECT_EQ(tree->num_summaries_read(), 10u);
  EXPECT_EQ(tree->ListDirectory("").value().size(), 10u);
  EXPECT_TRUE(StatOf(*tree, "3.jpg").has_value());
  EXPECT_EQ(tree->num_summaries_read(), 10u);
  // Another file of this name is another file.
  files.Write("new", Pack(MakeJpeg(9)));
  files.Rename("new", "3.jpg.jkd");
  EXPECT_EQ(StatOf(*tree, "3.jpg")->size, MakeJpeg(9).size());
  EXPECT_EQ(tree->num_summaries_read(), 11u);
}

TEST(Tree, ShowsDamagedFilesAndDoesNotReadThem) {
  const TestTree files;
  Bytes jkd = Pack(MakeJpeg());
  jkd[jkd.size() / 2] ^= 1;
  files.Write("late.jpg.jkd", jkd);
  files.Write("none.jpg.jkd", TextBytes("no .jkd at all"));
  files.Write("empty.jpg.jkd", {});
  const auto tree = OpenTree(files);
  EXPECT_EQ(NamesIn(*tree, ""), Names({"empty.jpg", "late.jpg", "none.jpg"}));
  EXPECT_FALSE(StatOf(*tree, "late.jpg")->problem.has_value());
  EXPECT_TRUE(StatOf(*tree, "none.jpg")->problem.has_value());
  for (const char* path : {"late.jpg", "none.jpg", "empty.jpg"}) {
    const auto file = tree->OpenOriginal(path);
    ASSERT_TRUE(file.ok() && file.value() != nullptr) << path;
    EXPECT_FALSE(ReadOriginal(*file.value()).ok()) << path;
  }
}

TEST(Tree, OpenFilesOutliveTheirNames) {
  const TestTree files;
  const Bytes jpeg = MakeJpeg();
  files.Write("a.jpg.jkd", Pack(jpeg));
  const auto tree = OpenTree(files);
  const auto file = tree->OpenOriginal("a.jpg");
  ASSERT_TRUE(file.ok() && file.value() != nullptr);
  files.Remove("a.jpg.jkd");
  EXPECT_EQ(ReadOriginal(*file.value()).value(), jpeg);
  EXPECT_EQ(tree->OpenOriginal("a.jpg").value(), nullptr);
  EXPECT_EQ(tree->OpenOriginal("").value(), nullptr);
}

TEST(Tree, NamesTheRootAndRefusesWhatIsNoDirectory) {
  const TestTree files;
  files.Write("a.txt", TextBytes("a"));
  EXPECT_FALSE(Tree::Open(files.PathOf("missing")).ok());
  EXPECT_FALSE(Tree::Open(files.PathOf("a.txt")).ok());
  const auto tree = OpenTree(files);
  for (const char* path : {"", "/", "//", "./."}) {
    const std::optional<Entry> root = StatOf(*tree, path);
    ASSERT_TRUE(root.has_value()) << path;
    EXPECT_EQ(root->kind, EntryKind::kDirectory);
    EXPECT_EQ(root->path, "");
  }
  EXPECT_FALSE(tree->ListDirectory("a.txt").ok());
  EXPECT_FALSE(tree->ListDirectory("missing").ok());
}

// A file that goes to and fro between its two names is there at any moment.
TEST(Tree, NeverMissesAFileThatIsCompressedMeanwhile) {
  const TestTree files;
  const Bytes jpeg = MakeJpeg();
  const Bytes jkd = Pack(jpeg);
  for (int i = 0; i < 200; ++i) files.Write(std::to_string(i) + ".txt", TextBytes("x"));
  files.Write("a.jpg", jpeg);
  const auto tree = OpenTree(files);
  std::atomic<bool> is_done{false};
  std::thread writer([&] {
    for (int i = 0; i < 300; ++i) {
      files.Write(".jackdaw-1-1-1.tmp", jkd);
      files.Rename(".jackdaw-1-1-1.tmp", "a.jpg.jkd");
      files.Remove("a.jpg");
      files.Write(".jackdaw-1-1-1.tmp", jpeg);
      files.Rename(".jackdaw-1-1-1.tmp", "a.jpg");
      files.Remove("a.jpg.jkd");
    }
    is_done = true;
  });
  while (!is_done) {
    const std::optional<Entry> entry = StatOf(*tree, "a.jpg");
    EXPECT_TRUE(entry.has_value() && entry->size == jpeg.size());
  }
  writer.join();
}

}  // namespace
}  // namespace jackdaw::archive
