#!/usr/bin/env bash
# neon_test.sh SOURCE_FOLDER: builds the learned prior for 64-bit ARM and runs its signature under
# qemu. Status 77: the cross compiler or qemu is not installed.
set -euo pipefail
cd "$1"
compiler=aarch64-linux-gnu-g++
command -v $compiler >/dev/null && command -v qemu-aarch64 >/dev/null || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
$compiler -std=c++20 -O2 -Wall -Wextra -Wconversion -Wshadow -static -DJACKDAW_KERNELS_NEON \
  -I. -Ibase/include -o "$folder/kernel_signature" \
  tests/prior/kernel_signature.cc tests/prior/signature.cc tests/prior/block_signature.cc \
  models/infer/{byte_kernels,byte_layer_data,byte_layers,fixed_tables,kernels,layer_data,layers}.cc \
  models/prior/{block_data,block_network,block_random,block_wave,guide,lattice_wave,mean_layer,prior_data,prior_network,prior_random,slot_mixtures,wave_prior}.cc \
  models/infer/kernels/{bytes,kernels}_{scalar,neon}.cc \
  entropy/{logistic,logistic_mixture_tables}.cc base/{bytes,cpu_features,result}.cc
qemu-aarch64 "$folder/kernel_signature" scalar neon
