#include "apps/jackdaw/serve/access_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace jackdaw::serve {
namespace {

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

AccessRecord Record(const std::string& request) {
  AccessRecord record;
  record.client = "192.0.2.1";
  record.request = request;
  record.status = 200;
  record.body_bytes = 17;
  record.agent = "browser";
  record.seconds = 0.0125;
  return record;
}

TEST(AccessLog, Line) {
  setenv("TZ", "UTC", 1);
  tzset();
  EXPECT_EQ(AccessLine(Record("GET /a HTTP/1.1"), 784111777),
            "192.0.2.1 - - [06/Nov/1994:08:49:37 +0000] \"GET /a HTTP/1.1\" 200 17 \"-\" "
            "\"browser\" 0.013\n");
}

TEST(AccessLog, NothingForgesALine) {
  AccessRecord record = Record("GET /\" 200\n1.2.3.4 \\ \xc3 HTTP/1.1");
  record.referrer = "\r\n";
  const std::string line = AccessLine(record, 0);
  EXPECT_NE(line.find("\"GET /\\x22 200\\x0A1.2.3.4 \\x5C \\xC3 HTTP/1.1\""), std::string::npos);
  EXPECT_NE(line.find("\"\\x0D\\x0A\""), std::string::npos);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(AccessLog, GoesOnInANewFile) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("jackdaw-log-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const std::filesystem::path path = folder / "log", old = folder / "old";
  auto log = AccessLog::Open(path.string());
  ASSERT_TRUE(log.ok());
  log.value()->Write(Record("one"));
  std::filesystem::rename(path, old);
  log.value()->Write(Record("two"));
  ASSERT_TRUE(log.value()->Reopen().ok());
  log.value()->Write(Record("three"));
  EXPECT_NE(Contents(old).find("\"one\""), std::string::npos);
  EXPECT_NE(Contents(old).find("\"two\""), std::string::npos);
  EXPECT_EQ(Contents(path).find("\"two\""), std::string::npos);
  EXPECT_NE(Contents(path).find("\"three\""), std::string::npos);
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(AccessLog::Open((folder / "log").string()).ok());
}

}  // namespace
}  // namespace jackdaw::serve
