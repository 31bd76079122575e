#!/usr/bin/env bash
# jackdaw mount: the originals as they were, whatever happens to the tree meanwhile.
# Usage: mount_test.sh PATH-TO-JACKDAW
# Status 77: file systems cannot be mounted here, or mount is not built in.
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for tool in fusermount3 rsync python3 mountpoint; do
  command -v $tool >/dev/null || { echo "$tool is not installed"; exit 77; }
done
[[ -r /dev/fuse && -w /dev/fuse ]] || { echo "/dev/fuse is missing or closed to this user"; exit 77; }

mounts=()
mount_pid=

clean_up() {
  local directory
  for directory in "${mounts[@]}"; do
    if mountpoint -q "$directory"; then fusermount3 -u -z "$directory"; fi
  done
  [[ -z $mount_pid ]] || kill "$mount_pid" 2>/dev/null
  chmod -R u+rwx "$work" 2>/dev/null
  rm -rf "$work"
}
trap clean_up EXIT

# wait_until COMMAND...: for a minute at most.
wait_until() {
  local i
  for ((i = 0; i < 600; ++i)); do
    "$@" && return 0
    sleep 0.1
  done
  return 1
}

not() { ! "$@"; }

# is_in PID DIRECTORY: whether the process works there.
is_in() { [[ $(readlink "/proc/$1/cwd") == "$2" ]]; }

# start_mount TREE DIR [OPTION...]: mounts, with the log in ./log.
start_mount() {
  local tree=$1 directory=$2
  shift 2
  mkdir -p "$directory"
  mounts+=("$PWD/$directory")
  # The shell makes programs in the background ignore SIGINT.
  env --default-signal=INT "$jackdaw" mount -q --log log "$@" "$tree" "$directory" >mount.out \
    2>mount.err &
  mount_pid=$!
  wait_until mountpoint -q "$directory" || fail "not mounted: $(cat mount.err)"
}

# stop_mount DIR [SIGNAL]: ends the program, which unmounts.
stop_mount() {
  local directory=$1
  kill -"${2:-TERM}" "$mount_pid"
  wait_until not kill -0 "$mount_pid" 2>/dev/null || kill -KILL "$mount_pid"
  wait "$mount_pid"
  check "ends well after SIG${2:-TERM}" test $? = 0
  mount_pid=
  check "is unmounted" not mountpoint -q "$directory"
}

# same_as_originals ORIGINALS DIR [RSYNC-OPTION...]: contents, names, kinds, sizes, times, modes, owners.
same_as_originals() {
  local originals=$1 directory=$2
  shift 2
  rsync -anciH --delete "$@" "$originals/" "$directory/" >rsync.out 2>rsync.err &&
    test ! -s rsync.out || { head -n 20 rsync.out rsync.err; return 1; }
}

# take_times FROM TO: times of directories, which change with what is in them.
take_times() {
  python3 - "$@" <<'END'
import os, sys
for folder, _, _ in os.walk(os.fsencode(sys.argv[1])):
    st = os.stat(folder)
    below = os.path.relpath(folder, os.fsencode(sys.argv[1]))
    os.utime(os.path.join(os.fsencode(sys.argv[2]), below), ns=(st.st_atime_ns, st.st_mtime_ns))
END
}

test_is_built_in() {
  in_case built_in
  mkdir tree mnt
  "$jackdaw" mount tree mnt/missing >out 2>err
  if grep -q 'not built in' err; then
    cat err
    exit 77
  fi
  # Containers often have the device and not the right to mount.
  "$jackdaw" mount -q -d tree mnt >out 2>err || { echo "cannot mount here: $(cat err)"; exit 77; }
  mounts+=("$PWD/mnt")
  fusermount3 -u mnt || fail "fusermount3 -u"
}

test_usage() {
  in_case usage
  mkdir -p tree/inside other
  touch file
  expect_status 2 "$jackdaw" mount tree
  expect_status 2 "$jackdaw" mount tree other tree
  expect_status 2 "$jackdaw" mount tree tree/inside
  check "says why" grep -q 'inside itself' "$work/.err"
  expect_status 2 "$jackdaw" mount tree tree
  expect_status 1 "$jackdaw" mount tree missing
  expect_status 1 "$jackdaw" mount missing other
  expect_status 1 "$jackdaw" mount file other
  expect_status 2 "$jackdaw" mount --cache-size 10 tree other
}

