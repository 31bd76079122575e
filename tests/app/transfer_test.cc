#include "apps/jackdaw/transfer.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "apps/jackdaw/output_registry.h"
#include "apps/jackdaw/progress.h"

namespace jackdaw::app {
namespace {

std::vector<uint8_t> BytesOf(const std::string& text) { return {text.begin(), text.end()}; }

// Outputs with --keep-both that other files come into the way of.
class KeepBothTest : public testing::Test {
 protected:
  KeepBothTest() : progress_(Command::kCompress, false) {
    std::string name = testing::TempDir() + "/jackdaw-transfer-XXXXXX";
    folder_ = mkdtemp(name.data());
    options_.command = Command::kCompress;
    options_.keep_both = true;
    // Files hold what was written, and "same" is the output of any input.
    judge_.compare = [this](const std::string& path) {
      ExistingFacts facts;
      facts.kind = Read(path) == "same" ? Existing::kSame : Existing::kOther;
      return facts;
    };
    judge_.is_same_picture = [this](const std::string& path) { return Read(path) == "alike"; };
  }
  ~KeepBothTest() override { std::filesystem::remove_all(folder_); }

  std::string At(const std::string& name) const { return folder_ + "/" + name; }
  std::string Read(const std::string& path) const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(At(name), std::ios::binary) << text;
  }

  Target Choose(const std::string& name = "a.jkd") {
    FileReport report;
    report.input = At("input");
    report.output = At(name);
    return CheckOutput({options_, registry_, progress_}, std::move(report), judge_);
  }
  FileReport Finish(Target target, const std::string& text) {
    return WriteOutput(
        {options_, registry_, progress_}, FileData{}, BytesOf(text),
        [](std::span<const uint8_t>) { return OkStatus(); }, std::move(target));
  }

  std::string folder_;
  Options options_;
  OutputRegistry registry_{true};
  Progress progress_;
  OutputJudge judge_;
};

TEST_F(KeepBothTest, TakesTheNextNameWhenItsOwnIsTakenMeanwhile) {
  Write("a.jkd", "before");
  Target target = Choose();
  EXPECT_EQ(target.report.output, At("a~2.jkd"));
  Write("a~2.jkd", "of another program");
  const FileReport report = Finish(std::move(target), "mine");
  EXPECT_EQ(report.status, FileStatus::kOk);
  EXPECT_EQ(report.output, At("a~3.jkd"));
  EXPECT_EQ(Read(At("a.jkd")), "before");
  EXPECT_EQ(Read(At("a~2.jkd")), "of another program");
  EXPECT_EQ(Read(At("a~3.jkd")), "mine");
}

TEST_F(KeepBothTest, AlsoWhenTheFirstNameWasFree) {
  Target target = Choose();
  EXPECT_EQ(target.report.output, At("a.jkd"));
  Write("a.jkd", "of another program");
  EXPECT_EQ(Finish(std::move(target), "mine").output, At("a~2.jkd"));
  EXPECT_EQ(Read(At("a.jkd")), "of another program");
  EXPECT_EQ(Read(At("a~2.jkd")), "mine");
}

TEST_F(KeepBothTest, InputsOfOneRunGetDifferentNames) {
  Write("a.jkd", "before");
  for (const bool force : {false, true}) {
    options_.force = force;
    std::vector<Target> targets{Choose(), Choose(), Choose(), Choose()};
    std::vector<std::string> outputs;
    for (Target& target : targets) {
      const std::string text = std::to_string(force) + std::to_string(outputs.size());
      const FileReport report = Finish(std::move(target), text);
      EXPECT_EQ(report.status, FileStatus::kOk) << report.error.message;
      EXPECT_EQ(Read(report.output), text);
      outputs.push_back(report.output);
    }
    for (size_t i = 0; i < outputs.size(); ++i) {
      EXPECT_EQ(Read(outputs[i]), std::to_string(force) + std::to_string(i));
    }
  }
  EXPECT_EQ(Read(At("a.jkd")), "before");
}

TEST_F(KeepBothTest, ReplacesNothingOfItsOwnRun) {
  options_.force = true;
  Target first = Choose(), second = Choose();
  EXPECT_EQ(Finish(std::move(first), "alike").output, At("a.jkd"));
  EXPECT_EQ(Finish(std::move(second), "mine").output, At("a~2.jkd"));
  EXPECT_EQ(Read(At("a.jkd")), "alike");
}

TEST_F(KeepBothTest, LeavesWhatAnotherRunHasMadeOfTheInput) {
  Write("a.jkd", "before");
  Target target = Choose();
  Write("a~2.jkd", "same");
  const FileReport report = Finish(std::move(target), "mine");
  EXPECT_EQ(report.status, FileStatus::kSkipped);
  EXPECT_EQ(report.output, At("a~2.jkd"));
  EXPECT_FALSE(std::filesystem::exists(At("a~3.jkd")));
}

TEST_F(KeepBothTest, AFileThatWasToBeReplacedAndHasChanged) {
  options_.force = true;
  Write("a.jkd", "alike");
  Target target = Choose();
  EXPECT_EQ(target.report.output, At("a.jkd"));
  Write("a.jkd", "another picture");
  EXPECT_EQ(Finish(std::move(target), "mine").output, At("a~2.jkd"));
  EXPECT_EQ(Read(At("a.jkd")), "another picture");
}

TEST_F(KeepBothTest, IsAnErrorWithoutTheOption) {
  options_.keep_both = false;
  Target target = Choose();
  Write("a.jkd", "of another program");
  const FileReport report = Finish(std::move(target), "mine");
  EXPECT_EQ(report.status, FileStatus::kFailed);
  EXPECT_EQ(Read(At("a.jkd")), "of another program");
}

TEST_F(KeepBothTest, NamesThatGetTooLong) {
  const std::string name = std::string(251, 'x') + ".jkd";
  Write(name, "before");
  for (int i = 0; i < 12; ++i) {
    const FileReport report = Finish(Choose(name), std::to_string(i));
    ASSERT_EQ(report.status, FileStatus::kOk) << report.error.message;
    EXPECT_EQ(Read(report.output), std::to_string(i));
  }
  EXPECT_EQ(Read(At(name)), "before");
}

}  // namespace
}  // namespace jackdaw::app
