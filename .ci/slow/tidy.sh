#!/usr/bin/env bash
# clang-tidy, all files
# .ci/run looks at files that changed.
JACKDAW_TIDY=all exec bash "$(dirname "${BASH_SOURCE[0]}")/../legs/tidy.sh"
