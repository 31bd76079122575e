#!/usr/bin/env bash
# Kills a run with a journal at many moments and goes on with --resume until all is done. Nothing is
# lost, what was finished is not done again, and the journal stays readable.
# Usage: resume_test.sh PATH-TO-JACKDAW [KILLS]
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
command -v jq >/dev/null || { echo "jq is not installed"; exit 77; }

kills=${2:-12}
num_files=40
num_kills=0
num_trials=0

in_case resume
mkdir reference
for ((i = 0; i < num_files; ++i)); do make_jpeg "reference/$i.jpg" $((i + 1)); done

# Inputs that the journal reports as done, one a line.
finished_inputs() {
  # The last line of a killed run may be cut off.
  jq -R 'fromjson? | select(.journal == "file" and .status != "failed") | .input' -r journal
}

check_nothing_lost() {
  local file
  rm -rf decoded
  if compgen -G 'trial/*.jkd' >/dev/null; then
    "$jackdaw" decompress -q -o decoded trial || fail "an output is damaged"
  fi
  for file in reference/*.jpg; do
    file=${file#reference/}
    if [[ -e trial/$file ]]; then
      cmp "trial/$file" "reference/$file" || fail "$file was changed"
    elif [[ ! -e trial/$file.jkd ]]; then
      fail "$file is lost"
    fi
    [[ ! -e trial/$file.jkd ]] || cmp "decoded/$file" "reference/$file" || fail "$file.jkd"
  done
}

# Ends within the run with some luck: that is what "random" is here.
kill_after() {  # PID MILLISECONDS
  sleep "$(printf '0.%03d' "$2")"
  kill -KILL "$1" 2>/dev/null && num_kills=$((num_kills + 1))
  wait "$1" 2>/dev/null
}

options=(--preset fast -q -j 2 --journal journal --resume)
RANDOM=20261126
while ((num_kills < kills && num_trials < 20 * kills)); do
  num_trials=$((num_trials + 1))
  remove=()
  ((num_trials % 2 == 0)) && remove=(--remove-original)
  rm -rf trial journal
  cp -a reference trial
  for ((run = 0; run < 4; ++run)); do
    case_name="trial $num_trials, run $run"
    "$jackdaw" compress "${options[@]}" "${remove[@]}" trial 2>run.err &
    kill_after $! $((RANDOM % 400))
    [[ ! -s run.err ]] || fail "$(cat run.err)"
    check_nothing_lost
  done
  finished_inputs | sort >before
  find trial -name '*.jkd' -printf '%p %i %T@ %C@\n' | sort >files_before
  expect_status 0 "$jackdaw" compress "${options[@]}" "${remove[@]}" trial
  check_nothing_lost
  case_name="trial $num_trials, the last run"
  # A finished file has one line in all; none when the run was killed after it had removed the original
  # and before it could say so.
  finished_inputs | sort >after
  check "no file twice" test -z "$(uniq -d after)"
  ((${#remove[@]} > 0)) || check "each file" test "$(wc -l <after)" = "$num_files"
  check "nothing done twice" test -z "$(comm -23 before after)"
  # An output that was there is still the same file.
  find trial -name '*.jkd' -printf '%p %i %T@ %C@\n' | sort >files_after
  check "outputs are left alone" test -z "$(comm -23 files_before files_after)"
  check "all are packed" test "$(wc -l <files_after)" = "$num_files"
  ((${#remove[@]} == 0)) || check "originals are gone" test -z "$(find trial -name '*.jpg')"
  jq -es 'length > 0' <(tail -n 1 journal) >/dev/null || fail "the last line is no JSON"
done
echo "$num_kills runs were killed, in $num_trials trials"
case_name="the kills"
check "enough of them" test "$num_kills" -ge "$kills"
finish
