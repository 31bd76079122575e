"""Manifests: lists of files, a name a line, and the tasks that come of them."""
from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import IO, Iterator, List, Optional, Union

from .stores import store_of

# Names that are looked up at a time; stores answer slowly, so several threads ask.
_CHUNK = 512
_THREADS = 16


@dataclass(frozen=True)
class Task:
    """One input and what is to be written of it."""

    source: str
    output: Optional[str]  # None: verify
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class Missing:
    """An input that cannot be looked at."""

    source: str
    message: str


@dataclass(frozen=True)
class Names:
    """How outputs are named."""

    command: str  # "compress", "decompress" or "verify"
    root: str = ""  # with output_dir: the front of the inputs that is left out
    output_dir: str = ""  # empty: beside the input

    def output_of(self, source: str) -> Optional[str]:
        """Raises ValueError when there is none."""
        if self.command == "verify":
            return None
        name = source
        if self.output_dir:
            root = self.root.rstrip("/")
            if root and not name.startswith(root + "/"):
                raise ValueError(f"is not below {self.root}")
            relative = name[len(root):].split("://", 1)[-1].lstrip("/")
            if ".." in relative.split("/"):
                raise ValueError("has .. in its name")
            name = f"{self.output_dir.rstrip('/')}/{relative}"
        if self.command == "compress":
            return name + ".jkd"
        if not name.endswith(".jkd"):
            raise ValueError("does not end with .jkd")
        name = name[:-len(".jkd")]
        return name[:-len(".lossy")] if name.endswith(".lossy") else name


def read_names(manifest: str, null: bool) -> Iterator[str]:
    """The names in a file, or on standard input for "-": a line each, or ended by NUL."""
    if manifest == "-":
        yield from _split(sys.stdin.buffer, null)
        return
    with open(manifest, "rb") as file:
        yield from _split(file, null)


def _split(file: IO[bytes], null: bool) -> Iterator[str]:
    separator = b"\0" if null else b"\n"
    rest = b""
    while True:
        piece = file.read(1 << 16)
        if not piece:
            break
        *lines, rest = (rest + piece).split(separator)
        yield from (os.fsdecode(line) for line in lines if line)
    if rest:
        yield os.fsdecode(rest)


def _look(source: str, names: Names) -> Union[Task, Missing]:
    try:
        size, mtime_ns = store_of(source).look(source)
        return Task(source, names.output_of(source), size, mtime_ns)
    except OSError as error:
        return Missing(source, f"cannot open: {error.strerror or error}")
    except Exception as error:  # whatever a store raises concerns this file alone
        return Missing(source, str(error) or type(error).__name__)


def read_tasks(sources: Iterator[str], names: Names) -> Iterator[Union[Task, Missing]]:
    """A task for each name, in order, with a bounded number of them in memory."""
    with ThreadPoolExecutor(_THREADS) as pool:
        while True:
            chunk: List[str] = list(islice(sources, _CHUNK))
            if not chunk:
                return
            yield from pool.map(lambda source: _look(source, names), chunk)
