#!/usr/bin/env bash
# Release, g++: the README's test command, that is the whole suite. Then the programs with the
# shared library.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# Tests pass over what is not installed; here all of it is.
./run packages ccache package shells desktop python cluster

heading "./run test"
./run test

# As deep below the root as build/ of ./run, so that ccache has all objects already: their
# folders' relative names are part of what it compares.
folder=build-shared
heading "BUILD_SHARED_LIBS=ON"
configure $folder -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=ON "${test_options[@]}"
build $folder jackdaw jackdaw_shared jackdaw_app_test jackdaw_sweep_test jackdaw_inspect_json \
  jackdaw-train
$folder/apps/train/jackdaw-train --help | grep '^ *dictionary '  # without LibTorch
readelf -d $folder/apps/jackdaw/jackdaw | grep 'NEEDED.*libjackdaw\.so'
run_tests $folder \
  -R '^(app|sweep)\.|^system\.(cli|json|lossy)$|^api\.exported_symbols$'
