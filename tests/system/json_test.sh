#!/usr/bin/env bash
# The JSON of every command, and of jackdaw_inspect, follows docs/json-schema/jackdaw.schema.json.
# Usage: json_test.sh PATH-TO-JACKDAW PATH-TO-INSPECT-JSON SOURCE-DIRECTORY
inspect_json=$(readlink -f "${2:?usage: $0 PATH-TO-JACKDAW PATH-TO-INSPECT-JSON SOURCE-DIRECTORY}")
source_dir=$(readlink -f "${3:?usage: $0 PATH-TO-JACKDAW PATH-TO-INSPECT-JSON SOURCE-DIRECTORY}")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

validate() { python3 "$source_dir/tests/system/validate_json.py" "$schema" "$@"; }
schema=$source_dir/docs/json-schema/jackdaw.schema.json
command -v python3 >/dev/null || { echo "python3 is not installed"; exit 77; }
command -v jq >/dev/null || { echo "jq is not installed"; exit 77; }
validate || exit $?

# valid STATUS ARGUMENT...: the program ends with this status, and its JSON is valid. The document
# is in $work/.out.
num_documents=0
valid() {
  local wanted=$1
  shift
  expect_status "$wanted" "$jackdaw" "$@" --json
  num_documents=$((num_documents + 1))
  cp "$work/.out" "$work/document-$num_documents.json"
  validate "$work/.out" >&2 || fail "not valid: $*"
}

make_inputs() {
  make_jpeg a.jpg 1
  make_jpeg grey.jpg 2 -grayscale
  make_jpeg progressive.jpg 3 -progressive
  add_metadata a.jpg >metadata.jpg
  head -c 900 a.jpg >cut.jpg
  echo 'no JPEG' >text.jpg
  : >empty.jpg
  make_large_jpeg large.jpg
  cp a.jpg "$(printf 'bad\xffname.jpg')"
}

test_compress() {
  in_case compress
  make_inputs
  valid 0 compress a.jpg
  valid 1 compress a.jpg
  valid 0 compress --skip-existing a.jpg grey.jpg
  valid 0 compress --store-name -f .
  check "all kinds" jq -e '.totals.modelled > 0 and .totals.partial > 0 and .totals.stored > 0' \
    ../.out >/dev/null
  valid 1 compress gone.jpg
  check "only an error" jq -e '.files[0] | keys == ["error", "input", "status"]' ../.out >/dev/null
  valid 0 compress --quality 50 -o lossy.jkd large.jpg
  valid 0 compress --quality 100 -o exact.jkd large.jpg
  valid 1 compress --quality 50 -o no.jkd text.jpg
  cp a.jpg b.jpg
  valid 0 compress --remove-original b.jpg
}

test_decompress() {
  in_case decompress
  make_inputs
  expect_status 0 "$jackdaw" compress -q .
  head -c 300 a.jpg.jkd >damaged.jpg.jkd
  valid 1 decompress -o out .
  valid 0 decompress --skip-existing -o out a.jpg.jkd
  valid 0 decompress --pixels a.png a.jpg.jkd
  valid 0 decompress --pixels grey.ppm grey.jpg
  valid 1 decompress --pixels text.ppm text.jpg.jkd
  valid 1 verify .
  valid 0 verify --against-original a.jpg.jkd
  mv grey.jpg elsewhere
  valid 0 verify --against-original grey.jpg.jkd
  cp a.jpg.jkd c.jkd
  valid 0 decompress --remove-original -o c.jpg c.jkd
}

test_info() {
  in_case info
  make_inputs
  expect_status 0 "$jackdaw" compress -q --store-name .
  expect_status 0 "$jackdaw" compress -q --preset fast -o fast.jkd a.jpg
  expect_status 0 "$jackdaw" compress -q --quality 50 -o lossy.jkd large.jpg
  valid 0 info .
  check "not decoded" jq -e '[.files[].info | select(.kind == "jkd") | .decoded] | any | not' \
    ../.out >/dev/null
  check "sections add up" jq -e '.files | all(.info | (.sections | map(.bytes) | add) == .size)' \
    ../.out >/dev/null
  check "presets" jq -e '[.files[].info.preset] | contains(["fast", "default", ""])' \
    ../.out >/dev/null
  mv ../.out shallow.json
  valid 0 info --deep .
  check "decoded" jq -e '[.files[].info | select(.kind == "jkd") | .decoded] | all' \
    ../.out >/dev/null
  # What is known without decoding is the same with it.
  local less='[.files[].info | del(.decoded, .reason, .images)]'
  check "the same facts" cmp <(jq "$less" shallow.json) <(jq "$less" ../.out)
  head -c 20 a.jpg.jkd >damaged.jkd
  valid 1 info damaged.jkd gone.jpg
  head -c 300 a.jpg.jkd >damaged.jkd
  valid 1 info --deep damaged.jkd
  "$jackdaw" info --json - <a.jpg.jkd >piped.json || fail "info -"
  check "the same from a pipe" cmp <(jq '.files[0].info' piped.json) \
    <(jq '.files[] | select(.input == "./a.jpg.jkd").info' shallow.json)
  validate piped.json >&2 || fail "not valid: info -"
}

test_transcode() {
  in_case transcode
  make_inputs
  valid 0 transcode --quality 40 -o small.jpg large.jpg
  valid 0 transcode -o same.jpg a.jpg
  valid 1 transcode --quality 40 -o out a.jpg text.jpg cut.jpg
}

test_encode() {
  in_case encode
  make_inputs
  djpeg -ppm a.jpg >colour.ppm
  djpeg grey.jpg >grey.pgm
  echo 'no image' >text.png
  valid 0 encode colour.ppm
  valid 0 encode --skip-existing colour.ppm
  valid 0 encode --format jkd --sampling 420 colour.ppm
  valid 1 encode -o out/ colour.ppm grey.pgm text.png
  valid 0 encode --dry-run -o other/ colour.ppm
}

# The C API says the same as the program.
test_inspect() {
  in_case inspect
  make_inputs
  expect_status 0 "$jackdaw" compress -q .
  local file
  for file in *.jpg *.jkd; do
    expect_status 0 "$inspect_json" "$file"
    cp ../.out inspect.json
    validate inspect.json >&2 || fail "not valid: jackdaw_inspect of $file"
    expect_status 0 "$jackdaw" info --json --deep "$file"
    check "$file" cmp <(jq 'del(.schema)' inspect.json) <(jq '.files[0].info' ../.out)
  done
}

# The schema refuses what it should.
test_schema() {
  in_case schema
  local change
  for change in '.schema = 2' 'del(.schema)' '.files[0].status = "good"' '.files[0].more = 1' \
    'del(.files[0].outcome)' '.totals.ok = -1' '.command = "sweep"' 'del(.totals.saved_percent)' \
    '.files[0].info = {}' '.files[0].error = {"code": "x", "message": "y"}'; do
    jq "$change" "$work/document-1.json" >wrong.json
    validate wrong.json >/dev/null && fail "valid: $change"
  done
  jq '.files[0].info' ../.out >wrong.json
  validate wrong.json >/dev/null && fail "valid: info without its schema"
}

test_compress
test_decompress
test_info
test_transcode
test_encode
test_inspect
test_schema
finish
