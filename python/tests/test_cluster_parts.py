"""The parts of jackdaw.cluster that need no scheduler."""
import json
import os
from itertools import islice

import jackdaw
import pytest
from conftest import make_jpeg
from jackdaw.cluster import journal, manifest, stores, work
from jackdaw.cluster.batches import Planner, Speed
from jackdaw.cluster.manifest import Missing, Names, Task


def task_of(path, command="compress"):
    (task,) = manifest.read_tasks(iter([str(path)]), Names(command))
    return task


# ---- Manifests


def test_names_in_a_manifest(tmp_path):
    path = tmp_path / "list"
    path.write_bytes(b"a.jpg\n\nwith blank .jpg\ncaf\xe9.jpg")
    assert [os.fsencode(n) for n in manifest.read_names(str(path), False)] == [
        b"a.jpg", b"with blank .jpg", b"caf\xe9.jpg"]
    path.write_bytes(b"a\nb.jpg\0c.jpg\0")
    assert list(manifest.read_names(str(path), True)) == ["a\nb.jpg", "c.jpg"]
    path.write_bytes(b"".join(b"%07d.jpg\n" % i for i in range(50000)))
    names = list(manifest.read_names(str(path), False))
    assert len(names) == 50000 and names[49999] == "0049999.jpg"


@pytest.mark.parametrize("names, source, output", [
    (Names("compress"), "/in/a.jpg", "/in/a.jpg.jkd"),
    (Names("decompress"), "/in/a.jpg.jkd", "/in/a.jpg"),
    (Names("decompress"), "/in/a.jpg.lossy.jkd", "/in/a.jpg"),
    (Names("verify"), "/in/a.jpg.jkd", None),
    (Names("compress", "/in", "/out"), "/in/b/a.jpg", "/out/b/a.jpg.jkd"),
    (Names("compress", "", "/out"), "/in/a.jpg", "/out/in/a.jpg.jkd"),
    (Names("compress", "", "s3://bucket/x"), "s3://other/a.jpg", "s3://bucket/x/other/a.jpg.jkd"),
    (Names("compress", "s3://other", "/out"), "s3://other/b/a.jpg", "/out/b/a.jpg.jkd"),
])
def test_names_of_outputs(names, source, output):
    assert names.output_of(source) == output


@pytest.mark.parametrize("names, source", [
    (Names("decompress"), "a.jpg"), (Names("compress", "/in", "/out"), "/inside/a.jpg"),
    (Names("compress", "/in", "/out"), "/in/../etc/a.jpg"),
])
def test_inputs_without_an_output(names, source):
    with pytest.raises(ValueError):
        names.output_of(source)


def test_tasks(jpeg_path, tmp_path):
    tasks = list(manifest.read_tasks(iter([str(jpeg_path), str(tmp_path / "gone"), str(tmp_path)]),
                                     Names("compress")))
    status = jpeg_path.stat()
    assert tasks[0] == Task(str(jpeg_path), f"{jpeg_path}.jkd", status.st_size, status.st_mtime_ns)
    assert isinstance(tasks[1], Missing) and "No such file" in tasks[1].message
    assert isinstance(tasks[2], Missing)


# ---- Batches


def _batches(sizes, seconds, threads, preset="default"):
    speed = Speed(preset)
    planner = Planner((Task(str(i), None, size, 0) for i, size in enumerate(sizes)), seconds, speed)
    while batch := planner.next_batch(threads):
        yield batch
        speed.add(sum(t.size for t in batch), sum(t.size for t in batch) / 1e6)  # 1 MB/s


def test_batches_last_as_long_as_wished():
    batches = list(islice(_batches([2_000_000] * 40000, 30, 2), 50))
    assert len(batches[0]) <= 2  # nothing is measured yet
    assert all(13 <= len(batch) <= 16 for batch in batches[1:])


def test_every_file_is_in_one_batch():
    sizes = [1 + (i * 7919) % 3_000_000 for i in range(3000)]
    names = [task.source for batch in _batches(sizes, 30, 3) for task in batch]
    assert names == [str(i) for i in range(3000)]


def test_batches_shrink_at_the_end():
    batches = list(_batches([500_000] * 400, 30, 4))
    sizes = [len(batch) for batch in batches]
    assert len(sizes) > 12 and max(sizes[-4:]) <= 4
    # What one thread gets last is little of the whole, so that no one waits long for it.
    assert max(sizes[1:]) * 0.5 <= 30


def test_large_and_empty_files():
    assert [len(b) for b in _batches([10**9, 10**9, 1], 30, 2)][:1] == [1]
    assert sum(len(b) for b in _batches([0] * 12000, 30, 1)) == 12000
    assert max(len(b) for b in _batches([0] * 12000, 1000, 1)) <= 5000


