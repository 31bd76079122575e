#!/usr/bin/env python3
"""Memory of one `jackdaw compress` as the number of its files grows.

run_memory.py [--jackdaw PROGRAM] [--files N] [--seconds S] [--folder DIR]

Makes N small JPEG files (those of scale.py), compresses them in one run with a journal, and reads the
resident memory of the program as files are finished. After S seconds the run is interrupted, if it is
not done: the slope says what more files would take. A folder in memory (/dev/shm, about 9 kB a file)
leaves out the disk, which does not change the memory of the program.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from scale import make_contents, make_tree

# Samples before this share of the run are of a program that still fills its caches.
WARM_SHARE = 0.2


def status_mb(pid, field):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def processor_seconds(pid):
    """Of user and system, of all threads; 0 if the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def count_lines(file):
    """Of what has come since the last call."""
    return sum(piece.count(b'"journal":"file"') for piece in iter(lambda: file.read(1 << 20), b""))


def slope(samples):
    """Of least squares, MB a file."""
    warm = [sample for sample in samples if sample[1] >= WARM_SHARE * samples[-1][1]]
    if len(warm) < 3:
        return 0.0
    mean_x = sum(x for _, x, *_ in warm) / len(warm)
    mean_y = sum(y for _, _, y, _ in warm) / len(warm)
    square = sum((x - mean_x) ** 2 for _, x, *_ in warm)
    return sum((x - mean_x) * (y - mean_y) for _, x, y, _ in warm) / square if square else 0.0


def run(program, tree, journal, seconds):
    """Samples (seconds, files, MB, processor seconds), the peak in MB, and the exit status."""
    command = [program, "compress", "-q", "--preset", "fast", "--no-verify", "--journal", journal,
               tree]
    samples, done, is_interrupted = [], 0, False
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as child:
        lines, peak = None, 0.0
        while child.poll() is None:
            time.sleep(1)
            if lines is None and os.path.exists(journal):
                lines = open(journal, "rb")
            done += count_lines(lines) if lines is not None else 0
            now = time.monotonic() - start
            samples.append((now, done, status_mb(child.pid, "VmRSS"),
                            processor_seconds(child.pid)))
            peak = max(peak, status_mb(child.pid, "VmHWM"))
            if now > seconds and not is_interrupted:
                child.send_signal(signal.SIGINT)
                is_interrupted = True
        return [sample for sample in samples if sample[2] > 0], peak, child.returncode


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jackdaw", default=os.path.join(here, "../build/apps/jackdaw/jackdaw"))
    parser.add_argument("--files", type=int, default=1000000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--folder", default="/dev/shm")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="jackdaw-memory-", dir=arguments.folder)
    try:
        start = time.monotonic()
        tree = os.path.join(folder, "tree")
        make_tree(tree, arguments.files, make_contents())
        print(f"{arguments.files} files made in {time.monotonic() - start:.0f} s")
        samples, peak, status = run(os.path.abspath(arguments.jackdaw), tree,
                                    os.path.join(folder, "journal"), arguments.seconds)
        if not samples:
            sys.exit(f"the run ended at once, with status {status}")
        for i in range(1, 11):
            seconds, done, resident, busy = samples[min(len(samples) - 1,
                                                        i * len(samples) // 10)]
            print(f"{done:>9} files {seconds:>7.0f} s {done / seconds:>7.0f} files/s "
                  f"{1e6 * busy / max(done, 1):>7.0f} us of processor a file {resident:>7.1f} MB")
        print(f"status {status}; peak {peak:.1f} MB; slope {slope(samples) * 1e5:.2f} MB for 100,000 "
              f"files")
    finally:
        shutil.rmtree(folder)


main()
