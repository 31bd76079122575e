#!/usr/bin/env bash
# Exact and lossy files are told apart, and no picture is lost because another one has its name.
# Usage: meaning_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
command -v jq >/dev/null || { echo "jq is not installed"; exit 77; }

test_lossy_names() {
  in_case lossy_names
  make_jpeg a.jpg 1
  make_large_jpeg b.jpg
  expect_status 0 "$jackdaw" compress --quality 50 --json a.jpg b.jpg
  check "names" test -f a.jpg.lossy.jkd -a -f b.jpg.lossy.jkd -a ! -e a.jpg.jkd
  check "JSON" jq -e '[.files[].lossy] == [true, true] and .totals.lossy == 2' ../.out >/dev/null
  expect_status 0 "$jackdaw" verify a.jpg.lossy.jkd
  check "verify says so" grep -q 'good, lossy' ../.out
  expect_status 0 "$jackdaw" compress --quality 100 --json -o exact/ a.jpg
  check "no loss, no lossy name" test -f exact/a.jpg.jkd -a ! -e exact/a.jpg.lossy.jkd
  check "and JSON says exact" jq -e '.files[0].lossy == false' ../.out >/dev/null
  expect_status 0 "$jackdaw" compress --skip-existing --quality 50 --json a.jpg b.jpg
  check "skipped, lossy" jq -e '[.files[].lossy] == [true, true]' ../.out >/dev/null
  mkdir apart
  mv a.jpg.lossy.jkd apart
  expect_status 0 "$jackdaw" decompress apart/a.jpg.lossy.jkd
  check "the name of the original" test -f apart/a.jpg
  check "decompress says so" grep -q ', lossy' ../.out
  expect_status 0 "$jackdaw" compress a.jpg
  expect_status 1 "$jackdaw" compress --quality 50 a.jpg
  check "not beside an exact one" grep -q 'a.jpg.jkd is there, an exact copy' ../.err
  check "nothing is written" test ! -e a.jpg.lossy.jkd
  expect_status 0 "$jackdaw" compress --quality 50 --skip-existing --json a.jpg
  check "skipped" jq -e '.files[0] | .output == "a.jpg.jkd" and .lossy == false' ../.out >/dev/null
  expect_status 0 "$jackdaw" verify .
  check "the table tells them apart" grep -q 'good .*exact, .*lossy' ../.out
  # An exact copy of a file that is called like this.
  cp a.jpg x.lossy
  expect_status 0 "$jackdaw" compress x.lossy
  rm x.lossy
  expect_status 0 "$jackdaw" decompress x.lossy.jkd
  check "comes back" cmp x.lossy a.jpg
}

test_changed_originals() {
  in_case changed
  make_jpeg a.jpg 1
  make_jpeg b.jpg 2
  make_jpeg c.jpg 3
  expect_status 0 "$jackdaw" compress .
  make_jpeg a.jpg 7
  touch b.jpg  # another time, the same bytes
  expect_status 0 "$jackdaw" compress --skip-existing --json .
  check "one is changed" jq -e '.totals.skipped | .changed == 1 and .existing == 2' ../.out >/dev/null
  check "which" jq -e '[.files[] | select(.changed).input] == ["./a.jpg"]' ../.out >/dev/null
  check "reported" grep -q '^jackdaw: ./a.jpg: ./a.jpg.jkd holds another version' ../.err
  expect_status 0 "$jackdaw" compress --skip-existing .
  check "in the summary" grep -q 'skipped .*1 output of another version' ../.out
  cp c.jpg.jkd before
  expect_status 0 "$jackdaw" compress --skip-existing --update --json .
  check "redone" jq -e '.totals.ok == 1 and .totals.skipped.existing == 2' ../.out >/dev/null
  check "the new one" cmp <("$jackdaw" decompress -o - a.jpg.jkd) a.jpg
  check "the others are left" cmp before c.jpg.jkd
  head -c 20 c.jpg.jkd >damaged
  mv damaged c.jpg.jkd
  expect_status 0 "$jackdaw" compress --skip-existing c.jpg
  check "damage is reported" grep -q 'c.jpg.jkd is damaged' ../.err
  expect_status 0 "$jackdaw" compress --update c.jpg
  check "and redone" "$jackdaw" verify -q c.jpg.jkd
  expect_status 2 "$jackdaw" compress --force --update a.jpg
  # A lossy file where an exact one is wanted.
  expect_status 0 "$jackdaw" compress --quality 50 -o d.jkd a.jpg
  expect_status 0 "$jackdaw" compress --skip-existing -o d.jkd a.jpg
  check "is not good enough" grep -q 'd.jkd was made with a loss' ../.err
  expect_status 0 "$jackdaw" compress --update -o d.jkd a.jpg
  check "exact now" cmp <("$jackdaw" decompress -o - d.jkd) a.jpg
}

