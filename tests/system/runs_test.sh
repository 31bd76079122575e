#!/usr/bin/env bash
# Runs over many files: lists, patterns, shards, dry runs, logs, journals, JSON lines, interrupts.
# Usage: runs_test.sh PATH-TO-JACKDAW SOURCE-DIRECTORY
source_dir=$(readlink -f "${2:?usage: $0 PATH-TO-JACKDAW SOURCE-DIRECTORY}")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
command -v jq >/dev/null || { echo "jq is not installed"; exit 77; }

# The names that a run did, from its JSON in $work/.out, one a line.
done_names() { jq -r '.files[] | select(.status == "ok" or .status == "planned").input' "$work/.out"; }

make_tree() {
  mkdir -p tree/2023 tree/2024/raw
  local i=0 name
  for name in 2023/a.jpg 2023/b.jpg 2024/c.jpg 2024/raw/d.jpg e.jpg; do
    make_jpeg "tree/$name" $((++i))
  done
}

test_lists() {
  in_case lists
  make_tree
  find tree -name '*.jpg' | sort >list
  expect_status 0 "$jackdaw" compress --files-from list --json
  check "all of them" cmp list <(done_names)
  rm -f tree/*.jkd tree/*/*.jkd tree/*/*/*.jkd
  find tree -name '*.jpg' -print0 | "$jackdaw" compress --files-from - -0 --json >../.out ||
    fail "from a pipe"
  check "all of them, -0" test "$(jq .totals.ok ../.out)" = 5
  expect_status 0 "$jackdaw" compress --files-from list -o out
  check "paths are mirrored" test -f out/tree/2024/raw/d.jpg.jkd
  printf '%s\n' ../lists/tree/e.jpg "$PWD/tree/2023/a.jpg" >odd
  expect_status 0 "$jackdaw" compress --files-from odd -o odd_out
  check "within the directory" test -f odd_out/lists/tree/e.jpg.jkd -a \
    -f "odd_out$PWD/tree/2023/a.jpg.jkd"
  printf '%s\n\n%s' gone.jpg tree/2024 >mixed
  expect_status 1 "$jackdaw" compress --skip-existing --json --files-from mixed
  check "directories and missing files" jq -e '.totals | .failed == 1 and .skipped.existing == 2' \
    ../.out >/dev/null
  expect_status 2 "$jackdaw" compress --files-from no-such-list
  expect_status 2 "$jackdaw" compress -0 tree
  expect_status 2 "$jackdaw" compress --files-from - -
  : >nothing
  expect_status 0 "$jackdaw" compress --files-from nothing
  printf '%s\0' x.jpg y.jpg >zeros
  expect_status 1 "$jackdaw" compress --files-from zeros
  check "a list of the other kind is a mistake" grep -q -- '--null' ../.err
}

test_patterns() {
  in_case patterns
  make_tree
  : >tree/2024/raw/x.dng
  expect_status 0 "$jackdaw" compress --dry-run --json --exclude raw/ --exclude '/e.*' tree
  check "excluded" cmp <(done_names) <(printf 'tree/%s\n' 2023/a.jpg 2023/b.jpg 2024/c.jpg)
  check "counted" jq -e '.totals.skipped.excluded == 2' ../.out >/dev/null
  expect_status 0 "$jackdaw" compress --dry-run --json --include '2024/**' tree
  check "included" cmp <(done_names) <(printf 'tree/%s\n' 2024/c.jpg 2024/raw/d.jpg 2024/raw/x.dng)
  expect_status 0 "$jackdaw" compress --json --include '*.dng' tree
  check "other kinds" cmp <(done_names) <(echo tree/2024/raw/x.dng)
  expect_status 0 "$jackdaw" compress --dry-run --json --skip-existing --include '*' tree
  check "never .jkd files" jq -e '.totals | .planned == 5 and .skipped.existing == 1' ../.out >/dev/null
  expect_status 2 "$jackdaw" compress --exclude '' tree
  mkdir -p years/2019
  make_jpeg years/2019/a.jpg 1
  expect_status 0 "$jackdaw" compress --exclude '[0-9][0-9][0-9][0-9]' years
  check "a pattern in brackets" test ! -e years/2019/a.jpg.jkd
}

