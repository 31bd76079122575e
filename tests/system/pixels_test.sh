#!/usr/bin/env bash
# jackdaw decompress --plain --pixels: its files against djpeg's, its names, options and errors.
# Usage: pixels_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

weights=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../models/weights" && pwd)
networks=$weights/restore.jkr

# mean_difference A B: of the samples of two PPM or PGM files; 999 when their headers differ.
mean_difference() {
  if ! cmp -s <(head -n 3 "$1") <(head -n 3 "$2"); then
    echo 999
    return
  fi
  paste <(tail -n +4 "$1" | od -An -v -tu1 -w1) <(tail -n +4 "$2" | od -An -v -tu1 -w1) |
    awk '{ d = $1 - $2; sum += d < 0 ? -d : d; n++ } END { print sum / n }'
}

# close_to_djpeg PICTURE JPEG
close_to_djpeg() {
  djpeg -pnm "$2" >wanted.pnm
  awk -v d="$(mean_difference "$1" wanted.pnm)" 'BEGIN { exit !(d < 0.6) }' ||
    fail "$1: mean difference $(mean_difference "$1" wanted.pnm)"
}

# png_is FILE WIDTH HEIGHT COLOUR-TYPE (0 grey, 2 RGB), by its signature and first chunk
png_is() {
  local wanted
  wanted=$(printf '137 80 78 71 13 10 26 10 0 0 0 13 73 72 68 82 0 0 %d %d 0 0 %d %d 8 %d' \
    $(($2 / 256)) $(($2 % 256)) $(($3 / 256)) $(($3 % 256)) "$4")
  [[ $(head -c 26 "$1" | od -An -v -tu1 | tr -s ' \n' ' ' | sed 's/^ //; s/ $//') == "$wanted" ]]
}

test_one_file() {
  in_case one
  make_jpeg a.jpg 1
  make_jpeg grey.jpg 2 -grayscale
  expect_status 0 "$jackdaw" compress -q a.jpg grey.jpg
  expect_status 0 "$jackdaw" decompress --plain --pixels a.ppm a.jpg.jkd
  check "a summary" grep -q '96 x 64 pixels' ../.out
  close_to_djpeg a.ppm a.jpg
  expect_status 0 "$jackdaw" decompress --plain --pixels grey.PGM grey.jpg.jkd
  close_to_djpeg grey.PGM grey.jpg
  expect_status 0 "$jackdaw" decompress --plain --pixels new/dir/a.png a.jpg.jkd
  check "PNG" png_is new/dir/a.png 96 64 2
  expect_status 0 "$jackdaw" decompress --plain --pixels grey.png grey.jpg.jkd
  check "grey PNG" png_is grey.png 96 64 0
  check "grey says so" grep -q 'grey' ../.out
  expect_status 0 "$jackdaw" decompress --plain --pixels grey.ppm grey.jpg.jkd
  check "a PPM has colours" test "$(head -n 1 grey.ppm)" = P6
  expect_status 1 "$jackdaw" decompress --plain --pixels a.pgm a.jpg.jkd
  check "a PGM has none" grep -q '^jackdaw: a.jpg.jkd: has colours' ../.err
  check "nothing written" test ! -e a.pgm
  # The very same from the JPEG itself.
  expect_status 0 "$jackdaw" decompress --plain --pixels from-jpeg.ppm a.jpg
  check "JPEG input" cmp a.ppm from-jpeg.ppm
  check "time of the input" test ! a.ppm -nt a.jpg.jkd -a ! a.ppm -ot a.jpg.jkd
  check "no temporary files" no_temps .
}

# PNG says how to turn the picture; of other formats a warning says that it is lost.
test_kept_metadata() {
  in_case kept-metadata
  make_jpeg plain.jpg 1
  add_metadata plain.jpg >a.jpg
  expect_status 0 "$jackdaw" compress -q a.jpg
  expect_status 0 "$jackdaw" decompress --plain --pixels a.png a.jpg.jkd
  check "orientation" grep -qaP 'eXIfII\x2a\x00.{4}\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06' a.png
  check "no warning" test ! -s ../.err
  expect_status 0 "$jackdaw" decompress --plain --pixels from-jpeg.png a.jpg
  check "the same from a JPEG" cmp a.png from-jpeg.png
  expect_status 0 "$jackdaw" decompress --plain --pixels plain.png plain.jpg
  check "nothing to say" test -z "$(grep -al 'eXIf' plain.png)"
  expect_status 0 "$jackdaw" decompress --plain --pixels a.ppm a.jpg.jkd
  check "a warning" grep -q '^jackdaw: a.jpg.jkd: .*orientation 6' ../.err
}

