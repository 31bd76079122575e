#!/usr/bin/env bash
# jackdaw transcode: what other decoders make of its files, its targets, options and errors.
# Usage: transcode_test.sh PATH-TO-JACKDAW
golden=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/golden")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# psnr A B: of the luma of two JPEG files as djpeg decodes them; 99 when they are the same.
psnr() {
  paste <(djpeg -grayscale "$1" | od -An -v -tu1 -w1) <(djpeg -grayscale "$2" | od -An -v -tu1 -w1) |
    awk 'NR > 13 { d = $1 - $2; sum += d * d; n++ }
      END { print sum == 0 ? 99 : 10 * log(65025 * n / sum) / log(10) }'
}

test_keeps_pixels_by_default() {
  in_case default
  make_jpeg a.jpg 1
  make_jpeg progressive.jpg 2 -progressive
  make_jpeg grey.jpg 3 -grayscale
  make_jpeg arithmetic.jpg 4 -arithmetic
  make_jpeg 444.jpg 5 -sample 1x1
  make_jpeg 411.jpg 6 -sample 4x1
  expect_status 0 "$jackdaw" transcode -o out .
  check "a summary" grep -q smaller ../.out
  local file
  for file in *.jpg; do
    check "$file: same pixels" cmp <(djpeg "$file") <(djpeg "out/$file")
    (($(bytes_of "out/$file") <= $(bytes_of "$file"))) || fail "$file grew"
  done
}

test_lambdas() {
  in_case lambdas
  make_jpeg a.jpg 1 -quality 92
  local lambda size last_size=999999 db last_db=99
  for lambda in 0 0.5 1 2 4 8 16 32 64 128 256 1000 10000; do
    expect_status 0 "$jackdaw" transcode -f --lambda "$lambda" -o out.jpg a.jpg
    size=$(bytes_of out.jpg)
    db=$(psnr a.jpg out.jpg)
    ((size <= last_size)) || fail "lambda $lambda: $size bytes after $last_size"
    between "$db" 0 "$last_db" || fail "lambda $lambda: $db dB after $last_db"
    last_size=$size last_db=$db
  done
  between "$last_db" 5 30 || fail "the highest lambda left $last_db dB"
}

test_targets() {
  in_case targets
  make_large_jpeg a.jpg
  local size db
  for size in 20000 10000 5000; do
    expect_status 0 "$jackdaw" transcode -f --target-size "$size" -o out.jpg a.jpg
    between "$(bytes_of out.jpg)" $((size * 99 / 100)) "$size" || fail "--target-size $size"
  done
  expect_status 0 "$jackdaw" transcode -f --target-size 10K -o out.jpg a.jpg
  between "$(bytes_of out.jpg)" 10137 10240 || fail "--target-size 10K"
  expect_status 0 "$jackdaw" transcode -f --target-bpp 1 -o out.jpg a.jpg
  between "$(bytes_of out.jpg)" 9504 9600 || fail "--target-bpp 1"
  for db in 28 34 40; do
    expect_status 0 "$jackdaw" transcode -f --json --target-psnr-y "$db" -o out.jpg a.jpg
    # djpeg's inverse DCT differs by one in a few samples.
    between "$(psnr a.jpg out.jpg)" "$(awk "BEGIN { print $db - 0.02 }")" \
      "$(awk "BEGIN { print $db + 0.07 }")" || fail "--target-psnr-y $db: $(psnr a.jpg out.jpg)"
    between "$(jq '.files[0].transcode.psnr_y_db' ../.out)" "$db" "$(awk "BEGIN { print $db + 0.05 }")" ||
      fail "JSON of --target-psnr-y $db"
  done
  expect_status 1 "$jackdaw" transcode -f --target-size 20 -o out.jpg a.jpg
  check "says what can be reached" grep -q 'smallest result' ../.err
}

