#!/usr/bin/env bash
# Debug, g++ -O0: unit tests and the golden signature. Assertions are on, nothing is inlined, and two
# things of one name in one program meet.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests ccache

# The programs are built in the leg `programs`, in the same folder.
heading "Debug build"
configure build-ci/debug -DCMAKE_BUILD_TYPE=Debug -DJACKDAW_BUILD_APPS=OFF \
  -DJACKDAW_BUILD_TRAINING=OFF "${test_options[@]}"
build build-ci/debug

heading "unit tests and golden signature"
# Left out, since the leg `release` runs them and slow code adds nothing: whole-program tests
# (system) and checks of the sources (layout).
ctest --test-dir build-ci/debug -j2 --output-on-failure -LE 'system|layout'
