#!/bin/sh
# Makes models/weights/default.jkw and default_start.bin from JPEG files: the whole recipe.
#
# usage: apps/train/train_default.sh BUILD_DIR DATA_DIR WORK_DIR
#   BUILD_DIR  configured with -DJACKDAW_BUILD_TRAINING=ON, built
#   DATA_DIR   JPEG files to train on, e.g. ../shared/data/train
#   WORK_DIR   shard, checkpoints and logs; run again to go on after an interruption
set -eu
build=$1 data=$2 work=$3
train=$build/apps/train/jackdaw-train
mkdir -p "$work"
# One thread each: two networks train side by side on two cores.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
# Tensors of a step are allocated again in the next: keep their pages.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000

find "$data" -type f -print0 | sort -z | xargs -0 sha256sum | cut -d' ' -f1 | sha256sum |
  sed 's/ .*/  (SHA-256 of the SHA-256 of all files)/'
[ -e "$work/train.shard" ] || "$train" pack "$data" -o "$work/train.shard"
"$train" prior luma "$work/train.shard" -o "$work/luma.pt" --seed 1 --resume \
  --steps 36000 --decay 14500 --batch 4 --crop 32 --rate 2e-3 --threads 1 >"$work/luma.log" &
luma=$!
"$train" prior chroma "$work/train.shard" -o "$work/chroma.pt" --seed 1 --resume \
  --steps 30000 --decay 8000 --batch 8 --crop 16 --rate 2e-3 --threads 1 >"$work/chroma.log"
wait $luma
# The shipped network went on from there at the full rate.
"$train" prior luma "$work/train.shard" -o "$work/luma.pt" --seed 1 --resume \
  --steps 66000 --decay 28000 --batch 4 --crop 32 --rate 2e-3 --threads 1 >>"$work/luma.log"
"$train" export "$work/luma.pt" "$work/chroma.pt" -o models/weights/default.jkw
# The start state depends on the prior that is built in.
cmake --build "$build" --target jackdaw-train
"$train" start default "$data" -o models/weights/default_start.bin
