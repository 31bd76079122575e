#!/usr/bin/env bash
# check and list over trees: what they find and say, exit codes, JSON, damaged catalogues, trees that
# cannot be written to, and catalogues after signals and kill -9.
# Usage: check_test.sh PATH-TO-JACKDAW SOURCE-DIRECTORY
source_dir=$(readlink -f "${2:?usage: $0 PATH-TO-JACKDAW SOURCE-DIRECTORY}")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

catalogue=.jackdaw-catalogue.sqlite
"$jackdaw" check /nonexistent 2>&1 | grep -q 'not built in' && { echo "no SQLite"; exit 77; }

# A tree: exact.jpg and both.jpg are compressed, plain.jpg is not, lossy.jpg is only there with a loss.
make_tree() {
  mkdir -p tree/folder
  make_jpeg tree/exact.jpg 1
  make_jpeg tree/folder/both.jpg 2
  make_jpeg tree/plain.jpg 3
  make_jpeg tree/other.jpg 4
  echo text >tree/notes.txt
  make_large_jpeg lossy.jpg
  expect_status 0 "$jackdaw" compress -q --remove-original tree/exact.jpg tree/other.jpg
  expect_status 0 "$jackdaw" compress -q tree/folder/both.jpg
  expect_status 0 "$jackdaw" compress -q --quality 50 -o tree/lossy.jpg.lossy.jkd lossy.jpg
}

# says PATTERN...: the last output has lines that match each.
says() {
  local pattern
  for pattern in "$@"; do
    grep -Eq -- "$pattern" "$work/.out" || { fail "no line like: $pattern"; cat "$work/.out" >&2; }
  done
}

# expect_check STATUS ARGUMENT...
expect_check() {
  local status=$1
  shift
  expect_status "$status" "$jackdaw" check "$@" tree
}

# rot FILE: changes a byte, and neither size nor time.
rot() {
  touch -r "$1" time
  printf '\xaa' | dd of="$1" bs=1 seek=200 conv=notrunc 2>/dev/null
  touch -r time "$1"
}

test_findings() {
  in_case findings
  make_tree
  expect_check 0
  says '^ok +5$' '^new +5$' '^not compressed +1$' '^lossy only +1$' "$catalogue \(made\)"
  expect_check 0 -q
  check "silent when all is well" test ! -s "$work/.out"
  expect_check 6 --strict
  expect_check 0 -v
  says '^ok +plain.jpg: not compressed$' '^ok +lossy.jpg: lossy only$'
  cp -a tree good

  rot tree/exact.jpg.jkd
  expect_check 0 --sizes
  expect_check 3 -q
  says '^damaged +exact.jpg.jkd: '
  # Not forgotten, nor to be accepted.
  expect_check 3 --sizes
  expect_check 3 --update
  expect_check 3 --deep
  rm tree/other.jpg.jkd
  expect_check 3
  says '^damaged +exact.jpg.jkd: ' '^missing +other.jpg.jkd: is gone'
  cp -a good/exact.jpg.jkd tree/
  expect_check 4 --sizes
  make_jpeg tree/folder/both.jpg 9
  expect_check 4
  says '^missing +other.jpg.jkd' '^changed +folder/both.jpg: .*folder/both.jpg.jkd holds'
  cp -a good/other.jpg.jkd tree/
  expect_check 5
  cp -a good/folder/both.jpg tree/folder/
  make_jpeg tree/plain.jpg 11
  expect_check 5
  expect_check 5 --update
  expect_check 0
  truncate -s -1 tree/exact.jpg.jkd
  expect_check 3 --sizes
  expect_check 3 --rebuild
  says "$catalogue \(rebuilt\)"
  check "no leftovers" test "$(ls -A tree | grep -c '^\.')" = 1
}

