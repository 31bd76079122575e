#!/usr/bin/env bash
# Debug, g++ -O0: unit tests and the golden signature. Assertions are on, nothing is inlined, and two
# things of one name in one program meet.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests ccache

# The programs are built in the leg `programs`, in the same folder.
folder=build-ci/debug
heading "Debug build"
configure $folder -DCMAKE_BUILD_TYPE=Debug -DJACKDAW_BUILD_APPS=OFF \
  -DJACKDAW_BUILD_TRAINING=OFF "${test_options[@]}"
build $folder

# Tests that code for more than ten seconds without optimization. The legs `release` and `sanitize`
# run them, and here ./run check-all debug.
slow=(
  api.ApiTest.DamageBehindTheCheckNeverGivesWrongBytes
  api.ApiTest.ManyEmbeddedImages
  api.ApiTest.MemoryLimit
  api.InspectTest.JkdOfEveryGeneratedFile
  api.Monitor.CancelsWheneverItIsAsked
  api.Monitor.WatchesWithoutChangingAByte
  api.PixelsOfJkd.EveryGeneratedFile
  api.ReadSummary.AgreesWithInspect
  coeff.Geometries/CoeffSlices.ThreadsChangeNothing/grey_wide
  container.DecodeMainImage.EveryGeneratedFile
  container.SkeletonTest.ChosenTablesInTheUsualHead
  lossy.CompressLossy.LessQualityIsNotLargerInSmallFiles
  prior.WavePrior.ChromaEqualsReference
)
heading "unit tests"
# Left out, too, since the leg `release` runs them and slow code adds nothing: whole-program tests
# (system) and checks of the sources (layout).
run_tests $folder -LE 'system|layout|signature' -E "^($(IFS='|'; echo "${slow[*]}"))"

heading "golden signature"
# With this machine's best table of kernels; all of them take minutes more.
$folder/tests/signature/jackdaw_golden_signature tests/system/golden
