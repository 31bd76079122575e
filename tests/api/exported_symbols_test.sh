#!/usr/bin/env bash
# exported_symbols_test.sh SHARED_LIBRARY LIST: the library exports what the list says and nothing
# else. Demangled: compilers agree on that. To accept a change: LIST is what this prints with --update
# as a third argument.
set -euo pipefail

library=$1
list=$2
exported() {
  # The version node itself is an absolute symbol.
  nm --dynamic --defined-only --demangle "$library" | awk '$2 != "A"' | cut -d' ' -f3- |
    sed 's/@@.*//' | LC_ALL=C sort
}
if [ "${3:-}" = --update ]; then
  exported
  exit
fi
diff -u "$list" <(exported) || {
  echo "FAILED: the exported symbols changed; see $list"
  exit 1
}
if readelf -d "$library" | grep -E 'TEXTREL|RPATH|RUNPATH'; then
  echo "FAILED: the library is not relocatable"
  exit 1
fi
readelf -d "$library" | grep -q 'SONAME.*libjackdaw\.so\.[0-9]' || {
  echo "FAILED: no SONAME"
  exit 1
}