# Names that are cut with the ending belong to their originals.
test_long_names() {
  in_case long_names
  command -v jq >/dev/null || { echo "jq is not installed: passed over"; return; }
  local long
  long=$(printf 'x%.0s' {1..250}).jpg
  mkdir tree
  make_jpeg "tree/$long" 1
  expect_check 0
  expect_status 0 "$jackdaw" compress -q tree
  expect_check 0 --json
  check "one picture" jq -e '.totals | .ok == 1 and .new == 0 and .held.exact == 1' "$work/.out" >/dev/null
  expect_status 0 "$jackdaw" list --json tree
  check "both files" jq -e --arg name "$long" \
    '.files | length == 1 and .[0].name == $name and .[0].original_beside' "$work/.out" >/dev/null
  expect_status 0 "$jackdaw" verify -q --remove-original tree
  check "the original is gone" test ! -e "tree/$long"
  expect_check 0 --json
  check "still one" jq -e '.totals | .ok == 1 and .new == 0' "$work/.out" >/dev/null
  expect_status 0 "$jackdaw" list --json tree
  check "of the whole name" jq -e --arg name "$long" '.files[0].name == $name' "$work/.out" >/dev/null
  rm tree/*.jkd
  make_jpeg tree/other.jpg 2
  expect_check 4 --json
  check "missing once" jq -e '.totals.missing == 1' "$work/.out" >/dev/null
}

test_usage() {
  in_case usage
  make_tree
  expect_status 2 "$jackdaw" check
  expect_status 2 "$jackdaw" check tree tree
  expect_status 2 "$jackdaw" check -
  expect_check 2 --deep --quick
  expect_check 2 --update --rebuild
  expect_status 2 "$jackdaw" list --reverse tree
  expect_status 1 "$jackdaw" check tree/notes.txt
  expect_status 1 "$jackdaw" list nowhere
  expect_status 1 "$jackdaw" check --catalogue /nonexistent/c tree
  check "nothing was made" test ! -e "tree/$catalogue"
}

# What a disk that is not mounted looks like is no tree that is well.
test_empty() {
  in_case empty
  make_tree
  expect_check 0
  mkdir empty
  expect_status 1 "$jackdaw" check empty
  check "says so" grep -q '/empty: has no pictures' "$work/.err"
  check "nothing was made" test -z "$(ls -A empty)"
  expect_status 1 "$jackdaw" check --rebuild empty
  expect_check 0 --catalogue outside
  cp outside before
  rm -r tree/*
  expect_check 1 --rebuild --catalogue outside
  check "not replaced" cmp outside before
  cp "tree/$catalogue" empty/
  expect_status 4 "$jackdaw" check empty
}

test_list() {
  in_case list
  make_tree
  local hard
  hard=$(printf 'tree/new\nline \xff.jpg')
  cp tree/plain.jpg "$hard"
  expect_status 0 "$jackdaw" list tree
  says ' exact +exact.jpg$' ' original +plain.jpg$' ' lossy +lossy.jpg$' ' exact +folder/both.jpg$' \
    'new\\nline' '6 pictures \(3 exact, 2 not compressed, 1 lossy\)'
  says ' - .* folder/both.jpg$'  # nothing is saved while both are there
  expect_status 0 "$jackdaw" list --sort size --json tree
  check "sorted" jq -e '[.files[].size] | . == sort and length == 6' "$work/.out" >/dev/null
  expect_status 0 "$jackdaw" list --sort name -r --json tree
  check "reversed" jq -e '[.files[].name] | . == (sort | reverse)' "$work/.out" >/dev/null
  cp "$work/.out" before.json
  check "sizes" test "$(jq '.files[] | select(.name == "plain.jpg").size' before.json)" = \
    "$(bytes_of tree/plain.jpg)"
  # With a catalogue it says the same, but knows the hashes of originals, too.
  expect_check 0
  expect_status 0 "$jackdaw" list --sort name -r --json tree
  local less='[.files[] | del(.content_hash)]'
  check "with a catalogue" cmp <(jq "$less" before.json) <(jq "$less" "$work/.out")
  check "hashes" jq -e 'all(.files[]; has("content_hash"))' "$work/.out" >/dev/null
  head -c 20 tree/exact.jpg.jkd >tree/bad.jpg.jkd
  expect_status 1 "$jackdaw" list tree
  check "says why" grep -q '^jackdaw: bad.jpg.jkd: ' "$work/.err"
}

validate() { python3 "$source_dir/tests/system/validate_json.py" \
  "$source_dir/docs/json-schema/jackdaw.schema.json" "$@"; }

# as_document LINES: the document that --json would have printed.
as_document() {
  jq -s '(.[0] | del(.type)) + {files: [.[1:-1][] | del(.type)]} +
    (.[-1] | {totals: del(.type, .catalogue, .error)} +
      (if has("catalogue") then {catalogue} else {} end))' "$1"
}

# valid STATUS ARGUMENT...: of --json and --json=lines.
valid() {
  local wanted=$1
  shift
  expect_status "$wanted" "$jackdaw" "$@" --json
  cp "$work/.out" document.json
  validate document.json >&2 || fail "not valid: $*"
  expect_status "$wanted" "$jackdaw" "$@" --json=lines
  cp "$work/.out" lines
  as_document lines >lines.json
  validate lines.json >&2 || fail "lines not valid: $*"
}

test_json() {
  in_case json
  command -v jq >/dev/null || { echo "jq is not installed: passed over"; return; }
  validate || { echo "no validator: passed over"; return; }
  make_tree
  cp tree/plain.jpg "$(printf 'tree/bad\xffname.jpg')"
  expect_check 0
  valid 0 check -v tree
  check "verbose names three" jq -e '.files | length == 3' document.json >/dev/null
  rot tree/exact.jpg.jkd
  rm tree/other.jpg.jkd
  make_jpeg tree/plain.jpg 17
  valid 3 check tree
  check "three findings" test "$(jq -c '[.files[].status] | sort' document.json)" = \
    '["changed","damaged","missing"]'
  check "totals" jq -e '.totals | .damaged == 1 and .missing == 1 and .changed == 1 and .ok == 3' \
    document.json >/dev/null
  valid 0 list tree
  head -c 20 tree/exact.jpg.jkd >tree/exact.jpg.jkd.new
  mv tree/exact.jpg.jkd.new tree/exact.jpg.jkd
  valid 1 list tree
  echo nonsense >"tree/$catalogue"
  expect_check 1 --json
  validate "$work/.out" >&2 || fail "not valid: a damaged catalogue"
  check "its error" jq -e '.error.code == "corrupt" and .catalogue.state == "unusable"' \
    "$work/.out" >/dev/null
}

test_damaged_catalogue() {
  in_case damaged_catalogue
  make_tree
  expect_check 0
  cp "tree/$catalogue" good.sqlite
  local at size
  size=$(bytes_of good.sqlite)
  for at in 0 17 60 100 110 4096 8192; do
    ((at < size)) || continue
    cp good.sqlite "tree/$catalogue"
    head -c 64 /dev/urandom | dd of="tree/$catalogue" bs=1 seek="$at" conv=notrunc 2>/dev/null
    "$jackdaw" check tree >out 2>err
    local status=$?
    ((status == 0 || status == 1 || status == 4)) || fail "status $status with damage at $at"
    ((status != 1)) || grep -q 'catalogue .*--rebuild' err || fail "no hint for damage at $at"
    expect_check 0 --rebuild
    expect_check 0
  done
  echo nonsense >"tree/$catalogue"
  expect_check 1
  expect_status 0 "$jackdaw" list tree
  check "list goes on" grep -q 'without it' "$work/.err"
  # What is no catalogue is not replaced.
  cp tree/plain.jpg photo.jpg
  expect_check 1 --catalogue photo.jpg
  expect_check 1 --rebuild --catalogue photo.jpg
  check "left alone" cmp photo.jpg tree/plain.jpg
}

test_elsewhere() {
  in_case elsewhere
  make_tree
  expect_check 0 --catalogue c.sqlite
  check "made there" test -s c.sqlite -a ! -e "tree/$catalogue"
  mkdir other
  expect_status 1 "$jackdaw" check --catalogue c.sqlite other
  check "another tree" grep -q 'is the catalogue of .*/tree' "$work/.err"
  # A tree that cannot be written to, by a user who is not root.
  local as=()
  if ((EUID == 0)); then
    command -v setpriv >/dev/null || { echo "no setpriv: passed over"; return; }
    as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    chmod 755 "$work" .
    mkdir -m 777 state
  fi
  chmod -R a+rX,a-w tree
  "${as[@]}" test -r "$jackdaw" || { echo "the program cannot be read by others: passed over"; return; }
  export XDG_STATE_HOME=$PWD/state
  expect_status 0 "${as[@]}" "$jackdaw" check tree
  says "$PWD/state/jackdaw/catalogues/.*\(made\)"
  expect_status 0 "${as[@]}" "$jackdaw" check tree
  says 'updated' '^ok +5$'
  check "the tree is as it was" test ! -e "tree/$catalogue"
  # With a catalogue in it, that one is read.
  unset XDG_STATE_HOME
  chmod u+w tree
  expect_check 0
  chmod a-w tree
  export HOME=$PWD/nobody
  if ((EUID == 0)); then
    expect_status 0 "${as[@]}" "$jackdaw" check tree
    says 'read only'
  fi
}