test_shards() {
  in_case shards
  make_tree
  local i
  for i in 1 2 3; do
    expect_status 0 "$jackdaw" compress --json --dry-run --shard $i/3 tree
    done_names
  done | sort >parts
  check "each file once" cmp parts <(find tree -name '*.jpg' | sort)
  # The order and the spelling of the list do not matter.
  find ./tree -name '*.jpg' | sort -r >list
  expect_status 0 "$jackdaw" compress --json --dry-run --shard 2/3 --files-from list
  done_names | sed 's|^\./||' | sort >second
  find tree -name '*.jpg' | sort >list
  expect_status 0 "$jackdaw" compress --json --dry-run --shard 2/3 --files-from list
  check "the same" cmp second <(done_names | sort)
  for i in 0/3 4/3 1 a/b 1/0 -1/2; do expect_status 2 "$jackdaw" compress --shard $i tree; done
}

test_dry_run() {
  in_case dry
  make_tree
  expect_status 0 "$jackdaw" compress -q tree/e.jpg
  find tree | sort >before
  expect_status 0 "$jackdaw" compress --dry-run --remove-original --skip-existing tree
  check "a summary" grep -q '^would do  4' ../.out
  check "sizes" grep -q '^size ' ../.out
  expect_status 0 "$jackdaw" compress --dry-run --skip-existing -v tree
  check "a line a file" test "$(grep -c ' planned .* -> .*.jkd: [0-9,]* bytes' ../.err)" = 4
  expect_status 1 "$jackdaw" compress --dry-run --json tree
  check "existing outputs" jq -e '.totals | .planned == 4 and .failed == 1' ../.out >/dev/null
  check "no savings of what was not done" jq -e '.totals.saved_percent == 0' ../.out >/dev/null
  local command
  for command in 'decompress -o out' verify 'transcode -o out'; do
    # shellcheck disable=SC2086
    expect_status 0 "$jackdaw" $command --dry-run tree/e.jpg*
  done
  check "nothing is written" cmp before <(find tree | sort)
  check "nor elsewhere" test ! -e out
  expect_status 2 "$jackdaw" compress --dry-run --journal journal tree
}

test_log() {
  in_case log
  make_tree
  echo text >tree/e.jpg
  expect_status 1 "$jackdaw" compress -v --log run.log tree gone.jpg
  check "six lines" test "$(grep -Ec '^20[0-9-]+T[0-9:.]+Z (ok|failed) ' ../.err)" = 6
  check "the same in the log" test "$(grep -Ec '^20[0-9-]+T[0-9:.]+Z (ok|failed) ' run.log)" = 6
  check "with begin and end" test "$(grep -c ' begin ' run.log)" = 1 -a "$(grep -c ' end ' run.log)" -gt 3
  expect_status 0 "$jackdaw" compress --skip-existing --log run.log tree
  check "appended" test "$(grep -c ' begin ' run.log)" = 2 -a "$(grep -c 'Z skipped ' run.log)" = 5
  expect_status 2 "$jackdaw" compress --log no/such/dir tree
}

