import re
import sys

import jackdaw
import pytest
from conftest import make_jpeg


def test_inspect(jpeg, jpeg_path):
    info = jackdaw.inspect(jpeg)
    assert info["kind"] == "jpeg"
    image = info["images"][0]
    assert (image["width_px"], image["height_px"]) == (96, 64)
    assert image["sampling"] == "4:2:0"
    assert jackdaw.inspect(jpeg_path) == info
    packed = jackdaw.inspect(jackdaw.compress(jpeg))
    assert packed["kind"] == "jkd" and packed["decoded"]
    assert packed["original_size"] == len(jpeg)


def test_summary(jpeg, tmp_path):
    packed = jackdaw.compress(jpeg, file_name="a.jpg")
    path = tmp_path / "a.jkd"
    path.write_bytes(packed)
    facts = jackdaw.summary(packed)
    assert facts == jackdaw.summary(path)
    assert facts["original_size"] == len(jpeg)
    assert facts["size"] == len(packed) == sum(s["bytes"] for s in facts["sections"])
    assert facts["content_hash"] == jackdaw.content_hash(jpeg)
    assert facts["preset"] == "default" and facts["outcome"] == "modelled"
    assert facts["file_name"] == "a.jpg"
    assert facts["lossy"] is False and facts["decoded"] is False
    with pytest.raises(jackdaw.Error):
        jackdaw.summary(jpeg)


def test_a_summary_reads_little(tmp_path, monkeypatch):
    path = tmp_path / "a.jkd"
    path.write_bytes(jackdaw.compress(make_jpeg(800, 600), preset="fast"))
    num_bytes = 0
    pread = jackdaw._info.os.pread

    def counting(fd, size, offset):
        nonlocal num_bytes
        num_bytes += size
        return pread(fd, size, offset)

    monkeypatch.setattr(jackdaw._info.os, "pread", counting)
    jackdaw.summary(path)
    assert 0 < num_bytes < 10000 < path.stat().st_size


def test_content_hash():
    # XXH3-128 of no bytes, as xxhsum -H2 prints it.
    assert jackdaw.content_hash(b"") == "99aa06d3014798d86001c324468d497f"


def test_build_info():
    info = jackdaw.build_info()
    assert info["version"] == jackdaw.__version__
    assert re.fullmatch(r"[0-9a-f]{16}", info["models"]["default"])
    assert info["kernels"]


def test_everything_public_is_there():
    for name in jackdaw.__all__:
        assert getattr(jackdaw, name) is not None
    assert "jackdaw._native" in sys.modules