def test_the_speed_follows_the_newest_work():
    speed = Speed("default")
    speed.add(10**9, 1000)
    for _ in range(40):
        speed.add(100 * 10**6, 30)
    assert 28 < speed.seconds_of(Task("", None, 100 * 10**6, 0)) < 33


# ---- Journals


def _entry(name, **more):
    entry = {}
    journal.put_name(entry, "input", name)
    return {**entry, "status": "ok", "input_size": 5, "input_mtime_ns": 7, "seconds": 0.1, **more}


def test_journal(tmp_path):
    path = str(tmp_path / "j.jsonl")
    odd = os.fsdecode(b"caf\xe9.jpg")
    writer = journal.Writer(path, append=False)
    with pytest.raises(BlockingIOError):
        journal.Writer(path, append=True)
    writer.begin("compress", "1.2.3")
    writer.add(_entry("a.jpg"))
    writer.add(_entry(odd))
    writer.add(_entry("bad.jpg", status="failed"))
    writer.add(_entry("later.jpg", status="skipped", finished=False))
    writer.end(2, 0, 1, False)
    writer.close()
    with pytest.raises(FileExistsError):
        journal.Writer(path, append=False)
    lines = [json.loads(line) for line in open(path)]
    assert [line["journal"] for line in lines] == ["begin"] + ["file"] * 4 + ["end"]
    assert lines[0]["schema"] == 1 and lines[0]["command"] == "compress"
    assert lines[2]["input_hex"] == b"caf\xe9.jpg".hex()
    finished = journal.Finished(path, "compress")
    assert len(finished) == 2
    for name, there in (("a.jpg", True), (odd, True), ("bad.jpg", False), ("later.jpg", False)):
        assert (Task(name, None, 5, 7) in finished) is there
    assert Task("a.jpg", None, 6, 7) not in finished  # another size
    with pytest.raises(ValueError):
        journal.Finished(path, "verify")


def test_a_line_that_was_cut_off(tmp_path):
    path = tmp_path / "j.jsonl"
    whole = json.dumps({"journal": "file", **_entry("a.jpg")})
    path.write_text(whole + "\n" + whole.replace("a.jpg", "b.jpg")[:-9])
    writer = journal.Writer(str(path), append=True)
    writer.add(_entry("c.jpg"))
    writer.close()
    assert [e["input"] for e in journal.read_lines(str(path))] == ["a.jpg", "c.jpg"]


# ---- Work


def test_compress_and_back(jpeg_path, jpeg):
    task = task_of(jpeg_path)
    record = work.process(task, work.Work("compress", "fast"))
    assert record["status"] == "ok" and record["lossy"] is False
    assert record["output"] == f"{jpeg_path}.jkd"
    assert record["output_size"] == os.path.getsize(record["output"])
    assert os.stat(record["output"]).st_mtime_ns == jpeg_path.stat().st_mtime_ns
    verified = work.process(task_of(record["output"], "verify"), work.Work("verify"))
    assert verified["status"] == "ok" and "output" not in verified
    assert verified["output_size"] == len(jpeg) and verified["lossy"] is False
    jpeg_path.unlink()
    back = work.process(task_of(record["output"], "decompress"), work.Work("decompress"))
    assert back["status"] == "ok" and jpeg_path.read_bytes() == jpeg


def test_any_task_may_run_twice(jpeg_path):
    task = task_of(jpeg_path)
    first = work.process(task, work.Work("compress", "fast"))
    before = os.stat(first["output"])
    again = work.process(task, work.Work("compress"))
    assert again["status"] == "ok" and "note" in again
    assert again["output_size"] == first["output_size"]
    assert os.stat(first["output"]).st_ino == before.st_ino


def test_two_at_the_same_moment(jpeg_path, monkeypatch):
    """Another machine writes the output while this one works on it."""
    task = task_of(jpeg_path)
    convert = work._convert

    def slow(*arguments):
        made = convert(*arguments)
        jackdaw.compress(task.source, task.output, preset="default")
        return made

    monkeypatch.setattr(work, "_convert", slow)
    record = work.process(task, work.Work("compress", "fast"))
    assert record["status"] == "ok" and "note" in record
    assert record["output_size"] == os.path.getsize(task.output)


def test_outputs_of_others_stay(jpeg_path):
    task = task_of(jpeg_path)
    for other in (b"a letter", jackdaw.compress(make_jpeg(seed=9)),
                  jackdaw.compress(jpeg_path)[:-4] + b"\0\0\0\0"):
        with open(task.output, "wb") as file:
            file.write(other)
        record = work.process(task, work.Work("compress"))
        assert record["status"] == "failed"
        assert "something else" in record["error"]["message"]
        with open(task.output, "rb") as file:
            assert file.read() == other