test_all_kinds() {
  in_case kinds
  make_jpeg 420.jpg 1
  make_jpeg 444.jpg 2 -sample 1x1
  make_jpeg 422.jpg 3 -sample 2x1
  make_jpeg 440.jpg 4 -sample 1x2
  make_jpeg 411.jpg 5 -sample 4x1
  make_jpeg rgb.jpg 6 -rgb
  make_jpeg progressive.jpg 7 -progressive
  make_jpeg arithmetic.jpg 8 -arithmetic
  make_jpeg restart.jpg 9 -restart 1
  expect_status 0 "$jackdaw" compress -q --preset fast .
  expect_status 0 "$jackdaw" decompress -q --plain --pixels ppm .
  local file
  for file in *.jpg; do close_to_djpeg "$file.ppm" "$file"; done
}

# chunk FILE NAME: whether a PNG or WebP file names such a chunk.
chunk() { LC_ALL=C grep -aq "$2" "$1"; }

# with_orientation JPEG N: inserts Exif with that orientation behind SOI.
with_orientation() {
  head -c 2 "$1"
  printf '\377\341\000\042Exif\000\000II*\000\010\000\000\000\001\000'
  printf '\022\001\003\000\001\000\000\000'"\\$(printf %03o "$2")"'\000\000\000\000\000\000\000'
  tail -c +3 "$1"
}

test_restored() {
  in_case restored
  make_jpeg a.jpg 1 -quality 30
  make_jpeg grey.jpg 2 -grayscale -quality 20
  make_jpeg 444.jpg 3 -sample 1x1 -quality 40
  make_jpeg 411.jpg 4 -sample 4x1 -quality 40
  make_jpeg rgb.jpg 5 -rgb
  expect_status 0 "$jackdaw" compress -q --preset fast .
  expect_status 0 "$jackdaw" decompress -q --plain --pixels ppm -o plain .
  expect_status 0 "$jackdaw" decompress --json --pixels ppm -o restored .
  local file difference
  if ! jq -e '.files[0].pixels.restored' ../.out >/dev/null; then
    check "says that it is not" grep -q 'not restored' ../.err
    return
  fi
  for file in *.jpg; do
    difference=$(mean_difference "restored/$file.ppm" "plain/$file.ppm")
    awk -v d="$difference" 'BEGIN { exit !(d > 0 && d < 12) }' ||
      fail "$file: mean difference $difference"
  done
  expect_status 0 "$jackdaw" decompress -q -j 2 --pixels threads.ppm a.jpg.jkd
  check "threads change nothing" cmp threads.ppm restored/a.jpg.ppm
  expect_status 0 "$jackdaw" decompress -q --pixels from-jpeg.ppm a.jpg
  check "JPEG input" cmp from-jpeg.ppm restored/a.jpg.ppm
}

# The networks that ship stand for those of a file; tests/api/texture_test.cc has others.
test_texture() {
  in_case texture
  make_jpeg a.jpg 1 -quality 30
  expect_status 0 "$jackdaw" decompress --json --pixels restored.ppm a.jpg
  jq -e '.files[0].pixels.restored' ../.out >/dev/null || return # not built in
  expect_status 0 "$jackdaw" decompress --json --texture="$weights/texture.jkr" --pixels texture.ppm a.jpg
  check "JSON says so" jq -e '.files[0].pixels | .restored and .texture' ../.out
  check "they show something else" test "$(cmp -s restored.ppm texture.ppm; echo $?)" = 1
  expect_status 0 "$jackdaw" decompress --texture --pixels built-in.ppm a.jpg
  check "those that are built in are those of the file" cmp texture.ppm built-in.ppm
  expect_status 0 "$jackdaw" decompress --texture="$networks" --pixels other.ppm a.jpg
  check "another file shows something else" test "$(cmp -s texture.ppm other.ppm; echo $?)" = 1
  expect_status 2 "$jackdaw" decompress --texture=no-such-file --pixels no.ppm a.jpg
  check "the file is named" grep -q -- '--texture no-such-file: ' ../.err
  expect_status 2 "$jackdaw" decompress --texture="$weights/texture.jkr" --plain --pixels no.ppm a.jpg
  expect_status 2 "$jackdaw" decompress --texture="$weights/texture.jkr" a.jpg
  check "nothing written" test ! -e no.ppm
}

