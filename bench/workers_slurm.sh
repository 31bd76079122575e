#!/usr/bin/env bash
# workers_slurm.sh JACKDAW FOLDER: how much more two tasks do than one, on a Slurm cluster of this
# machine that is started for it (needs root and slurm-wlm). Compresses copies of the JPEG files in
# FOLDER. The time is that from the first line of the journals to the last.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(readlink -f "$2")
# shellcheck source=tests/system/lib.sh
source "$root/tests/system/lib.sh" "$1"
# shellcheck source=tests/system/slurm_lib.sh
source "$root/tests/system/slurm_lib.sh"
need_slurm
trap 'stop_slurm; rm -rf "$work"' EXIT
start_slurm "$work/slurm" 2
export JACKDAW=$jackdaw

seconds_of() {  # TASKS
  rm -rf "$work/run" && mkdir "$work/run"
  find "$folder" -name '*.jpg' -exec cp -t "$work/run" {} +
  find "$work/run" -name '*.jpg' >"$work/list"
  rm -rf "$work/journals"
  sbatch --parsable --cpus-per-task=1 --mem-per-cpu=100M --array="1-$1" \
    "$root/packaging/slurm/jackdaw-array.sbatch" "$work/list" "$work/journals" >/dev/null
  wait_for_jobs 600
  jq -s '[.[].time | (.[:19] + "Z" | fromdate) + (.[19:23] | tonumber)] | max - min' \
    "$work"/journals/*.jsonl
}

echo "load of the machine: $(cut -d' ' -f1 /proc/loadavg) on $(nproc) cores"
for round in 1 2 3; do
  one=$(seconds_of 1) two=$(seconds_of 2)
  awk -v r="$round" -v a="$one" -v b="$two" \
    'BEGIN { printf "round %d: one task %.1f s, two %.1f s, %.2f times as fast\n", r, a, b, a / b }'
done
