# shellcheck shell=bash disable=SC2034  # what is defined here is used in the legs
# What the legs of CI share: source it. It changes to the root of the sources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
export CI=true JACKDAW_WERROR=ON

# A leg's builds live in build-ci/LEG, beside build/ of ./run. Paths in the cache of compiled files
# are relative, so that another clone of the sources finds them too.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-10G}
# What a file includes, ccache reads from the compiler's list; it need not preprocess the file first.
export CCACHE_DEPEND=1
export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache

num_jobs=$(nproc)

heading() { printf '\n== %s\n' "$*"; }

# configure FOLDER CMAKE-ARG...: quietly, unless it fails.
configure() {
  local folder=$1 said
  shift
  said=$(cmake -S "$root" -B "$folder" -G Ninja -DJACKDAW_WERROR=ON "$@" 2>&1) ||
    { echo "$said"; return 1; }
}

# build FOLDER [TARGET...]: prints what the compiler says of failures and no line for each file.
build() {
  local folder=$1 said
  shift
  said=$(cmake --build "$folder" -j "$num_jobs" ${1:+--target "$@"} 2>&1) || {
    grep -vE '^\[[0-9]+/[0-9]+\]' <<<"$said" | tail -n 200
    return 1
  }
  sed -n 's@^\[\([0-9]*\)/\1\].*@\1 steps built@p' <<<"$said" | tail -n 1
}

# run_tests FOLDER CTEST-ARG...: prints what fails, what is skipped and the sum.
run_tests() {
  local folder=$1
  shift
  ctest --test-dir "$folder" -j "$num_jobs" --output-on-failure "$@" |
    grep -vE '^ +Start +[0-9]+:|^ *[0-9]+/[0-9]+ Test .* Passed '
}

# Tests, all whose names begin so, that code for more than ten seconds without optimization or with
# sanitizers. The leg `release` runs them; with other builds, ./run check-all does.
slow_test_names=(
  api.ApiTest.DamageBehindTheCheckNeverGivesWrongBytes
  api.ApiTest.ManyEmbeddedImages
  api.ApiTest.MemoryLimit
  api.Encode.
  api.InspectTest.JkdOfEveryGeneratedFile
  api.Monitor.CancelsWheneverItIsAsked
  api.Monitor.WatchesWithoutChangingAByte
  api.PixelsOfJkd.EveryGeneratedFile
  api.ReadSummary.AgreesWithInspect
  coeff.All/ChosenLevels.DecodeToWhatIsLeftInThePlanes/grey_wide
  coeff.Geometries/CoeffSlices.ThreadsChangeNothing/grey_wide
  container.DecodeMainImage.EveryGeneratedFile
  container.SkeletonTest.ChosenTablesInTheUsualHead
  lossless_jpeg.LosslessFile.IsMuchSmallerThanItsHuffmanCodes
  lossless_jpeg.LosslessLimits.SmallFilesAskForLittle
  lossless_jpeg.LosslessLimits.WriterKeepsToTheLimit
  lossless_jpeg.Samples.RoundTrip
  lossy.CompressLossy.
  lossy.LearnedAttention.CountsInEveryMode
  lossy.Transcode.EveryGeneratedFileWorksOrSaysWhyNot
  lossy.Transcode.IsMonotoneInLambda
  lossy.VisibleLoss.
  prior.BlockWave.ChromaEqualsReference
  prior.BlockWave.LumaEqualsReference
  prior.WavePrior.ChromaEqualsReference
  prior.WavePrior.LumaEqualsReference
)
slow_tests="^($(IFS='|'; echo "${slow_test_names[*]}"))"

# The options of a build that is only there for its tests.
test_options=(-DJACKDAW_BUILD_TESTS=ON -DJACKDAW_BUILD_BENCH=OFF)

# What a build with sanitizers is compiled with: quick to compile, assertions on, lines in reports.
sanitizer_flags=(-DCMAKE_BUILD_TYPE=RelWithDebInfo "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1")

# C++ files of the project, one a line. Generated ones, which say so near their top, are left out.
sources() {  # [FOLDER...]
  if (($# == 0)); then set -- base entropy models codec archive apps tests bench python; fi
  local folder there=()
  for folder in "$@"; do
    if [[ -d $folder ]]; then there+=("$folder"); fi
  done
  find "${there[@]}" -type f \( -name '*.h' -o -name '*.cc' \) | LC_ALL=C sort | xargs -r awk '
    FNR == 1 { if (file != "") print file; file = FILENAME }
    FNR <= 5 && /^\/\/ Generated/ { file = "" }
    END { if (file != "") print file }'
}

# compiled_in FOLDER: the C++ files that a configured build folder has a rule for, one a line.
compiled_in() { sed -n "s@^  \"file\": \"$root/\(.*\)\",\?\$@\1@p" "$1/compile_commands.json"; }
