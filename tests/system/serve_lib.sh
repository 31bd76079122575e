# shellcheck shell=bash
# Shared by the tests of jackdaw serve: source it after lib.sh.

command -v python3 >/dev/null 2>&1 || { echo "python3 is not installed"; exit 77; }

server=  # its process
url=     # where it answers

# start_server TREE [OPTION]...: serves on a free port; sets `server` and `url`.
start_server() {
  : >"$work/.serve"  # what an earlier server said is gone before the new one opens the file
  # A shell makes its jobs ignore SIGINT, and the server would go on to.
  env --default-signal=INT "$jackdaw" serve --port 0 "$@" >"$work/.serve" 2>"$work/.serve-errors" &
  server=$!
  local i
  for ((i = 0; i < 1200; i++)); do
    url=$(sed -n 's/^serving .* at //p' "$work/.serve")
    [[ -n $url ]] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.05
  done
  fail "the server does not start: $(cat "$work/.serve-errors")"
  finish
}

# stop_server [SIGNAL]: it must end well and soon.
stop_server() {
  kill "-${1:-TERM}" "$server"
  wait "$server"
  local status=$?
  ((status == 0)) || fail "the server ended with status $status"
  server=
}

trap '[[ -z $server ]] || kill -KILL "$server" 2>/dev/null
  chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
