"""A run on a Dask cluster: keeps the workers busy, tries again what failed with a machine, and
writes one line of the journal for each file.

- A worker that dies: Dask gives its batch to another one. Outputs appear whole or not at all, so a
  second try finds what the first has finished (work.py).
- A file that kills its workers (a poison file): its batch is split into single files, and those
  suspected run alone, one at a time. Who kills a worker then has failed, and the run goes on.
- A file that a machine could not read or write is tried on another machine, and on none that has
  failed with it: one that fails fast is always idle, and would take such files from the others.
"""
from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, FrozenSet, Iterator, List, Optional, Union

from distributed import Client, KilledWorker, TimeoutError as DaskTimeoutError, as_completed

from .batches import Planner, Speed
from .journal import Finished, Writer, put_name
from .manifest import Missing, Task
from .work import Work, run_batch

# A worker's batches: one at work and one waiting, so that it need not wait for the client.
_BATCHES_PER_THREAD = 2
_SECONDS_BETWEEN_LOOKS = 2.0
_SECONDS_BETWEEN_POLLS = 0.05


@dataclass
class Totals:
    """Files by what became of them."""

    ok: int = 0
    failed: int = 0
    resumed: int = 0  # done by an earlier run, as its journal says
    input_bytes: int = 0
    output_bytes: int = 0


@dataclass
class Batch:
    """Tasks in one call, and what is known of them."""

    tasks: List[Task]
    num_tries: int = 0  # with an error of the machine or the call before
    avoid: FrozenSet[str] = frozenset()  # workers that failed with them
    is_suspect: bool = False  # one task, in work when a worker died
    bound_to: FrozenSet[str] = frozenset()  # the workers that may do them; empty: any


@dataclass(frozen=True)
class Settings:
    """How a run is spread over the workers."""

    batch_seconds: float = 30.0
    num_retries: int = 2


