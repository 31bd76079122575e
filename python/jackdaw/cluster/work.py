"""What runs on a worker: one batch of files. Any task may run twice, on two machines at a time: the
second finds the output of the first, proves it, and reports the same."""
from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Dict, List, Optional

import jackdaw

from .journal import put_name
from .manifest import Task
from .stores import store_of


@dataclass(frozen=True)
class Work:
    """What is done with each file."""

    command: str  # "compress", "decompress" or "verify"
    preset: str = "default"
    threads: int = 1
    memory_limit: int = 1 << 30

    def options(self) -> Dict[str, Any]:
        return {"threads": self.threads, "memory_limit": self.memory_limit}


class _Refused(Exception):
    """A failure that no other machine can mend; code and message for the journal."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _convert(work: Work, data: bytes) -> bytes:
    if work.command == "compress":
        return jackdaw.compress(data, preset=work.preset, **work.options())
    return jackdaw.decompress(data, **work.options())


def _prove(work: Work, data: bytes, existing: bytes) -> None:
    """Raises _Refused unless what is there is what this task would have made, or as good."""
    packed, plain = (existing, data) if work.command == "compress" else (data, existing)
    try:
        if (jackdaw.summary(packed)["content_hash"] == jackdaw.content_hash(plain)
                and jackdaw.decompress(packed, **work.options()) == plain):
            return
    except jackdaw.Error:
        pass
    raise _Refused("i/o error", "output exists and holds something else")


def _process(task: Task, work: Work, record: Dict[str, Any]) -> None:
    data, like = store_of(task.source).read(task.source)
    if work.command == "verify":
        record["output_size"] = len(jackdaw.decompress(data, **work.options()))
        record["lossy"] = jackdaw.summary(data)["lossy"]
        return
    assert task.output is not None
    put_name(record, "output", task.output)
    store = store_of(task.output)
    try:
        made: Optional[bytes] = None
        try:
            existing = store.read(task.output)[0]
        except FileNotFoundError:
            made = _convert(work, data)
            store.write_new(task.output, made, like)
            existing = made
    except FileExistsError:  # another machine was faster
        existing, made = store.read(task.output)[0], None
    if made is None:
        _prove(work, data, existing)
        record["note"] = "the output was there"
    record["output_size"] = len(existing)
    record["lossy"] = jackdaw.summary(existing if work.command == "compress" else data)["lossy"]


def process(task: Task, work: Work) -> Dict[str, Any]:
    """Does one file and returns its line of the journal. Never raises, but for what stops a
    worker."""
    start = time.monotonic()
    record: Dict[str, Any] = {}
    put_name(record, "input", task.source)
    record.update(status="ok", input_size=task.size, input_mtime_ns=task.mtime_ns)
    try:
        _process(task, work, record)
    except (jackdaw.Error, _Refused) as error:
        _fail(record, error.code, error.message if isinstance(error, jackdaw.Error) else str(error))
    except MemoryError:
        _fail(record, jackdaw.LimitExceededError.code, "out of memory")
    except OSError as error:
        _fail(record, jackdaw.IoError.code, error.strerror or str(error))
    except Exception as error:  # a store's own exceptions
        _fail(record, jackdaw.IoError.code, f"{type(error).__name__}: {error}"[:1000])
    record["seconds"] = round(time.monotonic() - start, 6)
    return record


def _fail(record: Dict[str, Any], code: str, message: str) -> None:
    record.pop("output", None)
    record.pop("output_hex", None)
    record["status"] = "failed"
    record["error"] = {"code": code, "message": message}


def run_batch(tasks: List[Task], work: Work) -> List[Dict[str, Any]]:
    """The records of the tasks, in order. Runs on a worker, which adds its address. It never
    raises: clients of some releases of Dask lose tasks whose exception they cannot unpickle."""
    from distributed import get_worker

    address = get_worker().address
    return [{**process(task, work), "worker": address} for task in tasks]


def version() -> str:
    """Of the package on a worker."""
    return jackdaw.__version__