test_different_pictures() {
  in_case different
  make_jpeg IMG_0001.jpg 1
  cp IMG_0001.jpg first.jpg
  expect_status 0 "$jackdaw" compress --remove-original IMG_0001.jpg
  make_jpeg IMG_0001.jpg 5
  cp IMG_0001.jpg second.jpg
  cp IMG_0001.jpg.jkd packed
  local flags
  for flags in --force '--force --remove-original' '--update --remove-original'; do
    # shellcheck disable=SC2086
    expect_status 1 "$jackdaw" compress $flags IMG_0001.jpg
    check "$flags: refused with the reason" grep -Eq 'perhaps the only copy.*--keep-both' ../.err
    check "$flags: the first stays" cmp packed IMG_0001.jpg.jkd
    check "$flags: so does the second" cmp second.jpg IMG_0001.jpg
  done
  expect_status 1 "$jackdaw" compress --force -o IMG_0001.jpg.jkd - <second.jpg
  expect_status 0 "$jackdaw" compress --keep-both --remove-original --json IMG_0001.jpg
  check "another name" jq -e '.files[0].output == "IMG_0001~2.jpg.jkd"' ../.out >/dev/null
  check "of the second" cmp <("$jackdaw" decompress -o - 'IMG_0001~2.jpg.jkd') second.jpg
  check "the first is there" cmp <("$jackdaw" decompress -o - IMG_0001.jpg.jkd) first.jpg
  cp -p second.jpg IMG_0001.jpg
  expect_status 0 "$jackdaw" compress --keep-both --json IMG_0001.jpg
  check "not twice" jq -e '.files[0] | .status == "skipped" and .output == "IMG_0001~2.jpg.jkd"' \
    ../.out >/dev/null
  # Unpacking onto a newer picture is no better.
  expect_status 1 "$jackdaw" decompress --force IMG_0001.jpg.jkd
  check "decompress refuses, too" grep -q 'holds a different picture' ../.err
  check "untouched" cmp IMG_0001.jpg second.jpg
  expect_status 0 "$jackdaw" decompress --keep-both IMG_0001.jpg.jkd
  check "beside it" cmp 'IMG_0001~2.jpg' first.jpg
  mkdir t
  cp first.jpg t/IMG_0001.jpg
  expect_status 1 "$jackdaw" transcode --force --quality 50 -o t IMG_0001.jpg
  check "and transcode" cmp t/IMG_0001.jpg first.jpg
}

test_same_picture() {
  in_case same
  make_large_jpeg a.jpg
  expect_status 0 "$jackdaw" compress a.jpg
  add_metadata a.jpg >b.jpg
  cp b.jpg a.jpg  # the same picture with other metadata
  expect_status 0 "$jackdaw" compress --force a.jpg
  check "replaced" cmp <("$jackdaw" decompress -o - a.jpg.jkd) b.jpg
  expect_status 0 "$jackdaw" compress --quality 30 -o l.jkd a.jpg
  touch a.jpg
  expect_status 0 "$jackdaw" compress --force --quality 80 -o l.jkd a.jpg
  expect_status 0 "$jackdaw" transcode --quality 10 -o t.jpg a.jpg
  touch a.jpg
  expect_status 0 "$jackdaw" transcode --force --quality 90 -o t.jpg a.jpg
}

