"""Batches of about so many seconds of work, from file sizes and the speed measured so far."""
from __future__ import annotations

from collections import deque
from typing import Deque, Iterator, List

from .manifest import Task

# What a file costs beside its bytes: opening, syncing and renaming.
_SECONDS_PER_FILE = 0.003
_MAX_FILES = 5000
# First guesses, bytes of the original per second and thread; one batch corrects them.
_FIRST_SPEED = {"fast": 2e6, "balanced": 8e5, "default": 4e5, "parallel": 7e5}
# The newest seconds of work that the speed is measured over.
_SPEED_SECONDS = 600.0


class Speed:
    """Bytes per second of one worker thread."""

    def __init__(self, preset: str) -> None:
        self._guess = _FIRST_SPEED[preset]
        self._bytes = 0.0
        self._seconds = 0.0

    @property
    def is_measured(self) -> bool:
        return self._seconds > 0

    def add(self, num_bytes: int, seconds: float) -> None:
        """One finished batch. Old ones count less and less."""
        room = max(0.0, _SPEED_SECONDS - seconds)
        keep = room / self._seconds if self._seconds > room else 1.0
        self._bytes = self._bytes * keep + num_bytes
        self._seconds = self._seconds * keep + seconds

    def seconds_of(self, task: Task) -> float:
        speed = self._bytes / self._seconds if self._bytes and self._seconds else self._guess
        return task.size / speed + _SECONDS_PER_FILE


class Planner:
    """Takes tasks in order and makes batches of them.

    Near the end batches get smaller, so that all workers finish at about the same time; the tasks
    ahead are known as far as `lookahead` goes.
    """

    def __init__(self, tasks: Iterator[Task], batch_seconds: float, speed: Speed,
                 lookahead: int = 20000) -> None:
        self._tasks = tasks
        self._batch_seconds = batch_seconds
        self._speed = speed
        self._lookahead = lookahead
        self._ahead: Deque[Task] = deque()
        self._bytes_ahead = 0
        self._at_end = False

    def _fill(self) -> None:
        while not self._at_end and len(self._ahead) < self._lookahead:
            task = next(self._tasks, None)
            if task is None:
                self._at_end = True
            else:
                self._ahead.append(task)
                self._bytes_ahead += task.size

    def _target(self, num_threads: int) -> float:
        # Before anything is measured, short ones: a guess may be far off.
        target = self._batch_seconds if self._speed.is_measured else self._batch_seconds / 6
        if self._at_end:
            left = self._speed.seconds_of(Task("", None, self._bytes_ahead, 0))
            left += _SECONDS_PER_FILE * len(self._ahead)
            target = min(target, left / (3 * num_threads))
        return target

    def next_batch(self, num_threads: int) -> List[Task]:
        """The next batch; empty at the end. num_threads: that share what is left."""
        self._fill()
        target = self._target(max(1, num_threads))
        batch: List[Task] = []
        seconds = 0.0
        while self._ahead and len(batch) < _MAX_FILES:
            more = self._speed.seconds_of(self._ahead[0])
            if batch and seconds + more > target:
                break
            task = self._ahead.popleft()
            self._bytes_ahead -= task.size
            batch.append(task)
            seconds += more
        return batch
