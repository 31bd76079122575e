#!/usr/bin/env bash
# each fuzzer for 10 minutes, with ASan and UBSan
# .ci/run gives each one minute.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program fuzz ccache
JACKDAW_FUZZ_BUILD=$root/build-ci/sanitize JACKDAW_JOBS=$num_jobs tests/fuzz/run_fuzz.sh 600
