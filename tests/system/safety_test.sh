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

# Waits until a file has not been changed for more than a minute.
wait_until_stale() {
  while (($(date +%s) - $(stat -c %Z "$1") <= 61)); do sleep 1; done
}

# Leaves the temporary file of a run that is killed outright while it writes; its name is in $left.
killed_run() {
  local try pid found
  mkdir out
  head -c 64000000 /dev/urandom >large  # no JPEG: stored as it is, so that writing takes longest
  for ((try = 0; try < 50; ++try)); do
    "$jackdaw" compress -q --no-verify -f -o out/large.jkd large &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
      found=(out/.jackdaw-*-*-*.tmp)
      [[ -e ${found[0]} ]] && break
    done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    [[ -e ${found[0]} ]] || continue
    left=${found[0]#out/}
    truncate -s 5 "out/$left"
    mv "out/$left" .  # the same file in another directory
    rm -rf large out
    return
  done
  fail "no run left a temporary file"
}

test_temp_files_of_others() {
  in_case temps
  make_jpeg a.jpg 1
  # Names that only look like those of the program.
  others=(.jackdaw-notes.tmp .jackdaw-1-ab.tmp .jackdaw-1-0123456789abcdef.tmp
    .jackdaw-1-0123456789abcdef-0123456789abcdef.tmp .jackdaw-.tmp)
  local name
  for name in "${others[@]}"; do echo precious >"$name"; done
  killed_run
  cp "$left" copied
  mv copied "${left/.jackdaw-/.jackdaw-9}"
  others+=("${left/.jackdaw-/.jackdaw-9}")
  mkdir copies
  cp "$left" a.jpg copies/
  expect_status 0 "$jackdaw" compress .
  check "a young one of a killed run stays" test -e "$left"
  check "is no input" test ! -e "$left.jkd"
  for name in "${others[@]}"; do wait_until_stale "$name"; done
  wait_until_stale "$left"
  expect_status 0 "$jackdaw" compress --force .
  check "that of a killed run is removed" test ! -e "$left"
  check "a copy of it is not" test -e "copies/$left"
  for name in "${others[@]}"; do check "$name is kept" test -e "$name"; done
  check "with its content" grep -q precious .jackdaw-notes.tmp
}

# stored NAME FILE: a.jpg packed with this stored name, under a name that says nothing.
stored() {
  cp a.jpg "$1"
  expect_status 0 "$jackdaw" compress --store-name -o "$2" "./$1"
  rm "$1"
}

test_reserved_names() {
  in_case reserved
  make_jpeg a.jpg 1
  stored .jackdaw-1-ab.tmp packed
  expect_status 0 "$jackdaw" decompress packed
  check "a reserved name is no stored name" test -f packed.jpg -a ! -e .jackdaw-1-ab.tmp
  local name=.jackdaw-12-0123456789abcdef-0123456789abcdef.tmp
  expect_status 1 "$jackdaw" compress -o "$name" a.jpg
  check "says why" grep -q 'reserved for files of the program' ../.err
  check "nothing is written" test ! -e "$name"
  expect_status 0 "$jackdaw" compress -o "$name.jkd" a.jpg
  expect_status 1 "$jackdaw" decompress "$name.jkd"
  check "no output has it" test ! -e "$name"
  expect_status 0 "$jackdaw" decompress -o b.jpg "$name.jkd"
  check "another name will do" cmp a.jpg b.jpg
}

# Two runs over the same files at the same time: what one of them finds written by the other at the
# last moment is skipped, not failed.
test_two_runs_at_once() {
  in_case two_runs
  mkdir in
  local i
  for ((i = 1; i <= 30; ++i)); do make_jpeg "in/$i.jpg" "$i"; done
  "$jackdaw" compress --json --skip-existing -j 1 -o out in >first.json 2>first.err &
  local pid=$!
  "$jackdaw" compress --json --skip-existing -j 1 -o out in >second.json 2>second.err
  check "the second run" test $? = 0
  wait "$pid"
  check "the first run" test $? = 0
  check "no errors" test ! -s first.err -a ! -s second.err
  jq -es '[.[].totals.ok] | add == 30' first.json second.json >/dev/null ||
    fail "each file is done once"
  jq -es '[.[].totals.skipped.existing] | add == 30' first.json second.json >/dev/null ||
    fail "each file is skipped once"
  check "no temporary files" no_temps
}

test_special_files() {
  in_case special
  make_jpeg a.jpg 1
  mkfifo pipe.jpg pipe.jkd
  local command
  for command in 'compress -o x.jkd' 'transcode -o x.jpg' info; do
    # shellcheck disable=SC2086
    expect_status 1 timeout 120 "$jackdaw" $command pipe.jpg
    check "$command: a named pipe" grep -q '^jackdaw: pipe.jpg: is a named pipe' ../.err
    # shellcheck disable=SC2086
    expect_status 1 timeout 120 "$jackdaw" $command /dev/null
    check "$command: a device" grep -q '^jackdaw: /dev/null: is a device' ../.err
  done
  expect_status 1 timeout 120 "$jackdaw" compress pipe.jpg a.jpg
  check "the other one is done" test -f a.jpg.jkd
  for command in decompress verify 'sweep -o swept'; do
    # shellcheck disable=SC2086
    expect_status 1 timeout 120 "$jackdaw" $command pipe.jkd
    check "$command: a named pipe" grep -q 'pipe.jkd: is a named pipe' ../.err
  done
  mv a.jpg.jkd b.jpg.jkd
  mkfifo b.jpg
  expect_status 1 timeout 120 "$jackdaw" verify --against-original b.jpg.jkd
  check "an original that is a pipe" grep -q 'is a named pipe' ../.err
  (cat a.jpg >pipe.jpg) &
  "$jackdaw" compress - <pipe.jpg >from_pipe.jkd || fail "a named pipe as standard input"
  wait $!
  check "is read" cmp b.jpg.jkd from_pipe.jkd
}

test_attributes
test_remove_original
test_failed_writes
test_temp_files_of_others
test_reserved_names
test_two_runs_at_once
test_special_files
finish
