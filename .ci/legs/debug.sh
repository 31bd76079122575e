#!/usr/bin/env bash
# Debug, g++ -O0: unit tests and the golden signature. Assertions are on, nothing is inlined, and two
# things of one name in one program meet.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests ccache

# The programs are built in the leg `programs`, in the same folder.
folder=build-ci/debug
heading "Debug build"
configure $folder -DCMAKE_BUILD_TYPE=Debug -DJACKDAW_BUILD_APPS=OFF \
  -DJACKDAW_BUILD_TRAINING=OFF -DJACKDAW_BUILD_PYTHON=OFF "${test_options[@]}"
build $folder

heading "unit tests"
# Left out beside the slow ones, since the leg `release` runs them and slow code adds nothing:
# whole-program tests (system), those of the Python module, and checks of the sources (layout).
run_tests $folder -LE 'system|python|layout|signature' -E "$slow_tests"

heading "golden signature"
# With this machine's best table of kernels; all of them take minutes more.
$folder/tests/signature/jackdaw_golden_signature tests/system/golden
