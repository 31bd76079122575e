#!/usr/bin/env bash
# The decoder in Python that was written from docs/format*.md (tests/reference_decoder) decodes the
# golden files. Status 77 when Python 3.9, libzstd or libxxhash is missing.
# Usage: reference_decoder_test.sh [all]; without `all` the large files are left out, to stay below
# a minute.
set -uo pipefail

here=${BASH_SOURCE[0]%/*}
large='f2_v0_2_(parallel_444_slices|lossy_420|lossy_tables)\.jkd'

command -v python3 >/dev/null || exit 77
files=()
if [[ ${1:-} != all ]]; then
  mapfile -t files < <(cut -d ' ' -f 1 "$here/golden/manifest.txt" | grep -Ev "^$large\$")
fi
export PYTHONDONTWRITEBYTECODE=1
exec nice python3 "$here/../reference_decoder/decode.py" --golden "$here/golden" "${files[@]}"
