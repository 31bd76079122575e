#!/usr/bin/env bash
# jackdaw sweep: outputs, names, resuming, options and hostile inputs. Of other encoders only cjpeg
# is used.
# Usage: sweep_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mkdir "$work/bin" "$work/tmp"
ln -s "$(command -v cjpeg)" "$work/bin/cjpeg"
find_sweep_codecs

# sweep ARG...: with a bare search path and a temporary directory of its own.
sweep() { env PATH="$work/bin" TMPDIR="$work/tmp" "$jackdaw" sweep "$@"; }

no_leftovers() { [[ -z $(ls -A "$work/tmp") ]]; }

test_outputs() {
  in_case outputs
  mkdir in
  make_jpeg in/a.jpg 1
  make_jpeg in/b.jpg 2 -sample 1x1
  make_jpeg in/grey.jpg 3 -grayscale
  expect_status 0 sweep --rates 3 -o out in
  check "a summary" grep -q 'cjpeg+jackdaw .*BD-rate' ../.out
  check "missing encoders are named" grep -q '^not installed: mozjpeg, cjpegli, cjxl' ../.out
  check "in JSON, too" jq -e '[.missing_codecs[].name] | index("cjpegli") != null' out/sweep.json \
    >/dev/null
  check "sums are called so" jq -e '.means | all(.total_bytes > 0 and .total_encode_cpu_seconds >= 0)' \
    out/sweep.json >/dev/null
  check "three outputs" test -f out/sweep.csv -a -f out/sweep.json -a -f out/sweep.html
  check "codecs" test "$(jq -r '.codecs[].name' out/sweep.json)" = \
    "$(printf '%s\n' "${exact_codecs[@]}" "${rate_codecs[@]}")"
  local num_points
  num_points=$(num_sweep_points 3 3)
  check "lines" test "$(wc -l <out/sweep.csv)" = $((num_points + 1))  # and the header
  check "points" jq -e "(.points | length) == $num_points and (.failures | length) == 0" \
    out/sweep.json >/dev/null
  check "lossless is exact" jq -e --argjson count $((3 * ${#exact_codecs[@]})) \
    '. as $all | [.points[] | select($all.codecs[.codec].is_lossless)]
    | length == $count and all(.input.psnr_rgb_db == "inf")' out/sweep.json >/dev/null
  check "the input's size" test "$(jq '.points[0].bytes' out/sweep.json)" = "$(stat -c %s in/a.jpg)"
  check "too small for MS-SSIM" jq -e '.points | all(.input.ms_ssim == null)' out/sweep.json \
    >/dev/null
  check "nothing left" no_leftovers
  expect_status 1 sweep --rates 3 -o out in
  check "nothing overwritten" grep -q 'output exists: out/sweep.csv (use --force' ../.err
}

test_resume() {
  in_case resume
  make_jpeg a.jpg 1
  expect_status 0 sweep --rates 2 -o one a.jpg
  local before after
  before=$(find one/cache -name '*.json' -printf '%f %T@\n' | sort)
  expect_status 0 sweep --rates 2 -f -o one a.jpg
  after=$(find one/cache -name '*.json' -printf '%f %T@\n' | sort)
  check "no point was measured again" test "$before" = "$after"
  expect_status 0 sweep --rates 2 -o two --cache one/cache a.jpg
  check "the same numbers" cmp one/sweep.csv two/sweep.csv
  rm "one/cache/$(head -n 1 <<<"$before" | cut -d ' ' -f 1)"
  expect_status 0 sweep --rates 2 -f -o one a.jpg
  check "the missing one is back" test "$(find one/cache -name '*.json' | wc -l)" = \
    "$(wc -l <<<"$before")"
}

test_interrupted() {
  in_case interrupted
  mkdir in
  local i pid
  for i in 1 2 3 4 5 6 7 8; do make_ppm "in/$i.ppm" 400 300; done
  # Not through the function: the signal must reach the program itself.
  env PATH="$work/bin" TMPDIR="$work/tmp" "$jackdaw" sweep --source-quality 80 -j 1 -o out in \
    >/dev/null 2>&1 &
  pid=$!
  for ((i = 0; i < 200; ++i)); do
    (($(find out/cache -name '*.json' 2>/dev/null | wc -l) > 2)) && break
    sleep 0.05
  done
  kill -TERM "$pid"
  wait "$pid"
  check "ended by the signal" test $? = 143
  check "no reports yet" test ! -e out/sweep.csv
  check "points were kept" test "$(find out/cache -name '*.json' | wc -l)" -gt 2
  check "nothing left" no_leftovers
}

test_pristine() {
  in_case pristine
  mkdir originals jpegs
  make_ppm originals/x.ppm 200 180
  cjpeg -quality 75 -optimize originals/x.ppm >jpegs/x.jpg
  expect_status 0 sweep --rates 2 --pristine originals -o out jpegs
  expect_status 0 sweep --rates 2 --source-quality 75 -o made originals
  check "the same JPEG made here" test "$(jq '.points[0].bytes' made/sweep.json)" = \
    "$(stat -c %s jpegs/x.jpg)"
  check "both references in the summary" grep -q 'against the pristine picture .*BD-rate' ../.out
  check "the same distances" test "$(jq -c '.points[0].pristine' made/sweep.json)" = \
    "$(jq -c '.points[0].pristine' out/sweep.json)"
  check "MS-SSIM" jq -e '.points | all(.pristine.ms_ssim > 0.5)' out/sweep.json >/dev/null
  expect_status 1 sweep --pristine originals -o other jpegs/x.jpg originals/nothing.jpg
  make_jpeg jpegs/y.jpg 1
  expect_status 1 sweep --pristine originals -o other jpegs
  check "a pristine picture is missing" grep -q 'jpegs/y.jpg has no pristine picture' ../.err
}

test_options() {
  in_case options
  make_jpeg a.jpg 1
  expect_status 0 sweep --codecs cjpeg,cjpeg+jackdaw --settings cjpeg=20,40,60 --anchor best-other \
    --rates 2 -o out --bd-range 25:45 --bd-range ms-ssim=10:20 a.jpg
  check "own settings" jq -e '.codecs[0].settings == [20, 40, 60] and (.points | length) == 5' \
    out/sweep.json >/dev/null
  expect_status 0 sweep --codecs jackdaw-lossless-fast -q -o quiet a.jpg
  check "quiet" test ! -s ../.out -a ! -s ../.err
  local bad
  for bad in '--codecs nothing' '--settings cjpeg' '--settings cjpeg=1,x' '--settings nothing=1' \
    '--anchor nothing' '--bd-range 40' '--bd-range mse=3:4' '--bd-range 40:30' '--rates 0' '--source-quality 101' \
    '--bogus'; do
    # shellcheck disable=SC2086
    expect_status 2 sweep $bad -o bad a.jpg
  done
  # Settings that no codec of the sweep would use.
  for bad in '--codecs jackdaw-lossy --settings cjpeg=20,30' \
    '--codecs cjpeg --settings cjpeg=20 --settings jackdaw-lossy=40' \
    '--codecs cjpeg,cjpeg+jackdaw --settings cjpeg-progressive=20'; do
    # shellcheck disable=SC2086
    expect_status 2 sweep $bad -o bad a.jpg
    check "$bad: which, and what takes part" \
      grep -Eq -- '^jackdaw: --settings: [a-z-]+ takes no part; those that do: (cjpeg|jackdaw-lossy)' ../.err
  done
  for bad in input jackdaw-lossless-fast; do
    expect_status 2 sweep --settings "$bad=3,4" -o bad a.jpg
    check "$bad has none" grep -q -- "--settings: $bad has no settings" ../.err
  done
  expect_status 2 sweep --codecs jackdaw-lossy --texture -o bad a.jpg
  check "texture" grep -q -- '--texture: no codec with texture takes part' ../.err
  check "no outputs" test ! -e bad/sweep.csv
  expect_status 2 sweep
}

test_hostile_inputs() {
  in_case hostile
  mkdir in
  make_jpeg in/good.jpg 1
  head -c 900 in/good.jpg >in/cut.jpg
  printf 'not a picture' >in/text.jpg
  : >in/empty.png
  printf 'P6\n99999 99999\n255\nabc' >in/huge.ppm
  printf '\x89PNG\r\n\x1a\nabc' >in/broken.png
  ln -s good.jpg in/link.jpg
  make_jpeg "in/<script>alert(1)<.jpg" 2
  make_jpeg $'in/\xff,"quoted"\n.jpg' 3
  expect_status 1 sweep --rates 2 --source-quality 80 -o out in
  check "five errors, a line each" test "$(grep -c '^jackdaw: ' ../.err)" = 5
  check "five failures" jq -e \
    "(.failures | length) == 5 and (.points | length) == $(num_sweep_points 3 2)" out/sweep.json \
    >/dev/null
  check "no markup from names" test "$(grep -c '<script>alert' out/sweep.html)" = 0
  expect_status 1 sweep -o none missing.jpg
  mkdir nothing
  expect_status 1 sweep -o none nothing
  check "nothing left" no_leftovers
}

# A cjpeg that hangs is stopped.
test_timeout() {
  in_case timeout
  make_jpeg a.jpg 1
  mkdir bin
  printf '#!/bin/sh\n[ "$1" = -version ] && echo 1 || exec /bin/sleep 1000\n' >bin/cjpeg
  chmod +x bin/cjpeg
  expect_status 1 env PATH="$PWD/bin" TMPDIR="$work/tmp" "$jackdaw" sweep --rates 1 --timeout 1 \
    --codecs cjpeg,input -o out a.jpg
  check "says so" grep -q 'took longer than 1 s' ../.err
  check "the rest is there" test "$(wc -l <out/sweep.csv)" = 2
}

test_outputs
test_resume
test_interrupted
test_pristine
test_options
test_hostile_inputs
test_timeout
finish
