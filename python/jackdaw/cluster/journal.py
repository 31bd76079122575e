"""The journal of a run: JSON lines as `jackdaw compress --journal` writes them (docs/json.md)."""
from __future__ import annotations

import fcntl
import json
import os
from array import array
from bisect import bisect_left
from datetime import datetime, timezone
from hashlib import blake2b
from typing import Any, Dict, Iterator, Optional

SCHEMA = 1


def time_stamp() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def put_name(entry: Dict[str, Any], member: str, name: str) -> None:
    """Sets a name; the bytes of one that is no UTF-8 follow in hexadecimal digits."""
    raw = os.fsencode(name)
    text = raw.decode("utf-8", "replace")
    entry[member] = text
    if text.encode() != raw:
        entry[member + "_hex"] = raw.hex()


def get_name(entry: Dict[str, Any], member: str) -> str:
    if member + "_hex" in entry:
        return os.fsdecode(bytes.fromhex(entry[member + "_hex"]))
    return entry.get(member, "")


def read_lines(path: str) -> Iterator[Dict[str, Any]]:
    """The lines of a journal; those that a killed run has cut off are passed over."""
    with open(path, "rb") as file:
        for line in file:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and "journal" in entry and line.endswith(b"\n"):
                yield entry


class Finished:
    """The inputs that a journal reports as done, in 8 bytes each: of ten million, some two are
    mistaken for each other with a probability below 10^-5. An input whose size or time has changed
    since is not done any more."""

    def __init__(self, path: str, command: str) -> None:
        keys = array("Q")
        for entry in read_lines(path):
            if entry["journal"] == "begin" and entry.get("command") != command:
                raise ValueError(f"{path} is the journal of {entry.get('command')}")
            if entry["journal"] != "file" or entry.get("status") == "failed":
                continue
            if entry.get("finished", True):
                keys.append(_key(get_name(entry, "input"), entry.get("input_size", -1),
                                 entry.get("input_mtime_ns", 0)))
        self._keys = array("Q", sorted(keys))

    def __contains__(self, task: Any) -> bool:
        key = _key(task.source, task.size, task.mtime_ns)
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at] == key

    def __len__(self) -> int:
        return len(self._keys)


def _key(source: str, size: int, mtime_ns: int) -> int:
    text = b"%d %d %s" % (size, mtime_ns, os.fsencode(source))
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


class Writer:
    """Appends to a journal. A line is handed to the system whole before a method returns."""

    def __init__(self, path: str, append: bool) -> None:
        """Raises FileExistsError, unless `append`; BlockingIOError when another run has it open."""
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | (0 if append else os.O_EXCL)
        self._fd = os.open(path, flags, 0o666)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._fd)
            raise
        except OSError:
            pass  # a file system without locks
        size = os.fstat(self._fd).st_size
        if size > 0 and os.pread(self._fd, 1, size - 1) != b"\n":
            self._write(b"\n")  # ends a line that a killed run has cut off

    def begin(self, command: str, version: str) -> None:
        self._line({"journal": "begin", "schema": SCHEMA, "time": time_stamp(), "command": command,
                    "version": version})

    def add(self, record: Dict[str, Any]) -> None:
        self._line({"journal": "file", "time": time_stamp(), **record})

    def end(self, ok: int, skipped: int, failed: int, interrupted: bool) -> None:
        self._line({"journal": "end", "time": time_stamp(), "ok": ok, "skipped": skipped,
                    "failed": failed, "interrupted": interrupted})

    def close(self) -> None:
        os.close(self._fd)

    def _line(self, entry: Dict[str, Any]) -> None:
        self._write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._fd, data):]


def open_journal(path: Optional[str], resume: bool) -> Optional[Writer]:
    return None if path is None else Writer(path, append=resume)
