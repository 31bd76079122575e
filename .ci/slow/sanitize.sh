#!/usr/bin/env bash
# ASan and UBSan: whole suite
# .ci/run leaves out whole-program tests and the sweep.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests fuzz ccache

folder=build-ci/sanitize-all
heading "build"
configure $folder --preset fuzz "${sanitizer_flags[@]}" -DJACKDAW_BUILD_FUZZ=OFF \
  -DJACKDAW_BUILD_APPS=ON "${test_options[@]}"
build $folder
heading "all tests"
run_tests $folder
