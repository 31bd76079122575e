#!/usr/bin/env bash
# run_fuzz.sh SECONDS [TARGET...]: builds the fuzzers and runs each for that many seconds, from seeds
# made on the fly and the inputs in tests/fuzz/corpus. What fails is left in FUZZ_OUT (default: a new
# folder under /tmp) and belongs into tests/fuzz/corpus/<target>/ once fixed.
# JACKDAW_FUZZ_BUILD: another build folder; JACKDAW_JOBS: how many build jobs, and how many fuzzers, run
# at a time (default 2).
set -euo pipefail
seconds=${1:?usage: run_fuzz.sh SECONDS [TARGET...]}
shift
targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || targets=(compress decompress join coefficients prior transcode lossy
  encode restore lossless_jpeg journal catalogue requests)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${JACKDAW_FUZZ_BUILD:-$root/build-fuzz}
cmake -S "$root" -B "$build" --preset fuzz >/dev/null
cmake --build "$build" -j "${JACKDAW_JOBS:-2}" --target make_corpus "${targets[@]/#/fuzz_}"

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
out=${FUZZ_OUT:-$(mktemp -d /tmp/jackdaw-fuzz.XXXXXX)}
mkdir -p "$out"
"$build/tests/fuzz/make_corpus" "$seeds"

run_one() {  # TARGET
  local log=$out/$1.log dictionary=() max_len=8192
  [[ $1 != restore ]] || max_len=32768  # no file of networks is smaller than 12 kB
  if [[ -e $here/$1.dict ]]; then dictionary=(-dict="$here/$1.dict"); fi
  mkdir -p "$seeds/$1" "$here/corpus/$1"
  # What a fuzzer writes goes with the seeds.
  if TMPDIR=$seeds "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -max_len="$max_len" -timeout=20 \
      -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$out/$1-" \
      "${dictionary[@]}" "$seeds/$1" "$here/corpus/$1" >"$log" 2>&1; then
    echo "$1: ok, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
  else
    echo "$1: FAILED, see $log and $out/$1-*"
    tail -n 30 "$log"
    return 1
  fi
}
export -f run_one
export seconds here build seeds out
printf '%s\n' "${targets[@]}" | xargs -P "${JACKDAW_JOBS:-2}" -I{} bash -c 'run_one {}'