# together ARGUMENT...: two runs at a time; their exit codes are in statuses.
together() {
  "$jackdaw" check -q "$@" >/dev/null 2>err1 &
  local first=$!
  "$jackdaw" check -q "$@" >/dev/null 2>err2 &
  local second=$!
  wait $first
  statuses=$?
  wait $second
  statuses+=" $?"
}

test_together() {
  in_case together
  make_tree
  local i
  for i in 1 2 3 4 5 6; do
    rm -f "tree/$catalogue"
    together tree
    [[ $statuses == "0 0" ]] || { fail "two first runs: $statuses"; cat err1 err2 >&2; }
    expect_check 0 --json
    check "all are known" grep -q '"new":0,"held"' "$work/.out"
  done
  # Two rebuilds: both end well, or one says that there is another.
  for i in 1 2 3 4; do
    together --rebuild tree
    case $statuses in
      "0 0") ;;
      "0 1" | "1 0") check "says why" grep -q 'by another run' err1 err2 ;;
      *) fail "two rebuilds: $statuses" ;;
    esac
    expect_check 0 --json
    check "complete" grep -q '"new":0,"held"' "$work/.out"
    check "no leftovers" test "$(find tree -name '.*' -type f | wc -l)" = 1
  done
}

test_rebuild_of_others() {
  in_case rebuild_of_others
  make_tree
  expect_check 0 --catalogue c
  echo mine >c.new
  expect_check 1 --rebuild --catalogue c
  check "says what is in the way" grep -q 'c\.new is in the way' "$work/.err"
  check "left alone" test "$(cat c.new)" = mine
  expect_check 1 --rebuild --catalogue c --json
  check "left alone" test "$(cat c.new)" = mine
  check "usable" expect_check 0 --catalogue c
}

