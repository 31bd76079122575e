#!/usr/bin/env bash
# jackdaw encode: what other decoders make of its files, kinds of inputs, names, options and errors.
# Usage: encode_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# make_ppm FILE [SEED]: 96 x 64 pixels.
make_ppm() {
  make_jpeg "$1.jpg" "${2:-1}" -quality 98 -sample 1x1
  djpeg -ppm "$1.jpg" >"$1"
  rm "$1.jpg"
}

# make_png FILE [SEED]: the same, by decompress --pixels.
make_png() {
  make_jpeg "$1.jpg" "${2:-1}" -quality 98 -sample 1x1
  "$jackdaw" decompress -q --pixels "$1" "$1.jpg" || fail "no $1"
  rm "$1.jpg"
}

# psnr A B: of the pixels of two PPM files.
psnr() {
  paste <(od -An -v -tu1 -w1 "$1") <(od -An -v -tu1 -w1 "$2") |
    awk 'NR > 15 { d = $1 - $2; sum += d * d; n++ }
      END { print sum == 0 ? 99 : 10 * log(65025 * n / sum) / log(10) }'
}

test_other_decoders() {
  in_case decoders
  make_ppm a.ppm
  local sampling scans
  for sampling in 444 422 420 auto; do
    for scans in --baseline --progressive ""; do
      # shellcheck disable=SC2086  # the empty one is no argument
      expect_status 0 "$jackdaw" encode -f --quality 95 --sampling "$sampling" $scans a.ppm
      djpeg -ppm a.jpg >b.ppm
      between "$(psnr a.ppm b.ppm)" 30 60 || fail "$sampling $scans: $(psnr a.ppm b.ppm) dB"
    done
  done
  check "the input stays" test -e a.ppm
}

test_nothing_lost() {
  in_case nothing_lost
  { printf 'P6 16 16 255\n'; for _ in {1..256}; do printf '\310\036\050'; done; } >red.ppm
  expect_status 0 "$jackdaw" encode --target-psnr 60 red.ppm
  check "no PSNR of inf" grep -q 'all kept but the rounding of colours' ../.out
  { printf 'P5 16 16 255\n'; for _ in {1..256}; do printf '\200'; done; } >grey.pgm
  expect_status 0 "$jackdaw" encode --target-psnr 60 grey.pgm
  check "no PSNR of inf" grep -q 'all pixels kept' ../.out
}

test_names() {
  in_case names
  mkdir in
  make_ppm in/a.ppm 1
  make_png in/b.PNG 2
  make_ppm in/plain 3
  make_jpeg in/photo.jpg
  expect_status 0 "$jackdaw" encode in
  check "beside" test -e in/a.jpg -a -e in/b.jpg
  check "others are left" test ! -e in/plain.jpg -a ! -e in/photo.jpg.jpg
  expect_status 1 "$jackdaw" encode in
  check "nothing is overwritten" grep -q exists ../.err
  expect_status 0 "$jackdaw" encode --skip-existing in
  expect_status 0 "$jackdaw" encode --format jkd in/a.ppm
  check "a.jpg.lossy.jkd" test -e in/a.jpg.lossy.jkd
  expect_status 0 "$jackdaw" decompress -o restored/ in/a.jpg.lossy.jkd
  check "a JPEG of that name" djpeg -outfile /dev/null restored/a.jpg
  expect_status 0 "$jackdaw" encode -o out in
  check "in a directory" test -e out/a.jpg
  expect_status 0 "$jackdaw" encode -o one.jkd in/plain
  check "by the name of the output" grep -q lossy <("$jackdaw" info --json one.jkd)
  expect_status 0 "$jackdaw" encode --format jpeg -o two.jkd in/plain
  check "unless told" djpeg -outfile /dev/null two.jkd
  cp in/a.ppm in/b.ppm
  expect_status 1 "$jackdaw" encode -f -o twice in
  check "two of one name" grep -q 'same output' ../.err
}

test_never_over_another_picture() {
  in_case another
  make_ppm a.ppm 1
  make_jpeg a.jpg 9
  cp a.jpg kept.jpg
  expect_status 1 "$jackdaw" encode a.ppm
  expect_status 1 "$jackdaw" encode -f a.ppm
  check "a different picture" grep -q 'different picture' ../.err
  expect_status 0 "$jackdaw" encode -f --keep-both a.ppm
  check "another name" test -e 'a~2.jpg'
  # A JPEG would become itself.
  expect_status 1 "$jackdaw" encode -f a.jpg
  check "kept" cmp a.jpg kept.jpg
  expect_status 0 "$jackdaw" encode -o smaller/ --quality 50 a.jpg
  check "smaller" test "$(bytes_of smaller/a.jpg)" -lt "$(bytes_of a.jpg)"
}

