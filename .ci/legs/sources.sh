#!/usr/bin/env bash
# Rules of the sources that need no build: where floating point may be, lengths of files and
# functions, which folder includes which, format.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages tests format functions

max_file_lines=500
max_function_lines=60

# Code that shapes a probability or a decoded byte has no floating point. What only chooses what to
# lose or makes pixels may, and lives in folders of its own, with the public headers of those modes,
# the public functions that check their options and the part of the C API that passes them on.
without_floats() {
  sources base entropy models codec |
    grep -vE '^(codec/(pixels|lossy)|models/pixels)/|^codec/include/jackdaw/(encode|lossy|transcode|jackdaw_c)\.h$' |
    grep -vE '^codec/api/enc_(encode_api|lossy_api|transcode_api|c_api)\.cc$'
}

check_no_floats() {
  without_floats | xargs awk '
    { sub("//.*", "") }  # comments may speak of floats
    /(^|[^A-Za-z0-9_])(float|double)([^A-Za-z0-9_]|$)/ ||
    /<(cmath|math\.h|cfloat|float\.h|numbers|complex)>/ {
      printf "floating point in %s:%d: %s\n", FILENAME, FNR, $0
      found = 1
    }
    END { exit found }'
}

check_file_lengths() {
  { sources; list_scripts; } | xargs wc -l | awk -v max=$max_file_lines '
    $2 != "total" && $1 > max { printf "%s has %d lines; the limit is %d\n", $2, $1, max; found = 1 }
    END { exit found }'
}

list_scripts() { git ls-files -co --exclude-standard | grep -E '\.(sh|py|js|cmake)$|CMakeLists\.txt$'; }

check_function_lengths() { sources | xargs .ci/function_lengths.sh "$max_function_lines"; }

check_format() { sources | xargs clang-format --dry-run -Werror; }

failed=0
rule() {  # WHAT COMMAND...
  heading "$1"
  shift
  "$@" || failed=1
}
rule "no floating point where exactness is at stake" check_no_floats
rule "files of at most $max_file_lines lines" check_file_lengths
rule "functions of at most $max_function_lines lines" check_function_lengths
rule "direction of includes" .ci/check_layout.py
rule "the check of includes finds faults" python3 tests/layout/layout_test.py
rule "clang-format" check_format
exit "$failed"