def test_failures_are_records(tmp_path, jpeg_path):
    task = task_of(jpeg_path)
    jpeg_path.unlink()
    record = work.process(task, work.Work("compress"))
    assert record["status"] == "failed" and record["error"]["code"] == "i/o error"
    damaged = tmp_path / "damaged.jkd"
    damaged.write_bytes(jackdaw.compress(make_jpeg())[:-3])
    for command in ("decompress", "verify"):
        record = work.process(task_of(damaged, command), work.Work(command))
        assert record["error"]["code"] == "corrupt"
    assert not (tmp_path / "damaged").exists()


# ---- Stores


@pytest.fixture
def memory():
    """fsspec's store in memory: the object stores' interface, without a server."""
    fsspec = pytest.importorskip("fsspec")
    fs = fsspec.filesystem("memory")
    yield fs
    fs.store.clear()


def test_an_object_store(memory, jpeg):
    memory.pipe_file("/photos/a.jpg", jpeg)
    names = Names("compress", "memory://photos", "memory://packed")
    (task,) = manifest.read_tasks(iter(["memory://photos/a.jpg"]), names)
    assert task.size == len(jpeg) and task.output == "memory://packed/a.jpg.jkd"
    first = work.process(task, work.Work("compress", "fast"))
    assert first["status"] == "ok"
    assert jackdaw.decompress(memory.cat_file("/packed/a.jpg.jkd")) == jpeg
    assert "note" in work.process(task, work.Work("compress", "fast"))
    memory.pipe_file("/packed/a.jpg.jkd", b"other")
    assert work.process(task, work.Work("compress", "fast"))["status"] == "failed"
    assert memory.cat_file("/packed/a.jpg.jkd") == b"other"
    missing, folder = manifest.read_tasks(iter(["memory://photos/gone.jpg", "memory://photos"]),
                                          names)
    assert isinstance(missing, Missing) and isinstance(folder, Missing)


def test_other_fsspec_stores_rename(tmp_path, jpeg):
    pytest.importorskip("fsspec")
    store = stores.store_of(f"file://{tmp_path}/x/a.jkd")
    assert isinstance(store, stores.FsspecStore)
    store.write_new(f"file://{tmp_path}/x/a.jkd", jpeg, None)
    assert (tmp_path / "x" / "a.jkd").read_bytes() == jpeg
    with pytest.raises(FileExistsError):
        store.write_new(f"file://{tmp_path}/x/a.jkd", b"", None)
    assert [p.name for p in (tmp_path / "x").iterdir()] == ["a.jkd"]
    assert store.look(f"file://{tmp_path}/x/a.jkd")[0] == len(jpeg)


# ---- Results that are lost


def test_a_result_is_lost_with_the_only_worker_that_may_make_it_again(monkeypatch, tmp_path):
    run_module = pytest.importorskip("jackdaw.cluster.run")
    lost, good = object(), {"status": "ok", "seconds": 0.5, "input_size": 3, "output_size": 2}

    class Future:
        """The first one is done and its result gone; Dask waits for its worker."""

        def __init__(self, result):
            self._result = result

        def result(self, timeout):
            if self._result is lost:
                raise run_module.DaskTimeoutError
            return self._result

    class Cluster:
        """A client whose second worker has gone when it is asked again."""

        def __init__(self):
            self.cancelled, self.where, self.looks = [], [], 0

        def nthreads(self):
            self.looks += 1
            return {"a": 1, "b": 1} if self.looks == 1 else {"a": 1}

        def submit(self, function, tasks, work, pure, workers=None):
            self.where.append(workers)
            return Future(lost if workers == ["b"] else [good])

        def cancel(self, futures, force):
            self.cancelled += futures

    class Completed(list):
        add = list.append

        def has_ready(self):
            return bool(self)

        def __next__(self):
            return self.pop(0)

    monkeypatch.setattr(run_module, "as_completed", Completed)
    monkeypatch.setattr(run_module, "_SECONDS_BETWEEN_LOOKS", 0.0)
    client = Cluster()
    run = run_module.Run(client, iter([]), work.Work("compress"), run_module.Settings(), None, None,
                         lambda record: None)
    task = Task(str(tmp_path / "x.jpg"), None, 3, 0)
    run._again.append(run_module.Batch([task], 1, frozenset("a")))
    totals = run.go()
    assert (totals.ok, totals.failed) == (1, 0)
    assert client.where == [["b"], None] and len(client.cancelled) == 1
