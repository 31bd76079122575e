#!/usr/bin/env bash
# The gallery of jackdaw serve in a browser: thumbnails, keys, the view of one picture, pages; it
# loads nothing from elsewhere.
# Usage: serve_page_test.sh PATH-TO-JACKDAW
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/system/lib.sh
source "$here/lib.sh"
# shellcheck source=tests/system/serve_lib.sh
source "$here/serve_lib.sh"

browser=
for name in chromium chromium-browser google-chrome; do
  if browser=$(command -v "$name"); then break; fi
done
[[ -n $browser ]] || { echo "Chromium is not installed"; exit 77; }

in_case page
mkdir -p "tree/a & <b>"
for ((i = 1; i <= 70; i++)); do make_jpeg "tree/picture $i.jpg" "$i"; done
make_jpeg "tree/a & <b>/inner.jpg" 3
echo text >tree/note.txt
expect_status 0 "$jackdaw" compress -q --preset fast --remove-original tree
start_server tree
timeout 600 python3 "$here/serve_page.py" "$browser" "$url" >result.txt 2>&1
check "in the browser: $(tail -n 30 result.txt)" grep -qx 'all is well' result.txt
stop_server
finish
