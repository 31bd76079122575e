#!/bin/sh
# Trains a network of the second prior from JPEG files and pictures: one recipe for all sizes.
#
# usage: apps/train/train_block.sh BUILD_DIR DATA_DIR WORK_DIR luma|chroma [OPTION...]
#   BUILD_DIR  configured with -DJACKDAW_BUILD_TRAINING=ON, jackdaw-train built
#   DATA_DIR   with train/ (JPEG files), pristine/colour/ (pictures) and, to measure on,
#              kodak-jpeg/q75/
#   WORK_DIR   shards, checkpoint, log and exported network (NAME.pt, .pt.csv, .pt.jkw2); run again
#              to go on after an interruption
#   OPTION     of `jackdaw-train network`; the last of one counts. Steps and sizes are here:
#                --size max            the large networks (file: max_luma.pt, ...)
#                --lattice             the networks of preset parallel (lattice_luma.pt, ...)
#                --start MODEL         begin with these weights, .jkw or .jkw2
#                                      (default size only: models/weights/default.jkw)
#                --steps N --decay N   length
# environment: PYTHON (default python3) needs Pillow; THREADS (default 1)
set -eu
build=$1 data=$2 work=$3 target=$4
shift 4
train=$build/apps/train/jackdaw-train
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$work"
# Several trainings side by side: pools of threads must not wait for each other.
threads=${THREADS:-1}
export OPENBLAS_NUM_THREADS="$threads" OMP_NUM_THREADS="$threads" OMP_WAIT_POLICY=passive
# Tensors of a step are allocated again in the next: keep their pages.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000

# A shard has its name when it is whole.
pack() {  # SHARD PATH...
  shard=$work/$1
  shift
  [ -e "$shard" ] && return
  "$train" pack "$@" -o "$shard.part"
  mv "$shard.part" "$shard"
}

if [ ! -e "$work/made.shard" ]; then
  "${PYTHON:-python3}" "$here/make_jpegs.py" "$data/pristine/colour" "$work/made_jpegs" 1
  find "$work/made_jpegs" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | cut -d' ' -f1 |
    sha256sum | sed 's/ .*/  (SHA-256 of the SHA-256 of all files made)/'
fi
pack made.shard "$work/made_jpegs"
pack train.shard "$data/train"
validation=
if [ -d "$data/kodak-jpeg/q75" ]; then
  # Every third of the 24 pictures, to see where a training stands; all of them to say what it won.
  set_of_8=
  for i in 01 04 07 10 13 16 19 22; do set_of_8="$set_of_8 $data/kodak-jpeg/q75/kodim$i.jpg"; done
  # shellcheck disable=SC2086  # a list
  pack val8.shard $set_of_8
  pack val24.shard "$data/kodak-jpeg/q75"
  validation="--validation $work/val8.shard"
fi

name=$target start="--start $here/../../models/weights/default.jkw"
for option in "$@"; do
  case $option in
    max | --size=max) name=max_$target start= ;;
    --lattice) name=lattice_$target start="--start $here/../../models/weights/parallel.jkw2" ;;
    --start | --start=*) start= ;;
  esac
done
case $target in
  luma) crops="--batch 4 --crop 32" ;;
  chroma) crops="--batch 8 --crop 16" ;;
  *) echo "luma or chroma, not $target" >&2; exit 2 ;;
esac
# shellcheck disable=SC2086  # lists of options
exec "$train" network "$target" "$work/train.shard" "$work/made.shard" -o "$work/$name.pt" \
  --resume --seed 1 --threads "$threads" $validation $start $crops "$@"
