#!/usr/bin/env bash
# Lossless JPEGs (SOF3) with every command that takes them.
# Usage: lossless_jpeg_test.sh PATH-TO-JACKDAW PATH-TO-MAKE-LOSSLESS SOURCE-DIRECTORY
make_lossless=$(readlink -f "${2:?usage: $0 PATH-TO-JACKDAW PATH-TO-MAKE-LOSSLESS SOURCE-DIRECTORY}")
source_dir=$(readlink -f "${3:?usage: $0 PATH-TO-JACKDAW PATH-TO-MAKE-LOSSLESS SOURCE-DIRECTORY}")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

make_inputs() {
  "$make_lossless" medical 300 200 12 1 1 7 deep.jpg
  "$make_lossless" photo 120 90 8 1 1 4 grey.jpg
  make_ppm colour.ppm 96 64
  "$make_lossless" colour.ppm 0 colour.jpg
}

test_round_trip() {
  in_case round_trip
  make_inputs
  mkdir "$work/before" && cp ./*.jpg "$work/before"
  expect_status 0 "$jackdaw" compress --remove-original .
  check "originals are gone" test ! -e deep.jpg
  check "smaller" between "$(bytes_of deep.jpg.jkd)" 1 $(($(bytes_of "$work/before/deep.jpg") * 9 / 10))
  expect_status 0 "$jackdaw" verify .
  expect_status 0 "$jackdaw" decompress -o "$work/after" .
  check "exact" diff -r "$work/before" "$work/after"
  printf '\xaa' | dd of=deep.jpg.jkd bs=1 seek=500 conv=notrunc 2>/dev/null
  expect_status 1 "$jackdaw" verify deep.jpg.jkd
}

test_info() {
  in_case info
  make_inputs
  expect_status 0 "$jackdaw" compress -q .
  local file
  for file in deep.jpg deep.jpg.jkd; do
    expect_status 0 "$jackdaw" info --deep "$file"
    check "process of $file" grep -q '300 x 200, lossless, 12 bits' "$work/.out"
    check "no blocks in $file" bash -c "! grep -q blocks '$work/.out'"
  done
  check "samples" grep -q 'section .* samples$' "$work/.out"
  command -v jq >/dev/null && command -v python3 >/dev/null || return
  expect_status 0 "$jackdaw" info --deep --json .
  cp "$work/.out" document.json
  python3 "$source_dir/tests/system/validate_json.py" \
    "$source_dir/docs/json-schema/jackdaw.schema.json" document.json
  # 77: the validator is not installed
  case $? in 0 | 77) ;; *) fail "the JSON is not valid" ;; esac
  check "JSON" jq -e '[.files[].info | select(.kind == "jkd")] |
    all(.preset == "" and .model == "" and .images[0].process == "lossless")' document.json \
    >/dev/null
}

test_pixels() {
  in_case pixels
  make_inputs
  expect_status 0 "$jackdaw" compress -q .
  expect_status 0 "$jackdaw" decompress --pixels out.ppm colour.jpg.jkd
  check "the picture" cmp out.ppm colour.ppm
  expect_status 0 "$jackdaw" decompress --pixels from-jpeg.ppm colour.jpg
  check "the picture of the JPEG" cmp from-jpeg.ppm colour.ppm
  expect_status 0 "$jackdaw" decompress --pixels grey.pgm grey.jpg.jkd
  expect_status 1 "$jackdaw" decompress --pixels deep.png deep.jpg.jkd
  check "why not" grep -q 'samples of 12 bits' "$work/.err"
}

test_refusals() {
  in_case refusals
  make_inputs
  expect_status 1 "$jackdaw" compress --quality 50 -o lossy.jkd deep.jpg
  check "a loss says why" grep -q 'lossless JPEG' "$work/.err"
  expect_status 1 "$jackdaw" transcode --quality 50 -o lossy.jpg deep.jpg
  check "transcode says why" grep -q 'lossless JPEG' "$work/.err"
  expect_status 0 "$jackdaw" transcode --strip --copy-unsupported -o copy.jpg deep.jpg
  check "a copy" cmp copy.jpg deep.jpg
}

test_catalogue() {
  in_case catalogue
  "$jackdaw" check /nonexistent 2>&1 | grep -q 'not built in' && return
  mkdir tree
  (cd tree && make_inputs && rm colour.ppm)
  expect_status 0 "$jackdaw" compress -q --remove-original tree
  expect_status 0 "$jackdaw" check tree
  expect_status 0 "$jackdaw" check --deep tree
  expect_status 0 "$jackdaw" list tree
  check "listed" grep -q 'deep.jpg' "$work/.out"
}

test_round_trip
test_info
test_pixels
test_refusals
test_catalogue
finish
