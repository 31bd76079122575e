#!/usr/bin/env bash
# run_pytest.sh PYTHON PACKAGE_DIR FILE...: runs these files of tests on the package in a folder. Status
# 77: what they need is not installed.
set -euo pipefail
python=$1
export PYTHONPATH=$2 PYTHONDONTWRITEBYTECODE=1
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for module in pytest numpy PIL; do
  "$python" -c "import $module" 2>/dev/null || { echo "$python has no $module"; exit 77; }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/jackdaw-pytest.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$here"
status=0
"$python" -m pytest -q -p no:cacheprovider --basetemp "$work/base" "$@" || status=$?
# 5: all tests were skipped while they were collected.
if ((status == 5)); then exit 77; fi
exit "$status"