test_quality_falls() {
  in_case quality
  make_jpeg a.jpg 1 -quality 95
  local quality size last_size=0
  for quality in 0 20 40 60 80 90 95 100; do
    expect_status 0 "$jackdaw" transcode -f --quality "$quality" -o out.jpg a.jpg
    size=$(bytes_of out.jpg)
    ((size >= last_size)) || fail "quality $quality: $size bytes, less than $last_size"
    last_size=$size
  done
}

test_scans() {
  in_case scans
  make_jpeg a.jpg 1 -quality 90
  expect_status 0 "$jackdaw" transcode --quality 70 --baseline -o baseline.jpg a.jpg
  expect_status 0 "$jackdaw" transcode --quality 70 --progressive -o progressive.jpg a.jpg
  expect_status 0 "$jackdaw" transcode --quality 70 -o smaller.jpg a.jpg
  check "baseline" grep -q baseline <("$jackdaw" info baseline.jpg)
  check "progressive" grep -q progressive <("$jackdaw" info progressive.jpg)
  local least
  least=$(printf '%s\n' "$(bytes_of baseline.jpg)" "$(bytes_of progressive.jpg)" | sort -n | head -n 1)
  check "the smaller one" test "$(bytes_of smaller.jpg)" -le "$least"
}

# Without loss never more than the same picture has with libjpeg's own progressive scans.
test_no_larger_than_jpegtran() {
  in_case jpegtran
  command -v jpegtran >/dev/null || return
  awk 'BEGIN { srand(5); print "P3 400 300 255"
    for (y = 0; y < 300; y++) for (x = 0; x < 400; x++) {
      v = 128 + 80 * sin(x / 23) * cos(y / 17) + 25 * rand()
      printf "%d %d %d\n", v, (x / 2 + v) / 2, (255 - v + y) / 2 } }' >picture.ppm
  local quality scans
  for quality in 30 75 90 95 98; do
    cjpeg -quality "$quality" picture.ppm >a.jpg
    expect_status 0 "$jackdaw" transcode -f -o out.jpg a.jpg
    for scans in -optimize '-optimize -progressive'; do
      # shellcheck disable=SC2086
      jpegtran $scans -copy all a.jpg >other.jpg
      (($(bytes_of out.jpg) <= $(bytes_of other.jpg))) ||
        fail "quality $quality: $(bytes_of out.jpg) bytes, jpegtran $scans $(bytes_of other.jpg)"
    done
  done
}

test_metadata() {
  in_case metadata
  make_jpeg plain.jpg 1
  add_metadata plain.jpg >a.jpg
  expect_status 0 "$jackdaw" transcode --quality 50 -o kept.jpg a.jpg
  check "Exif" grep -qa 'Exif' kept.jpg
  check "comment" grep -qa 'my comment.' kept.jpg
  check "tail" grep -qa 'after the image' kept.jpg
  expect_status 0 "$jackdaw" transcode --quality 50 --strip -o stripped.jpg a.jpg
  check "Exif of the orientation alone" grep -qaP 'Exif\x00\x00MM' stripped.jpg
  check "says what goes" grep -q 'left out: comments, data behind the image (15 bytes)' ../.out
  check "no comment" test -z "$(grep -al 'comment' stripped.jpg)"
  check "no tail" test -z "$(grep -al 'after the image' stripped.jpg)"
  check "JFIF stays" grep -qa 'JFIF' stripped.jpg
  check "the same pixels" cmp <(djpeg kept.jpg) <(djpeg stripped.jpg)
  expect_status 0 "$jackdaw" transcode --strip=all --json -o all.jpg a.jpg
  check "no Exif" test -z "$(grep -al 'Exif' all.jpg)"
  check "JSON says what goes" jq -e '.files[0].removed | length == 3' ../.out >/dev/null
  expect_status 0 "$jackdaw" transcode --strip=gps,preview -o some.jpg a.jpg
  check "the rest stays" grep -qa 'my comment.' some.jpg
  check "of the tail, too" grep -qa 'after the image' some.jpg
  expect_status 2 "$jackdaw" transcode --strip=gsp -o none.jpg a.jpg
  # A copy, as nothing gets smaller.
  "$jackdaw" transcode - <plain.jpg >small.jpg
  add_metadata small.jpg >b.jpg
  expect_status 0 "$jackdaw" transcode --strip --baseline -o c.jpg b.jpg
  check "copies are stripped" test -z "$(grep -al 'after the image' c.jpg)"
}

