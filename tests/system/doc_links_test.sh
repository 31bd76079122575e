#!/usr/bin/env bash
# Checks that what the documentation refers to exists: relative links of *.md files with their
# anchors, links that leave the tree, and pages and sections of docs/ that sources name.
# Usage: doc_links_test.sh SOURCE-FOLDER
set -uo pipefail
export LC_ALL=C

root=$(cd "${1:?usage: $0 SOURCE-FOLDER}" && pwd) || exit 1
failures=0

fail() {
  echo "FAIL: $*" >&2
  failures=$((failures + 1))
}

# list_files FIND-TEST...: paths of matching files below the root, without build folders.
list_files() {
  (cd "$root" && find . \( -name .git -o -name 'build*' -o -name .cache \) -prune -o \
    -type f "$@" -print) | sed 's@^\./@@' | sort
}

# Prints the lines of a page that are not inside a code fence.
prose() {  # FILE
  awk '/^ *```/ { fenced = !fenced; next } !fenced' "$1"
}

# Prints "LINE TARGET" for each inline link of a page. Code spans are not links.
links() {  # FILE
  awk '
    /^ *```/ { fenced = !fenced; next }
    fenced { next }
    {
      line = $0
      gsub(/`[^`]*`/, "", line)
      while (match(line, /\]\([^)]*\)/)) {
        print NR, substr(line, RSTART + 2, RLENGTH - 3)
        line = substr(line, RSTART + RLENGTH)
      }
    }' "$1"
}

# Prints the anchors of the headings of a page, as GitHub makes them.
anchors() {  # FILE
  prose "$1" | awk '
    /^#+ / {
      slug = tolower($0)
      sub(/^#+ +/, "", slug)
      while (match(slug, /\]\([^)]*\)/)) {
        slug = substr(slug, 1, RSTART - 1) substr(slug, RSTART + RLENGTH)
      }
      gsub(/[^a-z0-9 _-]/, "", slug)
      sub(/^ +/, "", slug)
      gsub(/ /, "-", slug)
      count = seen[slug]++
      print count ? slug "-" count : slug
    }'
}

check_link() {  # PAGE LINE TARGET
  local page=$1 line=$2 target=$3 path anchor file
  case $target in
    http://* | https://* | mailto:*) return ;;
    '') fail "$page:$line: empty link"; return ;;
  esac
  path=${target%%#*}
  anchor=
  [[ $target == *'#'* ]] && anchor=${target#*#}
  file=$root/$page
  if [[ -n $path ]]; then
    file=$(realpath -m "$root/$(dirname "$page")/$path")
    [[ $file == "$root"/* ]] || { fail "$page:$line: $target leaves the tree"; return; }
    [[ -e $file ]] || { fail "$page:$line: $target does not exist"; return; }
  fi
  if [[ -n $anchor ]]; then
    anchors "$file" | grep -xF -- "$anchor" >/dev/null || fail "$page:$line: $target: no such heading"
  fi
}

check_pages() {
  local page line target
  while IFS= read -r page; do
    while read -r line target; do
      check_link "$page" "$line" "$target"
    done < <(links "$root/$page")
  done < <(list_files -name '*.md')
}

# A page that a source names must exist, and so must a section that follows as in "page.md §4.5".
check_citations() {
  local citation page section
  while IFS= read -r citation; do
    page=${citation%% *}
    [[ -e $root/$page ]] || { fail "sources name $page, which does not exist"; continue; }
    section=
    [[ $citation == *'§'* ]] && section=${citation##*§}
    section=${section%.}
    [[ -n $section ]] || continue
    # Not grep -q: it would end before its input does, which pipefail calls a failure.
    prose "$root/$page" | grep -E "^#+ (§)?${section//./\\.}[. ]" >/dev/null ||
      fail "sources name $page §$section, which does not exist"
  done < <(list_files \( -name '*.h' -o -name '*.cc' -o -name '*.py' -o -name CMakeLists.txt \
    -o -name '*.cmake' \) | (cd "$root" && xargs -d '\n' \
    grep -ohE 'docs/[A-Za-z0-9_/-]+\.(md|1)( §[0-9.]+)?') | sort -u)
}

check_pages
check_citations
if ((failures > 0)); then
  echo "$failures broken references"
  exit 1
fi
echo "all references of the documentation resolve"
