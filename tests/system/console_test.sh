#!/usr/bin/env bash
# Standard streams that are closed, full or broken: a batch goes on, the exit status is right, and no
# other file is mistaken for a standard stream.
# Usage: console_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# status WANTED WHAT, after a command: its status must be this one.
status() {
  local got=$?
  ((got == $1)) || fail "status $got instead of $1: $2"
}

make_inputs() {
  in_case inputs
  mkdir in
  local i
  for i in 1 2 3 4 5 6; do make_jpeg "in/$i.jpg" "$i"; done
  make_jpeg a.jpg 7
  "$jackdaw" compress -q -o a.jkd a.jpg || fail "a.jkd"
}

# A batch of six good files and three bad ones, run as "$@" says, must pack the six.
check_batch() {
  rm -rf out
  "$@"
  status 1 "a batch with failures: $case_name"
  check "the others are done" test "$(find out -name '*.jkd' | wc -l)" = 6
  check "no other file" test "$(find out -type f | wc -l)" = 6
  local i
  for i in 1 2 3 4 5 6; do
    check "$i is exact" cmp <("$jackdaw" decompress -o - "out/$i.jpg.jkd") "in/$i.jpg"
  done
}

batch() { "$jackdaw" compress -j 2 -o out missing1.jpg in missing2.jpg missing3.jpg; }

test_standard_error() {
  case_name='full standard error'
  full() { batch 2>/dev/full >/dev/null; }
  check_batch full
  case_name='closed standard error'
  closed() { batch 2>&- >/dev/null; }
  check_batch closed
  case_name='standard error of a reader that left'
  left() {
    { batch 2>&1 >/dev/null; echo $? >left.status; } | true
    return "$(<left.status)"
  }
  check_batch left
  case_name='all closed'
  all_closed() { batch 2>&- >&- <&-; }
  check_batch all_closed
  case_name='standard error closed, exit statuses'
  "$jackdaw" compress --bogus 2>&-
  status 2 "a usage error"
  "$jackdaw" verify -q a.jkd 2>&-
  status 0 "a good file"
  "$jackdaw" sweep -o swept missing.png 2>/dev/full
  status 1 "a sweep without pictures"
}

test_standard_output() {
  case_name='standard output that cannot be written'
  local args
  for args in 'info a.jpg' 'info --json a.jpg' 'verify --json a.jkd' 'compress -o - a.jpg' \
    'decompress -o - a.jkd' 'decompress --pixels ppm -o - a.jkd' 'transcode -o - a.jpg' \
    'verify a.jkd' --help --version 'compress --help' 'generate man'; do
    # shellcheck disable=SC2086
    {
      "$jackdaw" $args >/dev/full 2>full.err
      status 1 "$args to a full device"
      check "$args: says so" grep -q '^jackdaw: .*cannot write: No space left on device' full.err
      "$jackdaw" $args >&- 2>closed.err
      status 1 "$args to a closed descriptor"
      check "$args: says so, too" grep -q '^jackdaw: .*cannot write: Bad file descriptor' closed.err
      "$jackdaw" $args >&- 2>&- <&-
      status 1 "$args with all closed"
      { "$jackdaw" $args 2>/dev/null; echo $? >broken.status; } | true
    }
    # The reader may have left later than the program wrote.
    check "$args to a broken pipe" grep -qx '[01]' broken.status
  done
  "$jackdaw" verify -q a.jkd >&-
  status 0 "nothing to print"
}

# With a descriptor closed, the first file that is opened must not get its number.
test_closed_descriptors() {
  case_name='closed descriptors'
  "$jackdaw" compress -f -o b.jkd a.jpg >&-
  status 1 "the summary is lost"
  check "the output is whole" cmp b.jkd a.jkd
  "$jackdaw" decompress - a.jkd >&- 2>&- <&-
  status 2 "a usage error with all closed"
  "$jackdaw" decompress -q -o b.jpg a.jkd >&- 2>&- <&-
  status 0 "a decompression with all closed"
  check "the output is exact" cmp a.jpg b.jpg
  "$jackdaw" compress - <&- >from_closed 2>from_closed.err
  status 1 "a closed standard input"
  check "says so" grep -q 'cannot read: Bad file descriptor' from_closed.err
  check "writes nothing" test ! -s from_closed
}

make_inputs
test_standard_error
test_standard_output
test_closed_descriptors
finish
