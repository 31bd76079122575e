"""The command line: python -m jackdaw.cluster."""
from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any, Dict, List, Optional

import jackdaw

from .journal import Finished, Writer, get_name, open_journal
from .manifest import Names, read_names, read_tasks
from .work import Work, version

_EXIT_FAILED = 1
_EXIT_USAGE = 2
_EXIT_INTERRUPTED = 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jackdaw.cluster",
        description="Compress the files of a manifest on the workers of a Dask cluster. Outputs "
        "appear whole or not at all, so a run can be stopped and started again at any time.")
    parser.add_argument("manifest", help="file with a path or URL a line; - for standard input")
    parser.add_argument("--scheduler", required=True, metavar="ADDRESS",
                        help="of Dask, such as tcp://host:8786")
    parser.add_argument("-0", "--null", action="store_true",
                        help="names in the manifest end with NUL, not with a line break")
    parser.add_argument("--command", choices=("compress", "decompress", "verify"),
                        default="compress", help="what to do (default: compress)")
    parser.add_argument("--preset", choices=jackdaw.PRESETS, default="default",
                        help="for compress (default: default)")
    parser.add_argument("--journal", metavar="FILE", help="write a line for each file")
    parser.add_argument("--resume", action="store_true",
                        help="go on with the journal: leave out the files that it reports as done")
    parser.add_argument("--output-dir", default="", metavar="DIR",
                        help="directory or URL for the outputs (default: beside the inputs)")
    parser.add_argument("--root", default="", metavar="DIR",
                        help="with --output-dir: leave out this front of the inputs' names")
    parser.add_argument("--batch-seconds", type=_positive, default=30.0, metavar="S",
                        help="work that is sent to a worker at a time (default: 30)")
    parser.add_argument("--retries", type=_count, default=2, metavar="N",
                        help="more tries for a file that a machine failed to read or write "
                        "(default: 2)")
    parser.add_argument("--threads", type=_count, default=1, metavar="N",
                        help="threads for one file (default: 1)")
    parser.add_argument("--wait", type=_positive, default=300.0, metavar="S",
                        help="time to wait for a first worker (default: 300)")
    return parser


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be greater than 0")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def _say(text: str) -> None:
    print(f"jackdaw.cluster: {text}", file=sys.stderr, flush=True)


def _report(record: Dict[str, Any]) -> None:
    if record["status"] == "failed":
        _say(f"{get_name(record, 'input')}: {record['error']['code']}: "
             f"{record['error']['message']}")


def _run(options: argparse.Namespace, journal: Optional[Writer],
         finished: Optional[Finished]) -> int:
    from distributed import Client, TimeoutError as DaskTimeoutError

    from .run import Run, Settings

    try:
        client = Client(options.scheduler, timeout=30)
    except (OSError, DaskTimeoutError) as error:
        _say(f"cannot reach the scheduler at {options.scheduler}: {error}")
        return _EXIT_FAILED
    with client:
        try:
            client.wait_for_workers(1, timeout=options.wait)
        except DaskTimeoutError:
            _say(f"no worker has come to {options.scheduler}")
            return _EXIT_FAILED
        try:
            versions = set(client.run(version).values())
        except Exception as error:
            _say(f"the workers cannot import jackdaw: {type(error).__name__}: {error}")
            return _EXIT_FAILED
        if versions != {jackdaw.__version__}:
            _say(f"the workers have {', '.join(sorted(versions))}, this is {jackdaw.__version__}")
        _say(f"{len(client.nthreads())} workers; dashboard: {client.dashboard_link}")
        names = Names(options.command, options.root, options.output_dir)
        run = Run(client, read_tasks(read_names(options.manifest, options.null), names),
                  Work(options.command, options.preset, max(1, options.threads)),
                  Settings(options.batch_seconds, options.retries), journal, finished, _report)
        return _finish(run, journal)


def _finish(run: Any, journal: Optional[Writer]) -> int:
    start = time.monotonic()
    interrupted = False
    if journal is not None:
        journal.begin(run.command, jackdaw.__version__)
    try:
        run.go()
    except KeyboardInterrupt:
        interrupted = True
    totals = run.totals
    if journal is not None:
        journal.end(totals.ok, totals.resumed, totals.failed, interrupted)
    seconds = time.monotonic() - start
    _say(f"{totals.ok} ok, {totals.failed} failed, {totals.resumed} done before; "
         f"{totals.input_bytes} -> {totals.output_bytes} bytes in {seconds:.1f} s"
         + ("; interrupted" if interrupted else ""))
    if interrupted:
        return _EXIT_INTERRUPTED
    return _EXIT_FAILED if totals.failed else 0


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs the command and returns its exit status: 0, 1 (a file failed), 2 (usage), 130."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.resume and options.journal is None:
        parser.error("--resume needs --journal")
    if options.root and not options.output_dir:
        parser.error("--root needs --output-dir")
    try:
        import distributed  # noqa: F401
    except ImportError:
        _say("Dask distributed is not installed (Debian: python3-distributed)")
        return _EXIT_USAGE
    try:
        finished = None
        if options.resume and os.path.exists(options.journal):
            finished = Finished(options.journal, options.command)
        journal = open_journal(options.journal, options.resume)
    except FileExistsError:
        _say(f"{options.journal} exists (use --resume to go on with it)")
        return _EXIT_USAGE
    except BlockingIOError:
        _say(f"{options.journal} is in use by another run")
        return _EXIT_USAGE
    except (OSError, ValueError) as error:
        _say(str(error))
        return _EXIT_USAGE
    try:
        if options.manifest != "-" and not os.path.isfile(options.manifest):
            _say(f"{options.manifest}: no such manifest")
            return _EXIT_USAGE
        return _run(options, journal, finished)
    finally:
        if journal is not None:
            journal.close()
