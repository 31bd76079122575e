"""The example of the README, as it stands there."""
import pathlib
import re
import subprocess
import sys

import jackdaw


def test_the_example(jpeg_path, jpeg):
    readme = pathlib.Path(__file__).parent.parent / "README.md"
    (example,) = re.findall(r"```python\n(.*?)```", readme.read_text(), re.DOTALL)
    assert len([line for line in example.splitlines() if line]) <= 20
    done = subprocess.run([sys.executable, "-c", example, str(jpeg_path)], capture_output=True,
                          text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{len(jpeg)} -> ")
    assert lines[1] == jackdaw.content_hash(jpeg)
    assert lines[2].startswith("damaged: ")
    assert "100%" in done.stderr
    assert jackdaw.decompress(str(jpeg_path) + ".jkd") == jpeg


def _run_example(name, *arguments):
    script = pathlib.Path(__file__).parent.parent / "examples" / name
    return subprocess.run([sys.executable, str(script), *map(str, arguments)], capture_output=True,
                          text=True, check=True)


def test_compress_a_folder(jpeg_path, jpeg, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.JPEG").write_bytes(jpeg)
    (tmp_path / "notes.txt").write_text("not a picture")
    done = _run_example("compress_folder.py", tmp_path)
    assert done.stdout.splitlines()[-1].startswith(f"{2 * len(jpeg)} -> ")
    assert jackdaw.decompress(tmp_path / "more" / "b.JPEG.jkd") == jpeg
    again = _run_example("compress_folder.py", tmp_path)
    assert again.stderr.count("File exists") == 2 and again.stdout == ""


def test_frequencies(jpeg_path):
    lines = _run_example("frequencies.py", jpeg_path).stdout.splitlines()
    assert lines[0] == "96 x 64, 3 components"
    assert len(lines) == 1 + 3 * 9
