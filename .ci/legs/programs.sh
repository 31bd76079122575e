#!/usr/bin/env bash
# Every program, built without optimization: what the other legs leave out are the benchmarks and
# the trainers, those with LibTorch included. They are only built: what is not built rots.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# LibTorch is large: 232 MB to download and 953 MB on disk, about three minutes the first time.
./run packages program tests bench python training ccache

# The folder of the leg `debug`, whose library and tests are there already.
folder=build-ci/debug
heading "configure with trainers and benchmarks"
configure $folder -DCMAKE_BUILD_TYPE=Debug -DJACKDAW_BUILD_APPS=ON -DJACKDAW_BUILD_TESTS=ON \
  -DJACKDAW_BUILD_PYTHON=ON \
  -DJACKDAW_BUILD_BENCH=ON -DJACKDAW_BUILD_TRAINING=ON

heading "all programs"
build $folder all

heading "every source belongs to a target"
# What stands in for a library that is missing, which is installed here: no_X.cc and X_none.cc.
stands_in='/no_[a-z_]+\.cc$|_none\.cc$'
# Compiled elsewhere: fuzzers (the leg `sanitize`), kernels of other processors (`cross`), the
# consumers of the test system.install (`release`).
left_over=$(sources | grep '\.cc$' |
  grep -vE "^tests/(fuzz|system/consumer)/|_neon\\.cc\$|$stands_in" |
  grep -vxFf <(compiled_in $folder) || true)
if [[ -n $left_over ]]; then
  echo "no target compiles:"
  echo "$left_over"
  exit 1
fi

heading "what stands in for missing libraries compiles"
sources | grep -E "$stands_in" | while read -r source; do
  c++ -std=c++20 -Wall -Wextra -Werror -fsyntax-only -I. -Ibase/include -Icodec/include \
    -I$folder/include "$source"
done