test_restore() {
  in_case restore
  make_jpeg a.jpg 1 -quality 30
  expect_status 0 "$jackdaw" decompress --json --pixels restored.ppm a.jpg
  jq -e '.files[0].pixels.restored' ../.out >/dev/null || return # not built in
  expect_status 0 "$jackdaw" decompress --restore=default --pixels default.ppm a.jpg
  check "those that are built in" cmp restored.ppm default.ppm
  expect_status 0 "$jackdaw" decompress --restore="$networks" --pixels file.ppm a.jpg
  check "the networks of the file" cmp restored.ppm file.ppm
  expect_status 2 "$jackdaw" decompress --restore=no-such-file --pixels no.ppm a.jpg
  check "the file is named" grep -q 'no-such-file is neither' ../.err
  mkdir -p prefix/bin prefix/share/jackdaw
  cp "$jackdaw" prefix/bin/
  expect_status 2 prefix/bin/jackdaw decompress --restore=best --pixels no.ppm a.jpg
  check "what is missing" grep -q 'best.jkr is not installed' ../.err
  cp "$networks" prefix/share/jackdaw/best.jkr
  expect_status 0 prefix/bin/jackdaw decompress --restore=best --pixels best.ppm a.jpg
  check "in all orientations" test "$(cmp -s restored.ppm best.ppm; echo $?)" = 1
  expect_status 2 "$jackdaw" decompress --restore=default --plain --pixels no.ppm a.jpg
  expect_status 0 "$jackdaw" decompress --texture --pixels texture.ppm a.jpg
  expect_status 0 "$jackdaw" decompress --restore=default --texture --pixels both.ppm a.jpg
  check "texture begins with restoration" cmp texture.ppm both.ppm
  expect_status 2 "$jackdaw" decompress --restore=default a.jpg
  check "nothing written" test ! -e no.ppm
}

# A mistake of the command line, found before the first picture is read and said once.
test_bad_networks() {
  in_case bad_networks
  local option file
  make_jpeg a.jpg 1
  cp a.jpg b.jpg
  head -c 1000 "$networks" >cut.jkr
  : >empty
  for option in '--texture' '--restore'; do
    for file in a.jpg cut.jkr empty; do
      expect_status 2 "$jackdaw" decompress --json -o out --journal journal \
        --pixels png "$option=$file" a.jpg b.jpg
      check "$option: the file is named" grep -q -- "^jackdaw: $option $file: " ../.err
      check "$option: once" test "$(grep -c "$file: " ../.err)" = 1
      check "$option: nothing is begun" test ! -e out -a ! -e journal -a ! -s ../.out
    done
  done
  expect_status 2 "$jackdaw" decompress --dry-run --pixels png --texture=cut.jkr a.jpg
  expect_status 2 "$jackdaw" sweep --texture=cut.jkr -o report a.jpg
  check "sweep, too" grep -q -- '--texture cut.jkr: ' ../.err
  check "no report" test ! -e report
}

# oneDNN is loaded when it is needed. A file that is no library stands for one that is not installed.
test_without_onednn() {
  in_case without-onednn
  make_jpeg a.jpg 1
  make_jpeg b.jpg 2
  mkdir broken out
  : >broken/libdnnl.so.2
  expect_status 0 "$jackdaw" decompress --json --pixels restored.ppm a.jpg
  jq -e '.files[0].pixels.restored' ../.out >/dev/null || return # not built in
  local -x LD_LIBRARY_PATH=$PWD/broken
  expect_status 0 "$jackdaw" decompress --plain --pixels plain.ppm a.jpg
  expect_status 0 "$jackdaw" compress a.jpg
  expect_status 2 "$jackdaw" decompress --journal run.journal --pixels ppm -o out a.jpg b.jpg
  check "names the package and --plain" grep -q 'libdnnl\.so\.2.*libdnnl2.*--plain' ../.err
  check "once" test "$(grep -c libdnnl2 ../.err)" = 1
  check "nothing is begun" test -z "$(ls out)" -a ! -e run.journal
}

