// Journals by chance, and what the fuzzer `journal` found once.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "archive/journal.h"
#include "tests/fuzz/archive_target.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

Bytes SomeJournal() {
  const std::string time = archive::TimeStamp();
  std::string text = archive::BeginLine({"compress", "1.2.3"}, time);
  for (const char* name : {"a.jpg", "\xff\n.jpg", "b \"c\".jpg"}) {
    archive::JournalEntry entry;
    entry.input = name;
    entry.output = entry.input + ".jkd";
    entry.input_size = 12345;
    entry.input_mtime_ns = -7;
    entry.removed_input = entry.input == "a.jpg";
    text += archive::EntryLine(entry, time);
  }
  text += archive::EndLine({3, 0, 0, false}, time);
  return {text.begin(), text.end()};
}

TEST(JournalFuzz, ChangedJournals) {
  TestRng rng(3);
  const Bytes good = SomeJournal();
  EXPECT_EQ(FuzzJournal(good), "");
  for (int trial = 0; trial < 3000; ++trial) {
    Bytes changed = good;
    for (uint32_t n = 1 + rng.Below(4); n > 0; --n) {
      const size_t place = rng.Below(static_cast<uint32_t>(changed.size()));
      // Bytes of the file itself, for the most part, which leave more lines whole.
      changed[place] =
          rng.OneIn(4) ? rng.Byte() : good[rng.Below(static_cast<uint32_t>(good.size()))];
    }
    if (rng.OneIn(8)) changed.resize(rng.Below(static_cast<uint32_t>(changed.size())));
    EXPECT_EQ(FuzzJournal(changed), "") << trial;
  }
}

TEST(JournalFuzz, Corpus) {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(JACKDAW_TESTS_DIR "/fuzz/corpus/journal", error)) {
    std::ifstream file(entry.path(), std::ios::binary);
    EXPECT_EQ(FuzzJournal(Bytes(std::istreambuf_iterator<char>(file), {})), "") << entry.path();
  }
}

}  // namespace
}  // namespace jackdaw::test
