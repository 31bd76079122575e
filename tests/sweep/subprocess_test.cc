#include "apps/sweep/system/subprocess.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Subprocess : public testing::Test {
 protected:
  Result<ProcessResult> Run(const std::string& body, milliseconds timeout = seconds(30)) {
    return RunProcess({test::WriteScript(directory_, "program", body), "a b", "$(touch x)"},
                      timeout);
  }

  TempDir temp_dir_ = test::FreshDirectory();
  std::string directory_ = temp_dir_.path();
};

TEST_F(Subprocess, OutputsArgumentsAndStatus) {
  const Result<ProcessResult> run = Run("echo \"$1|$2\"; echo oops >&2; cat; exit 3");
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_EQ(run.value().out, "a b|$(touch x)\n");
  EXPECT_EQ(run.value().err, "oops\n");
  EXPECT_EQ(run.value().exit_status, 3);
}

TEST_F(Subprocess, FailureTellsWhatWasSaidLast) {
  const std::string path = test::WriteScript(directory_, "p", "echo one; echo two >&2; exit 1");
  const Result<ProcessResult> run = RunSuccessfully({path}, seconds(30));
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().message, "ended with status 1: two");
}

TEST_F(Subprocess, MuchOutputIsReadAndCut) {
  const Result<ProcessResult> run = Run("head -c 3000000 /dev/zero; head -c 70000 /dev/zero >&2");
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run.value().out.size(), kMaxOutput);
  EXPECT_EQ(run.value().err.size(), 70000u);
  EXPECT_EQ(run.value().exit_status, 0);
}

TEST_F(Subprocess, TimeLimitEndsItAndItsChildren) {
  const auto start = std::chrono::steady_clock::now();
  for (const char* body :
       {"sleep 100", "sleep 100 & sleep 100", "exec >/dev/null 2>&1; sleep 100"}) {
    const Result<ProcessResult> run = Run(body, milliseconds(300));
    ASSERT_FALSE(run.ok()) << body;
    EXPECT_EQ(run.error().code, ErrorCode::kLimitExceeded);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(30));
}

TEST_F(Subprocess, SignalsAndMissingPrograms) {
  EXPECT_EQ(Run("kill -9 $$").value().exit_status, 128 + 9);
  EXPECT_FALSE(RunProcess({directory_ + "/missing"}, seconds(1)).ok());
  EXPECT_FALSE(RunProcess({directory_ + "/missing"}, seconds(1)).ok());
}

TEST_F(Subprocess, CountsProcessorTime) {
  const Result<ProcessResult> run = Run("i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done");
  EXPECT_GT(run.value().cpu_seconds, 0.001);
  EXPECT_LT(Run("sleep 0.5").value().cpu_seconds, 0.4);
}

TEST_F(Subprocess, FindsProgramsOnThePath) {
  const std::string path = test::WriteScript(directory_, "tool", "true");
  EXPECT_EQ(FindProgram("tool", "/nowhere:" + directory_), path);
  EXPECT_FALSE(FindProgram("tool", "/nowhere").has_value());
  EXPECT_FALSE(FindProgram("tool", "").has_value());
  EXPECT_FALSE(FindProgram(".", directory_).has_value());
}

}  // namespace
}  // namespace jackdaw::sweep
