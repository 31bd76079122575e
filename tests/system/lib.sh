# shellcheck shell=bash disable=SC2034
# Shared by the system tests: source it with the program's path in $1. Not a test itself.
set -uo pipefail

jackdaw=$(readlink -f "${1:?usage: $0 PATH-TO-JACKDAW}")
failures=0
case_name=

work=$(mktemp -d "${TMPDIR:-/tmp}/jackdaw-test.XXXXXX")
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1

# On standard error, so that a check whose output is thrown away still says what failed.
fail() {
  echo "FAIL: $case_name: $*" >&2
  failures=$((failures + 1))
}

# check DESCRIPTION COMMAND...: the command must succeed.
check() {
  local what=$1
  shift
  "$@" || fail "$what"
}

# expect_status N COMMAND...: the command must end with this status. Its output is in $work/.out and
# $work/.err.
expect_status() {
  local wanted=$1 status
  shift
  "$@" >"$work/.out" 2>"$work/.err" </dev/null
  status=$?
  if ((status != wanted)); then
    fail "status $status instead of $wanted: $*"
    sed 's/^/    /' "$work/.err"
  fi
}

# make_jpeg FILE [SEED [CJPEG-ARG...]]: a 96 x 64 picture with some structure.
make_jpeg() {
  local file=$1 seed=${2:-1}
  shift
  (($# > 0)) && shift
  awk -v seed="$seed" 'BEGIN {
    srand(seed); w = 96; h = 64
    printf "P3\n%d %d\n255\n", w, h
    for (y = 0; y < h; y++) for (x = 0; x < w; x++) {
      v = 128 + 80 * sin(x * seed / 17) * cos(y / 9) + 20 * rand()
      printf "%d %d %d\n", v, (x * 2 + v) / 2, (255 - v + y) / 2
    }
  }' | cjpeg -quality 85 "$@" >"$file"
}

# make_large_jpeg FILE [CJPEG-ARG...]: 320 x 240 grey, so that 1 % is more than a few bytes.
make_large_jpeg() {
  local file=$1
  shift
  awk 'BEGIN { srand(4); print "P2 320 240 255"
    for (y = 0; y < 240; y++) for (x = 0; x < 320; x++)
      printf "%d\n", 128 + 70 * sin(x / 19) * cos(y / 13) + 30 * rand() }' |
    cjpeg -quality 90 "$@" >"$file"
}

# add_metadata FILE: that JPEG with Exif of orientation 6, a comment, and bytes after the image.
add_metadata() {
  head -c 2 "$1"
  printf '\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03'
  printf '\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00'
  printf '\xff\xfe\x00\x0dmy comment.'
  tail -c +3 "$1"
  printf 'after the image'
}

bytes_of() { stat -c %s "$1"; }

# between A LOW HIGH, for numbers that are not whole.
between() { awk -v a="$1" -v low="$2" -v high="$3" 'BEGIN { exit !(a >= low && a <= high) }'; }

# make_ppm FILE WIDTH HEIGHT: a binary PPM picture with some structure.
make_ppm() {
  awk -v w="$2" -v h="$3" 'BEGIN {
    printf "P3\n%d %d\n255\n", w, h
    for (y = 0; y < h; y++) for (x = 0; x < w; x++) {
      v = 128 + 80 * sin(x / 7) * cos(y / 9)
      printf "%d %d %d\n", v, (x * 2 + v) % 256, (255 - v + y) % 256
    }
  }' | cjpeg -quality 100 -sample 1x1 | djpeg -pnm >"$1"
}

# Names of the codecs that jackdaw sweep must find with cjpeg as the only other program, in its order:
# those without a rate to choose in exact_codecs, the others in rate_codecs. Those of Jackdaw's lossy
# commands are there when the program's own help names the options for it.
find_sweep_codecs() {
  exact_codecs=(input jackdaw-lossless-fast jackdaw-lossless-balanced jackdaw-lossless-default jackdaw-lossless-parallel)
  rate_codecs=(jackdaw-lossy jackdaw-transcode cjpeg cjpeg-progressive cjpeg+jackdaw)
}

# num_sweep_points PICTURES RATES: how many points they give.
num_sweep_points() { echo $(($1 * (${#exact_codecs[@]} + $2 * ${#rate_codecs[@]}))); }

# in_case NAME: starts a fresh directory and makes it the current one.
in_case() {
  case_name=$1
  mkdir -p "$work/$1"
  cd "$work/$1" || exit 1
}

no_temps() { [[ -z $(find "${1:-.}" -name '.jackdaw-*' -print -quit) ]]; }

finish() {
  if ((failures > 0)); then
    echo "$failures failures"
    exit 1
  fi
  echo "all good"
  exit 0
}

command -v cjpeg >/dev/null 2>&1 || { echo "cjpeg is not installed"; exit 77; }
