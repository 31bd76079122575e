#!/usr/bin/env bash
# Sizes and times of lossless JPEGs (docs/measured/sizes.md): for each set, bytes of the JPEGs with
# predictor 1 and with the best one for each picture, and of the .jkd files.
# Usage: lossless_jpeg_sizes.sh BUILD PRISTINE WORK
#   BUILD: has jackdaw and jackdaw_make_lossless; PRISTINE: folders colour and grey of PNG files
set -euo pipefail
build=$(readlink -f "${1:?usage: $0 BUILD PRISTINE WORK}")
pristine=$(readlink -f "${2:?}")
mkdir -p "${3:?}"
cd "$3"
jackdaw=$build/apps/jackdaw/jackdaw
make=$build/tests/support/jackdaw_make_lossless

# jpegs SET FILE.pnm NAME: with predictor 1 and with the best.
jpegs() {
  mkdir -p "$1/first" "$1/best"
  "$make" "$2" 1 "$1/first/$3.jpg"
  "$make" "$2" 0 "$1/best/$3.jpg"
}

# generated SET CONTENT SIDE BITS
generated() {
  mkdir -p "$1/first" "$1/best"
  local seed
  for seed in 1 2 3 4; do
    "$make" "$2" "$3" "$3" "$4" 1 "$seed" 1 "$1/first/$seed.jpg"
    "$make" "$2" "$3" "$3" "$4" 1 "$seed" 0 "$1/best/$seed.jpg"
  done
}

bytes() { find "$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }'; }

report() {  # SET SAMPLE-BYTES
  rm -rf "$1/jkd" "$1/back"
  local begin middle end
  begin=$(date +%s%N)
  "$jackdaw" compress -q -j 1 --no-verify -o "$1/jkd" "$1/best"
  middle=$(date +%s%N)
  "$jackdaw" decompress -q -j 1 -o "$1/back" "$1/jkd"
  end=$(date +%s%N)
  diff -rq "$1/best" "$1/back" >/dev/null || echo "DIFFERENT: $1"
  awk -v set="$1" -v n="$(find "$1/best" -type f | wc -l)" -v first="$(bytes "$1/first")" \
    -v best="$(bytes "$1/best")" -v jkd="$(bytes "$1/jkd")" -v raw="$2" \
    -v encode=$((middle - begin)) -v decode=$((end - middle)) 'BEGIN {
      printf "%-14s %3d files  predictor 1: %9d  best: %9d  .jkd: %9d  %.1f %% of 1, %.1f %% of best  %.1f MB/s, %.1f MB/s\n",
        set, n, first, best, jkd, 100 * jkd / first, 100 * jkd / best, raw * 1e3 / encode, raw * 1e3 / decode }'
  # Each file against the best predictor.
  for file in "$1"/best/*.jpg; do
    echo "$(stat -c %s "$1/jkd/${file##*/}.jkd") $(stat -c %s "$file")"
  done | awk '{ r = $1 / $2; if (NR == 1 || r < low) low = r; if (r > high) high = r; sum += r }
    END { printf "%14s each: mean %.1f %%, %.1f to %.1f %%\n", "", 100 * sum / NR, 100 * low, 100 * high }'
}

raw=0
for file in $(find "$pristine/colour" -name '*.png' | sort | head -30); do
  name=$(basename "$file" .png)
  pngtopnm "$file" >rgb.ppm 2>/dev/null
  ppmtopgm rgb.ppm >grey.pgm 2>/dev/null
  jpegs rgb8 rgb.ppm "$name"
  jpegs grey8 grey.pgm "$name"
  raw=$((raw + $(stat -c %s grey.pgm)))
done
report rgb8 $((3 * raw))
report grey8 "$raw"
for file in $(find "$pristine/grey" -name '*.png' | sort | head -60); do
  pngtopnm "$file" >grey.pgm 2>/dev/null
  jpegs grey8-180 grey.pgm "$(basename "$file" .png)"
done
report grey8-180 $((60 * 180 * 180))
generated medical8 medical 512 8
report medical8 $((4 * 512 * 512))
generated medical12 medical 512 12
report medical12 $((4 * 512 * 512 * 2))
generated medical16 medical 512 16
report medical16 $((4 * 512 * 512 * 2))
generated sparse16 sparse 512 16
report sparse16 $((4 * 512 * 512 * 2))
generated medical16l medical 2048 16
report medical16l $((4 * 2048 * 2048 * 2))
generated noise16 noise 512 16
report noise16 $((4 * 512 * 512 * 2))
