#!/usr/bin/env bash
# Interrupts commands after each of their calls that change a file. The JSON and the journal name
# every output that was written and every original that was removed until then, and no others.
# Usage: interrupt_test.sh PATH-TO-JACKDAW PATH-TO-FAULT-SHIM
shim=$(readlink -f "${2:?usage: $0 PATH-TO-JACKDAW PATH-TO-FAULT-SHIM}")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
command -v jq >/dev/null || { echo "jq is not installed"; exit 77; }

in_case interrupt
mkdir reference packed
for i in 1 2; do make_jpeg "reference/$i.jpg" "$i"; done
expect_status 0 "$jackdaw" compress -q --preset fast -o packed reference

# The runs that are interrupted. Each starts with what set_up_NAME leaves in trial/.
set_up_pack() { cp -a reference trial; }
run_pack() { with_signal compress --preset fast --remove-original trial; }
set_up_finish() {  # what a killed run leaves: both
  cp -a reference trial
  cp -a packed/. trial
}
run_finish() { with_signal compress --remove-original --skip-existing trial; }
set_up_verify() { set_up_finish; }
run_verify() { with_signal verify --remove-original trial; }
set_up_unpack() { cp -a packed trial; }
run_unpack() { with_signal decompress --remove-original trial; }
set_up_transcode() { cp -a reference trial; }
run_transcode() { with_signal transcode -o trial/out reference; }

with_signal() {
  env LD_PRELOAD="$shim" JACKDAW_FAULT_KIND=TERM \
    JACKDAW_FAULT_AT="$at" "$jackdaw" "$@" --json -j "$threads" --journal journal >out.json 2>run.err
}

files_in_trial() { find trial -type f | sort; }

# What the JSON and the journal say, a file a line.
written() { jq -r '.files[] | select(.status == "ok") | .output // empty' out.json | sort; }
removed() {
  jq -r '.files[] | select(.removed_original) |
    if $verify then (.input | rtrimstr(".jkd")) else .input end' \
    --argjson verify "$([[ $kind == verify ]] && echo true || echo false)" out.json | sort
}
written_by_journal() {
  jq -r 'select(.journal == "file" and .status == "ok") | .output // empty' journal | sort
}
only_in_first() { comm -23 "$1" "$2"; }

# After the signal came, or none did.
check_report() {
  check "no temporary files" no_temps trial
  if [[ ! -s out.json ]]; then
    check "nothing was done" cmp before after
    return
  fi
  # A signal behind the last change of the last file ends a run that has done all.
  jq -e '.totals | .interrupted or .failed == 0 and .ok + .skipped.existing == 2' out.json \
    >/dev/null || fail "the document: $(cat out.json)"
  check "outputs" diff <(only_in_first after before) <(written)
  check "originals" diff <(only_in_first before after) <(removed)
  [[ ! -s journal ]] || check "journal" diff <(written) <(written_by_journal)
}

for run in pack:1 pack:2 finish:1 verify:1 unpack:1 transcode:1; do
  kind=${run%:*}
  threads=${run#*:}
  status=
  for ((at = 1; at == 1 || status != 0; ++at)); do
    case_name="$kind, $threads threads, after call $at"
    rm -rf trial journal out.json
    "set_up_$kind"
    files_in_trial >before
    "run_$kind"
    status=$?
    files_in_trial >after
    # The last round has no more calls than it makes.
    ((status == 0)) || check "ended by the signal" test "$status" = 143
    check_report
  done
  check "interrupted often" test "$at" -gt 10
done
finish
