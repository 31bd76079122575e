#!/usr/bin/env bash
# install_test.sh SOURCE_DIR BUILD_DIR: installs the build to a temporary prefix, builds the consumer
# project against it by find_package and by pkg-config, and runs it.
set -euo pipefail

source_dir=$1
build_dir=$2
consumer=$source_dir/tests/system/consumer
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Ask the build for its compilers: static libraries of one standard library do not link to another.
cache_value() { sed -n "s/^$1:[^=]*=//p" "$build_dir/CMakeCache.txt"; }
cc=$(cache_value CMAKE_C_COMPILER)
cxx=$(cache_value CMAKE_CXX_COMPILER)
if [ -n "$(cache_value JACKDAW_SANITIZE)" ]; then
  echo "not for sanitizer builds"
  exit 77
fi

version=$(cache_value CMAKE_PROJECT_VERSION)

cmake --install "$build_dir" --prefix "$work/first" --component jackdaw_dev >/dev/null
# The package must not depend on where it was installed.
mv "$work/first" "$work/prefix"

# Releases of one minor version are compatible, so that is what users ask for.
cmake -S "$consumer" -B "$work/build" -DJACKDAW_WANTED="${version%.*}" \
  -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$work/build" >/dev/null
"$work/build/consumer_cpp"
"$work/build/consumer_c" | tee "$work/said"
grep -q " $version " "$work/said"

pc=$(find "$work/prefix" -name jackdaw.pc -printf '%h')
export PKG_CONFIG_PATH=$pc
read -ra flags <<<"$(pkg-config --cflags jackdaw)"
read -ra libs <<<"$(pkg-config --libs jackdaw)"
"$cxx" -std=c++20 "${flags[@]}" "$consumer/consumer.cc" -o "$work/pc_cpp" "${libs[@]}"
"$cc" -std=c99 -Wall -Wextra -pedantic -Werror "${flags[@]}" "$consumer/consumer.c" \
  -o "$work/pc_c" "${libs[@]}"
"$work/pc_cpp"
"$work/pc_c"
[ "$(pkg-config --modversion jackdaw)" = "$version" ]
echo "install: ok"
