#!/usr/bin/env bash
# Programs for developers: --help shows how to call them, and what is no call of theirs is refused.
# Usage: usage_test.sh PATH-TO-JACKDAW PROGRAM...
programs=()
for program in "${@:2}"; do programs+=("$(readlink -f "$program")"); done
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for program in "${programs[@]}"; do
  in_case "usage of ${program##*/}"
  for help in --help -h; do
    expect_status 0 "$program" "$help"
    check "$help: how to call it" grep -q "^usage: ${program##*/} " "$work/.out"
    check "$help: nothing on standard error" test ! -s "$work/.err"
  done
  for bad in '' --hlep '--hlep dir' 'dir other'; do
    # shellcheck disable=SC2086
    expect_status 2 "$program" $bad
    check "'$bad': how to call it" grep -q "^usage: ${program##*/} " "$work/.err"
  done
  check "nothing is made" test -z "$(ls -A)"
done
finish
