#!/usr/bin/env bash
# jackdaw compress with a loss: its targets, options, errors, and what the other commands make of the
# .jkd files.
# Usage: lossy_test.sh PATH-TO-JACKDAW
golden=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/golden")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# psnr A B: of the samples of two PPM or PGM files of the same size; 99 when they are the same.
psnr() {
  paste <(tail -n +4 "$1" | od -An -v -tu1 -w1) <(tail -n +4 "$2" | od -An -v -tu1 -w1) |
    awk '{ d = $1 - $2; sum += d * d; n++ }
      END { print sum == 0 ? 99 : 10 * log(65025 * n / sum) / log(10) }'
}

test_round_trip() {
  in_case round_trip
  make_jpeg a.jpg 1 -quality 92
  make_jpeg progressive.jpg 2 -progressive
  make_jpeg grey.jpg 3 -grayscale
  make_jpeg arithmetic.jpg 4 -arithmetic
  make_jpeg 444.jpg 5 -sample 1x1
  make_jpeg 411.jpg 6 -sample 4x1
  make_jpeg restart.jpg 7 -restart 1
  mkdir exact
  expect_status 0 "$jackdaw" compress -o exact .
  expect_status 0 "$jackdaw" compress --quality 50 .
  check "a summary" grep -q smaller ../.out
  local file
  for file in *.jpg; do
    (($(bytes_of "$file.lossy.jkd") < $(bytes_of "exact/$file.jkd"))) || fail "$file: no smaller"
    djpeg -pnm "$file" >"$file.wanted"
    mv "$file" "$file.input"
  done
  expect_status 0 "$jackdaw" verify -- *.jkd
  expect_status 0 "$jackdaw" decompress -q -- *.jkd
  expect_status 0 "$jackdaw" decompress -q --plain --pixels ppm -- *.jkd
  for file in *.jpg; do
    djpeg -pnm "$file" >"$file.pnm" 2>"$file.err" || fail "$file: djpeg"
    check "$file: no warning" test ! -s "$file.err"
    between "$(psnr "$file.pnm" "$file.wanted")" 25 60 ||
      fail "$file: $(psnr "$file.pnm" "$file.wanted") dB"
    [[ $file == grey.jpg ]] && continue  # a PPM has three samples for each
    between "$(psnr "$file.ppm" "$file.wanted")" 25 60 || fail "$file: --pixels"
  done
}

test_quality_falls() {
  in_case quality
  make_jpeg a.jpg 1 -quality 95
  expect_status 0 "$jackdaw" compress -o exact.jkd a.jpg
  local quality size last_size=0
  for quality in 0 20 40 60 80 90 95 100; do
    expect_status 0 "$jackdaw" compress -f --quality "$quality" -o out.jkd a.jpg
    size=$(bytes_of out.jkd)
    ((size >= last_size)) || fail "quality $quality: $size bytes, less than $last_size"
    last_size=$size
  done
  check "quality 100 is exact" cmp out.jkd exact.jkd
  expect_status 0 "$jackdaw" compress -f --lambda 0 -o out.jkd a.jpg
  check "so is lambda 0" cmp out.jkd exact.jkd
}

test_targets() {
  in_case targets
  make_large_jpeg a.jpg
  expect_status 0 "$jackdaw" decompress --plain --pixels a.pgm a.jpg
  local size db
  for size in 16000 10000 5000; do
    expect_status 0 "$jackdaw" compress -f --target-size "$size" -o out.jkd a.jpg
    between "$(bytes_of out.jkd)" $((size * 99 / 100)) "$size" ||
      fail "--target-size $size: $(bytes_of out.jkd)"
  done
  expect_status 0 "$jackdaw" compress -f --target-bpp 1 -o out.jkd a.jpg
  between "$(bytes_of out.jkd)" 9504 9600 || fail "--target-bpp 1: $(bytes_of out.jkd)"
  for db in 28 34 40; do
    expect_status 0 "$jackdaw" compress -f --json --target-psnr-y "$db" -o out.jkd a.jpg
    between "$(jq '.files[0].loss.psnr_y_db' ../.out)" "$db" "$(awk "BEGIN { print $db + 0.05 }")" ||
      fail "JSON of --target-psnr-y $db"
    expect_status 0 "$jackdaw" decompress -f --plain --pixels out.pgm out.jkd
    between "$(psnr a.pgm out.pgm)" "$db" "$(awk "BEGIN { print $db + 0.06 }")" ||
      fail "--target-psnr-y $db: $(psnr a.pgm out.pgm)"
  done
  expect_status 0 "$jackdaw" compress -f --target-size 1000000 -o out.jkd a.jpg
  expect_status 0 "$jackdaw" decompress -f -o back.jpg out.jkd
  check "a size above the exact one is exact" cmp a.jpg back.jpg
  rm out.jkd
  expect_status 1 "$jackdaw" compress --target-size 20 -o out.jkd a.jpg
  check "says what can be reached" grep -q '^jackdaw: a.jpg: .*smallest result has' ../.err
  check "writes nothing" test ! -e out.jkd
}

