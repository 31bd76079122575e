#!/usr/bin/env bash
# install_test.sh SOURCE_DIR BUILD_DIR: installs the build to a temporary prefix, builds the consumer
# project against it by find_package and by pkg-config, against each library, and runs it. Also uses
# the sources as a part of the consumer project.
set -euo pipefail

source_dir=$1
build_dir=$2
consumer=$source_dir/tests/system/consumer
golden=$source_dir/tests/system/golden/f2_v0_2_progressive.jkd
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

install_component() { cmake --install "$build_dir" --prefix "$work/first" --component "$1" >/dev/null; }
install_component jackdaw_dev
install_component jackdaw_library
# The package must not depend on where it was installed.
mv "$work/first" "$work/prefix"

configure_consumer() {  # FOLDER OPTION...
  local folder=$1
  shift
  cmake -S "$consumer" -B "$work/$folder" -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
    -DCMAKE_BUILD_TYPE=Release "$@" >/dev/null
}

run_consumers() {  # PROGRAM...
  local program
  for program in "$@"; do
    case $program in
      *decoder) "$program" "$golden" ;;
      *) "$program" ;;
    esac | tee "$work/said"
    grep -qE 'ok$' "$work/said"
  done
}

# Releases of one minor version are compatible, so that is what users ask for.
configure_consumer build -DJACKDAW_WANTED="${version%.*}" -DCMAKE_PREFIX_PATH="$work/prefix"
cmake --build "$work/build" >/dev/null
run_consumers "$work"/build/consumer_{cpp,c,default,decoder}
"$work/build/consumer_c" | grep -q " $version "

pc=$(find "$work/prefix" -name jackdaw.pc -printf '%h')
lib=$(dirname "$pc")
export PKG_CONFIG_PATH=$pc
[ "$(pkg-config --modversion jackdaw)" = "$version" ]
[ "$(pkg-config --modversion jackdaw-decoder)" = "$version" ]
c99=(-std=c99 -Wall -Wextra -pedantic -Werror)

# build_by_pc PACKAGE SOURCE PROGRAM OPTION...: options are pkg-config's and the linker's.
build_by_pc() {
  local package=$1 source=$2 program=$3 flags libs compiler
  shift 3
  read -ra flags <<<"$(pkg-config --cflags "$package")"
  read -ra libs <<<"$(pkg-config --libs "${static[@]}" "$package")"
  case $source in
    *.cc) compiler=("$cxx" -std=c++20) ;;
    *) compiler=("$cc" "${c99[@]}") ;;
  esac
  "${compiler[@]}" "${flags[@]}" "$source" -o "$program" "${libs[@]}" "$@"
}

static=()
build_by_pc jackdaw-decoder "$consumer/consumer_decoder.c" "$work/pc_decoder"
run_consumers "$work/pc_decoder"
if [ -e "$lib/libjackdaw.so" ]; then
  [ "$(readlink "$lib/libjackdaw.so")" != "" ]
  run_consumers "$work"/build/consumer_{cpp,c}_shared
  # The shared library brings what it needs, C++ included.
  build_by_pc jackdaw "$consumer/consumer.cc" "$work/pc_cpp"
  build_by_pc jackdaw "$consumer/consumer.c" "$work/pc_c"
  readelf -d "$work/pc_c" | grep -q 'NEEDED.*libjackdaw\.so\.'
  export LD_LIBRARY_PATH=$lib
  run_consumers "$work"/pc_{cpp,c}
  unset LD_LIBRARY_PATH
  static=(--static)
fi
# Static as a whole: such a program loads no oneDNN, and says so. The linker warns of dlopen.
build_by_pc jackdaw "$consumer/consumer.cc" "$work/pc_cpp_static" -static
build_by_pc jackdaw "$consumer/consumer.c" "$work/pc_c_static" -static
run_consumers "$work"/pc_{cpp,c}_static
"$work/pc_cpp_static" | grep -qE 'linked statically|not built in'

# As a part of another project: the libraries alone, nothing to test or to install.
configure_consumer inside -DJACKDAW_SOURCE="$source_dir"
cmake --build "$work/inside" --target help >"$work/targets"
grep -qE '\bjackdaw_codec\b' "$work/targets"
if grep -E '\bjackdaw_(\w+_test|\w+_bench|test_support|shared)\b|\bjackdaw_app\b' "$work/targets"; then
  echo "FAILED: a subproject builds the targets above"
  exit 1
fi
echo "install: ok"