# make_originals DIR: 1,000 files, of which nine in ten are JPEGs, with names and attributes of all kinds.
# In one process, since a thousand of them take minutes on a busy machine.
make_originals() {
  local i
  for i in 0 1 2 3 4; do make_jpeg "picture$i" $((i + 1)); done
  make_jpeg picture5 6 -progressive
  python3 - "$1" <<'END'
import os, random, sys

random.seed(1)
root = os.fsencode(sys.argv[1])
pictures = [open("picture%d" % i, "rb").read() for i in range(6)]


def write(name, data, mode=0o644):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    os.chmod(path, mode)
    time = 1300000000 * 10**9 + random.randrange(3 * 10**17)
    os.utime(path, ns=(time, time))


folders = [b"a/%d.jpg", b"b/c/IMG_%d.JPG", b"with space/%d.jpeg", b"b/c/d/%d.jpg"]
for i in range(880):
    mode = (0o644, 0o600, 0o640, 0o444)[i % 3]
    write(folders[i % 4] % i, pictures[i % 5], mode)
for name in (b"line\nbreak.jpg", b"not utf-8 \xff\xfe.jpg", b"-n.jpg", b".hidden.jpg", b"a.jpg.lossy.jpg",
             "größe \u2602.jpg".encode()):
    write(name, pictures[5])
write(b"cut.jpg", pictures[0][:1000])
write(b"empty.jpg", b"")
write(b"empty.xmp", b"")
for i in range(100):
    if i % 2:
        write(b"a/%d.xmp" % i, b"<x:xmpmeta %d>" % i)
    else:
        write(b"b/%d.CR2" % i, random.randbytes(20000))
os.mkdir(root + b"/nothing here")
os.link(root + b"/b/0.CR2", root + b"/b/hard link.CR2")
os.symlink("0.jpg", root + b"/a/link.jpg")
os.symlink("../b/c", root + b"/a/folder")
os.symlink("/nowhere", root + b"/dangling")
os.mkfifo(root + b"/pipe")
os.chmod(root + b"/b", 0o750)
for folder, _, _ in os.walk(root, topdown=False):
    os.utime(folder, ns=(1262400185678000000, 1262400185678000000))
END
}

test_same_tree() {
  in_case same_tree
  make_originals originals
  cp -a originals tree
  expect_status 0 "$jackdaw" compress -q --preset fast --remove-original tree
  check "it is compressed" test "$(find tree -name '*.jkd' | wc -l)" -ge 880
  take_times originals tree
  start_mount tree mnt
  check "nothing differs" same_as_originals originals mnt
  check "links lead to originals" cmp originals/a/0.jpg mnt/a/link.jpg
  check "also through folders" cmp originals/b/c/IMG_1.JPG mnt/a/folder/IMG_1.JPG
  cp -a mnt copy
  check "nothing differs after cp -a" same_as_originals originals copy
  check "the log is empty" test ! -s log
  stop_mount mnt
}

test_side_by_side() {
  in_case side_by_side
  mkdir tree
  make_jpeg tree/plain.jpg 1
  make_jpeg tree/exact.jpg 2
  make_jpeg lossy.jpg 3
  make_jpeg tree/both.jpg 4
  cp -r tree originals
  echo facts >tree/.jackdaw-catalogue.sqlite
  expect_status 0 "$jackdaw" compress -q --remove-original tree/exact.jpg
  expect_status 0 "$jackdaw" compress -q tree/both.jpg
  expect_status 0 "$jackdaw" compress -q --quality 50 -o tree/lossy.jpg.lossy.jkd lossy.jpg
  expect_status 0 "$jackdaw" decompress -q -o originals/lossy.jpg tree/lossy.jpg.lossy.jkd
  start_mount tree mnt
  check "names and kinds without attributes" test "$(find mnt -type f | wc -l)" = 4
  check "names" test "$(ls -A mnt)" = "$(printf '%s\n' both.jpg exact.jpg lossy.jpg plain.jpg)"
  check "contents" diff -r originals mnt
  check "no .jkd shows" test ! -e mnt/exact.jpg.jkd
  check "nor does the catalogue" test ! -e mnt/.jackdaw-catalogue.sqlite
  python3 - mnt/exact.jpg originals/exact.jpg <<'END' || fail "mmap"
import mmap, sys
with open(sys.argv[1], "rb") as a, open(sys.argv[2], "rb") as b:
    view = mmap.mmap(a.fileno(), 0, prot=mmap.PROT_READ)
    assert view[:] == b.read() and view[100:200] == view[:][100:200]
END
  stop_mount mnt INT
}

