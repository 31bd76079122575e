"""The Python examples of docs/manual/python.md, in their order."""
import pathlib
import re

import pytest

PAGE = pathlib.Path(__file__).parent.parent.parent / "docs" / "manual" / "python.md"


@pytest.mark.skipif(not PAGE.exists(), reason="not in a clone")
def test_the_examples(tmp_path, monkeypatch, jpeg):
    monkeypatch.chdir(tmp_path)
    pathlib.Path("photo.jpg").write_bytes(jpeg)
    names = {"paths": ["photo.jpg"] * 3}
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        exec(example, names)
    assert names["original"] == jpeg
    assert len(names["sizes"]) == 3
    assert names["image"].size == (96, 64)
