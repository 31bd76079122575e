#!/usr/bin/env bash
# jackdaw serve: what clients get, what is refused, how it starts and ends.
# Usage: serve_test.sh PATH-TO-JACKDAW
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/system/lib.sh
source "$here/lib.sh"
# shellcheck source=tests/system/serve_lib.sh
source "$here/serve_lib.sh"

# make_tree: originals/, and tree/ with the same files, the JPEG files among them compressed.
make_tree() {
  mkdir -p "originals/sub/with space"
  make_jpeg originals/a.jpg 1
  make_large_jpeg originals/large.jpg
  make_jpeg 'originals/sub/with space/ä#?%&"<b>.jpg' 2
  make_jpeg originals/sub/plain.jpg 3
  echo "a note" >originals/note.txt
  : >originals/sub/empty.bin
  find originals -type f -exec touch -d '2020-02-29 12:34:56 UTC' {} +
  cp -a originals tree
  expect_status 0 "$jackdaw" compress -q --preset fast --remove-original tree/a.jpg \
    tree/large.jpg "tree/sub/with space"
  echo hidden >tree/.hidden
}

in_case files
make_tree
start_server tree --log access.log
python3 "$here/serve_check.py" "$url" originals || fail "faults"
check "a log" grep -q '"GET /a.jpg HTTP/1.1" 200' access.log
check "a log of what is not HTTP" grep -q '"-" 400' access.log
stop_server
check "no messages" test ! -s "$work/.serve-errors"

in_case addresses
cp -a "$work/files/tree" .
start_server tree --address ::1 --host Photos.Example
check "the address" grep -q '\[::1\]' "$work/.serve"
python3 - "$url" <<'END' || fail "names"
import http.client, sys, urllib.parse
url = urllib.parse.urlsplit(sys.argv[1])
def status(host):
    connection = http.client.HTTPConnection(url.hostname, url.port)
    connection.request("HEAD", "/a.jpg", headers={"Host": host})
    return connection.getresponse().status
assert status("photos.example") == 200
assert status("photos.example:443") == 200
assert status("[::1]") == 200
assert status("other.example") == 421
END
port=${url##*:}
expect_status 1 timeout 60 "$jackdaw" serve --address ::1 --port "${port%/}" tree
check "a port in use" grep -q 'in use' "$work/.err"
stop_server INT
expect_status 1 "$jackdaw" serve absent
expect_status 1 "$jackdaw" serve tree/note.txt
expect_status 1 "$jackdaw" serve --log absent/log tree
expect_status 1 "$jackdaw" serve --address 192.0.2.300 tree
expect_status 2 "$jackdaw" serve
expect_status 2 "$jackdaw" serve tree tree
expect_status 2 "$jackdaw" serve --host https://x tree

# The log goes on in a new file after SIGHUP; hidden files are served where it is asked for.
in_case log
cp -a "$work/files/tree" .
echo facts >tree/.jackdaw-catalogue.sqlite
start_server tree --log access.log --hidden
get() { python3 -c 'import sys, urllib.request
sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())' "$url$1"; }
check "hidden" test "$(get .hidden)" = hidden
get .jackdaw-catalogue.sqlite >/dev/null 2>.catalogue
check "the catalogue" grep -q 'HTTP Error 404' .catalogue
mv access.log old.log
kill -HUP "$server"
for ((i = 0; i < 1200; i++)); do [[ -e access.log ]] && break; sleep 0.05; done
get note.txt >/dev/null
check "the old log" grep -q 'GET /.hidden' old.log
check "the new log" grep -q 'GET /note.txt' access.log

# The tree changes under the server: the same bytes under the same tag, then others.
case_name=changes
tag() { python3 -c 'import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).headers["ETag"])' "$url$1"; }
before=$(tag sub/plain.jpg)
expect_status 0 "$jackdaw" compress -q --preset fast --remove-original tree/sub
check "the tag stays" test "$(tag sub/plain.jpg)" = "$before"
get sub/plain.jpg | cmp - "$work/files/originals/sub/plain.jpg" || fail "bytes after compress"
make_jpeg "new.jpg" 9
expect_status 0 "$jackdaw" compress -q --preset fast -o new.jkd new.jpg
mv new.jkd tree/a.jpg.jkd
get a.jpg | cmp - new.jpg || fail "bytes of another file"
printf 'x' | dd of=tree/large.jpg.jkd bs=1 seek=2000 conv=notrunc 2>/dev/null
check "damage is an error" test "$(get large.jpg 2>&1 >/dev/null | grep -c 'HTTP Error 500')" = 1
check "damage is told" grep -q 'large.jpg.jkd' "$work/.serve-errors"
stop_server

# More files than may wait are answered 503; who comes again gets them.
in_case queue
mkdir tree
for i in 1 2 3 4 5 6 7 8; do
  make_large_jpeg "tree/$i.jpg"
  printf '%s' "$i" >>"tree/$i.jpg"
done
cp -a tree originals
expect_status 0 "$jackdaw" compress -q --remove-original tree
# Status 3: none was refused.
eight_at_once() {
  python3 - "$url" originals <<'END'
import http.client, sys, threading, time, urllib.parse
url = urllib.parse.urlsplit(sys.argv[1])
statuses, waits, wrong = [], [], []
def fetch(name):
    content = open(f"{sys.argv[2]}/{name}", "rb").read()
    for _ in range(2400):
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
        connection.request("GET", "/" + name)
        reply = connection.getresponse()
        body = reply.read()
        statuses.append(reply.status)
        if reply.status == 200:
            if body != content:
                wrong.append(name)
            return
        waits.append(reply.headers["Retry-After"])
        time.sleep(0.05)
    wrong.append(name)
threads = [threading.Thread(target=fetch, args=(f"{i}.jpg",)) for i in range(1, 9)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not wrong, wrong
assert set(statuses) <= {200, 503}, statuses
assert all(int(wait) > 0 for wait in waits)
sys.exit(0 if waits else 3)
END
}
# Whether the eight meet is up to the machine.
for ((i = 0; i < 5; i++)); do
  start_server tree --queue 1 -j 1
  eight_at_once
  status=$?
  stop_server
  ((status == 3)) || break
done
check "the queue" test "$status" = 0

# A few seconds of what serve_load.py does for a minute when it measures.
in_case load
cp -a "$work/files/originals" originals
cp -a "$work/files/tree" tree
start_server tree --connections 64 --cache-size 16M
python3 "$here/serve_load.py" "$url" originals --clients 40 --seconds 4 --think 0.02 \
  --slow-heads 30 --slow-readers 10 --fuzzers 10 --thumbnails 0.1 --pid "$server" \
  --max-resident 600 >report.json || { fail "the load"; cat report.json; }
check "still there" test "$(get note.txt)" = "a note"
stop_server
finish