test_journal() {
  in_case journal
  make_tree
  expect_status 1 "$jackdaw" compress --journal j tree gone.jpg
  check "a line a file" test "$(jq -s 'map(select(.journal == "file")) | length' j)" = 6
  check "begin and end" jq -es '.[0].journal == "begin" and .[-1].journal == "end"' j >/dev/null
  expect_status 2 "$jackdaw" compress --journal j tree
  check "an existing journal is not taken for a new one" grep -q -e --resume ../.err
  expect_status 2 "$jackdaw" verify --journal j --resume tree
  check "nor that of another command" grep -q 'journal of compress' ../.err
  expect_status 0 "$jackdaw" compress --journal j --resume --json tree
  check "nothing is left to do" jq -e '.totals | .ok == 0 and .skipped.finished == 5' ../.out >/dev/null
  make_jpeg tree/e.jpg 9
  expect_status 0 "$jackdaw" compress --journal j --resume --json tree
  check "a changed one is looked at" jq -e '.totals.skipped | .finished == 4 and .changed == 1' \
    ../.out >/dev/null
  expect_status 0 "$jackdaw" compress --journal j --resume --update --json tree
  check "and redone" jq -e '.totals.ok == 1' ../.out >/dev/null
  expect_status 0 "$jackdaw" compress --journal new --resume --json tree
  check "a new journal" jq -e '.totals.skipped.existing == 5' ../.out >/dev/null
  # A list that names what an earlier run has removed.
  find tree -name '*.jpg' | sort >list
  expect_status 0 "$jackdaw" compress --journal k --resume --remove-original --files-from list
  expect_status 0 "$jackdaw" compress --journal k --resume --remove-original --files-from list --json
  check "is finished" jq -e '.totals.skipped.finished == 5' ../.out >/dev/null
  # And one that was removed just before the run was killed.
  grep -v e.jpg k >cut
  expect_status 0 "$jackdaw" compress --journal cut --resume --remove-original --files-from list --json
  check "is no error" jq -e '.totals.skipped | .finished == 4 and .existing == 1' ../.out >/dev/null
  expect_status 2 "$jackdaw" compress --resume tree
  local file
  for file in j new k cut; do
    while read -r line; do printf '%s' "$line" >line.json && validate line.json; done <$file
  done
  make_jpeg picture.jpg 1
  cp picture.jpg before.jpg
  expect_status 2 "$jackdaw" compress --journal picture.jpg --resume before.jpg
  check "a picture is no journal" cmp picture.jpg before.jpg
  expect_status 2 "$jackdaw" compress --journal /dev/zero --resume before.jpg
  mkdir own
  make_jpeg own/a.jpg 1
  expect_status 0 "$jackdaw" compress --include '*' --remove-original --journal own/j --log own/l own
  check "the run's own files are no inputs" test -s own/j -a -s own/l -a ! -e own/j.jkd
}

validate() {
  python3 "$source_dir/tests/system/validate_json.py" \
    "$source_dir/docs/json-schema/jackdaw.schema.json" "$@" >&2
  local status=$?
  ((status == 0 || status == 77)) || fail "not valid: $(cat "$@")"
}

test_json_lines() {
  in_case json_lines
  make_tree
  expect_status 1 "$jackdaw" compress --json=lines tree gone.jpg
  check "an object a line" jq -es 'length == 8' ../.out >/dev/null
  check "types" jq -es '[.[].type] | .[0] == "run" and .[-1] == "totals" and
    (.[1:-1] | all(. == "file"))' ../.out >/dev/null
  check "in order" cmp <(jq -r 'select(.type == "file").input' ../.out) \
    <(find tree -name '*.jpg' | sort; echo gone.jpg)
  local line
  while read -r line; do printf '%s' "$line" >line.json && validate line.json; done <../.out
  expect_status 0 "$jackdaw" compress -f --json=document tree/e.jpg
  check "one document" jq -e '.totals.ok == 1' ../.out >/dev/null
  expect_status 2 "$jackdaw" compress --json=xml tree
  expect_status 0 "$jackdaw" compress -f --json tree/e.jpg  # takes no value after a space
}

# The search must not find what the run itself writes.
test_output_inside_input() {
  in_case inside
  make_tree
  local i
  for i in 1 2 3; do
    expect_status 0 "$jackdaw" transcode --skip-existing -o tree/small tree
    (cd tree && "$jackdaw" transcode -q --skip-existing -o small .) || fail "run $i"
  done
  check "one level" test "$(find tree -name '*.jpg' | wc -l)" = 10
  check "no deeper" test ! -e tree/small/small
  expect_status 0 "$jackdaw" compress -o tree/packed tree
  expect_status 0 "$jackdaw" decompress -o tree/packed/back tree/packed
  check "for all commands" test ! -e tree/packed/back/back
}

