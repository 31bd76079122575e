#!/usr/bin/env bash
# package_test.sh SOURCE_DIR BUILD_DIR: makes the Debian packages, installs them into an empty root, and
# uses what is there: the program, what desktops read, and the library from C and C++.
# Status 77: what makes packages is not installed.
set -euo pipefail
source_dir=$1
build_dir=$2
# shellcheck source=tests/system/lib.sh
source "$source_dir/tests/system/lib.sh" "$build_dir/apps/jackdaw/jackdaw"
for tool in cpack dpkg-deb dpkg-shlibdeps file; do
  command -v $tool >/dev/null || { echo "$tool is not installed"; exit 77; }
done
if grep -q '^JACKDAW_SANITIZE:[^=]*=.' "$build_dir/CMakeCache.txt"; then
  echo "not for sanitizer builds"
  exit 77
fi

in_case packages
(cd "$build_dir" && cpack -G DEB -B "$work/packages") >"$work/.out" 2>&1 || {
  cat "$work/.out"
  exit 1
}
ls ./*.deb
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:[^=]*=//p' "$build_dir/CMakeCache.txt")
root=$work/root
mkdir -p "$root"/var/lib/dpkg/{info,updates} && : >"$root/var/lib/dpkg/status"
if ((EUID == 0)); then
  # Only unpacked: what they depend on, and ldconfig, is on this machine and not in the new root.
  check "dpkg unpacks them" dpkg --root="$root" --force-depends --log="$work/dpkg.log" \
    --unpack ./*.deb >"$work/.out" 2>&1 || cat "$work/.out"
else
  for package in ./*.deb; do dpkg-deb -x "$package" "$root"; done
fi

in_case metadata
for package in "$work"/packages/*.deb; do
  name=$(dpkg-deb -f "$package" Package)
  check "$name: version" test "$(dpkg-deb -f "$package" Version)" = "$version"
  check "$name: a description" grep -q . <<<"$(dpkg-deb -f "$package" Description | sed -n 2p)"
  check "$name: all belongs to root" awk '$2 != "root/root" { exit 1 }' \
    <<<"$(dpkg-deb -c "$package")"
done
depends_of() { dpkg-deb -f "$work/packages/$1"_*.deb Depends; }
check "the program depends on libjpeg" grep -q libjpeg62-turbo <<<"$(depends_of jackdaw)"
check "a developer's package needs libjpeg's" grep -q libjpeg-dev <<<"$(depends_of libjackdaw-dev)"
# oneDNN is loaded when it is needed, and nothing is linked to it.
if grep -q '^JACKDAW_ONEDNN_INCLUDE_DIR:PATH=/' "$build_dir/CMakeCache.txt"; then
  for name in jackdaw libjackdaw0; do
    check "$name recommends oneDNN" grep -q libdnnl \
      <<<"$(dpkg-deb -f "$work/packages/$name"_*.deb Recommends)"
    check "$name does not depend on it" test -z "$(depends_of "$name" | grep libdnnl)"
  done
fi

in_case program
library=$(find "$root/usr/lib" -name 'libjackdaw.so.0' -printf '%h' -quit)
export LD_LIBRARY_PATH=$library PATH=$root/usr/bin:$PATH
check "it is the one that was installed" test "$(command -v jackdaw)" = "$root/usr/bin/jackdaw"
check "version" grep -q "$version" <<<"$(jackdaw --version)"
make_jpeg a.jpg
expect_status 0 jackdaw compress a.jpg
expect_status 0 jackdaw decompress -o back.jpg a.jpg.jkd
check "exact" cmp a.jpg back.jpg
share=$root/usr/share
check "manual page" test -s "$share/man/man1/jackdaw.1"
if grep -q 'jackdaw_generate(' "$source_dir/apps/jackdaw/CMakeLists.txt"; then
  for file in bash-completion/completions/jackdaw zsh/vendor-completions/_jackdaw \
    fish/vendor_completions.d/jackdaw.fish; do
    check "completion $file" test -s "$share/$file"
  done
fi

if compgen -G "$work/packages/python3-jackdaw_*.deb" >/dev/null; then
  in_case python
  check "it depends on Python" grep -q python3 <<<"$(depends_of python3-jackdaw)"
  check "it depends on libjpeg" grep -q libjpeg62-turbo <<<"$(depends_of python3-jackdaw)"
  cat >use.py <<'END'
import sys
import jackdaw
assert jackdaw.__file__.startswith(sys.argv[1]), jackdaw.__file__
with open("../program/a.jpg", "rb") as file:
    assert jackdaw.decompress("../program/a.jpg.jkd") == file.read()
print(jackdaw.__version__)
END
  python=$(sed -n 's/^Python module: for //p' "$build_dir/python/interpreter.txt")
  expect_status 0 env PYTHONPATH="$root/usr/lib/python3/dist-packages" PYTHONDONTWRITEBYTECODE=1 \
    "$python" use.py "$root"
  check "version" grep -qx "$version" "$work/.out"
  expect_status 0 env PYTHONPATH="$root/usr/lib/python3/dist-packages" "$python" -c \
    "import jackdaw.cluster.journal, jackdaw.cluster.manifest"
fi

in_case slurm
check "scripts" test -s "$root/usr/share/jackdaw/slurm/jackdaw-array.sbatch"
expect_status 0 jackdaw-merge-journals --help

in_case desktop
check "type" grep -q 'type="image/x-jackdaw"' "$share/mime/packages/image-x-jackdaw.xml"
if command -v update-mime-database >/dev/null; then
  cp -r "$share/mime" mime
  check "the database takes it" update-mime-database mime
  check "its magic is there" grep -q 'image/x-jackdaw' mime/magic
  check "its ending is there" grep -q 'image/x-jackdaw:\*.jkd' mime/globs2
fi
# As a file manager does: the command of the entry, with %i, %o and %s filled in.
exec_line=$(sed -n 's/^Exec=//p' "$share/thumbnailers/jackdaw.thumbnailer")
cp ../program/a.jpg.jkd "a picture.jkd"
read -ra words <<<"$exec_line"
for i in "${!words[@]}"; do
  case ${words[i]} in
    %i) words[i]="a picture.jkd" ;;
    %o) words[i]="thumbnail" ;;
    %s) words[i]=64 ;;
  esac
done
expect_status 0 "${words[@]}"
check "a PNG" grep -q 'PNG image data' <<<"$(file -b thumbnail)"

in_case library
consumer=$source_dir/tests/system/consumer
cache_value() { sed -n "s/^$1:[^=]*=//p" "$build_dir/CMakeCache.txt"; }
cc=$(cache_value CMAKE_C_COMPILER) cxx=$(cache_value CMAKE_CXX_COMPILER)
expect_status 0 cmake -S "$consumer" -B build -DJACKDAW_WANTED="${version%.*}" \
  -DCMAKE_PREFIX_PATH="$root/usr" -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_BUILD_TYPE=Release
expect_status 0 cmake --build build
expect_status 0 build/consumer_cpp
expect_status 0 build/consumer_c
# The .pc file finds its prefix from where it is.
PKG_CONFIG_PATH=$(find "$root" -name jackdaw.pc -printf '%h')
export PKG_CONFIG_PATH
for kind in "" --static; do
  read -ra flags <<<"$(pkg-config $kind --cflags --libs jackdaw)"
  expect_status 0 "$cxx" -std=c++20 "$consumer/consumer.cc" -o "cpp$kind" "${flags[@]}"
  expect_status 0 "$cc" -std=c99 "$consumer/consumer.c" -o "c$kind" "${flags[@]}"
  expect_status 0 "./cpp$kind"
  expect_status 0 "./c$kind"
done
finish
