// Every truncation and every changed byte of two small JPEG files: still exact.
#include <gtest/gtest.h>

#include <functional>

#include "tests/support/catalogue.h"
#include "tests/system/exactness.h"

namespace jackdaw::test {
namespace {

void CheckTruncations(const Bytes& file) {
  FailureLog log;
  for (size_t n = 0; n <= file.size(); ++n) {
    log.Add("first " + std::to_string(n),
            CheckRoundTrip(ByteSpan(file).first(n), Unverified()).failure);
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

void CheckChanges(const Bytes& file) {
  const std::vector<std::function<uint8_t(uint8_t)>> changes = {
      [](uint8_t b) { return static_cast<uint8_t>(b ^ 0x01); },
      [](uint8_t b) { return static_cast<uint8_t>(b ^ 0x80); },
      [](uint8_t b) { return static_cast<uint8_t>(b ^ 0xFF); },
      [](uint8_t) { return uint8_t{0xFF}; }, [](uint8_t) { return uint8_t{0x00}; }};
  FailureLog log;
  Bytes changed = file;
  for (size_t i = 0; i < file.size(); ++i) {
    for (size_t kind = 0; kind < changes.size(); ++kind) {
      changed[i] = changes[kind](file[i]);
      if (changed[i] == file[i]) continue;
      log.Add("byte " + std::to_string(i) + " change " + std::to_string(kind),
              CheckRoundTrip(changed, Unverified()).failure);
    }
    changed[i] = file[i];
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

// Bytes taken out and put in shift everything after them.
void CheckShifts(const Bytes& file) {
  FailureLog log;
  for (size_t i = 0; i < file.size(); ++i) {
    Bytes shorter = file, longer = file;
    const auto at = static_cast<std::ptrdiff_t>(i);
    shorter.erase(shorter.begin() + at);
    longer.insert(longer.begin() + at, file[file.size() - 1 - i]);
    log.Add("erased " + std::to_string(i), CheckRoundTrip(shorter, Unverified()).failure);
    log.Add("inserted " + std::to_string(i), CheckRoundTrip(longer, Unverified()).failure);
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(DamagedJpeg, BaselineTruncations) { CheckTruncations(SmallBaselineFile()); }
TEST(DamagedJpeg, BaselineChanges) { CheckChanges(SmallBaselineFile()); }
TEST(DamagedJpeg, BaselineShifts) { CheckShifts(SmallBaselineFile()); }
TEST(DamagedJpeg, ProgressiveTruncations) { CheckTruncations(SmallProgressiveFile()); }
TEST(DamagedJpeg, ProgressiveChanges) { CheckChanges(SmallProgressiveFile()); }
TEST(DamagedJpeg, ProgressiveShifts) { CheckShifts(SmallProgressiveFile()); }

}  // namespace
}  // namespace jackdaw::test