test_targets() {
  in_case targets
  make_ppm a.ppm
  local format
  for format in jpeg jkd; do
    expect_status 0 "$jackdaw" encode -f --format $format --target-size 3000 -o out a.ppm
    between "$(bytes_of out)" 2900 3000 || fail "$format: --target-size"
    expect_status 0 "$jackdaw" encode -f --format $format --target-bpp 2 -o out a.ppm
    between "$(bytes_of out)" 1480 1536 || fail "$format: --target-bpp"
    expect_status 0 "$jackdaw" encode -f --json --format $format --target-psnr 34 -o out a.ppm
    between "$(jq '.files[0].encode.psnr_db' ../.out)" 34 34.1 || fail "$format: --target-psnr"
    expect_status 1 "$jackdaw" encode -f --format $format --target-size 20 -o out a.ppm
    check "says what can be reached" grep -q 'smallest result' ../.err
  done
}

test_grey_stays_grey() {
  in_case grey
  make_jpeg a.jpg 1 -grayscale
  djpeg a.jpg >a.pgm
  expect_status 0 "$jackdaw" encode --json -o out.jpg a.pgm
  check "one channel" test "$(jq '.files[0].encode.channels' ../.out)" = 1
  check "one component" grep -q '^P5' <(djpeg out.jpg | head -c 2)
}

test_streams() {
  in_case streams
  make_ppm a.ppm
  "$jackdaw" encode --quality 80 - <a.ppm >out.jpg || fail "a pipe"
  check "a JPEG" djpeg -outfile /dev/null out.jpg
  expect_status 0 "$jackdaw" encode --quality 80 -o named.jpg a.ppm
  check "the same" cmp out.jpg named.jpg
}

test_errors() {
  in_case errors
  make_ppm a.ppm
  head -c 5000 a.ppm >cut.ppm
  echo text >text.png
  expect_status 1 "$jackdaw" encode cut.ppm text.png
  check "names the damaged file" grep -q 'cut.ppm: the file ends too early' ../.err
  check "names the other file" grep -q 'text.png: is no PNG' ../.err
  check "no output" test ! -e cut.jpg -a ! -e text.jpg
  expect_status 2 "$jackdaw" encode --format jkd --baseline a.ppm
  expect_status 2 "$jackdaw" encode --background sky a.ppm
  expect_status 2 "$jackdaw" encode --sampling 411 a.ppm
  expect_status 2 "$jackdaw" encode --remove-original a.ppm
  printf 'P6 60000 60000 255\n' >huge.ppm
  expect_status 1 "$jackdaw" encode huge.ppm
  { printf 'P5 1200 1200 255\n' && head -c 1440000 /dev/zero; } >black.pgm
  expect_status 1 "$jackdaw" encode --memory-limit 2M black.pgm
  check "says why" grep -q 'need [0-9]* MiB of memory, more than the limit (--memory-limit: 2 MiB)' ../.err
}

test_transparency() {
  in_case transparency
  command -v python3 >/dev/null || return 0
  python3 - <<'END'
import struct, zlib
def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
rows = b"".join(b"\0" + bytes([200, 10, 10, 255 if x < 8 else 0][c] for x in range(16) for c in range(4))
                for y in range(16))
open("a.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 6, 0, 0, 0))
                          + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
END
  expect_status 1 "$jackdaw" encode a.png
  check "says what to do" grep -q 'a.png: has transparent pixels.*--background' ../.err
  expect_status 0 "$jackdaw" encode --background '#0a0' -o on-green.jpg a.png
  check "green" awk '{ if ($1 > 40 || $2 < 130 || $3 > 40) exit 1 }' \
    <(djpeg -ppm on-green.jpg | tail -c 3 | od -An -tu1)
}

test_batches() {
  in_case batches
  mkdir tree
  local i
  for i in 1 2 3 4 5; do make_ppm "tree/$i.ppm" "$i"; done
  expect_status 0 "$jackdaw" encode -j 2 --journal run.journal -o out tree
  check "a summary" grep -q '^files *5' ../.out
  expect_status 0 "$jackdaw" encode --journal run.journal --resume -o out tree
  check "all finished" grep -q '5 finished before' ../.out
  expect_status 0 "$jackdaw" encode --dry-run -o again tree
  check "nothing is written" test ! -e again
}

test_other_decoders
test_nothing_lost
test_names
test_never_over_another_picture
test_targets
test_grey_stays_grey
test_streams
test_errors
test_transparency
test_batches
finish