class Run:
    """One run; call go() once."""

    def __init__(self, client: Client, tasks: Iterator[Union[Task, Missing]], work: Work,
                 settings: Settings, journal: Optional[Writer], finished: Optional[Finished],
                 report: Callable[[Dict[str, Any]], None]) -> None:
        self.totals = Totals()
        self.command = work.command
        self._client = client
        self._work = work
        self._settings = settings
        self._journal = journal
        self._finished = finished
        self._report = report
        self._speed = Speed(work.preset)
        self._planner = Planner(self._unfinished(tasks), settings.batch_seconds, self._speed)
        self._again: List[Batch] = []
        self._suspects: List[Batch] = []
        self._in_flight: Dict[Any, Batch] = {}
        self._completed = as_completed()
        self._threads: Dict[str, int] = {}
        self._next_look = 0.0

    def go(self) -> Totals:
        """Does every task. An exception, such as KeyboardInterrupt, cancels what runs."""
        try:
            self._submit_more()
            while self._in_flight:
                self._wait()
                future = next(self._completed)
                batch = self._in_flight.pop(future, None)
                if batch is not None:  # else it was taken back
                    self._take(future, batch)
                self._submit_more()
        except BaseException:
            self._client.cancel(list(self._in_flight), force=True)
            raise
        return self.totals

    def _wait(self) -> None:
        """Until something is done. Dask keeps what is bound to workers that are gone for ever, in
        case they come back; here it goes to others."""
        while (not self._completed.has_ready()
               and any(batch.bound_to for batch in self._in_flight.values())):
            time.sleep(_SECONDS_BETWEEN_POLLS)
            self._look_at_workers()
            stranded = [future for future, batch in self._in_flight.items()
                        if self._is_stranded(batch)]
            for future in stranded:
                self._take_back(future, self._in_flight.pop(future))
            if stranded:
                self._submit_more()

    def _is_stranded(self, batch: Batch) -> bool:
        return bool(batch.bound_to) and not batch.bound_to & self._threads.keys()

    def _take_back(self, future: Any, batch: Batch) -> None:
        self._client.cancel([future], force=True)
        self._again.append(Batch(batch.tasks, batch.num_tries, batch.avoid))

    # ---- What to do next

    def _unfinished(self, tasks: Iterator[Union[Task, Missing]]) -> Iterator[Task]:
        for task in tasks:
            if isinstance(task, Missing):
                record: Dict[str, Any] = {}
                put_name(record, "input", task.source)
                self._record({**record, "status": "failed", "seconds": 0.0,
                              "error": {"code": "i/o error", "message": task.message}})
            elif self._finished is not None and task in self._finished:
                self.totals.resumed += 1
            else:
                yield task

    def _look_at_workers(self) -> int:
        """Threads of all workers; they may come and go."""
        if time.monotonic() >= self._next_look or not self._threads:
            self._threads = dict(self._client.nthreads())
            self._next_look = time.monotonic() + _SECONDS_BETWEEN_LOOKS
        return max(1, sum(self._threads.values()))

    def _submit_more(self) -> None:
        num_threads = self._look_at_workers()
        while len(self._in_flight) < _BATCHES_PER_THREAD * num_threads:
            batch = self._again.pop() if self._again else None
            if batch is None:
                tasks = self._planner.next_batch(num_threads)
                batch = Batch(tasks) if tasks else None
            if batch is None:
                break
            self._submit(batch)
        # Alone, so that it is clear who kills a worker.
        if not self._in_flight and self._suspects:
            self._submit(self._suspects.pop())

    def _submit(self, batch: Batch) -> None:
        others = self._threads.keys() - batch.avoid if batch.avoid else frozenset()
        batch.bound_to = frozenset(others)
        where = {"workers": sorted(others)} if others else {}
        future = self._client.submit(run_batch, batch.tasks, self._work, pure=False, **where)
        self._in_flight[future] = batch
        self._completed.add(future)

    # ---- What came of it

    def _take(self, future: Any, batch: Batch) -> None:
        # Also of a batch that is finished the result can be lost, with the worker that holds it.
        # Dask then does the batch again, which can fail, or waits for its workers to come back.
        records: Optional[List[Dict[str, Any]]] = None
        while records is None:
            try:
                records = future.result(timeout=_SECONDS_BETWEEN_LOOKS)
            except DaskTimeoutError:
                self._look_at_workers()
                if self._is_stranded(batch):
                    self._take_back(future, batch)
                    return
            except Exception as error:
                self._take_error(batch, error)
                return
        self._take_records(batch, records)

    def _take_error(self, batch: Batch, error: Exception) -> None:
        if isinstance(error, KilledWorker):
            self._take_killed(batch)
        elif batch.num_tries < self._settings.num_retries:
            self._split(batch, num_tries=batch.num_tries + 1)
        else:
            self._fail(batch, "internal error", f"{type(error).__name__}: {error}")

    def _take_killed(self, batch: Batch) -> None:
        if batch.is_suspect:
            self._fail(batch, "internal error", "workers died while they did this file, several "
                       "times and with no other file at work")
        else:
            self._suspects += [Batch([task], batch.num_tries, batch.avoid, True)
                               for task in batch.tasks]

    def _split(self, batch: Batch, num_tries: int) -> None:
        self._again += [Batch([task], num_tries) for task in batch.tasks]

    def _take_records(self, batch: Batch, records: List[Dict[str, Any]]) -> None:
        self._speed.add(sum(task.size for task in batch.tasks),
                        sum(record["seconds"] for record in records))
        for task, record in zip(batch.tasks, records):
            failed = record["status"] == "failed"
            by_machine = failed and record["error"]["code"] in ("i/o error", "limit exceeded")
            if by_machine and batch.num_tries < self._settings.num_retries:
                avoid = batch.avoid | {record["worker"]}
                self._again.append(Batch([task], batch.num_tries + 1, avoid))
            else:
                self._record(record)

    def _fail(self, batch: Batch, code: str, message: str) -> None:
        for task in batch.tasks:
            record: Dict[str, Any] = {}
            put_name(record, "input", task.source)
            self._record({**record, "status": "failed", "input_size": task.size,
                          "input_mtime_ns": task.mtime_ns, "seconds": 0.0,
                          "error": {"code": code, "message": message}})

    def _record(self, record: Dict[str, Any]) -> None:
        if self._journal is not None:
            self._journal.add(record)
        if record["status"] == "ok":
            self.totals.ok += 1
            self.totals.input_bytes += record["input_size"]
            self.totals.output_bytes += record.get("output_size", 0)
        else:
            self.totals.failed += 1
        self._report(record)
