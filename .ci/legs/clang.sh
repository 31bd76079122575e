#!/usr/bin/env bash
# Release, clang: the library, the program and the golden signature. clang compiles the unit tests
# in the leg `sanitize`, which also runs them.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests fuzz ccache

heading "Release build with clang"
configure build-ci/clang -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang \
  -DCMAKE_CXX_COMPILER=clang++ "${test_options[@]}"
build build-ci/clang jackdaw jackdaw_golden_signature

heading "golden signature"
run_tests build-ci/clang -L signature
