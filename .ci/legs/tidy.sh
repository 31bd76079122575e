#!/usr/bin/env bash
# clang-tidy on changed C++ files: those that differ from the branch's start at main, or on main
# itself the 80 that changed last. JACKDAW_BASE: a commit to compare with; JACKDAW_TIDY=all: all files.
# .clang-tidy says why a check is off.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages program tests bench fuzz tidy ccache

max_files_on_main=80

latest_files() {  # the names of changed files, the last change first, each once
  git log --format= --name-only | awk '!seen[$0]++'
}

changed_files() {
  local base
  if [[ ${JACKDAW_TIDY:-} == all ]]; then sources; return; fi
  base=$(git merge-base HEAD "${JACKDAW_BASE:-origin/main}" 2>/dev/null) || base=
  if [[ -z $base || $base == "$(git rev-parse HEAD)" ]]; then
    latest_files | grep -Fxf <(sources) | awk -v max=$max_files_on_main 'NR <= max'
    return
  fi
  { git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } |
    sort -u | grep -Fxf <(sources) || true
}

# A header is checked through its own .cc file, or else through one that includes it.
translation_units() {  # reads names of files
  local file
  while IFS= read -r file; do
    if [[ $file == *.cc ]]; then
      echo "$file"
    elif [[ -e ${file%.h}.cc ]]; then
      echo "${file%.h}.cc"
    else
      sources | grep '\.cc$' | xargs grep -lF "#include \"$file\"" | head -n 1
    fi
  done | LC_ALL=C sort -u
}

folder=build-ci/tidy
heading "configure with clang"
configure $folder --preset fuzz -DJACKDAW_BUILD_APPS=ON -DJACKDAW_BUILD_TESTS=ON \
  -DJACKDAW_BUILD_BENCH=ON -DJACKDAW_SANITIZE=

heading "clang-tidy"
# Only files that the build compiles: kernels of this processor, and no trainer that needs LibTorch.
changed_files | translation_units | grep -Fxf <(compiled_in "$folder") >"$folder/files.txt" || true
echo "$(wc -l <"$folder/files.txt") files"
xargs -r -a "$folder/files.txt" -P "$num_jobs" -n 1 \
  clang-tidy -p "$folder" --quiet --warnings-as-errors='*' 2>"$folder/noise.txt" ||
  { grep -v 'warnings\? generated' "$folder/noise.txt" || true; exit 1; }
