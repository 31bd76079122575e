#!/usr/bin/env bash
# function_lengths.sh MAX FILE...: names C++ functions of more than MAX lines; status 1 if there are
# any. Counted are the lines from the one that names a function to its closing brace, as
# universal-ctags finds them: comments and blank lines inside count, a return type on a line of its
# own and lambdas (which belong to the function around them) do not. TEST(...) counts as a function.
set -euo pipefail
max=$1
shift
ctags --quiet --options=NONE --languages=C++ --map-C++=+.h --kinds-C++=f --fields=+ne --sort=no -o - "$@" |
  awk -F '\t' -v max="$max" '
    {
      line = end = 0
      for (i = 4; i <= NF; i++) {
        if ($i ~ /^line:/) line = substr($i, 6)
        if ($i ~ /^end:/) end = substr($i, 5)
      }
      functions++
      if (!end) next
      if (end - line + 1 > max) {
        printf "%s:%d: %s has %d lines; the limit is %d\n", $2, line, $1, end - line + 1, max
        found = 1
      }
    }
    # No functions at all: the tool did not work.
    END { if (!functions) print "no functions were found"; exit found || !functions }'
