// Whole-program checks that the system tests share.
#ifndef JACKDAW_TESTS_SYSTEM_EXACTNESS_H_
#define JACKDAW_TESTS_SYSTEM_EXACTNESS_H_

#include <string>

#include "base/bytes.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/jackdaw.h"
#include "tests/support/catalogue.h"

namespace jackdaw::test {

// Options with verification off: a bug must not hide behind stored bytes.
CompressOptions Unverified(int num_threads = 1, uint32_t num_slices = 0,
                           uint64_t memory_limit = uint64_t{1} << 30);

struct RoundTrip {
  std::string failure;  // empty: exact and not too large
  CompressResult compressed;
};

// Compress, then Decompress with one thread: exact, and at most 32 bytes longer than the input.
RoundTrip CheckRoundTrip(ByteSpan input, const CompressOptions& options);

// Empty when `jkd` decodes to `expected` with that many threads.
std::string CheckDecompress(ByteSpan jkd, ByteSpan expected, int num_threads);

// The reason of a file that could be modelled, but is smaller otherwise.
inline constexpr char kZstdIsSmaller[] = "zstd is smaller than the model";

// Empty when the outcome is at least what the catalogue expects.
std::string CheckOutcome(const GeneratedFile& file, const CompressResult& result);

// Empty when the planes agree on all blocks that both have.
std::string ComparePlanes(const TestFrame& expected, const std::vector<jpeg::CoeffPlane>& planes);

// Fails a test with the names and messages of all failures, not only the first.
class FailureLog {
 public:
  void Add(const std::string& name, const std::string& message);
  bool empty() const { return count_ == 0; }
  // The first thirty, and how many there are.
  std::string Report() const;

 private:
  size_t count_ = 0;
  std::string text_;
};

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SYSTEM_EXACTNESS_H_
