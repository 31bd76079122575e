#!/bin/sh
# Makes models/weights/parallel.jkw from the shard of train_default.sh.
#
# usage: apps/train/train_parallel.sh BUILD_DIR WORK_DIR
#   BUILD_DIR  configured with -DJACKDAW_BUILD_TRAINING=ON, built
#   WORK_DIR   of train_default.sh; checkpoints and logs go there; run again to go on
set -eu
build=$1 work=$2
train=$build/models/train/jackdaw-train
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000

"$train" prior luma "$work/train.shard" -o "$work/parallel_luma.pt" --no-causal --latents \
  --seed 1 --resume --steps 36000 --decay 14500 --batch 4 --crop 32 --rate 2e-3 --threads 1 \
  >"$work/parallel_luma.log" &
luma=$!
"$train" prior chroma "$work/train.shard" -o "$work/parallel_chroma.pt" --no-causal --latents \
  --seed 1 --resume --steps 30000 --decay 8000 --batch 8 --crop 16 --rate 2e-3 --threads 1 \
  >"$work/parallel_chroma.log"
wait $luma
"$train" export "$work/parallel_luma.pt" "$work/parallel_chroma.pt" -o models/weights/parallel.jkw
