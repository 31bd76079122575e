#!/usr/bin/env bash
# What must never get lost: originals, attributes, files of others.
# Usage: safety_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Runs a command without root's right to pass over permissions; false when that cannot be done.
without_root() {
  if ((EUID != 0)); then
    "$@"
  else
    setpriv --bounding-set -dac_override,-dac_read_search,-fowner "$@"
  fi
}

test_attributes() {
  in_case attributes
  make_jpeg a.jpg 1
  chmod 640 a.jpg
  touch -d '2011-02-03 04:05:06.789012345' a.jpg
  local before
  before=$(stat -c '%a %u %g %.Y' a.jpg)
  expect_status 0 "$jackdaw" compress --remove-original a.jpg
  check "on the .jkd" test "$(stat -c '%a %u %g %.Y' a.jpg.jkd)" = "$before"
  expect_status 0 "$jackdaw" decompress --remove-original a.jpg.jkd
  check "on the JPEG again" test "$(stat -c '%a %u %g %.Y' a.jpg)" = "$before"
  check "both removed once" test ! -e a.jpg.jkd
  chmod 400 a.jpg
  expect_status 0 "$jackdaw" compress a.jpg
  check "read-only is kept" test "$(stat -c %a a.jpg.jkd)" = 400
  (umask 027 && "$jackdaw" compress -o umask.jkd - <a.jpg >/dev/null) || fail "compress -"
  check "the umask rules without a file" test "$(stat -c %a umask.jkd)" = 640
}

test_remove_original() {
  in_case remove
  mkdir tree
  make_jpeg tree/a.jpg 1
  make_jpeg tree/b.jpg 2
  cp -a tree reference
  echo precious >tree/b.jpg.jkd
  expect_status 1 "$jackdaw" compress --remove-original tree
  check "a is packed and gone" test -f tree/a.jpg.jkd -a ! -e tree/a.jpg
  check "b has no output, and stays" cmp tree/b.jpg reference/b.jpg
  expect_status 0 "$jackdaw" decompress tree/a.jpg.jkd
  check "a is exact" cmp tree/a.jpg reference/a.jpg
  ln -s a.jpg tree/link.jpg
  expect_status 1 "$jackdaw" compress --remove-original tree/link.jpg
  check "a link is not removed" test -L tree/link.jpg -a ! -e tree/link.jpg.jkd
  # Two directories that are the same one under another name.
  mkdir -p in/x in/y out/y
  ln -s y out/x
  cp reference/a.jpg in/x/same.jpg
  cp reference/b.jpg in/y/same.jpg
  expect_status 1 "$jackdaw" compress --force --remove-original -o out in
  check "one of them stays" test "$(find in -name same.jpg | wc -l)" = 1
  expect_status 0 "$jackdaw" decompress -o back/ out/y/same.jpg.jkd
  cmp -s back/same.jpg reference/a.jpg || cmp -s back/same.jpg reference/b.jpg ||
    fail "neither came back"
}

test_failed_writes() {
  in_case failed_writes
  mkdir locked
  make_jpeg locked/a.jpg 1
  make_jpeg ok.jpg 2
  cp locked/a.jpg unreadable.jpg
  chmod 000 unreadable.jpg
  chmod 555 locked
  if without_root test ! -r unreadable.jpg; then
    expect_status 1 without_root "$jackdaw" compress --remove-original unreadable.jpg locked ok.jpg
    check "two errors" test "$(wc -l <../.err)" = 2
    check "the good one is done" test -f ok.jpg.jkd -a ! -e ok.jpg
    check "the others stay" test -e unreadable.jpg -a -e locked/a.jpg
    chmod 000 locked
    expect_status 1 without_root "$jackdaw" compress locked
  else
    echo "note: cannot test without root's rights here"
  fi
  chmod 755 locked
  cp locked/a.jpg large.jpg
  head -c 300000 /dev/urandom >>large.jpg
  # 64 KiB: the write fails half-way, as on a full disk.
  (ulimit -f 64 && exec "$jackdaw" compress --remove-original large.jpg 2>/dev/null >&2)
  check "a failed write is an error" test $? = 1
  check "the original stays" test -f large.jpg -a ! -e large.jpg.jkd
  check "no temporary files" no_temps
}

test_temp_files_of_others() {
  in_case temps
  make_jpeg a.jpg 1
  # A young one may belong to a run that is still at work.
  echo half >.jackdaw-1-0123456789abcdef.tmp
  expect_status 0 "$jackdaw" compress .
  check "is left alone" grep -q half .jackdaw-1-0123456789abcdef.tmp
  check "is no input" test ! -e .jackdaw-1-0123456789abcdef.tmp.jkd
}

test_attributes
test_remove_original
test_failed_writes
test_temp_files_of_others
finish
