"""inspect, summary and hashes: facts about files, as the JSON reports have them (docs/json.md)."""
from __future__ import annotations

import json
import os
from typing import Any, List, Optional, TypedDict

from . import _native
from ._errors import about_file
from ._files import Buffer, Source, is_path, path_of, read_source
from ._options import DEFAULT_MEMORY_LIMIT, Cancel, Progress, call_options


class SectionInfo(TypedDict):
    name: str
    bytes: int


class _Always(TypedDict):
    schema: int
    kind: str  # "jkd", "jpeg" or "other"
    size: int
    outcome: str
    sections: List[SectionInfo]


class Info(_Always, total=False):
    """`info` of docs/json.md. The members below are there where that page says so."""

    original_size: int
    content_hash: str
    format_version: int
    preset: str
    lossy: bool
    model: str
    file_name: str
    decoded: bool
    reason: str
    images: List[Any]


def _parse(report: str) -> Info:
    info: Info = json.loads(report)
    return info


def inspect(source: Source, *, threads: int = 1, memory_limit: int = DEFAULT_MEMORY_LIMIT,
            progress: Optional[Progress] = None, cancel: Optional[Cancel] = None) -> Info:
    """What is in a JPEG or a `.jkd` file. A `.jkd` is decoded for it, and so checked."""
    options = call_options(threads, memory_limit, progress, cancel, "")
    with about_file(path_of(source)):
        data, _ = read_source(source)
        return _parse(_native.inspect(data, options))


def summary(source: Source) -> Info:
    """What the header and the section table of a `.jkd` say. Of a path a few kilobytes are read,
    nothing is decoded, and damage is not noticed."""
    with about_file(path_of(source)):
        if not is_path(source):
            return _parse(_native.summary(source))
        fd = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return _parse(_native.summary_at(lambda offset, size: os.pread(fd, size, offset),
                                             os.fstat(fd).st_size))
        finally:
            os.close(fd)


def content_hash(data: Buffer) -> str:
    """XXH3-128 of bytes in 32 hexadecimal digits, as summary() has it of the original."""
    return _native.content_hash(data).hex()


def is_jkd(data: Buffer) -> bool:
    """Whether bytes start with the signature of a `.jkd` file."""
    return _native.is_jkd(data)


def build_info() -> dict[str, Any]:
    """Version, commit, kernels in use and ids of the learned models."""
    return _native.build_info()