# kill_rebuild FILE ARGUMENT...: kills it once it has begun FILE.
kill_rebuild() {
  local file=$1 tries=0
  shift
  "$jackdaw" check -q --deep --rebuild "$@" &
  # More than the 16 KiB of a catalogue that has no entries yet.
  until [[ $(stat -c %s "$file" 2>/dev/null) -gt 16384 ]] || ((++tries > 3000)); do sleep 0.01; done
  kill -9 $!
  wait $! 2>/dev/null
  check "was begun" test -e "$file"
}

test_kill() {
  in_case kill
  mkdir tree
  make_jpeg one.jpg 5
  local i round
  expect_status 0 "$jackdaw" compress -q one.jpg
  for ((i = 0; i < 600; i++)); do cp one.jpg.jkd "tree/$i.jpg.jkd"; done
  for ((round = 0; round < 20; round++)); do
    "$jackdaw" check -q --deep tree >/dev/null 2>&1 &
    sleep "0.$((RANDOM % 5))$((RANDOM % 10))"
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
    # Each time it can be read, and a list agrees with the tree.
    if [[ -s tree/$catalogue ]]; then
      expect_status 0 "$jackdaw" list -q --json tree
    fi
  done
  expect_check 0 --sizes --json
  check "all are there" grep -q '"ok":600' "$work/.out"
  expect_check 0 --sizes --json
  check "none is new" grep -q '"new":0,"held"' "$work/.out"
  # A rebuild that is killed leaves the catalogue as it was. What it has begun is replaced.
  cp "tree/$catalogue" named
  rm tree/7.jpg.jkd
  kill_rebuild tree/$catalogue.new tree
  expect_check 4 --sizes
  says '^missing +7.jpg.jkd'
  expect_check 0 --sizes --rebuild
  check "no leftovers" test "$(find tree -name '.*' -type f | wc -l)" = 1
  kill_rebuild named.new --catalogue named tree
  expect_check 4 --sizes --catalogue named
  expect_check 0 --sizes --rebuild --catalogue named
  check "no leftovers beside" test -z "$(find . -maxdepth 1 -name 'named?*')"
}

