#!/usr/bin/env bash
# AddressSanitizer and UndefinedBehaviorSanitizer, clang: unit tests, then each fuzzer from its
# corpus. JACKDAW_FUZZ_SECONDS: time of each fuzzer (default 60).
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests fuzz ccache

# One build for tests and fuzzers: both are instrumented for coverage, the tests do not mind.
folder=build-ci/sanitize
heading "ASan + UBSan build with clang"
configure $folder --preset fuzz "${sanitizer_flags[@]}" "${test_options[@]}"
build $folder

heading "unit tests and golden signature"
# Left out: whole-program tests (the leg `release` runs them; what they reach, the fuzzers reach),
# checks of the sources, and what takes minutes here: slow tests, and the signature by more than one
# table of kernels (./run check-all sanitize runs them).
run_tests $folder -LE 'system|layout' -E "$slow_tests|^golden_signature\.(scalar|avx512)$"

heading "fuzzers"
JACKDAW_FUZZ_BUILD=$root/$folder JACKDAW_JOBS=$num_jobs \
  tests/fuzz/run_fuzz.sh "${JACKDAW_FUZZ_SECONDS:-60}"