# A name that says something else than what is written is a mistake, or is said.
test_names_that_say_something_else() {
  in_case other_names
  make_jpeg a.jpg 1
  expect_status 0 "$jackdaw" compress -q a.jpg
  local arguments
  for arguments in 'compress -o b.jpg' 'compress -o b.png' 'compress --quality 50 -o b.jpg' \
    'transcode -o b.jkd' 'transcode -o b.png' 'encode -o b.png' 'encode -o b.tiff' \
    'decompress --pixels png -o b.jpg' 'decompress --pixels ppm -o b.png'; do
    # shellcheck disable=SC2086
    expect_status 2 "$jackdaw" ${arguments} a.jpg
    check "$arguments: what to use" grep -Eq -- '^jackdaw: -o b\.[a-z]+: .*; use ' ../.err
    # shellcheck disable=SC2086
    expect_status 2 "$jackdaw" ${arguments} --force - <a.jpg
  done
  check "nothing is written" test "$(ls)" = "$(printf 'a.jpg\na.jpg.jkd')"
  # A directory may have any name.
  mkdir d.png d.jpg
  expect_status 0 "$jackdaw" compress -q -o d.jpg a.jpg
  expect_status 0 "$jackdaw" encode -q -o d.png a.jpg
  expect_status 0 "$jackdaw" transcode -q -o new.png/ a.jpg
  check "in directories" test -f d.jpg/a.jpg.jkd -a -f d.png/a.jpg -a -f new.png/a.jpg
  # Originals may be called anything.
  expect_status 0 "$jackdaw" decompress --json -o x.png a.jpg.jkd
  check "exact" cmp x.png a.jpg
  check "a warning" grep -q 'x.png holds a JPEG; --pixels' ../.out
  expect_status 0 "$jackdaw" compress -q x.png
  mv x.png y.png
  expect_status 0 "$jackdaw" decompress x.png.jkd
  check "comes back" cmp x.png a.jpg
  check "without a word" test ! -s ../.err
  expect_status 0 "$jackdaw" decompress -o z.png x.png.jkd
  check "it was called so" test ! -s ../.err
}

# What a run that was killed can leave: both files, and nothing that says whether they are equal.
test_left_overs() {
  in_case left_overs
  mkdir tree
  make_jpeg tree/a.jpg 1
  make_jpeg tree/b.jpg 2
  make_jpeg tree/c.jpg 3
  cp -a tree reference
  expect_status 0 "$jackdaw" compress -q tree
  touch -r tree/c.jpg ref
  make_jpeg tree/c.jpg 9
  truncate -s "$(bytes_of reference/c.jpg)" tree/c.jpg
  touch -r ref tree/c.jpg  # looks like what was packed, but is not
  expect_status 1 "$jackdaw" compress --remove-original --skip-existing --json tree
  check "two are removed" jq -e '.totals.removed == 2 and .totals.failed == 1' ../.out >/dev/null
  check "those that are equal" test ! -e tree/a.jpg -a ! -e tree/b.jpg -a -e tree/c.jpg
  check "says why" grep -q 'does not decode to' ../.err
  check "a is there" cmp <("$jackdaw" decompress -o - tree/a.jpg.jkd) reference/a.jpg
  cp -p reference/a.jpg tree/
  expect_status 0 "$jackdaw" decompress --remove-original --skip-existing tree/a.jpg.jkd
  check "the other way round" test ! -e tree/a.jpg.jkd -a -e tree/a.jpg
}