test_reports() {
  in_case reports
  make_large_jpeg a.jpg
  expect_status 0 "$jackdaw" compress --json --quality 40 a.jpg
  # shellcheck disable=SC2016
  check "JSON" jq -e --argjson size "$(bytes_of a.jpg.lossy.jkd)" '.files[0]
    | .status == "ok" and .outcome == "modelled" and .output == "a.jpg.lossy.jkd"
      and .lossy and .output_bytes == $size and .loss.lossless == false and .loss.lambda > 0
      and .loss.psnr_db > 25 and .loss.psnr_db < 50' ../.out >/dev/null
  expect_status 0 "$jackdaw" compress --json --quality 100 -o exact.jkd a.jpg
  check "JSON without a loss" jq -e '.files[0].loss
    | .lossless and .psnr_db == null' ../.out >/dev/null
  expect_status 0 "$jackdaw" compress --json -o plain.jkd a.jpg
  check "none without the option" jq -e '.files[0].loss == null' ../.out >/dev/null
  expect_status 0 "$jackdaw" compress -f --quality 40 a.jpg
  check "summary" grep -q 'PSNR .* dB' ../.out
  expect_status 0 "$jackdaw" info a.jpg.lossy.jkd
  check "info" grep -q 'not the one that was compressed' ../.out
  expect_status 0 "$jackdaw" info --deep a.jpg.lossy.jkd
  check "info --deep" grep -q '320 x 240' ../.out
  check "offsets" grep -q offsets ../.out
  expect_status 0 "$jackdaw" info --json a.jpg.lossy.jkd
  # shellcheck disable=SC2016
  check "info in JSON" jq -e --argjson size "$(bytes_of a.jpg.lossy.jkd)" '.files[0].info
    | (.sections | map(.bytes) | add) == $size and any(.sections[]; .name == "offsets")' \
    ../.out >/dev/null
  expect_status 0 "$jackdaw" verify a.jpg.lossy.jkd
}

test_options() {
  in_case options
  make_large_jpeg a.jpg
  expect_status 0 "$jackdaw" compress -j 1 --slices 3 --quality 60 -o one.jkd a.jpg
  expect_status 0 "$jackdaw" compress -j 2 --slices 3 --quality 60 -o two.jkd a.jpg
  check "threads do not matter" cmp one.jkd two.jkd
  expect_status 0 "$jackdaw" compress --verify --slices 3 --quality 60 -o verified.jkd a.jpg
  check "nor does --verify" cmp one.jkd verified.jkd
  expect_status 0 "$jackdaw" compress --no-verify --slices 3 --quality 60 -o unverified.jkd a.jpg
  check "nor --no-verify" cmp one.jkd unverified.jkd
  expect_status 2 "$jackdaw" compress --verify --no-verify --quality 60 -o both.jkd a.jpg
  "$jackdaw" compress --quality 60 --slices 3 - <a.jpg >piped.jkd || fail "from a pipe"
  check "the same from a pipe" cmp one.jkd piped.jkd
  expect_status 0 "$jackdaw" compress --store-name --quality 60 -o named a.jpg
  mkdir out
  mv named out/no-ending
  expect_status 0 "$jackdaw" decompress out/no-ending
  check "the stored name" test -f out/a.jpg
  mkdir -p in/sub
  make_jpeg in/a.jpg 1
  make_jpeg in/sub/b.jpg 2
  expect_status 0 "$jackdaw" compress -j 2 --quality 50 -o mirrored in
  check "mirrored" test -f mirrored/a.jpg.lossy.jkd -a -f mirrored/sub/b.jpg.lossy.jkd
  check "no temporary files" no_temps .
}

test_metadata() {
  in_case metadata
  make_jpeg plain.jpg 1
  add_metadata plain.jpg >a.jpg
  expect_status 0 "$jackdaw" compress --quality 50 -o a.jkd a.jpg
  expect_status 0 "$jackdaw" decompress -o kept.jpg a.jkd
  check "lossy" test "$(cmp a.jpg kept.jpg 2>&1 | wc -l)" = 1
  check "Exif" grep -qa 'Exif' kept.jpg
  check "comment" grep -qa 'my comment.' kept.jpg
  check "tail" grep -qa 'after the image' kept.jpg
}

