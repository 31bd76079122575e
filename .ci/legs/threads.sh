#!/usr/bin/env bash
# ThreadSanitizer, g++: the tests of the API, and batches of files with many threads.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests ccache

# Only what starts threads: slices of one file (API) and workers of a batch (the program).
folder=build-ci/threads
heading "TSan build"
configure $folder "${sanitizer_flags[@]}" -DJACKDAW_SANITIZE=thread "${test_options[@]}"
build $folder jackdaw jackdaw_api_test

heading "API tests"
# Without the slow ones, which start no threads of their own, and a program that is not built here.
run_tests $folder -L '^api$' -E "$slow_tests|^api\\.decoder$"

heading "batches"
run_tests $folder -R '^system\.(cli|safety)$'
