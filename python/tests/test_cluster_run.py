"""Whole runs: a Dask scheduler, workers as processes of their own, and the command line."""
import collections
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import jackdaw
import pytest
from conftest import make_jpeg

pytest.importorskip("distributed")

NUM_FILES = 48


def _wait_for(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"no {what} within {seconds} s"
        time.sleep(0.05)


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        self.scheduler_file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--dashboard-address", "127.0.0.1:0")
        _wait_for(self.scheduler_file.exists, "scheduler")
        self.address = json.loads(self.scheduler_file.read_text())["address"]

    def _start(self, kind, *options):
        environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        log = open(self.folder / f"{kind}-{len(self.processes)}.log", "wb")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1",
             "--scheduler-file", str(self.scheduler_file), *options],
            stdout=log, stderr=log, cwd=self.folder, env=environment, start_new_session=True)
        log.close()
        self.processes.append(process)
        return process

    def add_worker(self, *options):
        return self._start("worker", "--nthreads", "1", "--no-dashboard", "--local-directory",
                           str(self.folder / f"worker-{len(self.processes)}"), *options)

    def wait_for_workers(self, number):
        from distributed import Client
        with Client(self.address) as client:
            client.wait_for_workers(number, timeout=120)

    def stop(self):
        for process in reversed(self.processes):
            try:
                os.killpg(process.pid, signal.SIGKILL)  # a nanny's workers, too
            except ProcessLookupError:
                pass
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def pictures():
    return {f"picture {i}.jpg": make_jpeg(320, 240, seed=i) for i in range(NUM_FILES)}


@pytest.fixture
def manifest(tmp_path, pictures):
    (tmp_path / "in").mkdir()
    for name, data in pictures.items():
        (tmp_path / "in" / name).write_bytes(data)
    path = tmp_path / "list"
    path.write_text("".join(f"{tmp_path}/in/{name}\n" for name in pictures))
    return path


def _command(cluster, manifest, journal, *options):
    return [sys.executable, "-m", "jackdaw.cluster", str(manifest), "--scheduler", cluster.address,
            "--journal", str(journal), *options]


def _lines(journal):
    if not journal.exists():
        return []
    return [line for line in map(json.loads, journal.read_text().splitlines())
            if line["journal"] == "file"]


def _check_outputs(folder, pictures):
    """Every original has one proven .jkd beside it, and there is nothing else."""
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".jackdaw-")}
    assert names == set(pictures) | {name + ".jkd" for name in pictures}
    for name, data in pictures.items():
        assert jackdaw.decompress(folder / (name + ".jkd")) == data
        assert (folder / name).read_bytes() == data


def test_a_worker_is_killed_in_mid_run(cluster, manifest, pictures, tmp_path):
    workers = [cluster.add_worker("--no-nanny") for _ in range(3)]
    cluster.wait_for_workers(3)
    journal = tmp_path / "journal.jsonl"
    run = subprocess.Popen(_command(cluster, manifest, journal, "--batch-seconds", "1.5"),
                           stderr=subprocess.PIPE, text=True)
    _wait_for(lambda: len(_lines(journal)) >= 5, "file done")
    workers[1].kill()
    assert len(_lines(journal)) < NUM_FILES
    _, said = run.communicate(timeout=150)
    assert run.returncode == 0, said
    done = _lines(journal)
    # Every file once, and all of them done.
    assert collections.Counter(pathlib.Path(line["input"]).name for line in done) == {
        name: 1 for name in pictures}
    assert {line["status"] for line in done} == {"ok"}
    assert len({line["worker"] for line in done}) >= 2
    end = json.loads(journal.read_text().splitlines()[-1])
    assert (end["journal"], end["ok"], end["failed"]) == ("end", NUM_FILES, 0)
    _check_outputs(tmp_path / "in", pictures)


def test_a_poison_file(cluster, manifest, pictures, tmp_path):
    """One file kills whoever touches it, and one is not there."""
    preload = tmp_path / "preload.py"
    preload.write_text(
        "import os\n"
        "import jackdaw.cluster.work as work\n"
        "original = work.jackdaw.compress\n"
        "def deadly(data, convert=original, **options):\n"
        f"    if len(data) == {len(pictures['picture 7.jpg'])}: os._exit(9)\n"
        "    return convert(data, **options)\n"
        "if original.__name__ != 'deadly': work.jackdaw.compress = deadly  # it is loaded twice\n")
    lengths = [len(data) for data in pictures.values()]
    assert lengths.count(len(pictures["picture 7.jpg"])) == 1
    cluster.add_worker("--preload", str(preload))
    cluster.add_worker("--preload", str(preload))
    cluster.wait_for_workers(2)
    with open(manifest, "a") as file:
        file.write(f"{tmp_path}/in/gone.jpg\n")
    journal = tmp_path / "journal.jsonl"
    run = subprocess.run(_command(cluster, manifest, journal, "--batch-seconds", "1", "--preset",
                                  "fast"), capture_output=True, text=True, timeout=100)
    assert run.returncode == 1, run.stderr
    done = _lines(journal)
    counts = collections.Counter(pathlib.Path(line["input"]).name for line in done)
    assert counts == {name: 1 for name in (*pictures, "gone.jpg")}
    failed = {pathlib.Path(line["input"]).name: line["error"] for line in done
              if line["status"] == "failed"}
    assert set(failed) == {"picture 7.jpg", "gone.jpg"}
    assert "workers died" in failed["picture 7.jpg"]["message"]
    assert "picture 7.jpg" in run.stderr and "2 failed" in run.stderr
    assert not (tmp_path / "in" / "picture 7.jpg.jkd").exists()
    for name in set(pictures) - set(failed):
        assert jackdaw.decompress(tmp_path / "in" / (name + ".jkd")) == pictures[name]


