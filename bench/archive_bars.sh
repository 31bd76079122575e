#!/usr/bin/env bash
# archive_bars.sh SOURCE_DIR [BUILD_DIR]: what archives are measured by, in one run of about 30 minutes on
# two idle cores, as root. BUILD_DIR (default SOURCE_DIR/build) holds the program, the fault shim and
# the Python module. Results also go to JACKDAW_RESULTS (default /tmp/jackdaw-archive-bars.txt).
set -uo pipefail
src=$(readlink -f "${1:?usage: archive_bars.sh SOURCE_DIR [BUILD_DIR]}")
build=$(readlink -f "${2:-$src/build}")
jackdaw=$build/apps/jackdaw/jackdaw
module=$build/python/package
data=${JACKDAW_SHARED_DATA:-$src/../shared/data}
out=${JACKDAW_RESULTS:-/tmp/jackdaw-archive-bars.txt}
work=$(mktemp -d /tmp/jackdaw-bars.XXXXXX)
trap 'rm -rf "$work"' EXIT
: >"$out"
step() { printf '\n== %s (load %s, %s)\n' "$*" "$(cut -d' ' -f1 /proc/loadavg)" "$(date +%T)" | tee -a "$out"; }
run() { echo "\$ $*" >>"$out"; timeout "$limit" "$@" 2>&1 | tail -n 60 | tee -a "$out"; }

mkdir "$work/kodak"                       # 72 files, 5.4 MB
for q in 50 75 90; do for f in "$data/kodak-jpeg/q$q"/*.jpg; do cp "$f" "$work/kodak/q$q-$(basename "$f")"; done; done
export PYTHONPATH=$module

step "two Python threads on two files: bar 0.55 (1 minute)"
limit=180 run python3 "$src/bench/workers.py" --rounds 5 threads "$data"/kodak-jpeg/q95/*.jpg
step "two Dask workers: bar 1.8 (2 minutes)"
limit=400 run python3 "$src/bench/workers.py" --rounds 3 dask "$work"/kodak/*.jpg
step "two Slurm tasks: bar 1.8 (2 minutes)"
limit=400 run bash "$src/bench/workers_slurm.sh" "$jackdaw" "$work/kodak"
step "find on a mount of 100,000 files: bars 60 s cold, 3 s warm; check and list (3 minutes)"
limit=600 run python3 "$src/bench/scale.py" --jackdaw "$jackdaw" --numbers 100000 --compress-at-most 1000
step "memory of one run over a million files: bar 200 MB; rate of 1,000 files (9 minutes)"
limit=120 run python3 "$src/bench/run_memory.py" --jackdaw "$jackdaw" --files 10000 --seconds 60
limit=900 run python3 "$src/bench/run_memory.py" --jackdaw "$jackdaw" --files 1000000 --seconds 420
step "serve, 200 clients, all files in the cache: bar p99 50 ms (1.5 minutes)"
limit=200 run bash "$src/bench/serve_cache.sh" "$jackdaw" "$work/kodak" 256M 60
step "serve, 200 clients, a cache of 2 MB for 5.4 MB (1.5 minutes)"
limit=200 run bash "$src/bench/serve_cache.sh" "$jackdaw" "$work/kodak" 2M 60
shim=$(find "$build" -name 'libjackdaw_fault_shim.so' | head -n 1)
step "100 kill -9 (5 minutes at most)"
limit=300 run bash "$src/tests/system/resume_test.sh" "$jackdaw" 100
step "500 faults (5 minutes at most)"
limit=300 run bash "$src/tests/system/faults_test.sh" "$jackdaw" "$shim" 500
step "done"
