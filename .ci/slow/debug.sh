#!/usr/bin/env bash
# g++ -O0: whole suite
# .ci/run leaves out whole-program tests and the sweep.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests ccache

heading "build"
configure build-ci/debug -DCMAKE_BUILD_TYPE=Debug "${test_options[@]}"
build build-ci/debug
heading "all tests"
run_tests build-ci/debug
