#!/usr/bin/env bash
# bare Debian 12: `./run compress` and `./run test`, as root and with sudo (needs root and debootstrap)
# A new system with nothing but git, once for root and once for a user with sudo. Packages come from
# where this machine takes them.
# shellcheck source=.ci/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
./run packages tests  # cjpeg
max_lines=40  # before the result
if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
  echo "needs root and debootstrap"
  exit 1
fi
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
work=$(mktemp -d)
clean_up() {
  umount "$work"/*/proc "$work"/*/dev/pts "$work"/*/dev 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

heading "a bare system"
debootstrap --variant=minbase --include=git bookworm "$work/bare" "$mirror" >"$work/log" ||
  { cat "$work/log"; exit 1; }
cp /etc/resolv.conf "$work/bare/etc/"
du -sh "$work/bare" | cut -f 1

# try_on SYSTEM USER: both commands as that user.
try_on() {
  local system=$work/$1 user=$2 home lines
  cp -a "$work/bare" "$system"
  mount -t proc proc "$system/proc"
  mount --bind /dev "$system/dev"
  mount --bind /dev/pts "$system/dev/pts"
  if [[ $user != root ]]; then
    chroot "$system" bash -c "apt-get update && apt-get install -y --no-install-recommends sudo &&
      useradd -m $user && echo '$user ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/$user" >"$work/log" 2>&1
  fi
  home=$(chroot "$system" sh -c "echo ~$user")
  git clone -q "$root" "$system$home/jackdaw"
  mkdir "$system$home/photos"
  make_photo >"$system$home/photos/a.jpg"
  chroot "$system" chown -R "$user:" "$home"

  heading "$user: ./run compress"
  as_user() { chroot "$system" su - "$user" -c "cd jackdaw && env -u CI $*" </dev/null 2>&1; }
  as_user ./run compress ../photos | tee "$work/said"
  test -s "$system$home/photos/a.jpg.jkd"
  lines=$(grep -c '^run:' "$work/said")
  echo "$lines lines before the result"
  ((lines <= max_lines))
  heading "$user: ./run test"
  as_user ./run test | tail -n 20
  umount "$system/proc" "$system/dev/pts" "$system/dev"
}

make_photo() {
  awk 'BEGIN { printf "P3 320 240 255\n"; for (y = 0; y < 240; y++) for (x = 0; x < 320; x++) {
    v = int(128 + 90 * sin(x / 17) * cos(y / 11)); print v, (v + x) % 256, (v + y) % 256 } }' |
    cjpeg -quality 80
}

try_on first root
try_on second pat
