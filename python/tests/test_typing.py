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
BAD = """
import jackdaw

jackdaw.compress(b"", preset=3)
jackdaw.compress(b"", level=9)
x: int = jackdaw.decompress(b"")
jackdaw.summary(b"")["colour"]
jackdaw.compress("a", "b").data
"""


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mypy")

    def run(text):
        (folder / "use.py").write_text(text)
        # Releases before 1.7 have to be asked for keyword arguments by TypedDict.
        options = ["--enable-incomplete-feature=Unpack", "--cache-dir", str(folder / "cache")]
        return subprocess.run([sys.executable, "-m", "mypy", *options, "use.py"], cwd=folder,
                              capture_output=True, text=True,
                              env={"MYPYPATH": jackdaw.__path__[0] + "/..", "PATH": "/usr/bin:/bin"})
    return run


def test_use(check):
    good = check(GOOD)
    assert good.returncode == 0, good.stdout + good.stderr
    bad = check(BAD)
    lines = {line.split(":")[1] for line in bad.stdout.splitlines() if "error:" in line}
    assert lines == {"4", "5", "6", "7", "8"}, bad.stdout + bad.stderr