test_refusals() {
  in_case refusals
  make_jpeg a.jpg 1
  echo precious >a.jpg.lossy.jkd
  expect_status 1 "$jackdaw" compress --quality 50 a.jpg
  check "not overwritten" grep -q precious a.jpg.lossy.jkd
  check "says so" grep -q '^jackdaw: a.jpg: output exists: a.jpg.lossy.jkd' ../.err
  expect_status 0 "$jackdaw" compress --quality 50 --skip-existing a.jpg
  check "passed over" grep -q precious a.jpg.lossy.jkd
  expect_status 0 "$jackdaw" compress --quality 50 --force a.jpg
  expect_status 0 "$jackdaw" verify a.jpg.lossy.jkd
  cp a.jpg same
  expect_status 1 "$jackdaw" compress --force --quality 50 -o same same
  check "never onto itself" cmp a.jpg same
  expect_status 1 "$jackdaw" compress --quality 50 -o twice.jkd a.jpg.lossy.jkd
  check "not of a .jkd" grep -q '^jackdaw: a.jpg.lossy.jkd: is already a .jkd file' ../.err
  expect_status 1 "$jackdaw" compress --force --quality 50 -o twice.jkd a.jpg.lossy.jkd
  check "even with --force" grep -q '^jackdaw: a.jpg.lossy.jkd: .*cannot be coded anew' ../.err
  expect_status 2 "$jackdaw" compress --quality 50 --lambda 3 a.jpg
  expect_status 2 "$jackdaw" compress --quality 101 a.jpg
  expect_status 2 "$jackdaw" compress --quality much a.jpg
  expect_status 2 "$jackdaw" compress --target-size -5 a.jpg
  expect_status 2 "$jackdaw" compress --quality 50 --preset fast a.jpg
  check "names the preset" grep -q 'preset default' ../.err
  expect_status 2 "$jackdaw" compress --quality 50 --preset parallel a.jpg
  expect_status 2 "$jackdaw" compress --quality 50 --remove-original a.jpg
  check "the original stays" test -f a.jpg
  check "no temporary files" no_temps .
}

# What cannot be requantized: the message names the file, the reason and what works.
test_unsupported() {
  in_case unsupported
  make_jpeg a.jpg 1
  expect_status 0 "$jackdaw" decompress -o twelve.jpg "$golden/f2_v0_2_12bit_progressive_420.jkd"
  expect_status 0 "$jackdaw" decompress -o cut.jpg "$golden/f2_v0_2_truncated_baseline_60.jkd"
  echo 'no JPEG' >text.jpg
  local name reason loss
  while IFS='|' read -r name reason; do
    for loss in '--quality 50' '--lambda 9' '--target-size 900' '--target-psnr 35'; do
      # shellcheck disable=SC2086
      expect_status 1 "$jackdaw" compress $loss -o out.jkd "$name"
      check "$name $loss" grep -qxF "jackdaw: $name: $reason: the picture cannot be coded anew \
(jackdaw compress without a loss keeps the file exactly)" ../.err
      check "$name $loss: no output" test ! -e out.jkd
    done
  done <<'END'
twelve.jpg|12-bit samples
cut.jpg|damaged or truncated scan data
text.jpg|not a JPEG file: it does not start with SOI
END
  expect_status 1 "$jackdaw" compress --quality 50 -o out cut.jpg text.jpg a.jpg
  check "names both" test "$(grep -c 'without a loss keeps the file exactly' ../.err)" = 2
  check "the good one is done" test -f out/a.jpg.lossy.jkd
  check "nothing else" test "$(find out -type f | wc -l)" = 1
}

test_memory_limit() {
  in_case memory
  make_large_jpeg a.jpg
  expect_status 1 "$jackdaw" compress --memory-limit 1M --quality 50 a.jpg
  check "says so" grep -q '^jackdaw: a.jpg: .*limit' ../.err
  check "no output" test ! -e a.jpg.lossy.jkd
}

# A mistake of the command line, found before the first picture is read and said once.
test_bad_networks() {
  in_case bad_networks
  make_jpeg a.jpg 1
  cp a.jpg b.jpg
  head -c 2000 /dev/zero >zeros
  : >empty
  local command file
  for command in 'compress --quality 50' 'compress' 'transcode --quality 50' 'encode'; do
    for file in a.jpg zeros empty; do
      # shellcheck disable=SC2086
      expect_status 2 "$jackdaw" $command --json -o out --journal journal --attention="$file" \
        a.jpg b.jpg
      check "$command: the file is named" grep -q -- "^jackdaw: --attention $file: " ../.err
      check "$command: once" test "$(grep -c "$file: " ../.err)" = 1
      check "$command: nothing is begun" test ! -e out -a ! -e journal -a ! -s ../.out
    done
  done
}

test_round_trip
test_quality_falls
test_targets
test_reports
test_options
test_metadata
test_refusals
test_unsupported
test_memory_limit
test_bad_networks
finish
