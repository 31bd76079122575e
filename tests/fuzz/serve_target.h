// What the fuzzer of the HTTP server calls, and the tests of serve.
#ifndef JACKDAW_TESTS_FUZZ_SERVE_TARGET_H_
#define JACKDAW_TESTS_FUZZ_SERVE_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace jackdaw::test {

// Kinds of requests that were answered.
struct RequestCounts {
  size_t valid = 0;  // heads that could be parsed
  size_t found = 0;  // of these, those answered with content
};

// Bytes as what a client sends on one connection, which arrives in two pieces: requests that are
// answered from a small tree. Tells what went wrong, or "" when all is well: no reply leads out of
// the tree, splits a header field, has another length than it says, or a status that has no name.
// `counts`, if given, is added to.
std::string FuzzRequests(std::span<const uint8_t> data, RequestCounts* counts = nullptr);

// A field Range and a size: the ranges must be part of it.
std::string FuzzRange(const std::string& field, uint64_t size);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_FUZZ_SERVE_TARGET_H_
