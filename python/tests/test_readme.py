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
