#!/usr/bin/env bash
# TSan: whole suite
# .ci/run runs what starts threads: the tests of the API and batches.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests ccache

folder=build-ci/threads
heading "build"
configure $folder "${sanitizer_flags[@]}" -DJACKDAW_SANITIZE=thread "${test_options[@]}"
build $folder
heading "all tests"
run_tests $folder
