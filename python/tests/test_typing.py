"""What a type checker makes of the package: mypy, where it is installed."""
import subprocess
import sys

import jackdaw
import pytest

pytest.importorskip("mypy")

GOOD = """
import threading
from typing import List
import jackdaw

packed: bytes = jackdaw.compress(b"", preset="fast", progress=print, cancel=threading.Event())
result: jackdaw.Result = jackdaw.compress("a.jpg", report=True, quality=50)
report: jackdaw.Report = jackdaw.compress("a.jpg", "a.jkd", overwrite=True)
original: bytes = jackdaw.decompress(packed, threads=2)
size: int = jackdaw.summary(packed)["size"]
components: List[jackdaw.Component] = jackdaw.coefficients(packed).components
"""
BAD = ["jackdaw.compress(b'', preset=3)", "jackdaw.compress(b'', level=9)",
       "x: int = jackdaw.decompress(b'')", "jackdaw.summary(b'')['colour']"]


def _check(tmp_path, text):
    (tmp_path / "use.py").write_text(text)
    # Releases before 1.7 have to be asked for keyword arguments by TypedDict.
    options = ["--enable-incomplete-feature=Unpack", "--no-incremental"]
    return subprocess.run([sys.executable, "-m", "mypy", *options, "use.py"], cwd=tmp_path,
                          capture_output=True, text=True,
                          env={"MYPYPATH": jackdaw.__path__[0] + "/..", "PATH": "/usr/bin:/bin"})


def test_good_use(tmp_path):
    done = _check(tmp_path, GOOD)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("line", BAD)
def test_bad_use(tmp_path, line):
    done = _check(tmp_path, "import jackdaw\n" + line + "\n")
    assert done.returncode == 1 and "use.py:2: error" in done.stdout, done.stdout + done.stderr
