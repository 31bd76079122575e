#!/usr/bin/env python3
"""How much more two workers do than one: threads of the Python module, and workers of Dask.

    bench/workers.py [--rounds N] threads|dask JPEG...

Rounds alternate between one and two workers, because other work on the machine changes with time;
the medians are compared. `import jackdaw` must find the package: PYTHONPATH=build/python/package.
For Slurm: bench/workers_slurm.sh.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import jackdaw


def time_threads(files, num_threads):
    """Seconds to compress two files, of the same size, on so many threads."""
    start = time.monotonic()
    with ThreadPoolExecutor(num_threads) as pool:
        list(pool.map(jackdaw.compress, files))
    return time.monotonic() - start


def measure_threads(paths, rounds):
    # The same file twice: both threads have the same work.
    data = max((path.read_bytes() for path in paths), key=len)
    seconds = {1: [], 2: []}
    for _ in range(rounds):
        for num_threads in (1, 2):
            seconds[num_threads].append(time_threads([data, data], num_threads))
    one, two = statistics.median(seconds[1]), statistics.median(seconds[2])
    print(f"two files of {len(data)} bytes: one thread {one:.2f} s, two threads {two:.2f} s, "
          f"ratio {two / one:.3f}")


class Cluster:
    """A scheduler and workers of one thread."""

    def __init__(self, folder, num_workers):
        self.file = folder / "scheduler.json"
        self.processes = [self.start("scheduler", "--port", "0", "--no-dashboard")]
        while not self.file.exists():
            if self.processes[0].poll() is not None:
                sys.exit("the scheduler ended: is Dask's distributed there for this Python?")
            time.sleep(0.05)
        self.processes += [
            self.start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard",
                       "--local-directory", str(folder / f"worker{i}"))
            for i in range(num_workers)]
        self.address = json.loads(self.file.read_text())["address"]
        from distributed import Client
        with Client(self.address) as client:
            client.wait_for_workers(num_workers)
            client.run(jackdaw.build_info)  # imported, so that it does not count

    def start(self, kind, *options):
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1",
             "--scheduler-file", str(self.file), *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.file.parent)

    def stop(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()


def time_dask(paths, num_workers):
    """Seconds of a whole run, by its journal: from the first line to the last; and the share of that
    in which the workers were at work on files, which other programs of the machine hardly change."""
    folder = Path(tempfile.mkdtemp())
    cluster = Cluster(folder, num_workers)
    try:
        (folder / "list").write_text("".join(f"{path}\n" for path in paths))
        subprocess.run(
            [sys.executable, "-m", "jackdaw.cluster", str(folder / "list"), "--scheduler",
             cluster.address, "--journal", str(folder / "journal"), "--output-dir",
             str(folder / "out")], check=True, stderr=subprocess.DEVNULL)
        lines = [json.loads(line) for line in open(folder / "journal")]
        times = [datetime.strptime(line["time"], "%Y-%m-%dT%H:%M:%S.%fZ") for line in lines]
        seconds = (times[-1] - times[0]).total_seconds()
        return seconds, sum(line.get("seconds", 0) for line in lines) / seconds / num_workers
    finally:
        cluster.stop()
        shutil.rmtree(folder)


def measure_dask(paths, rounds):
    seconds = {1: [], 2: []}
    for _ in range(rounds):
        for num_workers in (1, 2):
            seconds[num_workers].append(time_dask(paths, num_workers))
    (one, one_busy), (two, two_busy) = (map(statistics.median, zip(*seconds[n])) for n in (1, 2))
    print(f"{len(paths)} files of {sum(path.stat().st_size for path in paths)} bytes: "
          f"one worker {one:.1f} s, at work {one_busy:.0%}; two workers {two:.1f} s, at work "
          f"{two_busy:.0%}; {one / two:.2f} times as fast")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("threads", "dask"))
    parser.add_argument("files", nargs="+", type=lambda name: Path(name).resolve())
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"load of the machine: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    (measure_threads if options.what == "threads" else measure_dask)(options.files, options.rounds)


if __name__ == "__main__":
    main()