# What is asked for is written, even if it is larger; JSON says what was written.
test_kinds() {
  in_case kinds
  make_large_jpeg plain.jpg -progressive
  jpegtran -progressive -optimize plain.jpg >progressive.jpg
  expect_status 0 "$jackdaw" transcode --json --baseline -o baseline.jpg progressive.jpg
  check "sequential" jq -e '.files[0].transcode.progressive == false' ../.out >/dev/null
  check "SOF0 or SOF1" test -z "$(grep -alP '\xff\xc2\x00\x0b\x08' baseline.jpg)"
  check "same pixels" cmp <(djpeg progressive.jpg) <(djpeg baseline.jpg)
  head -c 3000 progressive.jpg >cut.jpg
  expect_status 1 "$jackdaw" transcode --baseline -o other.jpg cut.jpg
  check "no copy of another kind" test ! -e other.jpg
  expect_status 0 "$jackdaw" transcode --baseline --copy-unsupported -o other.jpg cut.jpg
  check "but on request" cmp cut.jpg other.jpg
}

test_in_place() {
  in_case in_place
  mkdir tree
  make_jpeg tree/a.jpg 1
  make_jpeg tree/b.jpg 2
  cp -r tree before
  chmod 640 tree/a.jpg
  echo 'no JPEG' >tree/text.jpg
  expect_status 0 "$jackdaw" transcode --in-place tree
  (($(bytes_of tree/a.jpg) < $(bytes_of before/a.jpg))) || fail "a.jpg is not smaller"
  check "same pixels" cmp <(djpeg before/a.jpg) <(djpeg tree/a.jpg)
  check "same mode" test "$(stat -c %a tree/a.jpg)" = 640
  check "others stay" grep -q 'no JPEG' tree/text.jpg
  local inode
  inode=$(stat -c %i tree/a.jpg)
  expect_status 0 "$jackdaw" transcode --in-place tree
  check "nothing more to win" test "$(stat -c %i tree/a.jpg)" = "$inode"
  ln tree/b.jpg tree/c.jpg
  expect_status 1 "$jackdaw" transcode --in-place --strip tree/b.jpg
  check "says why" grep -q 'several names' ../.err
  ln -s b.jpg tree/link.jpg
  expect_status 1 "$jackdaw" transcode --in-place tree/link.jpg
  expect_status 2 "$jackdaw" transcode --in-place --quality 50 tree/a.jpg
  expect_status 2 "$jackdaw" transcode --in-place -o out tree/a.jpg
  check "no temporary files" no_temps .
}

# The message names the option and both amounts.
test_memory() {
  in_case memory
  make_large_jpeg a.jpg
  expect_status 1 "$jackdaw" transcode --quality 50 --memory-limit 2M -o b.jpg a.jpg
  check "amounts" grep -qE 'needs [0-9]+ MiB .*\(--memory-limit: 2 MiB\)' ../.err
  expect_status 1 "$jackdaw" compress --quality 50 --memory-limit 2M -o b.jkd a.jpg
  check "of compress, too" grep -qE 'needs [0-9]+ MiB .*\(--memory-limit: 2 MiB\)' ../.err
}