test_metadata() {
  in_case metadata
  make_jpeg upright.jpg 1
  with_orientation upright.jpg 6 >a.jpg
  djpeg a.jpg >/dev/null 2>.warnings || fail "the test's own JPEG"
  local file
  for file in a upright; do
    expect_status 0 "$jackdaw" decompress -q --plain --pixels $file.png $file.jpg
  done
  check "orientation in PNG" chunk a.png eXIf
  chunk upright.png eXIf && fail "an orientation where there is none"
  if "$jackdaw" decompress -q --plain --pixels upright.webp upright.jpg 2>../.err; then
    check "WebP" chunk upright.webp WEBPVP8L
    expect_status 0 "$jackdaw" decompress -q --plain --pixels a.webp a.jpg
    check "orientation in WebP" chunk a.webp EXIF
    if command -v dwebp >/dev/null; then
      expect_status 0 "$jackdaw" decompress -q --plain --pixels a.ppm a.jpg
      dwebp -quiet -ppm a.webp -o back.ppm || fail "dwebp"
      check "WebP is lossless" cmp back.ppm a.ppm
    fi
  else
    check "says that WebP is not built in" grep -q 'not built in' ../.err
  fi
}

test_many_files() {
  in_case many
  mkdir -p in/sub
  make_jpeg in/a.jpg 1
  make_jpeg in/sub/b.jpg 2
  expect_status 0 "$jackdaw" compress -q --remove-original in
  expect_status 0 "$jackdaw" decompress -j 2 --json --plain --pixels png in
  check "beside the inputs" test -f in/a.jpg.png -a -f in/sub/b.jpg.png
  check "JSON" jq -e '.files[0].pixels == {"width": 96, "height": 64, "channels": 3, "restored": false} and
    .totals.samples_per_second > 0' ../.out >/dev/null
  expect_status 0 "$jackdaw" decompress --pixels PPM -o out in
  check "a table" grep -q 'MB/s of pixels' ../.out
  check "mirrored" test -f out/a.jpg.ppm -a -f out/sub/b.jpg.ppm
  expect_status 0 "$jackdaw" decompress --pixels ppm -o c.ppm in/a.jpg.jkd
  check "-o FILE" cmp c.ppm out/a.jpg.ppm
  cp in/a.jpg.jkd plain
  expect_status 0 "$jackdaw" decompress --pixels ppm plain
  check "a name without an ending" cmp plain.ppm c.ppm
  "$jackdaw" decompress --pixels ppm - <in/a.jpg.jkd >piped.ppm || fail "from a pipe"
  check "pipe to pipe" cmp piped.ppm c.ppm
  "$jackdaw" decompress --pixels ppm -o - in/a.jpg.jkd >piped.ppm || fail "to a pipe"
  check "file to pipe" cmp piped.ppm c.ppm
  "$jackdaw" decompress --pixels piped2.ppm - <in/a.jpg.jkd >/dev/null || fail "pipe to a file"
  check "pipe to file" cmp piped2.ppm c.ppm
}

test_nothing_is_overwritten() {
  in_case overwrite
  make_jpeg a.jpg 1
  expect_status 0 "$jackdaw" compress -q a.jpg
  echo precious >a.png
  expect_status 1 "$jackdaw" decompress --pixels a.png a.jpg.jkd
  check "kept" grep -q precious a.png
  check "says which" grep -q '^jackdaw: a.jpg.jkd: output exists: a.png' ../.err
  expect_status 0 "$jackdaw" decompress --skip-existing --pixels a.png a.jpg.jkd
  check "passed over" grep -q precious a.png
  expect_status 0 "$jackdaw" decompress --force --pixels a.png a.jpg.jkd
  check "replaced" png_is a.png 96 64 2
  # Made anew, even by other pixels of the same picture.
  touch -d '2001-01-01' a.png
  expect_status 0 "$jackdaw" decompress --force --pixels a.png a.jpg.jkd
  # Another picture, which may be the only copy: of a camera whose numbers have started again.
  make_jpeg other.jpg 9
  expect_status 0 "$jackdaw" decompress --pixels other.png other.jpg
  cp other.png a.png
  touch -d '2001-01-01' a.png
  expect_status 1 "$jackdaw" decompress --force --pixels a.png a.jpg.jkd
  check "kept the other picture" cmp a.png other.png
  check "says why" grep -q 'a different picture.*choose another name' ../.err
  cp other.jpg a.png
  touch -d '2001-01-01' a.png
  expect_status 1 "$jackdaw" decompress --force --pixels a.png a.jpg.jkd
  check "kept the JPEG" cmp a.png other.jpg
  # The same of WebP files.
  make_jpeg grey.jpg 5 -grayscale
  if "$jackdaw" decompress -q --pixels a.webp a.jpg.jkd 2>/dev/null; then
    touch -d '2001-01-01' a.webp
    expect_status 0 "$jackdaw" decompress --force --pixels a.webp a.jpg.jkd
    expect_status 0 "$jackdaw" decompress --pixels other.webp other.jpg
    cp other.webp a.webp
    touch -d '2001-01-01' a.webp
    expect_status 1 "$jackdaw" decompress --force --pixels a.webp a.jpg.jkd
    check "kept the other WebP" cmp a.webp other.webp
    check "says why" grep -q 'a different picture.*choose another name' ../.err
    expect_status 0 "$jackdaw" decompress --pixels grey.webp grey.jpg
    touch -d '2001-01-01' grey.webp
    expect_status 0 "$jackdaw" decompress --force --pixels grey.webp grey.jpg
  fi
  # The input is at fault.
  cp other.png a.png
  head -c 200 a.jpg.jkd >cut.jkd
  expect_status 1 "$jackdaw" decompress --force --pixels a.png cut.jkd
  check "says what is damaged" grep -q 'cut.jkd' ../.err
  expect_status 0 "$jackdaw" decompress --pixels grey.ppm grey.jpg
  touch -d '2001-01-01' grey.ppm
  expect_status 0 "$jackdaw" decompress --force --pixels grey.ppm grey.jpg
  cp a.jpg.jkd input.png
  expect_status 1 "$jackdaw" decompress --force --pixels input.png input.png
  check "never onto itself" cmp a.jpg.jkd input.png
  # The output's directory is a file.
  expect_status 1 "$jackdaw" decompress --pixels a.jpg/a.png a.jpg.jkd
  check "names the file" grep -q '^jackdaw: a.jpg.jkd: ' ../.err
  check "no temporary files" no_temps .
}

