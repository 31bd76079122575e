#!/usr/bin/env bash
# The whole codec for 64-bit ARM (NEON) and for s390x (big-endian), under qemu: golden files decode
# and files compress to the same bytes as here, shown by one number. Unit tests run in check-all.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source=.ci/cross/lib.sh
source .ci/cross/lib.sh
./run packages program ccache cross

check_on() {  # PROCESSOR KERNELS...
  local processor=$1 kernels
  shift
  heading "$processor: build"
  configure_cross "$processor" -DJACKDAW_BUILD_TESTS=OFF -DJACKDAW_BUILD_SIGNATURE=ON
  build "build-ci/$processor" jackdaw_golden_signature
  for kernels in "$@"; do
    heading "$processor: golden signature, $kernels"
    "qemu-$processor-static" "build-ci/$processor/tests/signature/jackdaw_golden_signature" \
      tests/system/golden --kernels "$kernels"
  done
}

# The scalar kernels run on s390x here, and on x86 in other legs.
check_on aarch64 neon
check_on s390x scalar