test_attributes() {
  in_case attributes
  mkdir tree
  make_jpeg tree/a.jpg
  echo text >tree/b.txt
  expect_status 0 "$jackdaw" compress -q --remove-original tree
  python3 - <<'END' || { echo "no extended attributes here: not tested"; return; }
import os
for name in ("tree/a.jpg.jkd", "tree/b.txt"):
    os.setxattr(name, "user.jackdaw.test", b"value of " + name.encode())
END
  start_mount tree mnt
  python3 - <<'END' || fail "extended attributes"
import os
for shown, name in (("mnt/a.jpg", "tree/a.jpg.jkd"), ("mnt/b.txt", "tree/b.txt")):
    assert os.getxattr(shown, "user.jackdaw.test") == b"value of " + name.encode()
    assert os.listxattr(shown) == os.listxattr(name)
    try:
        os.getxattr(shown, "user.missing")
        raise SystemExit(1)
    except OSError:
        pass
END
  check "inode" test "$(stat -c %i mnt/a.jpg)" = "$(stat -c %i tree/a.jpg.jkd)"
  check "blocks are those of the original" test "$(stat -c %b mnt/a.jpg)" -ge \
    $(($(stat -c %s mnt/a.jpg) / 512))
  check "space of the file system" test "$(stat -f -c %b mnt)" = "$(stat -f -c %b tree)"
  stop_mount mnt
}

test_read_only() {
  in_case read_only
  mkdir tree
  make_jpeg tree/a.jpg
  start_mount tree mnt
  local command
  for command in 'touch mnt/new' 'rm -f mnt/a.jpg' 'mkdir mnt/d' 'mv mnt/a.jpg mnt/b.jpg' \
    'truncate -s 0 mnt/a.jpg' 'chmod 600 mnt/a.jpg'; do
    $command 2>err && fail "$command succeeded"
    check "$command: read-only" grep -q 'Read-only' err
  done
  check "all is there" cmp tree/a.jpg mnt/a.jpg
  stop_mount mnt HUP
}

# flip FILE OFFSET: changes one byte.
flip() {
  python3 - "$@" <<'END'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(int(sys.argv[2]))
    byte = f.read(1)
    f.seek(-1, 1)
    f.write(bytes([byte[0] ^ 0x10]))
END
}

# fails_to_read FILE: reading fails with an input/output error, and gives no byte.
fails_to_read() {
  python3 - "$1" <<'END'
import errno, os, sys
try:
    fd = os.open(sys.argv[1], os.O_RDONLY)
    data = os.read(fd, 1 << 20)
    sys.exit("read %d bytes" % len(data))
except OSError as error:
    sys.exit(0 if error.errno == errno.EIO else str(error))
END
}

