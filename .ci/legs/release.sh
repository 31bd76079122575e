#!/usr/bin/env bash
# Release, g++: the README's test command, that is the whole suite.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# Tests pass over what is not installed; here all of it is.
./run packages ccache package shells desktop

heading "./run test"
./run test
