// What the fuzzers of files in an archive call, and the tests of archive/: each takes any bytes and
// tells what went wrong, or "" when all is well.
#ifndef JACKDAW_TESTS_FUZZ_ARCHIVE_TARGET_H_
#define JACKDAW_TESTS_FUZZ_ARCHIVE_TARGET_H_

#include <string>

#include "base/bytes.h"

namespace jackdaw::test {

// Bytes as a journal. What can be read of it can be written and read again, and counts as finished
// where it says so.
std::string FuzzJournal(ByteSpan data);

// First byte modulo 4. 0: the rest is a file. The others change a good catalogue: 1, by bytes that
// are overwritten (two bytes of place, one of value, again and again); 2, by the text of a table's
// definition; 3, by a value in a row. It is opened to read and to write, and read as a check does.
// REQUIRES: SQLite is built in.
std::string FuzzCatalogue(ByteSpan data);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_FUZZ_ARCHIVE_TARGET_H_
