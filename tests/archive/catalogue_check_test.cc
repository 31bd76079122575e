#include "archive/catalogue_check.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <mutex>

#include "archive/tree_walk.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "tests/archive/temp_folder.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::archive {
namespace {

using Statuses = std::map<std::string, std::string>;

Bytes Jpeg(uint32_t height) { return test::WriteWithLibjpeg({.width = 64, .height = height}); }

Bytes Pack(const Bytes& input, const std::string& stored_name = {}) {
  CompressOptions options;
  options.preset = Preset::kFast;
  options.file_name = stored_name;
  Result<CompressResult> made = Compress(input, options);
  EXPECT_TRUE(made.ok());
  return std::move(made).value().bytes;
}

Bytes PackLossy(const Bytes& input) {
  LossyOptions options;
  options.value = 40;
  Result<LossyResult> made = CompressLossy(input, options);
  EXPECT_TRUE(made.ok());
  return std::move(made).value().bytes;
}

constexpr int64_t kTime = 1700000000;

class CheckTreeTest : public testing::Test {
 protected:
  CheckTreeTest() {
    for (uint32_t i = 1; i <= 3; ++i) {
      const Bytes jpeg = Jpeg(40 + 8 * i);
      tree_.Write(JoinNames("x", std::to_string(i) + ".jpg.jkd"), Pack(jpeg), kTime);
    }
    tree_.Write("plain.jpg", Jpeg(80), kTime);
    tree_.Write("lossy.jpg.lossy.jkd", PackLossy(test::WriteWithLibjpeg({.quality = 95})), kTime);
    tree_.Write("notes.txt", Bytes{1}, kTime);
  }

  Catalogue OpenIt() {
    const std::string path = outside_.At("c.sqlite");
    Result<Catalogue> opened =
        std::filesystem::exists(path)
            ? Catalogue::Open(path, OpenMode::kWrite)
            : Catalogue::Create(path, {std::string(32, '1'), tree_.path(), "1"});
    EXPECT_TRUE(opened.ok());
    return std::move(opened).value();
  }

  // What is not just well, by name: the status, or "new".
  Statuses Check(CheckLevel level = CheckLevel::kQuick, bool accept = false, bool write = true) {
    Catalogue catalogue = OpenIt();
    Statuses statuses;
    std::mutex mutex;
    num_bytes_ = num_pictures_ = 0;
    TreeCheckOptions options;
    options.root = tree_.path();
    options.level = level;
    options.write = write;
    options.accept = accept;
    options.num_threads = 2;
    options.is_original = [](std::string_view name) { return name.ends_with(".jpg"); };
    const Status status = CheckTree(&catalogue, options,
                                    {.on_picture =
                                         [&](const std::string& name, const Verdict& verdict) {
                                           ++num_pictures_;
                                           const std::string text =
                                               PictureStatusName(verdict.status);
                                           if (text != "ok" || verdict.is_new)
                                             statuses[name] = text == "ok" ? "new" : text;
                                         },
                                     .on_file_done =
                                         [&](uint64_t num_bytes) {
                                           const std::lock_guard<std::mutex> lock(mutex);
                                           num_bytes_ += num_bytes;
                                         }});
    EXPECT_TRUE(status.ok()) << status.error().message;
    return statuses;
  }

  // Changes a byte in the middle, and leaves size and time.
  void Rot(const std::string& name) {
    Bytes bytes = tree_.Read(name);
    bytes[bytes.size() / 2] ^= 0x10;
    tree_.Write(name, bytes, kTime);
  }

