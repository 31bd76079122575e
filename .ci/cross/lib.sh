# shellcheck shell=bash
# Shared by the checks for other processors: source it after lib.sh.

# configure_cross PROCESSOR CMAKE-ARG...: in build-ci/PROCESSOR, with libraries of that processor.
configure_cross() {
  local processor=$1 sysroot=$PWD/build-ci/sysroot-$1 architecture
  shift
  case $processor in
    aarch64) architecture=arm64 ;;
    *) architecture=$processor ;;
  esac
  .ci/cross/make_sysroot.sh "$architecture" "$sysroot"
  configure "build-ci/$processor" -DCMAKE_BUILD_TYPE=Release -DJACKDAW_CROSS="$processor" \
    -DCMAKE_TOOLCHAIN_FILE="$PWD/.ci/cross/toolchain.cmake" -DJACKDAW_CROSS_SYSROOT="$sysroot" \
    -DJACKDAW_BUILD_APPS=OFF -DJACKDAW_BUILD_BENCH=OFF "$@"
}