test_interrupt() {
  in_case interrupt
  mkdir tree
  local i signal format
  for ((i = 0; i < 12; ++i)); do make_large_jpeg "tree/$i.jpg"; done
  for signal in INT TERM; do
    for format in '' --json --json=lines; do
      # The signal comes while the list is still open: the run cannot end before it.
      rm -rf out journal
      mkfifo pipe
      # shellcheck disable=SC2086
      env --default-signal=INT "$jackdaw" compress $format -q -o out --journal journal --files-from pipe >out.txt 2>err.txt &
      local pid=$!
      exec 9>pipe
      find tree -name '*.jpg' >&9
      local tries=0
      while [[ $(grep -c '"status":"ok"' journal 2>/dev/null) -lt 12 ]] && ((++tries < 1200)); do
        sleep 0.1
      done
      kill -"$signal" "$pid"
      wait "$pid"
      local status=$?
      exec 9>&-
      rm pipe
      check "$signal $format: ended by it" test $status -gt 128
      case $format in
        --json) jq -e '.totals | .interrupted and .ok == 12' out.txt >/dev/null || fail "document" ;;
        --json=lines) jq -es '.[-1].interrupted' out.txt >/dev/null || fail "lines" ;;
      esac
      jq -es '.[-1] | .journal == "end" and .interrupted' journal >/dev/null || fail "journal"
      check "no temporary files" no_temps out
    done
  done
  mkfifo pipe
  env --default-signal=INT "$jackdaw" compress --skip-existing -o out --log log --files-from pipe >out.txt &
  local pid=$!
  exec 9>pipe
  find tree -name '*.jpg' >&9
  for ((i = 0; i < 1200; ++i)); do
    [[ -s log ]] && break
    sleep 0.1
  done
  kill -INT "$pid"
  wait "$pid"
  exec 9>&-
  check "a summary" grep -q '^interrupted; so far:' out.txt
}

test_typing_errors() {
  in_case typing
  expect_status 2 "$jackdaw" compres a.jpg
  check "a command" grep -q 'compres is not a command; did you mean compress?' ../.err
  expect_status 2 "$jackdaw" compress --skip-exisitng a.jpg
  check "a flag" grep -q 'did you mean --skip-existing?' ../.err
  expect_status 2 "$jackdaw" --verison
  check "a flag of the program" grep -q 'did you mean --version?' ../.err
  expect_status 2 "$jackdaw" bogus
  check "no guess" test "$(grep -c 'did you mean' ../.err)" = 0
  make_jpeg typed.jpg 1
  expect_status 2 "$jackdaw" compress --exclude= --dry-run typed.jpg
  check "an empty value" grep -q -- '--exclude needs a value' ../.err
  expect_status 2 "$jackdaw" compress --output "" typed.jpg
  expect_status 2 "$jackdaw" compress --force=yes typed.jpg
  check "a value too many" grep -q -- '--force takes no value' ../.err
  check "nothing was done" test ! -e typed.jpg.jkd
}

# The progress line, on a terminal of script(1).
test_progress() {
  in_case progress
  script -qec true /dev/null >/dev/null 2>&1 || { echo "no pseudo-terminal: passed over"; return; }
  make_tree
  awk 'BEGIN { srand(4); print "P2 1600 1200 255"
    for (i = 0; i < 1920000; i++) printf "%d\n", 128 + 100 * rand() }' |
    cjpeg -quality 90 >large.jpg
  TERM=xterm script -qec "stty cols 140; '$jackdaw' compress -j 1 large.jpg" /dev/null >typescript
  check "the file in work, and how far it is" grep -aEq 'large.jpg [0-9]+ %' typescript
  check "it moves" test "$(grep -aoE 'large.jpg [0-9]+ %' typescript | sort -u | wc -l)" -gt 2
  TERM=xterm script -qec "stty cols 140; '$jackdaw' compress -f large.jpg tree" /dev/null >typescript
  check "files a second" grep -aEq '[0-9]+/6 files .* files/s' typescript
}

test_nice() {
  in_case nice
  make_jpeg a.jpg 1
  expect_status 0 "$jackdaw" compress --nice a.jpg
  expect_status 0 "$jackdaw" compress -f --nice=19 a.jpg
  expect_status 2 "$jackdaw" compress -f --nice=20 a.jpg
}

test_lists
test_patterns
test_shards
test_dry_run
test_log
test_journal
test_json_lines
test_output_inside_input
test_interrupt
test_typing_errors
test_progress
test_nice
finish