# The same where the .jkd was damaged since: its original is there, so --update makes a new one.
test_damaged_left_overs() {
  in_case damaged_left_overs
  local original=reference.jpg good=reference.jpg.jkd size damage
  make_large_jpeg "$original"
  touch -d '2020-01-02 03:04:05' "$original"
  expect_status 0 "$jackdaw" compress -q "$original"
  size=$(bytes_of "$good")
  overwrite() { printf '\x00\xff\x55' | dd of=a.jpg.jkd bs=1 seek="$1" conv=notrunc status=none; }
  set_up() {  # DAMAGE: a.jpg, and a.jpg.jkd with that damage
    rm -f a.jpg*
    cp -p "$original" a.jpg
    cp "$good" a.jpg.jkd
    case $1 in
      cut) truncate -s $((size / 2)) a.jpg.jkd ;;
      cut_in_header) truncate -s 20 a.jpg.jkd ;;
      no_end) truncate -s -1 a.jpg.jkd ;;
      zeros_at_end)
        truncate -s $((size / 2)) a.jpg.jkd
        truncate -s "$size" a.jpg.jkd
        ;;
      bytes_within) overwrite $((size / 3)) ;;
      hash) overwrite 14 ;;
      empty) : >a.jpg.jkd ;;
      zeros) head -c "$size" /dev/zero >a.jpg.jkd ;;
    esac
    touch -r a.jpg a.jpg.jkd
    cp -p a.jpg.jkd damaged
  }
  for damage in cut cut_in_header no_end zeros_at_end bytes_within; do
    case_name="damaged_left_overs, $damage"
    set_up "$damage"
    expect_status 0 "$jackdaw" compress --update --remove-original --json a.jpg
    check "made anew" jq -e '.files[0] | .status == "ok" and .removed_original' ../.out >/dev/null
    check "original removed" test ! -e a.jpg
    check "exact" cmp <("$jackdaw" decompress -o - a.jpg.jkd) "$original"
    # Nobody asked for another .jkd.
    set_up "$damage"
    "$jackdaw" compress --skip-existing --remove-original a.jpg >../.out 2>../.err
    check "original stays" cmp a.jpg "$original"
    check "so does the damaged file" cmp a.jpg.jkd damaged
    [[ $damage == cut_in_header ]] ||
      check "says how to go on" grep -q 'a.jpg.jkd: .*damaged.*--update' ../.err
  done
  # These may be of another file: they stay, and the message says how they can be replaced.
  for damage in hash empty zeros; do
    case_name="damaged_left_overs, $damage"
    set_up "$damage"
    "$jackdaw" compress --update --remove-original a.jpg >../.out 2>../.err
    check "original stays" cmp a.jpg "$original"
    check "so does the other file" cmp a.jpg.jkd damaged
    check "says how to go on" grep -q 'a.jpg.jkd.*kept.*--force' ../.err
    expect_status 0 "$jackdaw" compress --force --remove-original a.jpg
    check "original removed" test ! -e a.jpg
    check "exact" cmp <("$jackdaw" decompress -o - a.jpg.jkd) "$original"
  done
  # An output under another name, and a pair that is well, among damaged ones.
  case_name=damaged_left_overs
  set_up cut
  cp -p "$good" good.jpg.jkd
  cp -p "$original" good.jpg
  mkdir out
  cp -p a.jpg.jkd out/
  expect_status 0 "$jackdaw" compress --update --remove-original -o out/a.jpg.jkd a.jpg
  check "in another directory" cmp <("$jackdaw" decompress -o - out/a.jpg.jkd) "$original"
  check "the one beside it is left" cmp a.jpg.jkd damaged
  cp -p "$original" a.jpg
  expect_status 0 "$jackdaw" compress --update --remove-original --json a.jpg good.jpg
  check "both are removed" jq -e '.totals.removed == 2 and .totals.ok == 1' ../.out >/dev/null
  check "the good one is left" cmp good.jpg.jkd "$good"
}

test_verify_removes() {
  in_case verify_removes
  make_jpeg a.jpg 1
  make_jpeg b.jpg 2
  make_jpeg c.jpg 3
  make_jpeg d.jpg 4
  cp -a . ../verify_reference
  expect_status 0 "$jackdaw" compress -q a.jpg b.jpg c.jpg
  expect_status 0 "$jackdaw" compress -q --quality 60 d.jpg
  make_jpeg b.jpg 8
  rm c.jpg
  expect_status 0 "$jackdaw" verify --remove-original --dry-run .
  check "nothing yet" test -e a.jpg
  expect_status 1 "$jackdaw" verify --remove-original --json .
  check "a is removed, b and d stay" test ! -e a.jpg -a -e b.jpg -a -e d.jpg
  check "JSON" jq -e '.totals.removed == 1 and .totals.failed == 2 and .totals.ok == 2' \
    ../.out >/dev/null
  check "a comes back" cmp <("$jackdaw" decompress -o - a.jpg.jkd) ../verify_reference/a.jpg
  check "d was made with a loss" grep -q 'd.jpg.lossy.jkd: good, but made with a loss' ../.err
  cp -p ../verify_reference/a.jpg .
  printf '\xff' | dd of=a.jpg.jkd bs=1 seek=60 conv=notrunc status=none
  expect_status 1 "$jackdaw" verify --remove-original a.jpg.jkd
  check "a damaged .jkd proves nothing" test -e a.jpg
}