test_damage() {
  in_case damage
  mkdir tree
  local name
  for name in body head cut empty alien good; do make_jpeg tree/$name.jpg; done
  cp tree/good.jpg original.jpg
  expect_status 0 "$jackdaw" compress -q --remove-original tree
  flip tree/body.jpg.jkd $(($(bytes_of tree/body.jpg.jkd) / 2))
  flip tree/head.jpg.jkd 1
  truncate -s -7 tree/cut.jpg.jkd
  truncate -s 0 tree/empty.jpg.jkd
  echo 'no .jkd at all' >tree/alien.jpg.jkd
  start_mount tree mnt
  check "all show" test "$(find mnt -type f -size -1000k | wc -l)" = 6
  check "looking finds nothing" test ! -s log
  for name in body head cut empty alien; do
    check "$name" fails_to_read mnt/$name.jpg
    check "$name is in the log" grep -q "^[0-9T:-]*Z $name.jpg.jkd: " log
  done
  local lines
  lines=$(wc -l <log)
  check "again" fails_to_read mnt/body.jpg
  check "one line for each" test "$(wc -l <log)" = "$lines"
  check "the others are good" cmp original.jpg mnt/good.jpg
  # Mended, it is read at once.
  cp tree/good.jpg.jkd mended
  mv mended tree/body.jpg.jkd
  sleep 1.1  # what the kernel remembers of a name lasts a second
  check "mended" cmp original.jpg mnt/body.jpg
  stop_mount mnt
}

# All files can be read, and are right, while each is compressed and restored.
test_while_compressing() {
  in_case while_compressing
  mkdir -p originals/d
  local i command runs
  for ((i = 0; i < 40; ++i)); do make_jpeg originals/d/$i.jpg $((i % 7 + 1)); done
  echo text >originals/d/notes.txt
  cp -a originals tree
  start_mount tree mnt
  for command in compress decompress compress; do
    "$jackdaw" $command -q -j 1 --remove-original tree 2>err &
    local pid=$!
    runs=0
    while kill -0 $pid 2>/dev/null; do
      check "$command, run $runs" same_as_originals originals mnt --omit-dir-times
      check "$command, names $runs" test "$(find mnt -type f | wc -l)" = 41
      ((++runs))
    done
    wait $pid || fail "$command: $(cat err)"
    check "$command: compared meanwhile" test $runs -gt 0
    check "$command: after it" same_as_originals originals mnt --omit-dir-times
  done
  # A file that is open is read to its end, also when it has gone.
  exec 9<mnt/d/3.jpg
  rm tree/d/3.jpg.jkd
  cat <&9 >out
  exec 9<&-
  check "an open file outlives its name" cmp out originals/d/3.jpg
  check "the log is empty" test ! -s log
  stop_mount mnt
}

test_parallel_readers() {
  in_case parallel
  mkdir originals
  local i
  for ((i = 0; i < 24; ++i)); do make_jpeg originals/$i.jpg $i; done
  cp -a originals tree
  expect_status 0 "$jackdaw" compress -q --remove-original tree
  start_mount tree mnt -j 2 --cache-size 1M --memory-limit 64M
  local pids=()
  for ((i = 0; i < 12; ++i)); do
    (for name in $(ls originals | shuf); do cmp originals/$name mnt/$name || exit 1; done) &
    pids+=($!)
  done
  for i in "${pids[@]}"; do wait "$i" || fail "reader"; done
  stop_mount mnt
}

test_background() {
  in_case background
  mkdir tree mnt
  make_jpeg tree/a.jpg
  expect_status 0 "$jackdaw" compress -q --remove-original tree
  flip tree/a.jpg.jkd 100
  mounts+=("$PWD/mnt")
  expect_status 0 "$jackdaw" mount --daemon --log log tree mnt
  check "it is there when the command returns" mountpoint -q mnt
  check "damage" fails_to_read mnt/a.jpg
  check "the log works" grep -q a.jpg.jkd log
  expect_status 0 fusermount3 -u mnt
  # Unmounted by another program, the one in the foreground ends, too. Names may hold what separates
  # options of a mount.
  mv tree 'tree,with\ commas'
  start_mount 'tree,with\ commas' mnt
  expect_status 0 fusermount3 -u mnt
  wait "$mount_pid" || fail "status $? after fusermount3 -u"
  mount_pid=
  # Somebody's working directory does not stop it.
  mv 'tree,with\ commas' tree
  start_mount tree mnt
  (cd mnt && exec sleep 60) &
  local sleeper=$!
  wait_until is_in "$sleeper" "$PWD/mnt" || fail "the sleeper"
  stop_mount mnt
  kill $sleeper
  wait $sleeper 2>/dev/null
}

test_is_built_in
test_usage
test_same_tree
test_side_by_side
test_attributes
test_read_only
test_damage
test_while_compressing
test_parallel_readers
test_background
finish
