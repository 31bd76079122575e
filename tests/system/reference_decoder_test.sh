#!/usr/bin/env bash
# The decoder in Python that was written from docs/format*.md (tests/reference_decoder) decodes the
# golden files, and what the program makes of the files that are in them and of some others. Status
# 77 when Python 3.9, libzstd or libxxhash is missing.
# Usage: reference_decoder_test.sh [PATH-TO-JACKDAW] [all]; without `all` the large files are left
# out, to stay below a minute.
set -uo pipefail

here=$(readlink -f "${BASH_SOURCE[0]%/*}")
golden=$here/golden
large='f2_v0_2_(parallel_444_slices|lossy_420|lossy_tables)\.jkd'
decode() { nice python3 "$here/../reference_decoder/decode.py" "$@"; }

program=
if [[ ${1:-all} != all ]]; then
  program=$1
  shift
fi
command -v python3 >/dev/null || exit 77
files=()
if [[ ${1:-} != all ]]; then
  mapfile -t files < <(cut -d ' ' -f 1 "$golden/manifest.txt" | grep -Ev "^$large\$")
fi
export PYTHONDONTWRITEBYTECODE=1
decode --golden "$golden" "${files[@]}" || exit
[[ -n $program ]] || exit 0

# Models 3 and 2, presets balanced and parallel: more kinds of pictures than golden files have.
# shellcheck source=tests/system/lib.sh
source "$here/lib.sh" "$program"
preset=balanced
declare -A num_files=()

# round_trip FILE OPTION...: FILE, packed by the preset, comes back. Small files can have model 0
# where this is smaller; num_files counts files by model.
round_trip() {
  local file=$1 models
  case_name="$preset: $case_name $*"
  shift
  rm -f packed.jkd
  check compress "$jackdaw" compress -q --preset "$preset" "$@" -o packed.jkd "$file"
  models=$(decode --models packed.jkd)
  check decode decode packed.jkd out
  check "other bytes" cmp "$file" out
  num_files[$models]=$((${num_files[$models]:-0} + 1))
  echo "$case_name: model $models"
  case_name=
}

for name in progressive cmyk restart_misnumbered_mixed_padding everything_odd_in_one_scan; do
  check "unpack $name" "$jackdaw" decompress -q -o "$name.jpg" "$golden/f2_v0_2_$name.jkd"
  round_trip "$name.jpg"
done

# picture WIDTH HEIGHT: like a photograph, with an edge and with a corner that repeats itself, in one
# component or in all of them.
picture() {
  awk -v w="$1" -v h="$2" 'function byte(z) { return z < 0 ? 0 : z > 255 ? 255 : int(z) }
  BEGIN {
    srand(3); n = 60
    for (i = 0; i < n; i++) {
      f = 0.02 * exp(3.6 * rand()); angle = 6.28 * rand()
      fx[i] = f * cos(angle); fy[i] = f * sin(angle); phase[i] = 6.28 * rand()
      height[i] = f < 0.066 ? 24 : 1.6 / f
    }
    printf "P3\n%d %d\n255\n", w, h
    for (y = 0; y < h; y++) for (x = 0; x < w; x++) {
      s = t = 0
      for (i = 0; i < n; i++) {
        wave = height[i] * cos(fx[i] * x + fy[i] * y + phase[i])
        s += wave
        if (i % 3 == 0) t += wave / 2
      }
      if ((x - w / 2) ^ 2 + (y - h / 2) ^ 2 < w * h / 16) s = 60 - s
      if (x < w / 4 && y < h / 2) { s = -38; if (y < h / 4) t = 20 }
      printf "%d %d %d\n", byte(128 + s + t), byte(128 + s), byte(128 + s - t)
    }
  }'
}

# packed FILE CJPEG-OPTION... [-- OPTION...]: a JPEG of FILE, round_trip.
packed() {
  local file=$1 options=()
  shift
  while (($# > 0)) && [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  case_name="${options[*]}"
  cjpeg "${options[@]}" "$file" >packed.jpg
  round_trip packed.jpg "${@:2}"
}

if command -v cjpeg >/dev/null; then
  picture 112 80 >small.ppm
  for sampling in 1x1 2x2 1x2 4x1 3x1 2x2,2x1,1x1 1x1,2x2,2x2; do
    packed small.ppm -quality 50 -sample "$sampling"
  done
  packed small.ppm -quality 60 -grayscale -restart 1
  packed small.ppm -quality 50 -progressive -- --slices 3
  packed small.ppm -quality 50 -arithmetic
  # Above the size up to which model 0 is tried.
  picture 208 144 >large.ppm
  packed large.ppm -quality 90 -sample 1x1 -- --slices 2
  ((${num_files[3]:-0} >= 8)) || fail "only ${num_files[3]:-0} files have model 3"

  # No size is a multiple of 8 blocks.
  preset=parallel
  for sampling in 1x1 2x2 1x1,2x2,2x2; do
    packed small.ppm -quality 50 -sample "$sampling"
  done
  packed small.ppm -quality 60 -progressive -- --slices 3
  # Several waves in a row of a pass, and fewer rows than the first stride.
  picture 1100 24 >wide.ppm
  packed wide.ppm -quality 30 -grayscale
  # With blocks that repeat others.
  packed large.ppm -quality 75 -grayscale
  packed large.ppm -quality 75 -sample 1x1 -- --slices 4
  ((${num_files[2]:-0} >= 6)) || fail "only ${num_files[2]:-0} files have model 2"
fi
((failures == 0))
