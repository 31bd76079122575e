#!/usr/bin/env bash
# Makes one system call after the other fail (EIO, ENOSPC, short writes), once or from then on, while
# files are packed, redone, unpacked, and originals removed. Whatever fails, each original is there or
# its .jkd decodes to the same bytes.
# Usage: faults_test.sh PATH-TO-JACKDAW PATH-TO-FAULT-SHIM [ROUNDS]
shim=$(readlink -f "${2:?usage: $0 PATH-TO-JACKDAW PATH-TO-FAULT-SHIM [ROUNDS]}")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rounds=${3:-60}
num_files=4

in_case faults
mkdir reference packed
for ((i = 0; i < num_files; ++i)); do
  make_jpeg "reference/$i.jpg" $((i + 1))
  touch -d "2020-01-0$((i + 1)) 01:02:03" "reference/$i.jpg"
done
expect_status 0 "$jackdaw" compress -q --preset fast -o packed reference

# The runs that are disturbed. Each starts with what set_up_NAME leaves in trial/.
set_up_pack() { cp -a reference trial; }
run_pack() { compress --remove-original trial; }
set_up_finish() {  # what a killed run leaves: both, and a journal that says nothing of it
  cp -a reference trial
  cp -a packed/. trial
}
run_finish() { compress --remove-original --skip-existing --journal journal trial; }
set_up_redo() {  # changed originals
  cp -a reference trial
  local i
  for ((i = 0; i < num_files; ++i)); do cp packed/0.jpg.jkd "trial/$i.jpg.jkd"; done
}
run_redo() { compress --update trial; }
set_up_verify() { set_up_finish; }
run_verify() { with_fault verify -q --remove-original trial; }
set_up_unpack() { cp -a packed trial; }
run_unpack() { with_fault decompress -q --remove-original trial; }
kinds=(pack finish redo verify unpack)

with_fault() {
  env LD_PRELOAD="$shim" JACKDAW_FAULT_COUNT="$PWD/calls" "${fault[@]}" "$jackdaw" "$@" \
    >run.out 2>run.err
}
compress() { with_fault compress -q --preset fast "$@"; }

# Each original is in trial/ as it was, or its .jkd decodes to it.
check_nothing_lost() {
  rm -rf decoded
  mkdir decoded
  local i
  for ((i = 0; i < num_files; ++i)); do
    if [[ -e trial/$i.jpg ]]; then
      cmp "trial/$i.jpg" "reference/$i.jpg" || fail "$i.jpg was changed"
      continue
    fi
    "$jackdaw" decompress -q -o "decoded/$i.jpg" "trial/$i.jpg.jkd" || fail "$i.jpg is lost"
    cmp "decoded/$i.jpg" "reference/$i.jpg" || fail "$i.jpg.jkd is not exact"
  done
  local jkd
  for jkd in trial/*.jkd; do
    [[ ! -e $jkd ]] || "$jackdaw" verify -q "$jkd" || fail "$jkd is damaged"
  done
}

# How many calls each run makes when nothing fails.
declare -A num_calls
for kind in "${kinds[@]}"; do
  case_name=$kind
  rm -rf trial journal
  "set_up_$kind"
  fault=(JACKDAW_FAULT_AT=0)
  "run_$kind" || fail "status $? without a fault: $(cat run.err)"
  num_calls[$kind]=$(<calls)
  check "calls are counted" test "${num_calls[$kind]}" -ge $((2 * num_files))
  check_nothing_lost
done

num_failed=0
for ((round = 0; round < rounds; ++round)); do
  kind=${kinds[round % ${#kinds[@]}]}
  errors=(EIO ENOSPC SHORT)
  error=${errors[round / ${#kinds[@]} % 3]}
  # Every call in turn where there are rounds enough, else spread over the run.
  total=${num_calls[$kind]}
  step=$((round / ${#kinds[@]}))
  per_kind=$(((rounds + ${#kinds[@]} - 1) / ${#kinds[@]}))
  at=$((per_kind >= total ? step % total + 1 : step * total / per_kind + 1))
  fault=("JACKDAW_FAULT_AT=$at" "JACKDAW_FAULT_KIND=$error")
  ((round % 2 == 1)) && fault+=(JACKDAW_FAULT_STAYS=1)
  case_name="round $round: $kind, ${fault[*]}"
  rm -rf trial journal
  "set_up_$kind"
  "run_$kind"
  status=$?
  ((status == 0 || status == 1 || status == 2)) || fail "status $status: $(cat run.err)"
  ((status == 0)) || num_failed=$((num_failed + 1))
  [[ $status == 0 || -s run.err ]] || fail "failed without a message"
  check_nothing_lost
done
echo "$num_failed of $rounds disturbed runs reported a failure"
case_name="the faults"
check "most are noticed" test "$num_failed" -ge $((rounds / 3))
finish
