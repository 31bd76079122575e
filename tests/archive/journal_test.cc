#include "archive/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "archive/journal_finished.h"
#include "archive/journal_writer.h"

namespace jackdaw::archive {
namespace {

// A path that exists for the time of a test.
class JournalTest : public testing::Test {
 protected:
  JournalTest() : path_(testing::TempDir() + "jackdaw-journal-" + std::to_string(getpid())) {
    std::filesystem::remove(path_);
  }
  ~JournalTest() override { std::filesystem::remove(path_); }

  std::vector<JournalEntry> Entries() {
    std::vector<JournalEntry> entries;
    EXPECT_TRUE(
        ReadJournal(
            path_, {}, [&](const JournalEntry& entry) { entries.push_back(entry); }, &num_bad_)
            .ok());
    return entries;
  }

  void Append(const std::string& text) { std::ofstream(path_, std::ios::app) << text; }

  // A journal of compress with these entries.
  void Write(const std::vector<JournalEntry>& entries) {
    Result<JournalWriter> writer = JournalWriter::Open(path_, true);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE(writer.value().Begin({"compress", "1.2.3"}).ok());
    for (const JournalEntry& entry : entries) ASSERT_TRUE(writer.value().Add(entry).ok());
    ASSERT_TRUE(writer.value().End({entries.size(), 0, 0, false}).ok());
  }

  const std::string path_;
  uint64_t num_bad_ = 0;
};

JournalEntry Entry(const std::string& input, int64_t size = 100, int64_t mtime_ns = 7) {
  JournalEntry entry;
  entry.input = input;
  entry.input_size = size;
  entry.input_mtime_ns = mtime_ns;
  return entry;
}

TEST_F(JournalTest, EntriesComeBack) {
  JournalEntry ok = Entry("a \"b\"\n.jpg", 123, 1'700'000'000'123'456'789);
  ok.output = "a.jkd";
  ok.output_size = 77;
  ok.lossy = true;
  ok.removed_original = ok.removed_input = true;
  ok.seconds = 0.5;
  JournalEntry failed = Entry("\xff\xfe.jpg", -1);
  failed.output = "\xc3\x28";  // no UTF-8
  failed.status = JournalStatus::kFailed;
  failed.is_finished = false;
  failed.error_code = "i/o error";
  failed.message = "no";
  JournalEntry skipped = Entry("\xc3\xbc.jpg");
  skipped.status = JournalStatus::kSkipped;
  skipped.is_finished = false;
  skipped.message = "changed";
  Write({ok, failed, skipped});
  const std::vector<JournalEntry> entries = Entries();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(num_bad_, 0u);
  EXPECT_EQ(entries[0].input, ok.input);
  EXPECT_EQ(entries[0].output, ok.output);
  EXPECT_EQ(entries[0].input_size, ok.input_size);
  EXPECT_EQ(entries[0].input_mtime_ns, ok.input_mtime_ns);
  EXPECT_EQ(entries[0].output_size, 77u);
  EXPECT_EQ(entries[0].lossy, true);
  EXPECT_TRUE(entries[0].removed_original && entries[0].removed_input && entries[0].is_finished);
  EXPECT_EQ(entries[1].input, failed.input);
  EXPECT_EQ(entries[1].output, failed.output);
  EXPECT_EQ(entries[1].status, JournalStatus::kFailed);
  EXPECT_EQ(entries[1].error_code, "i/o error");
  EXPECT_EQ(entries[1].message, "no");
  EXPECT_FALSE(entries[1].is_finished);
  EXPECT_EQ(entries[2].input, skipped.input);
  EXPECT_EQ(entries[2].message, "changed");
  EXPECT_FALSE(entries[2].is_finished);
}

TEST_F(JournalTest, LineThatIsCutOffIsPassedOver) {
  Write({Entry("a")});
  Append(R"({"journal":"file","input":"b","sta)");
  Write({Entry("c")});
  Append("no JSON\n[]\n{\"journal\":\"other\"}\n{\"journal\":\"file\"}\n");
  Append(R"({"journal":"file","input":"d","status":"ok","input_size":1e99})");
  Append("\n");
  Append(R"({"journal":"begin","schema":1e99})");
  Append("\n");
  const std::vector<JournalEntry> entries = Entries();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].input, "a");
  EXPECT_EQ(entries[1].input, "c");
  EXPECT_EQ(num_bad_, 7u);
}

TEST_F(JournalTest, OneRunAtATime) {
  const Result<JournalWriter> first = JournalWriter::Open(path_, false);
  ASSERT_TRUE(first.ok());
  const Result<JournalWriter> second = JournalWriter::Open(path_, true);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kInvalidArgument);
  const Result<JournalWriter> existing = JournalWriter::Open(path_, false);
  ASSERT_FALSE(existing.ok());
  EXPECT_EQ(existing.error().message, "exists");
}

TEST_F(JournalTest, OtherFilesAreNone) {
  Append("\xff\xd8\xff a picture");
  EXPECT_EQ(FinishedInputs::Load(path_, "compress").error().message, "is not a journal");
  EXPECT_EQ(FinishedInputs::Load("/dev/null", "compress").error().message, "is not a regular file");
}

TEST_F(JournalTest, FinishedInputs) {
  JournalEntry failed = Entry("failed");
  failed.status = JournalStatus::kFailed;
  failed.is_finished = false;
  JournalEntry changed = Entry("changed");
  changed.status = JournalStatus::kSkipped;
  changed.is_finished = false;
  JournalEntry skipped = Entry("skipped");
  skipped.status = JournalStatus::kSkipped;
  JournalEntry removed = Entry("removed");
  removed.removed_input = true;
  Write({Entry("ok"), failed, changed, skipped, removed});
  const Result<FinishedInputs> finished = FinishedInputs::Load(path_, "compress");
  ASSERT_TRUE(finished.ok());
  const FinishedInputs& set = finished.value();
  EXPECT_TRUE(set.Contains("ok", 100, 7));
  EXPECT_FALSE(set.Contains("ok", 101, 7));
  EXPECT_FALSE(set.Contains("ok", 100, 8));
  EXPECT_FALSE(set.Contains("failed", 100, 7));
  EXPECT_FALSE(set.Contains("changed", 100, 7));
  EXPECT_TRUE(set.Contains("skipped", 100, 7));
  // A file of that name that is there again is another one.
  EXPECT_FALSE(set.Contains("removed", 100, 7));
  EXPECT_TRUE(set.ContainsRemoved("removed"));
  EXPECT_FALSE(set.ContainsRemoved("ok"));
  EXPECT_EQ(set.num_runs(), 1u);
  const Result<FinishedInputs> other = FinishedInputs::Load(path_, "verify");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(FinishedInputs::Load(path_ + "-missing", "compress").error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace jackdaw::archive
