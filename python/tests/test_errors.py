import os
import pickle

import jackdaw
import pytest
from conftest import make_jpeg


def test_damage(jpeg, tmp_path):
    packed = bytearray(jackdaw.compress(jpeg))
    packed[len(packed) // 2] ^= 1
    with pytest.raises(jackdaw.CorruptError) as caught:
        jackdaw.decompress(packed)
    assert caught.value.code == "corrupt"
    assert caught.value.filename is None
    path = tmp_path / "damaged.jkd"
    path.write_bytes(packed)
    with pytest.raises(jackdaw.CorruptError) as caught:
        jackdaw.decompress(path)
    assert caught.value.filename == str(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_every_truncation(jpeg):
    packed = jackdaw.compress(jpeg, preset="fast")
    for size in range(0, len(packed), 37):
        with pytest.raises((jackdaw.CorruptError, jackdaw.TruncatedError)):
            jackdaw.decompress(packed[:size])


def test_limits(jpeg):
    packed = jackdaw.compress(jpeg)
    with pytest.raises(jackdaw.LimitExceededError):
        jackdaw.decompress(packed, memory_limit=1000)
    with pytest.raises(jackdaw.LimitExceededError):
        jackdaw.compress(jpeg, memory_limit=0)
    room = len(jpeg) * 2 + (4 << 20) + 10000  # not for the coefficients
    assert jackdaw.compress(jpeg, memory_limit=room, report=True).report.outcome == "stored"


def test_unsupported(jpeg):
    packed = bytearray(jackdaw.compress(jpeg))
    packed[3] = 200  # the version
    with pytest.raises(jackdaw.UnsupportedError):
        jackdaw.decompress(packed)
    with pytest.raises(jackdaw.UnsupportedError):
        jackdaw.transcode(b"text", quality=50)


def test_classes():
    assert issubclass(jackdaw.InvalidArgumentError, ValueError)
    codes = [cls.code for cls in jackdaw.Error.__subclasses__()]
    assert len(set(codes)) == len(codes) == 9


def test_missing_files_are_errors_of_the_system(tmp_path):
    for call in (jackdaw.compress, jackdaw.decompress, jackdaw.transcode, jackdaw.inspect,
                 jackdaw.summary, jackdaw.pixels, jackdaw.coefficients):
        with pytest.raises(FileNotFoundError) as caught:
            call(tmp_path / "gone")
        assert os.fspath(caught.value.filename) == str(tmp_path / "gone")
        with pytest.raises(IsADirectoryError):
            call(tmp_path)


def test_errors_survive_pickling():
    error = jackdaw.CorruptError("bad", offset=7, filename="a.jkd")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is jackdaw.CorruptError
    assert (copy.message, copy.offset, copy.filename) == ("bad", 7, "a.jkd")
    assert str(copy) == "a.jkd: bad"


def test_out_of_reach(tmp_path):
    with pytest.raises(jackdaw.InvalidArgumentError):
        jackdaw.compress(make_jpeg(), target_size=10)