  TempFolder tree_, outside_;
  uint64_t num_bytes_ = 0, num_pictures_ = 0;
};

TEST_F(CheckTreeTest, EverythingIsNewOnce) {
  const Statuses all = {{"x/1.jpg", "new"},
                        {"x/2.jpg", "new"},
                        {"x/3.jpg", "new"},
                        {"plain.jpg", "new"},
                        {"lossy.jpg", "new"}};
  EXPECT_EQ(Check(CheckLevel::kQuick, false, false), all);
  EXPECT_EQ(Check(), all);
  EXPECT_EQ(Check(), Statuses());
  EXPECT_EQ(num_pictures_, 5u);
  EXPECT_GT(num_bytes_, 0u);
  EXPECT_EQ(Check(CheckLevel::kDeep), Statuses());
  EXPECT_EQ(Check(CheckLevel::kSizes), Statuses());
  EXPECT_EQ(num_bytes_, 0u);
}

TEST_F(CheckTreeTest, RemembersDamage) {
  Check();
  const Bytes good = tree_.Read("x/2.jpg.jkd");
  Rot("x/2.jpg.jkd");
  EXPECT_EQ(Check(CheckLevel::kSizes), Statuses());  // nothing was opened
  const Statuses damaged = {{"x/2.jpg", "damaged"}};
  EXPECT_EQ(Check(), damaged);
  // Now it is known, so it is looked at again.
  EXPECT_EQ(Check(CheckLevel::kSizes), damaged);
  EXPECT_EQ(Check(CheckLevel::kSizes, true), damaged);  // not to be accepted
  EXPECT_EQ(Check(CheckLevel::kDeep), damaged);
  tree_.Write("x/2.jpg.jkd", good, kTime);
  EXPECT_EQ(Check(CheckLevel::kSizes), Statuses());
  EXPECT_EQ(Check(CheckLevel::kSizes), Statuses());
  EXPECT_EQ(num_bytes_, 0u);
}

TEST_F(CheckTreeTest, DamageIsNotForgottenWithTheFile) {
  tree_.Write("bad.jpg.jkd", Bytes{'J', 'K', 'D', 1, 0}, kTime);
  EXPECT_EQ(Check()["bad.jpg"], "damaged");
  tree_.Remove("bad.jpg.jkd");
  EXPECT_EQ(Check(), (Statuses{{"bad.jpg", "missing"}}));
}

TEST_F(CheckTreeTest, TruncatedAndDeletedFiles) {
  Check();
  Bytes cut = tree_.Read("x/1.jpg.jkd");
  cut.resize(cut.size() - 1);
  tree_.Write("x/1.jpg.jkd", cut, kTime);
  tree_.Remove("x/3.jpg.jkd");
  tree_.Write("plain.jpg", Bytes(10, 0xff), kTime + 1);
  tree_.Write("lossy.jpg.lossy.jkd", {}, kTime);
  const Statuses found = {{"x/1.jpg", "damaged"},
                          {"x/3.jpg", "missing"},
                          {"plain.jpg", "changed"},
                          {"lossy.jpg", "damaged"}};
  for (const CheckLevel level : {CheckLevel::kSizes, CheckLevel::kQuick, CheckLevel::kDeep}) {
    EXPECT_EQ(Check(level), found);
  }
  tree_.Write("added.jpg", Jpeg(30));
  EXPECT_EQ(Check()["added.jpg"], "new");
  EXPECT_EQ(Check(), found);  // what is well was taken, what is not was kept
  EXPECT_EQ(Check(CheckLevel::kQuick, true), found);
  EXPECT_EQ(Check(), (Statuses{{"x/1.jpg", "damaged"}, {"lossy.jpg", "damaged"}}));
}

TEST_F(CheckTreeTest, OriginalsThatRot) {
  Check();
  const Bytes good = tree_.Read("plain.jpg");
  Rot("plain.jpg");
  EXPECT_EQ(Check(), (Statuses{{"plain.jpg", "damaged"}}));
  EXPECT_EQ(Check(CheckLevel::kSizes), (Statuses{{"plain.jpg", "damaged"}}));
  // Whoever edits a file changes its time.
  Rot("plain.jpg");
  tree_.Write("plain.jpg", good, kTime + 5);
  EXPECT_EQ(Check(), Statuses());
  Bytes edited = good;
  edited.push_back(0);
  tree_.Write("plain.jpg", edited, kTime + 6);
  EXPECT_EQ(Check(CheckLevel::kSizes), (Statuses{{"plain.jpg", "changed"}}));
}

TEST_F(CheckTreeTest, CompressedAndRestored) {
  Check();
  const Bytes jpeg = tree_.Read("plain.jpg");
  tree_.Write("plain.jpg.jkd", Pack(jpeg), kTime);
  EXPECT_EQ(Check(), Statuses());
  tree_.Remove("plain.jpg");
  EXPECT_EQ(Check(), Statuses());
  tree_.Write("plain.jpg", jpeg, kTime);
  tree_.Remove("plain.jpg.jkd");
  EXPECT_EQ(Check(CheckLevel::kSizes), Statuses());
  EXPECT_EQ(Check(), Statuses());
  tree_.Write("plain.jpg.lossy.jkd", PackLossy(jpeg), kTime);
  tree_.Remove("plain.jpg");
  EXPECT_EQ(Check(), (Statuses{{"plain.jpg", "missing"}}));
  EXPECT_EQ(Check(CheckLevel::kQuick, true), (Statuses{{"plain.jpg", "missing"}}));
  EXPECT_EQ(Check(), Statuses());
}

// The longest name whose .jkd has a name that is not cut, and longer ones.
TEST_F(CheckTreeTest, NamesThatAreCut) {
  const Bytes jpeg = Jpeg(72);
  for (const size_t size : {251u, 252u, 255u}) {
    SCOPED_TRACE(size);
    const std::string name = JoinNames("x", std::string(size - 4, 'y') + ".jpg");
    const std::string jkd = PathOfForm(name, Form::kJkd);
    const std::string stored = name.substr(2);
    EXPECT_LE(jkd.size(), 2u + 255u);
    const Statuses is_new = {{name, "new"}}, missing = {{name, "missing"}};
    Check();
    tree_.Write(name, jpeg, kTime);
    EXPECT_EQ(Check(), is_new);
    // One picture, whichever of the files is there.
    tree_.Write(jkd, Pack(jpeg, stored), kTime);
    EXPECT_EQ(Check(), Statuses());
    EXPECT_EQ(num_pictures_, 6u);
    std::filesystem::remove(tree_.At(name));
    EXPECT_EQ(Check(), Statuses());
    EXPECT_EQ(num_pictures_, 6u);
    tree_.Write(name, Jpeg(48), kTime);
    EXPECT_EQ(Check(), (Statuses{{name, "changed"}}));
    tree_.Write(name, jpeg, kTime);
    EXPECT_EQ(Check(), Statuses());
    // Where the .jkd does not say its name, the file beside it does.
    tree_.Write(jkd, Bytes{1, 2, 3}, kTime + 1);
    EXPECT_EQ(Check(), (Statuses{{name, "damaged"}}));
    EXPECT_EQ(num_pictures_, 6u);
    std::filesystem::remove(tree_.At(jkd));
    std::filesystem::remove(tree_.At(name));
    EXPECT_EQ(Check(CheckLevel::kQuick, true), missing);
    EXPECT_EQ(Check(), Statuses());
    EXPECT_EQ(num_pictures_, 5u);
  }
}

TEST_F(CheckTreeTest, NamesThatLookCut) {
  // The name in the file must be the one that was cut.
  const std::string stem = std::string(210, 'y') + "~0123456789abcdef";
  tree_.Write(stem + ".jkd", Pack(Jpeg(72), std::string(252, 'y')), kTime);
  EXPECT_EQ(Check().at(stem), "new");
  EXPECT_EQ(Check(), Statuses());
}

TEST_F(CheckTreeTest, OtherFilesThanPicturesMayBeCompressed) {
  tree_.Write("notes.txt.jkd", Pack(Bytes{1}), kTime);
  Check();
  tree_.Remove("notes.txt.jkd");
  EXPECT_EQ(Check(), Statuses());  // notes.txt is there
  tree_.Remove("notes.txt");
  EXPECT_EQ(Check(), (Statuses{{"notes.txt", "missing"}}));
}

TEST_F(CheckTreeTest, ChangedBits) {
  // Bits of the header that make it look like another format.
  Check();
  for (const size_t at : {3u, 8u}) {
    const Bytes good = tree_.Read("x/1.jpg.jkd");
    Bytes bad = good;
    bad[at] ^= 0x40;
    tree_.Write("x/1.jpg.jkd", bad, kTime + 1);
    const std::string status = Check()["x/1.jpg"];
    EXPECT_EQ(status, at == 3 ? "unreadable" : "damaged") << at;
    tree_.Write("x/1.jpg.jkd", good, kTime);
    EXPECT_EQ(Check(), Statuses());
  }
}

TEST_F(CheckTreeTest, FoldersThatBecomeLinks) {
  Check();
  std::filesystem::rename(tree_.At("x"), outside_.At("x"));
  std::filesystem::create_directory_symlink(outside_.At("x"), tree_.At("x"));
  // They can be reached through the link, but no walk goes there: it is said, not passed over.
  const Statuses found = {
      {"x/1.jpg", "unreadable"}, {"x/2.jpg", "unreadable"}, {"x/3.jpg", "unreadable"}};
  EXPECT_EQ(Check(), found);
  EXPECT_EQ(Check(), found);
}

}  // namespace
}  // namespace jackdaw::archive
