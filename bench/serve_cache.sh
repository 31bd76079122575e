#!/usr/bin/env bash
# serve_cache.sh JACKDAW FOLDER [CACHE-SIZE [SECONDS]]: 200 clients on a server whose cache is smaller
# than the tree, so that files are decoded, thrown out and decoded again. FOLDER: JPEG files. Every byte
# is compared; status 1 if one was wrong. Prints the report of serve_load.py, the server's own counters,
# and the sizes of the tree and of the cache.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(readlink -f "$2")
cache=${3:-2M}
seconds=${4:-60}
# shellcheck source=tests/system/lib.sh
source "$root/tests/system/lib.sh" "$1"
# shellcheck source=tests/system/serve_lib.sh
source "$root/tests/system/serve_lib.sh"

cp -rL "$folder" originals
cp -r originals tree
"$jackdaw" compress -q --preset fast --remove-original tree
start_server tree --cache-size "$cache" --connections 400
echo "load of the machine: $(cut -d' ' -f1 /proc/loadavg) on $(nproc) cores"
echo "originals: $(find originals -type f | wc -l) files, $(du -sb originals | cut -f1) bytes; cache $cache"
status=0
python3 "$root/tests/system/serve_load.py" "$url" originals --clients 200 --seconds "$seconds" \
  --think 0.3 --thumbnails 0.05 --slow-heads 20 --slow-readers 20 --fuzzers 20 --pid "$server" || status=$?
curl -s "${url}metrics" | grep -E '^jackdaw_(cache_(hits|misses|evictions)_total|decode(s|_refusals|_failures)_total|live_bytes)'
stop_server
exit "$status"