@pytest.fixture(name="bad_disk")
def _bad_disk(tmp_path):
    """A preload of a worker that can read nothing, and says so at once."""
    preload = tmp_path / "preload.py"
    preload.write_text(
        "import jackdaw.cluster.work as work\n"
        "def process(task, what):\n"
        "    record = {'input': task.source, 'input_size': task.size, 'input_mtime_ns': 0,\n"
        "              'seconds': 0.01}\n"
        "    work._fail(record, 'i/o error', 'stale file handle')\n"
        "    return record\n"
        "work.process = process\n")
    return str(preload)


def test_another_machine_is_tried(cluster, manifest, pictures, tmp_path, bad_disk):
    cluster.add_worker("--no-nanny", "--preload", bad_disk)
    cluster.add_worker("--no-nanny")
    cluster.wait_for_workers(2)
    journal = tmp_path / "journal.jsonl"
    run = subprocess.run(_command(cluster, manifest, journal, "--batch-seconds", "1", "--preset",
                                  "fast", "--retries", "3"), capture_output=True, text=True,
                         timeout=150)
    assert run.returncode == 0, run.stderr
    _check_outputs(tmp_path / "in", pictures)


def test_the_only_other_machine_dies(cluster, manifest, pictures, tmp_path, bad_disk):
    """What was meant for it does not wait for ever."""
    cluster.add_worker("--no-nanny", "--preload", bad_disk)
    good = cluster.add_worker("--no-nanny")
    cluster.wait_for_workers(2)
    journal = tmp_path / "journal.jsonl"
    run = subprocess.Popen(_command(cluster, manifest, journal, "--batch-seconds", "1"),
                           stderr=subprocess.DEVNULL)
    _wait_for(lambda: len(_lines(journal)) >= 3, "file done")
    good.kill()
    assert run.wait(timeout=150) == 1
    done = _lines(journal)
    assert collections.Counter(pathlib.Path(line["input"]).name for line in done) == {
        name: 1 for name in pictures}
    assert {line["status"] for line in done} == {"ok", "failed"}


def test_a_run_is_killed_and_goes_on(cluster, manifest, pictures, tmp_path):
    cluster.add_worker("--no-nanny")
    cluster.add_worker("--no-nanny")
    cluster.wait_for_workers(2)
    journal = tmp_path / "journal.jsonl"
    command = _command(cluster, manifest, journal, "--batch-seconds", "1")
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _wait_for(lambda: len(_lines(journal)) >= 5, "file done")
    run.kill()
    run.wait()
    assert len(_lines(journal)) < NUM_FILES
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode == 2 and "--resume" in refused.stderr
    done = subprocess.run([*command, "--resume"], capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr
    counts = collections.Counter(pathlib.Path(line["input"]).name for line in _lines(journal))
    assert counts == {name: 1 for name in pictures}
    _check_outputs(tmp_path / "in", pictures)
    again = subprocess.run([*command, "--resume"], capture_output=True, text=True, timeout=60)
    assert again.returncode == 0 and f"{NUM_FILES} done before" in again.stderr


def test_verify_and_output_folders(cluster, manifest, pictures, tmp_path):
    cluster.add_worker("--no-nanny")
    journal = tmp_path / "a.jsonl"
    done = subprocess.run(
        _command(cluster, manifest, journal, "--preset", "fast", "--root", str(tmp_path / "in"),
                 "--output-dir", str(tmp_path / "out")), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {n + ".jkd" for n in pictures}
    packed = "".join(f"{tmp_path}/out/{name}.jkd\n" for name in pictures)
    first = tmp_path / "out" / "picture 0.jpg.jkd"
    os.chmod(first, 0o600)
    first.write_bytes(first.read_bytes()[:-1])
    done = subprocess.run(_command(cluster, "-", tmp_path / "b.jsonl", "--command", "verify"),
                          input=packed, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert [line["input"] for line in _lines(tmp_path / "b.jsonl")
            if line["status"] == "failed"] == [str(first)]


def test_usage(tmp_path):
    def status(*arguments):
        return subprocess.run([sys.executable, "-m", "jackdaw.cluster", *arguments],
                              capture_output=True).returncode
    assert status("--help") == 0
    assert status() == 2
    assert status("list", "--scheduler", "tcp://127.0.0.1:1", "--resume") == 2
    assert status("list", "--scheduler", "tcp://127.0.0.1:1", "--root", "x") == 2
    assert status(str(tmp_path / "gone"), "--scheduler", "tcp://127.0.0.1:1") == 2
