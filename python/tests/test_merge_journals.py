"""packaging/slurm/jackdaw-merge-journals, which needs no package."""
import json
import pathlib
import subprocess
import sys

import pytest

SCRIPT = (pathlib.Path(__file__).parent.parent.parent / "packaging" / "slurm"
          / "jackdaw-merge-journals")


@pytest.fixture(autouse=True)
def _needs_the_sources():
    if not SCRIPT.exists():
        pytest.skip("not in a clone")


def _journal(path, *files, command="compress", time="2026-01-01T00:00:00.000Z", tail=""):
    lines = [{"journal": "begin", "schema": 1, "time": time, "command": command, "version": "1"}]
    lines += [{"journal": "file", "time": stamp, "input": name, "status": status}
              for name, status, stamp in files]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + tail)
    return str(path)


def _merge(*arguments):
    return subprocess.run([sys.executable, str(SCRIPT), *map(str, arguments)], capture_output=True,
                          text=True)


def test_merge(tmp_path):
    a = _journal(tmp_path / "a", ("x.jpg", "failed", "1"), ("y.jpg", "ok", "2"),
                 ("x.jpg", "ok", "3"), tail='{"journal": "file", "input": "z')
    b = _journal(tmp_path / "b", ("y.jpg", "skipped", "1"), ("w.jpg", "ok", "1"),
                 tail="\nrubbish\n")
    done = _merge("-o", tmp_path / "all", a, b)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in open(tmp_path / "all")]
    assert [line["journal"] for line in lines] == ["begin", "file", "file", "file", "end"]
    assert {line["input"]: line["status"] for line in lines[1:-1]} == {
        "x.jpg": "ok", "y.jpg": "ok", "w.jpg": "ok"}
    assert (lines[-1]["ok"], lines[-1]["failed"]) == (3, 0)
    # A merged journal may be merged again.
    assert _merge("-o", tmp_path / "again", tmp_path / "all").returncode == 0
    assert (tmp_path / "again").read_bytes() == (tmp_path / "all").read_bytes()


def test_failed_and_missing_files(tmp_path):
    a = _journal(tmp_path / "a", ("x.jpg", "failed", "1"), ("y.jpg", "ok", "1"))
    (tmp_path / "list").write_text("x.jpg\ny.jpg\n\ngone.jpg\n")
    done = _merge("-o", tmp_path / "all", "--files-from", tmp_path / "list", a)
    assert done.returncode == 1
    assert done.stderr == "missing: gone.jpg\n1 ok, 0 skipped, 1 failed, 1 missing\n"
    (tmp_path / "list").write_bytes(b"x.jpg\0gone\n.jpg\0")
    done = _merge("-0", "-o", tmp_path / "all", "--files-from", tmp_path / "list", a)
    assert "1 missing" in done.stderr


def test_journals_of_different_commands(tmp_path):
    a = _journal(tmp_path / "a", ("x.jpg", "ok", "1"))
    b = _journal(tmp_path / "b", ("x.jpg", "ok", "1"), command="verify", time="2026-02")
    assert _merge("-o", tmp_path / "all", a, b).returncode == 1
    assert not (tmp_path / "all").exists()
    assert _merge("-o", a, a).returncode == 2
