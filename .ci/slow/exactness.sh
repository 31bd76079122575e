#!/usr/bin/env bash
# round trip of every file in the folder of sample data, with every preset
# JACKDAW_SHARED_DATA: the folder (default: ../shared/data).
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
data=${JACKDAW_SHARED_DATA:-../shared/data}
if [[ ! -d $data ]]; then
  echo "there is no folder $data"
  exit 1
fi
./run build jackdaw
jackdaw=build/apps/jackdaw/jackdaw
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for preset in fast default parallel; do
  heading "preset $preset"
  "$jackdaw" compress --preset "$preset" -o "$work/packed" "$data"
  "$jackdaw" decompress -q -o "$work/back" "$work/packed"
  # Every file that came back equals its original, and every packed file came back.
  (cd "$work/back" && find . -type f) | while IFS= read -r file; do cmp "$data/$file" "$work/back/$file"; done
  test "$(find "$work/packed" -type f | wc -l)" = "$(find "$work/back" -type f | wc -l)"
  test "$(find "$work/back" -type f | wc -l)" -gt 0
  rm -r "$work/packed" "$work/back"
done