test_summaries() {
  in_case summaries
  make_jpeg a.jpg 1
  make_jpeg b.jpg 2
  expect_status 0 "$jackdaw" compress a.jpg b.jpg
  check "nothing is saved yet" test "$(grep -c saved ../.out)" = 0
  check "smaller" grep -q 'smaller .*originals are still there' ../.out
  rm ./*.jkd
  expect_status 0 "$jackdaw" compress a.jpg
  check "the same for one" grep -q '% smaller, exact' ../.out
  rm ./*.jkd
  expect_status 0 "$jackdaw" compress --remove-original a.jpg b.jpg
  check "now it is" grep -q '^saved ' ../.out
}

test_nothing_to_verify() {
  in_case empty
  mkdir -p none other/sub
  make_jpeg other/sub/a.jpg 1
  expect_status 1 "$jackdaw" verify none
  check "says so" grep -q '^jackdaw: none: has no .jkd files' ../.err
  expect_status 1 "$jackdaw" verify other
  expect_status 1 "$jackdaw" verify gone
  expect_status 0 "$jackdaw" verify --allow-empty none gone other
  expect_status 0 "$jackdaw" compress -q other
  expect_status 0 "$jackdaw" verify other
  expect_status 1 "$jackdaw" verify other none
}

test_bare_names() {
  in_case bare
  make_jpeg photo.jpg 1
  expect_status 0 "$jackdaw" compress -o small.jkd photo.jpg
  expect_status 0 "$jackdaw" decompress small.jkd
  check ".jpg is added" cmp small.jpg photo.jpg
  expect_status 0 "$jackdaw" compress --store-name -o named.jkd photo.jpg
  mkdir d
  mv named.jkd d
  expect_status 0 "$jackdaw" decompress d/named.jkd
  check "or the stored name" cmp d/photo.jpg photo.jpg
  cp photo.jpg d/noending
  echo text >d/README
  expect_status 0 "$jackdaw" compress --remove-original d/noending d/README
  expect_status 0 "$jackdaw" decompress d/noending.jkd d/README.jkd
  check "names without an ending come back" cmp d/noending photo.jpg
  check "of text, too" grep -q text d/README
  local long
  long=$(printf 'x%.0s' {1..251}).jpg
  cp photo.jpg "$long"
  expect_status 0 "$jackdaw" compress --remove-original "$long"
  rm -rf d
  check "a long name is cut" test "$(find . -name 'x*.jkd' | wc -l)" = 1
  expect_status 0 "$jackdaw" decompress x*.jkd
  check "and comes back" cmp "$long" photo.jpg
  cp -p "$long" kept
  expect_status 0 "$jackdaw" verify --against-original --json x*.jkd
  check "and is compared" grep -q '"equal_to_original": true' "$work/.out"
  printf x >>"$long"
  expect_status 1 "$jackdaw" verify --remove-original x*.jkd
  check "another original stays" test -e "$long"
  cp -p kept "$long"
  expect_status 0 "$jackdaw" verify --remove-original x*.jkd
  check "the original goes" test ! -e "$long"
  # Cut with both endings, whole with one: an exact .jkd beside it is worth more all the same.
  long=$(printf 'y%.0s' {1..243}).jpg
  cp photo.jpg "$long"
  expect_status 0 "$jackdaw" compress "$long"
  check "this one is whole" test -e "$long.jkd"
  expect_status 1 "$jackdaw" compress --quality 50 "$long"
  check "says why" grep -q 'an exact copy' "$work/.err"
}

set_attribute() { python3 -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], sys.argv[3].encode())' "$@"; }
get_attribute() { python3 -c 'import os, sys; print(os.getxattr(sys.argv[1], sys.argv[2]).decode())' "$@"; }

test_extended_attributes() {
  in_case xattr
  make_jpeg a.jpg 1
  if ! set_attribute a.jpg user.comment 'a comment' 2>/dev/null; then
    echo "note: no extended attributes here"
    return
  fi
  chmod 440 a.jpg
  expect_status 0 "$jackdaw" compress --remove-original a.jpg
  check "on the .jkd" test "$(get_attribute a.jpg.jkd user.comment)" = 'a comment'
  expect_status 0 "$jackdaw" decompress --remove-original a.jpg.jkd
  check "on the JPEG again" test "$(get_attribute a.jpg user.comment)" = 'a comment'
  check "with its permissions" test "$(stat -c %a a.jpg)" = 440
}

test_hard_links() {
  in_case hard_links
  make_jpeg a.jpg 1
  ln a.jpg b.jpg
  make_jpeg c.jpg 2
  expect_status 0 "$jackdaw" compress --hard-links=skip --json .
  check "passed over" jq -e '.totals | .ok == 1 and .skipped.hard_links == 2' ../.out >/dev/null
  rm c.jpg.jkd
  expect_status 0 "$jackdaw" compress .
  check "reported" grep -q '2 files have several names' ../.out
  check "an output each" test -f a.jpg.jkd -a -f b.jpg.jkd
  rm ./*.jkd
  expect_status 0 "$jackdaw" compress a.jpg
  check "of one, too" grep -q 'one of 2 names of the file' ../.out
  expect_status 2 "$jackdaw" compress --hard-links=join a.jpg
}

test_copy_unsupported() {
  in_case copy_unsupported
  make_jpeg a.jpg 1
  head -c 1500 a.jpg >cut.jpg
  echo text >text.jpg
  expect_status 0 "$jackdaw" transcode --json -o out a.jpg cut.jpg text.jpg
  check "copied without a loss" cmp cut.jpg out/cut.jpg
  check "JSON says why" jq -e '.files[2] | .transcode.copied and (.reason | length > 0)' \
    ../.out >/dev/null
  "$jackdaw" transcode - <cut.jpg 2>/dev/null | cmp - cut.jpg || fail "through a pipe"
  expect_status 1 "$jackdaw" transcode --quality 50 -o out2 cut.jpg
  expect_status 0 "$jackdaw" transcode --quality 50 --copy-unsupported -o out2 cut.jpg text.jpg
  check "or on request" cmp cut.jpg out2/cut.jpg
  expect_status 0 "$jackdaw" compress --quality 50 --copy-unsupported -o packed a.jpg cut.jpg text.jpg
  check "one with a loss" test -e packed/a.jpg.lossy.jkd
  expect_status 0 "$jackdaw" decompress -o back packed/cut.jpg.jkd packed/text.jpg.jkd
  check "and the others without one" cmp cut.jpg back/cut.jpg
}

# --update redoes what was made of an older input, and --force what shows the same picture. Nothing
# else that lies under the name of an output is lost.
test_pictures_of_others() {
  in_case others
  make_jpeg a.jpg 1
  make_jpeg photo.jpg 9
  expect_status 0 "$jackdaw" compress -q -o a.jkd a.jpg
  cp photo.jpg edited.jpg # newer than the .jkd
  expect_status 0 "$jackdaw" decompress --update -o edited.jpg a.jkd
  check "newer outputs stay" cmp photo.jpg edited.jpg
  cp a.jkd edited.jpg.jkd
  touch -d '2001-01-01' edited.jpg
  expect_status 1 "$jackdaw" decompress --update edited.jpg.jkd
  check "beside the input other pictures stay" cmp photo.jpg edited.jpg
  check "with the reason" grep -q 'perhaps the only copy' ../.err
  mkdir out
  cp photo.jpg out/edited.jpg
  touch -d '2001-01-01' out/edited.jpg
  expect_status 0 "$jackdaw" decompress --update -o out edited.jpg.jkd
  check "elsewhere older outputs are redone" cmp a.jpg out/edited.jpg
  cp photo.jpg other
  expect_status 1 "$jackdaw" compress --force -o other a.jpg
  check "a JPEG is no .jkd" cmp photo.jpg other
  cp a.jkd other-jkd
  expect_status 1 "$jackdaw" transcode --force -o other-jkd photo.jpg
  check "a .jkd is no JPEG" cmp a.jkd other-jkd
  echo text >text.txt
  expect_status 0 "$jackdaw" compress --force -o text.txt a.jpg
}

test_lossy_names
test_changed_originals
test_different_pictures
test_pictures_of_others
test_same_picture
test_names_that_say_something_else
test_left_overs
test_damaged_left_overs
test_verify_removes
test_summaries
test_nothing_to_verify
test_bare_names
test_extended_attributes
test_hard_links
test_copy_unsupported
finish
