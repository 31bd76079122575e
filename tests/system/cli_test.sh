#!/usr/bin/env bash
# The program's commands, options, names, outputs and exit codes.
# Usage: cli_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

test_round_trip() {
  in_case round_trip
  make_jpeg base.jpg 1
  make_jpeg progressive.jpg 2 -progressive
  make_jpeg restart.jpg 3 -restart 1
  make_jpeg grey.jpg 4 -grayscale
  printf 'not a JPEG at all' >text.jpg
  : >empty.jpg
  cp -a . ../round_trip.orig
  expect_status 0 "$jackdaw" compress .
  check "a summary on stdout" grep -q smaller ../.out
  expect_status 0 "$jackdaw" verify --against-original .
  check "all six compared" grep -q '6 equal to the original' ../.out
  local file
  for file in *.jpg; do
    (($(stat -c %s "$file.jkd") <= $(stat -c %s "$file") + 32)) || fail "$file grew too much"
  done
  rm ./*.jpg
  expect_status 0 "$jackdaw" decompress .
  for file in *.jpg; do check "$file exact" cmp "$file" "../round_trip.orig/$file"; done
}

test_kinds_of_input() {
  in_case kinds
  mkdir -p tree/sub/deep outside
  make_jpeg tree/a.jpg 1
  cp tree/a.jpg tree/sub/B.JPEG
  cp tree/a.jpg tree/sub/deep/c.Jfif
  cp tree/a.jpg tree/sub/d.png
  cp tree/a.jpg outside/linked.jpg
  ln -s ../outside/linked.jpg tree/link.jpg
  ln -s .. tree/sub/loop.jpg
  mkfifo tree/pipe.jpg
  expect_status 0 "$jackdaw" compress --json tree
  check "three files" test "$(jq .totals.ok ../.out)" = 3
  check "one other" test "$(jq .totals.skipped.other ../.out)" = 1
  check "two links" test "$(jq .totals.skipped.links ../.out)" = 2
  check "one pipe" test "$(jq .totals.skipped.special ../.out)" = 1
  check "beside it" test -f tree/sub/deep/c.Jfif.jkd
  expect_status 0 "$jackdaw" compress tree/sub/d.png
  check "a named file is always taken" test -f tree/sub/d.png.jkd
  expect_status 0 "$jackdaw" compress tree/link.jpg
  check "a named link is followed" cmp <("$jackdaw" decompress -o - tree/link.jpg.jkd) tree/a.jpg
  expect_status 1 "$jackdaw" compress no-such-file.jpg
  check "says so" grep -q '^jackdaw: no-such-file.jpg: No such file' ../.err
  expect_status 1 "$jackdaw" compress tree/a.jpg.jkd
  check "already packed" grep -q 'already a .jkd' ../.err
  expect_status 1 "$jackdaw" decompress tree/a.jpg
  expect_status 1 "$jackdaw" verify tree/a.jpg
  mkdir empty-dir
  expect_status 0 "$jackdaw" compress empty-dir
}

test_names() {
  in_case names
  local name
  local names=('with space.jpg' $'new\nline.jpg' '-dash.jpg' '[a,b]' "quote'\".jpg" $'\xff\xfe.jpg'
    '*.jpg' info 'ümlaut.jpg')
  for name in "${names[@]}"; do make_jpeg "./$name" 1; done
  expect_status 0 "$jackdaw" compress --remove-original -- "${names[@]}"
  for name in "${names[@]}"; do
    [[ -e ./$name.jkd && ! -e ./$name ]] || fail "no output for $(printf %q "$name")"
  done
  expect_status 0 "$jackdaw" decompress --json .
  check "JSON stays valid" jq -e '.totals.ok == 9' ../.out >/dev/null
  make_jpeg ../reference.jpg 1
  for name in "${names[@]}"; do check "$name" cmp "./$name" ../reference.jpg; done
  expect_status 1 "$jackdaw" verify $'no\nsuch\e[31m.jkd'
  check "one line, no escapes" test "$(wc -l <../.err)" = 1
  check "no control bytes" test "$(tr -d '\n[:print:]' <../.err | wc -c)" = 0
}

test_output_option() {
  in_case output
  mkdir -p in/sub one
  make_jpeg in/a.jpg 1
  make_jpeg in/sub/b.jpg 2
  expect_status 0 "$jackdaw" compress -o single.jkd in/a.jpg
  check "-o FILE" "$jackdaw" verify -q single.jkd
  expect_status 0 "$jackdaw" compress -o one in/a.jpg
  check "-o DIRECTORY for one file" test -f one/a.jpg.jkd
  expect_status 0 "$jackdaw" compress -o new/deep in
  check "mirror" test -f new/deep/a.jpg.jkd -a -f new/deep/sub/b.jpg.jkd
  expect_status 0 "$jackdaw" decompress -o back/ new/deep
  check "mirror back" cmp back/sub/b.jpg in/sub/b.jpg
  expect_status 2 "$jackdaw" compress -o single.jkd in
  expect_status 2 "$jackdaw" compress -o single.jkd in/a.jpg in/sub/b.jpg
  check "untouched" "$jackdaw" verify -q single.jkd
  local name
  for name in new.jpg new.JKD new.png; do
    expect_status 2 "$jackdaw" transcode -o "$name" in
    check "a directory is not meant" grep -q "looks like a file" ../.err
    expect_status 2 "$jackdaw" compress -o "$name" in/a.jpg in/sub/b.jpg
    expect_status 1 "$jackdaw" compress -o "${name%.*}.jkd" missing.jpg
    expect_status 2 "$jackdaw" compress -o "$name" missing.jpg in/a.jpg
    check "nothing is created" test ! -e "$name"
  done
  expect_status 0 "$jackdaw" transcode -o new.jpg/ in
  check "with a slash it is" test -f new.jpg/a.jpg
  expect_status 2 "$jackdaw" transcode -q 80 -o q.jpg in/a.jpg
  check "-q is not --quality" grep -q 'did you mean --quality 80' ../.err
  cp in/a.jpg in/sub/a.jpg
  expect_status 1 "$jackdaw" compress --force -o flat in/a.jpg in/sub/a.jpg in/sub/b.jpg
  check "two to one" grep -q 'same output' ../.err
  check "the others go on" test -f flat/a.jpg.jkd -a -f flat/b.jpg.jkd
  expect_status 0 "$jackdaw" compress -o twice in/a.jpg ./in/a.jpg in/a.jpg
}

test_stored_names() {
  in_case stored_names
  make_jpeg photo.jpg 1
  expect_status 0 "$jackdaw" compress --store-name -o packed photo.jpg
  mkdir named plain
  mv packed named/
  expect_status 0 "$jackdaw" compress -o plain/packed photo.jpg
  expect_status 0 "$jackdaw" decompress named/packed
  check "the stored name" cmp named/photo.jpg photo.jpg
  expect_status 0 "$jackdaw" decompress plain/packed
  check "no name: .jpg is added" cmp plain/packed.jpg photo.jpg
  expect_status 1 "$jackdaw" decompress named/packed
  check "and not overwritten" grep -q 'output exists' ../.err
}

test_pipes() {
  in_case pipes
  make_jpeg a.jpg 1
  "$jackdaw" compress - <a.jpg >a.jkd || fail "compress -"
  "$jackdaw" decompress - <a.jkd >b.jpg || fail "decompress -"
  check "through pipes" cmp a.jpg b.jpg
  "$jackdaw" compress -o c.jkd - <a.jpg >out || fail "compress - -o"
  check "from stdin to a file" cmp a.jkd c.jkd
  "$jackdaw" verify - <a.jkd >/dev/null || fail "verify -"
  "$jackdaw" info --json - <a.jpg | jq -e '.files[0].info.kind == "jpeg"' >/dev/null ||
    fail "info -"
  "$jackdaw" compress -o - a.jpg | cmp - a.jkd || fail "-o -"
  expect_status 0 "$jackdaw" compress -o from_pipe.jkd <(cat a.jpg)
  check "a named pipe" cmp a.jkd from_pipe.jkd
  "$jackdaw" compress - <a.jpg >/dev/full 2>/dev/null && fail "a full device went unnoticed"
  "$jackdaw" verify a.jkd >/dev/full 2>/dev/null && fail "a lost summary went unnoticed"
  expect_status 2 "$jackdaw" compress - a.jpg
  expect_status 2 "$jackdaw" compress --json - # the JSON would mix with the data
  expect_status 2 "$jackdaw" compress --remove-original -o - a.jpg
  # A pipe with a name can be read once, too.
  make_jpeg named.jpg 3
  expect_status 0 "$jackdaw" compress -q -o named.jkd named.jpg
  expect_status 0 "$jackdaw" compress -q --force -o named.jkd <(cat named.jpg)
  check "not read for a comparison first" cmp <("$jackdaw" decompress -o - named.jkd) named.jpg
}

test_overwriting() {
  in_case overwriting
  make_jpeg a.jpg 1
  make_jpeg b.jpg 2
  echo precious >a.jpg.jkd
  expect_status 1 "$jackdaw" compress a.jpg b.jpg
  check "kept" grep -q precious a.jpg.jkd
  check "the other one is done" test -f b.jpg.jkd
  check "clear" grep -q 'a.jpg: output exists: a.jpg.jkd (use --force' ../.err
  expect_status 0 "$jackdaw" compress --json --skip-existing .
  check "passed over" jq -e '.totals.skipped.existing == 2' ../.out >/dev/null
  check "still kept" grep -q precious a.jpg.jkd
  expect_status 0 "$jackdaw" compress --force a.jpg
  check "replaced" "$jackdaw" verify -q a.jpg.jkd
  echo changed >a.jpg
  expect_status 1 "$jackdaw" decompress a.jpg.jkd
  check "not replaced" grep -q changed a.jpg
  expect_status 1 "$jackdaw" verify --against-original a.jpg.jkd
  expect_status 0 "$jackdaw" decompress -f a.jpg.jkd
  expect_status 0 "$jackdaw" verify --against-original a.jpg.jkd
  cp a.jpg same
  expect_status 1 "$jackdaw" compress --force -o same same
  check "input is not output" cmp a.jpg same
  mkdir c.jpg.jkd
  cp a.jpg c.jpg
  expect_status 1 "$jackdaw" compress --force c.jpg
  check "a directory is not replaced" test -d c.jpg.jkd
  ln -s a.jpg link.jkd
  expect_status 1 "$jackdaw" compress --force -o link.jkd b.jpg
  check "a link is not replaced" test -L link.jkd
}

test_bad_files() {
  in_case bad_files
  make_jpeg a.jpg 1
  make_jpeg b.jpg 2
  expect_status 0 "$jackdaw" compress -q a.jpg b.jpg
  local size
  size=$(stat -c %s a.jpg.jkd)
  head -c $((size / 2)) a.jpg.jkd >cut.jpg.jkd
  cp a.jpg.jkd flipped.jpg.jkd
  printf '\xa5\x5a\xa5' | dd of=flipped.jpg.jkd bs=1 seek=$((size / 2)) conv=notrunc status=none
  : >empty.jpg.jkd
  rm a.jpg b.jpg
  expect_status 1 "$jackdaw" decompress --json .
  check "JSON counts" jq -e '.totals.ok == 2 and .totals.failed == 3' ../.out >/dev/null
  check "three error lines" test "$(grep -c '^jackdaw: \./' ../.err)" = 3
  check "the good ones are there" test -f a.jpg -a -f b.jpg
  check "the bad ones are not" test ! -e cut.jpg -a ! -e flipped.jpg -a ! -e empty.jpg
  check "no temporary files" no_temps
  expect_status 1 "$jackdaw" verify .
  expect_status 1 "$jackdaw" info --deep cut.jpg.jkd
  head -c 2000000 /dev/zero >big.jpg
  expect_status 1 "$jackdaw" compress --memory-limit 1M big.jpg
  check "the limit is named" grep -q -e --memory-limit ../.err
}

test_reports() {
  in_case reports
  make_jpeg a.jpg 1
  expect_status 0 "$jackdaw" compress --json a.jpg
  check "one file" jq -e '.command == "compress" and .files[0].output == "a.jpg.jkd" and
    .files[0].outcome == "modelled" and .totals.modelled == 1' ../.out >/dev/null
  check "sizes" test "$(jq .files[0].output_bytes ../.out)" = "$(stat -c %s a.jpg.jkd)"
  expect_status 0 "$jackdaw" verify --quiet a.jpg.jkd
  check "quiet" test ! -s ../.out -a ! -s ../.err
  expect_status 0 "$jackdaw" info --deep a.jpg a.jpg.jkd
  check "dimensions of both" test "$(grep -c '96 x 64' ../.out)" = 2
  expect_status 0 "$jackdaw" info a.jpg.jkd
  check "not decoded" grep -q -e --deep ../.out
  check "a summary" grep -Eq 'content hash +[0-9a-f]{32}$' ../.out
  expect_status 0 "$jackdaw" info --json a.jpg a.jpg.jkd
  check "both kinds" jq -e '[.files[].info.kind] == ["jpeg", "jkd"]' ../.out >/dev/null
  check "sections add up" jq -e '.files | all(.info | (.sections | map(.bytes) | add) == .size)' \
    ../.out >/dev/null
  expect_status 0 "$jackdaw" --version
  check "version, commit, kernels and models" grep -qE "^jackdaw [0-9.]+$" ../.out
  check "model ids" test "$(grep -cE "^model [a-z]+ [0-9a-f]{16}$" ../.out)" = 3
  JACKDAW_KERNELS=mmx expect_status 1 "$jackdaw" info a.jpg
  expect_status 0 "$jackdaw" --help
  expect_status 0 "$jackdaw" compress --help
  local bad
  for bad in '' bogus compress 'compress --bogus a.jpg' 'compress -j x a.jpg' \
    'compress --memory-limit much a.jpg' 'compress --preset slowest a.jpg' \
    'compress --force --skip-existing a.jpg'; do
    # shellcheck disable=SC2086
    expect_status 2 "$jackdaw" $bad
    check "usage goes to stderr" test ! -s ../.out
  done
}

test_threads_change_nothing() {
  in_case threads
  mkdir in
  local i
  for i in 1 2 3 4 5 6; do make_jpeg "in/$i.jpg" "$i"; done
  expect_status 0 "$jackdaw" compress -j 1 -o one in
  expect_status 0 "$jackdaw" compress -j 7 -o seven in
  expect_status 0 "$jackdaw" compress -j 3 --memory-limit 80M -o tight in
  check "same bytes" diff -r one seven
  check "same bytes, little memory" diff -r one tight
}

test_round_trip
test_kinds_of_input
test_names
test_output_option
test_stored_names
test_pipes
test_overwriting
test_bad_files
test_reports
test_threads_change_nothing
finish