test_refusals() {
  in_case refusals
  make_jpeg a.jpg 1
  cp a.jpg b.jpg
  expect_status 1 "$jackdaw" transcode --quality 50 -o b.jpg a.jpg
  check "not overwritten" cmp a.jpg b.jpg
  check "says so" grep -q 'output exists' ../.err
  expect_status 0 "$jackdaw" transcode --quality 50 --skip-existing -o b.jpg a.jpg
  check "passed over" cmp a.jpg b.jpg
  expect_status 1 "$jackdaw" transcode --force --quality 50 -o a.jpg a.jpg
  check "never onto itself" cmp a.jpg b.jpg
  expect_status 2 "$jackdaw" transcode --quality 50 a.jpg
  check "asks for -o" grep -q 'needs -o' ../.err
  expect_status 2 "$jackdaw" transcode --quality 50 --lambda 3 -o c.jpg a.jpg
  expect_status 2 "$jackdaw" transcode --quality 101 -o c.jpg a.jpg
  expect_status 2 "$jackdaw" transcode --target-size -5 -o c.jpg a.jpg
  expect_status 2 "$jackdaw" transcode --baseline --progressive -o c.jpg a.jpg
  head -c 1500 a.jpg >cut.jpg
  echo 'no JPEG' >text.jpg
  expect_status 1 "$jackdaw" transcode --quality 50 -o out cut.jpg text.jpg a.jpg
  check "names both" test "$(grep -c 'jackdaw compress without a loss keeps the file' ../.err)" = 2
  check "the good one is done" test -f out/a.jpg
  check "nothing else" test "$(find out -type f | wc -l)" = 1
  check "no temporary files" no_temps .
}

# What cannot be requantized: the message names the file, the reason and what works, and that works.
test_unsupported() {
  in_case unsupported
  make_jpeg a.jpg 1
  expect_status 0 "$jackdaw" decompress -o twelve.jpg "$golden/f2_v0_2_12bit_progressive_420.jkd"
  expect_status 0 "$jackdaw" decompress -o cut.jpg "$golden/f2_v0_2_truncated_baseline_60.jkd"
  local name reason
  while IFS='|' read -r name reason; do
    local loss
    for loss in '--quality 50' '--lambda 9' '--target-size 900' '--target-psnr 35' --strip; do
      # shellcheck disable=SC2086
      expect_status 1 "$jackdaw" transcode $loss -o out.jpg "$name"
      check "$name $loss" grep -qxF "jackdaw: $name: $reason: the picture cannot be coded anew \
(jackdaw compress without a loss keeps the file exactly)" ../.err
      check "$name $loss: no output" test ! -e out.jpg
    done
    expect_status 0 "$jackdaw" transcode -o copy.jpg "$name"
    check "$name: copied without a loss" cmp "$name" copy.jpg
    check "says why" grep -q "copied ($reason)" ../.out
    rm copy.jpg
    expect_status 0 "$jackdaw" compress -o kept.jkd "$name"
    expect_status 0 "$jackdaw" decompress -o back.jpg kept.jkd
    check "$name: kept" cmp "$name" back.jpg
    rm kept.jkd back.jpg
  done <<'END'
twelve.jpg|12-bit samples
cut.jpg|damaged or truncated scan data
END
}

test_pipes_and_directories() {
  in_case pipes
  mkdir -p in/sub
  make_jpeg in/a.jpg 1
  make_jpeg in/sub/b.jpg 2
  "$jackdaw" transcode --quality 50 - <in/a.jpg >piped.jpg || fail "from a pipe"
  expect_status 0 "$jackdaw" transcode --quality 50 -j 2 -o out in
  check "mirrored" test -f out/a.jpg -a -f out/sub/b.jpg
  check "the same from a pipe" cmp piped.jpg out/a.jpg
}

test_keeps_pixels_by_default
test_lambdas
test_targets
test_quality_falls
test_scans
test_no_larger_than_jpegtran
test_metadata
test_kinds
test_in_place
test_memory
test_refusals
test_unsupported
test_pipes_and_directories
finish
