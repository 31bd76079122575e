#!/usr/bin/env bash
# slurm_test.sh JACKDAW SOURCE_DIR: the scripts for Slurm, on a cluster of one node that Slurm's own
# daemons make here. Status 77: Slurm is not installed, or this is not root.
source_dir=$2
# shellcheck source=tests/system/lib.sh
source "$source_dir/tests/system/lib.sh" "$1"
# shellcheck source=tests/system/slurm_lib.sh
source "$source_dir/tests/system/slurm_lib.sh"
# shellcheck disable=SC2154  # of lib.sh
need_slurm
trap 'stop_slurm; chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
start_slurm "$work/slurm" 2 || { echo "FAILED: the daemons of Slurm did not start"; exit 1; }

export JACKDAW=$jackdaw
export JACKDAW_MERGE_JOURNALS=$source_dir/packaging/slurm/jackdaw-merge-journals
array=$source_dir/packaging/slurm/jackdaw-array.sbatch
merge=$source_dir/packaging/slurm/jackdaw-merge.sbatch
num_files=24

# submit N [ARG...]: the array of N tasks on LIST and JOURNALS, on one CPU each.
submit() {
  local range=$1
  shift
  sbatch --parsable --cpus-per-task=1 --mem-per-cpu=100M --array="$range" "$array" "$PWD/list" \
    "$PWD/journals" "$@"
}

make_inputs() {
  local i
  mkdir in
  for ((i = 0; i < num_files; i++)); do
    make_jpeg "in/a picture $i.jpg" $((i + 1))
  done
  find "$PWD/in" -name '*.jpg' | LC_ALL=C sort >list
}

# inputs_with STATUS JOURNAL...: names of the inputs, one for each line.
inputs_with() {
  local status=$1
  shift
  jq -r --arg s "$status" 'select(.journal == "file" and .status == $s) | .input' "$@"
}

check_outputs() {
  local path
  while IFS= read -r path; do
    "$jackdaw" decompress -o - "$path.jkd" </dev/null 2>/dev/null | cmp -s - "$path" ||
      fail "$path does not come back"
  done <list
}

in_case array
make_inputs
job=$(submit 1-3 --preset fast)
# Merged when all tasks have ended, however they end.
sbatch --parsable --dependency="afterany:$job" "$merge" "$PWD/list" "$PWD/journals" >/dev/null
check "the jobs end" wait_for_jobs 300
check "a journal for each task" test "$(find journals -name '*-of-3.jsonl' | wc -l)" = 3
check "every file once" cmp list <(inputs_with ok journals/all.jsonl | LC_ALL=C sort)
check "no failure" test -z "$(inputs_with failed journals/all.jsonl)"
check "every task had files" test "$(for f in journals/*-of-3.jsonl; do
  inputs_with ok "$f" | head -n 1; done | wc -l)" = 3
check_outputs
cat slurm-*.out >"$work/.err"

in_case again
cp -a ../array/{in,list,journals} .
sed -i 's/array/again/' list
find in -name '*.jkd' -printf '%p %i\n' | sort >before
job=$(submit 1-3 --preset fast)
check "the jobs end" wait_for_jobs 300
find in -name '*.jkd' -printf '%p %i\n' | sort >after
check "nothing is written again" cmp before after

in_case interrupted
make_inputs
job=$(submit 1-2)
# One task is killed when it has done a part of its files.
for ((i = 0; i < 1200; i++)); do
  (($(inputs_with ok journals/1-of-2.jsonl 2>/dev/null | wc -l) >= 2)) && break
  sleep 0.05
done
scancel --signal=KILL --full "${job}_1"
check "the jobs end" wait_for_jobs 300
done_before=$(inputs_with ok journals/1-of-2.jsonl | wc -l)
echo "task 1 had done $done_before files when it was killed"
JACKDAW_SHARDS=2 submit 1 >/dev/null
check "the job ends" wait_for_jobs 300
sbatch --parsable "$merge" "$PWD/list" "$PWD/journals" "$PWD/merged" >/dev/null
check "the job ends" wait_for_jobs 300
jq -r 'select(.journal == "file") | .input' merged | LC_ALL=C sort >merged-inputs
check "every file once" cmp list merged-inputs
check "no failure" test -z "$(inputs_with failed merged)"
check_outputs

in_case missing
make_inputs
job=$(submit 1-2 --preset fast)
check "the jobs end" wait_for_jobs 300
echo "$PWD/in/gone.jpg" >>list
rm journals/2-of-2.jsonl
expect_status 1 "$JACKDAW_MERGE_JOURNALS" --files-from list -o all journals/*.jsonl
check "names what is missing" grep -q "missing: $PWD/in/gone.jpg" "$work/.err"
expect_status 2 "$JACKDAW_MERGE_JOURNALS" -o journals/1-of-2.jsonl journals/1-of-2.jsonl
finish