# interrupt SIGNAL ARGUMENT...: starts the command and sends it the signal as soon as there is output,
# which is in out and err.
interrupt() {
  local signal=$1 tries=0
  shift
  rm -f out
  env --default-signal=INT,TERM "$jackdaw" "$@" >out 2>err &
  local pid=$!
  until [[ -s out ]] || ((++tries > 3000)); do sleep 0.01; done
  kill -"$signal" "$pid"
  wait "$pid"
  local status=$?
  check "$signal: $*: ended by it" test $status = $((128 + $(kill -l "$signal")))
}

# What an interrupted search has found so far is a complete document, and says that it is not all.
test_interrupt() {
  in_case interrupt
  validate || { echo "no validator: passed over"; return; }
  mkdir tree
  make_jpeg one.jpg 5
  expect_status 0 "$jackdaw" compress -q one.jpg
  python3 -c 'import os
for i in range(12000): os.link("one.jpg.jkd", f"tree/{i:060}.jpg.jkd")'
  local command
  for command in list 'check -v' 'check -v --rebuild'; do
    # shellcheck disable=SC2086
    interrupt TERM $command --json tree
    check "$command: complete" validate out
    check "$command: says so" jq -e '.totals.interrupted and (.files | length) > 0' out >/dev/null
    rm -f "tree/$catalogue"
    # shellcheck disable=SC2086
    interrupt INT $command --json=lines tree
    as_document out >lines.json
    check "$command: complete lines" validate lines.json
    check "$command: says so in lines" jq -es '.[-1] | .type == "totals" and .interrupted' out >/dev/null
    rm -f "tree/$catalogue"
  done
  check "nothing was rebuilt" test "$(jq .catalogue.state lines.json)" = '"unchanged"'
  check "no leftovers" test "$(find tree -name '.*' | wc -l)" = 0
  interrupt INT check -v tree
  check "a summary" grep -q '^interrupted; so far:' out
  # The next run goes on from what there was.
  expect_check 0 --sizes --json
  check "goes on" jq -e '.totals | .new < 12000 and .ok == 12000' "$work/.out" >/dev/null
}

test_findings
test_long_names
test_usage
test_empty
test_list
test_json
test_damaged_catalogue
test_elsewhere
test_interrupt
test_together
test_rebuild_of_others
test_kill
finish
