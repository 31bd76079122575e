#!/usr/bin/env bash
# Kills `compress --remove-original` at many moments. However it ends, each original is there or its
# .jkd decodes to the same bytes, and no half-written file has a final name.
# Usage: kill_test.sh PATH-TO-JACKDAW [ROUNDS]
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rounds=${2:-40}
num_files=24

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# check_nothing_lost DIRECTORY: against reference/.
check_nothing_lost() {
  local dir=$1 file
  rm -rf decoded
  if compgen -G "$dir/*.jkd" >/dev/null; then
    "$jackdaw" decompress -q -o decoded "$dir" || fail "an output is damaged"
  fi
  for file in reference/*.jpg; do
    file=${file#reference/}
    if [[ -e $dir/$file ]]; then
      cmp "$dir/$file" "reference/$file" || fail "$file was changed"
    elif [[ ! -e $dir/$file.jkd ]]; then
      fail "$file is lost"
    fi
    if [[ -e $dir/$file.jkd ]]; then
      cmp "decoded/$file" "reference/$file" || fail "$file.jkd is not exact"
    fi
  done
  [[ -z $(find "$dir" -type f ! -name '*.jpg' ! -name '*.jpg.jkd' ! -name '.jackdaw-*.tmp') ]] ||
    fail "a file of another name"
}

in_case kill
mkdir reference
for ((i = 0; i < num_files; ++i)); do make_jpeg "reference/$i.jpg" $((i + 1)); done
cp -a reference whole
start=$(milliseconds)
expect_status 0 "$jackdaw" compress --remove-original -j 2 whole
duration=$(($(milliseconds) - start + 1))
check_nothing_lost whole

partly=0
for ((round = 0; round < rounds; ++round)); do
  signal=KILL
  ((round % 4 == 3)) && signal=TERM
  case_name="kill, round $round, SIG$signal"
  rm -rf trial
  cp -a reference trial
  "$jackdaw" compress --remove-original -q -j 2 trial &
  pid=$!
  # Spread evenly over the time that a whole run takes.
  delay=$((duration * round / rounds))
  sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
  kill -"$signal" "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  check_nothing_lost trial
  num_left=$(find trial -name '*.jpg' | wc -l)
  ((num_left > 0 && num_left < num_files)) && partly=$((partly + 1))
  if [[ $signal == TERM ]]; then check "temporary files are removed" no_temps trial; fi
done
case_name="after the kills"
# A later run finishes what was left, whatever lies around.
expect_status 0 "$jackdaw" compress --force --remove-original trial
check_nothing_lost trial
check "all are packed" test "$(find trial -name '*.jpg.jkd' | wc -l)" = "$num_files"
echo "$partly of $rounds runs were killed half-way ($duration ms for a whole run)"
finish
