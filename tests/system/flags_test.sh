#!/usr/bin/env bash
# Every flag of the program's table is in --help, in the manual page and in the completions of bash,
# zsh and fish; the committed manual page is the generated one. The completions are run in bash and in
# fish, and their syntax is checked in zsh; shells that are not installed are passed over.
# Usage: flags_test.sh PATH-TO-JACKDAW SOURCE-DIRECTORY
source_dir=$(readlink -f "${2:?usage: $0 PATH-TO-JACKDAW SOURCE-DIRECTORY}")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

commands=(compress decompress verify info transcode encode sweep check list mount serve)

# flags_of COMMAND: its long flags, one a line; without COMMAND those of the program itself.
flags_of() { awk -F '\t' -v command="${1:-}" '$1 == command { print $2 }' "$work/flags/table"; }

make_files() {
  in_case flags
  local kind
  for kind in man bash zsh fish flags; do
    expect_status 0 "$jackdaw" generate "$kind"
    cp "$work/.out" "$kind"
  done
  mv flags table
  check "the table has flags" test "$(wc -l <table)" -gt 50
  check "and all commands" test "$(cut -f 1 table | sort -u | grep -c .)" = ${#commands[@]}
  expect_status 2 "$jackdaw" generate
  expect_status 2 "$jackdaw" generate perl
}

test_help() {
  case_name=help
  local command flag
  for command in '' "${commands[@]}"; do
    expect_status 0 "$jackdaw" ${command:+"$command"} --help
    for flag in $(flags_of "$command"); do
      check "$command $flag" grep -Eq -- "^  (-., |    )$flag( |\\[=|\$)" "$work/.out"
    done
  done
  expect_status 0 "$jackdaw" --help
  for command in "${commands[@]}"; do
    check "$command is listed" grep -q "^  $command  " "$work/.out"
  done
}

test_manual() {
  case_name=manual
  check "docs/jackdaw.1 is the generated page (the target jackdaw_update_manual renews it)" \
    diff -u "$source_dir/docs/jackdaw.1" man
  local flag
  while read -r flag; do
    check "$flag" grep -Fq -- "\\fB${flag//-/\\-}\\fR" man
  done < <(cut -f 2 table | sort -u)
  command -v man >/dev/null || { echo "man is not installed: its check is passed over"; return; }
  LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -l man >page 2>man.err
  check "man has no complaints" test ! -s man.err
  check "and shows it" grep -q -- '-o, --output PATH' page
}

# complete_in_bash WORD...: what bash offers for the last word.
complete_in_bash() {
  # shellcheck disable=SC2016
  bash --norc -c 'source ./bash
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _jackdaw
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

test_bash() {
  case_name=bash
  local command flag
  complete_in_bash jackdaw '' >offered_commands
  for command in "${commands[@]}"; do
    check "$command" grep -qx -- "$command" offered_commands
    complete_in_bash jackdaw "$command" - >offered
    for flag in $(flags_of "$command"); do
      check "$command $flag" grep -qx -- "$flag" offered
    done
    check "$command: no others" test "$(grep -c '^--' offered)" = "$(flags_of "$command" | wc -l)"
  done
  for flag in $(flags_of); do
    check "$flag alone" grep -qx -- "$flag" offered_commands
  done
  mkdir -p 'a folder'
  : >'a file'
  check "a choice" test "$(complete_in_bash jackdaw compress --preset pa)" = parallel
  check "with =" test "$(complete_in_bash jackdaw compress --preset = pa)" = parallel
  check "a path" test "$(complete_in_bash jackdaw compress --force 'a f' | sort | tr '\n' ,)" = \
    'a file,a folder,'
  check "a directory" test "$(complete_in_bash jackdaw sweep -o 'a f')" = 'a folder'
  check "nothing for a number" test -z "$(complete_in_bash jackdaw compress --slices '')"
}

test_fish() {
  case_name=fish
  local command flag
  while read -r flag; do
    check "$flag is named" grep -q -- " -l ${flag#--} " fish
  done < <(cut -f 2 table | sort -u)
  command -v fish >/dev/null || { echo "fish is not installed: passed over"; return; }
  check "syntax" fish --no-execute fish
  export HOME=$PWD
  for command in "${commands[@]}"; do
    # A flag whose value may be left out is offered with '=', too.
    fish --no-config -c "source ./fish; complete -C 'jackdaw $command --'" | cut -f 1 |
      sed 's/=$//' | sort -u >offered
    for flag in $(flags_of "$command"); do
      check "$command $flag" grep -Eqx -- "$flag=?" offered
    done
    check "$command: no others" test "$(grep -c '^--' offered)" = "$(flags_of "$command" | wc -l)"
  done
  fish --no-config -c "source ./fish; complete -C 'jackdaw '" | cut -f 1 >offered
  for command in "${commands[@]}"; do check "$command" grep -qx "$command" offered; done
}

test_zsh() {
  case_name=zsh
  local command flag
  for command in "${commands[@]}"; do
    sed -n "/^        $command)\$/,/;;/p" zsh >part
    for flag in $(flags_of "$command"); do
      check "$command $flag" grep -Eq -- "[' {,]${flag}['=}]" part
    done
  done
  command -v zsh >/dev/null || { echo "zsh is not installed: passed over"; return; }
  check "syntax" zsh -n zsh
}

make_files
test_help
test_manual
test_bash
test_fish
test_zsh
finish
