"""Compresses the JPEG files of a folder on all cores, and shows what that saves.

    python3 compress_folder.py FOLDER
"""
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import jackdaw


def main(folder):
    paths = sorted(p for p in Path(folder).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg"))
    before = after = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {pool.submit(jackdaw.compress, path, f"{path}.jkd"): path for path in paths}
        for job in as_completed(jobs):
            try:
                report = job.result()
            except (jackdaw.Error, OSError) as error:  # FileExistsError: done before
                print(f"{jobs[job]}: {error}", file=sys.stderr)
                continue
            before += report.input_bytes
            after += report.output_bytes
            print(f"{jobs[job]}: {report.output_bytes / report.input_bytes:.1%}")
    if before:
        print(f"{before} -> {after} bytes, {1 - after / before:.1%} smaller")


if __name__ == "__main__":
    main(sys.argv[1])
