#!/usr/bin/env bash
# aarch64 and s390x under qemu: unit tests
# .ci/run runs the golden signature alone.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source=.ci/cross/lib.sh
source .ci/cross/lib.sh
./run packages program tests ccache cross

for processor in aarch64 s390x; do
  heading "$processor: build"
  configure_cross "$processor" -DJACKDAW_BUILD_TESTS=ON
  build "build-ci/$processor"
  heading "$processor: unit tests"
  # Left out: what checks the sources or runs programs of this machine.
  run_tests "build-ci/$processor" -LE 'system|layout'
done