test_usage_errors() {
  in_case usage
  mkdir dir dir.png
  make_jpeg dir/a.jpg 1
  make_jpeg b.jpg 2
  expect_status 2 "$jackdaw" decompress --pixels a.tiff b.jpg
  check "says what is possible" grep -q 'png, webp, ppm or pgm' ../.err
  expect_status 2 "$jackdaw" decompress --pixels .png b.jpg
  expect_status 2 "$jackdaw" decompress --pixels jpg b.jpg
  expect_status 2 "$jackdaw" decompress --pixels - b.jpg
  expect_status 2 "$jackdaw" decompress --pixels '' b.jpg
  expect_status 2 "$jackdaw" decompress --pixels a.png b.jpg dir/a.jpg
  expect_status 2 "$jackdaw" decompress --pixels a.png dir
  expect_status 2 "$jackdaw" decompress --pixels dir.png b.jpg
  expect_status 2 "$jackdaw" decompress --pixels a.png -o c.png b.jpg
  expect_status 2 "$jackdaw" decompress --pixels a.png --remove-original b.jpg
  expect_status 2 "$jackdaw" decompress --pixels png --remove-original b.jpg
  expect_status 2 "$jackdaw" decompress --plain b.jpg
  expect_status 2 "$jackdaw" decompress --pixels png --json -o - b.jpg
  check "nothing written" test "$(find . -type f | wc -l)" = 2
}

test_what_has_no_pixels() {
  in_case no_pixels
  make_jpeg a.jpg 1
  head -c 1500 a.jpg >cut.jpg
  echo 'no JPEG' >text.txt
  expect_status 0 "$jackdaw" compress -q a.jpg cut.jpg text.txt
  expect_status 1 "$jackdaw" decompress --pixels ppm -o out a.jpg.jkd cut.jpg.jkd text.txt.jkd
  check "names both" test "$(grep -c 'decompress without --pixels still gives the file' ../.err)" = 2
  check "the good one is done" test -f out/a.jpg.ppm
  check "nothing else" test "$(find out -type f | wc -l)" = 1
  expect_status 1 "$jackdaw" decompress --pixels ppm -o out cut.jpg text.txt
  check "both again" test "$(grep -c 'no pixels can be made of it' ../.err)" = 2
  head -c -9 a.jpg.jkd >cut.jkd
  expect_status 1 "$jackdaw" decompress --pixels cut.ppm cut.jkd
  check "no half picture" test ! -e cut.ppm
  expect_status 1 "$jackdaw" decompress --memory-limit 1M --pixels a.ppm a.jpg.jkd
  check "the limit" grep -q 'memory' ../.err
}

test_one_file
test_kept_metadata
test_all_kinds
test_many_files
test_restored
test_texture
test_restore
test_bad_networks
test_without_onednn
test_metadata
test_nothing_is_overwritten
test_usage_errors
test_what_has_no_pixels
finish
