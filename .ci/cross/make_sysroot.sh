#!/usr/bin/env bash
# make_sysroot.sh ARCHITECTURE FOLDER: unpacks the libraries of the codec and its tests for a Debian
# architecture (arm64, s390x), into FOLDER. apt works there with lists and a state of its own, so the
# machine's own architectures and packages stay as they are. Does nothing when all is there.
set -euo pipefail
architecture=$1
folder=$2
packages=(libjpeg62-turbo-dev libzstd-dev liblzma-dev libxxhash-dev nlohmann-json3-dev libgtest-dev)
if [[ -e $folder/complete ]]; then exit 0; fi

mkdir -p "$folder"/apt/state/lists/partial "$folder"/apt/cache/archives/partial
folder=$(readlink -f "$folder")
: >"$folder/apt/status"
own_apt() {
  LC_ALL=C apt-get -q -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
    -o Dir::State="$folder/apt/state" -o Dir::State::status="$folder/apt/status" \
    -o Dir::Cache="$folder/apt/cache" -o APT::Sandbox::User= -o Debug::NoLocking=1 "$@"
}
# A source without this architecture is no failure; download says when a package is missing.
own_apt update >"$folder/apt/log" 2>&1 || true
if ! (cd "$folder/apt/cache" && own_apt download "${packages[@]}") >>"$folder/apt/log" 2>&1; then
  cat "$folder/apt/log"
  exit 1
fi
for package in "$folder"/apt/cache/*.deb; do dpkg-deb -x "$package" "$folder"; done
touch "$folder/complete"
