#!/usr/bin/env bash
# clang -O3: whole suite
# .ci/run runs the golden signature alone.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests fuzz ccache

heading "build"
configure build-ci/clang -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang \
  -DCMAKE_CXX_COMPILER=clang++ "${test_options[@]}"
build build-ci/clang
heading "all tests"
run_tests build-ci/clang
