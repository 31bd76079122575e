import array
import concurrent.futures
import math
import mmap
import os
import pathlib
import stat

import jackdaw
import pytest
from conftest import make_jpeg


@pytest.mark.parametrize("preset", jackdaw.PRESETS)
def test_round_trip(jpeg, preset):
    packed = jackdaw.compress(jpeg, preset=preset)
    assert type(packed) is bytes
    assert len(packed) < len(jpeg)
    assert jackdaw.is_jkd(packed) and not jackdaw.is_jkd(jpeg)
    assert jackdaw.decompress(packed) == jpeg


@pytest.mark.parametrize("data", [b"", b"x", b"no JPEG at all" * 100, bytes(5000)])
def test_anything_comes_back(data):
    result = jackdaw.compress(data, report=True)
    assert result.report.outcome == "stored"
    assert result.report.reason
    assert len(result.data) <= len(data) + 32
    assert jackdaw.decompress(result.data) == data


def test_kinds_of_sources(jpeg, tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg)
    packed = jackdaw.compress(jpeg)
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for source in (bytearray(jpeg), memoryview(jpeg), memoryview(bytearray(jpeg)),
                       array.array("B", jpeg), mapped, path, str(path)):
            assert jackdaw.compress(source) == packed
    with pytest.raises(TypeError):
        jackdaw.compress(3)
    with pytest.raises(TypeError):
        jackdaw.compress(None)
    with pytest.raises(BufferError):
        jackdaw.compress(memoryview(jpeg)[::2])


def test_reports(jpeg):
    result = jackdaw.compress(jpeg, report=True, file_name="photo.jpg")
    assert result.report.outcome == "modelled"
    assert result.report.input_bytes == len(jpeg)
    assert result.report.output_bytes == len(result.data)
    assert result.report.loss is None
    back = jackdaw.decompress(result.data, report=True)
    assert back.data == jpeg
    assert back.report.file_name == "photo.jpg"


def test_threads_do_not_change_the_result(large_jpeg):
    assert (jackdaw.compress(large_jpeg, preset="fast", threads=3)
            == jackdaw.compress(large_jpeg, preset="fast"))


def test_loss(jpeg):
    exact = jackdaw.compress(jpeg)
    sizes = []
    for quality in (80, 50, 20):
        made = jackdaw.compress(jpeg, quality=quality, report=True)
        assert not made.report.loss.lossless
        assert jackdaw.summary(made.data)["lossy"]
        sizes.append(len(made.data))
    assert len(exact) > sizes[0] > sizes[1] > sizes[2]
    made = jackdaw.compress(jpeg, target_psnr=38, report=True)
    assert 38 <= made.report.loss.psnr_db <= 38.5
    made = jackdaw.compress(jpeg, target_psnr_y=38, tune="psnr", report=True)
    assert 38 <= made.report.loss.psnr_y_db <= 38.5
    made = jackdaw.compress(jpeg, quality=100, report=True)
    assert made.report.loss.lossless and math.isinf(made.report.loss.psnr_db)


def test_transcode():
    jpeg = make_jpeg(320, 240)
    exact = jackdaw.transcode(jpeg, report=True)
    assert exact.report.loss.lossless
    assert len(exact.data) <= len(jpeg)
    assert (jackdaw.pixels(exact.data) == jackdaw.pixels(jpeg)).all()
    small = jackdaw.transcode(jpeg, quality=40, scans="baseline", report=True)
    assert len(small.data) < len(exact.data)
    assert not small.report.loss.progressive
    assert jackdaw.transcode(jpeg, quality=40, scans="progressive",
                             report=True).report.loss.progressive
    size = len(jpeg) // 2
    assert 0.95 * size <= len(jackdaw.transcode(jpeg, target_size=size)) <= size
    stripped = jackdaw.transcode(jpeg + b"tail", strip=["metadata", "gps"], report=True)
    assert "data behind the image (4 bytes)" in stripped.report.removed
    assert stripped.report.warnings == ()
    with pytest.raises(jackdaw.InvalidArgumentError):
        jackdaw.transcode(jpeg, strip="everything")


def test_attention_and_refine(tmp_path, attention_file):
    jpeg = make_jpeg(200, 120)
    path = tmp_path / "networks.jka"
    path.write_bytes(attention_file)
    for call in (jackdaw.compress, jackdaw.transcode, jackdaw.encode):
        plain = call(jpeg, quality=60)
        attended = call(jpeg, quality=60, attention=attention_file)
        assert attended != plain
        assert call(jpeg, quality=60, attention=path) == attended
        assert len(call(jpeg, quality=60, refine=4)) > 0
        assert call(jpeg, quality=60, tune="psnr", attention=path) == call(jpeg, quality=60,
                                                                          tune="psnr")
        with pytest.raises(jackdaw.Error):
            call(jpeg, quality=60, attention=attention_file[:-1])
        with pytest.raises(jackdaw.InvalidArgumentError):
            call(jpeg, quality=60, attention=b"")
        with pytest.raises(FileNotFoundError):
            call(jpeg, quality=60, attention=tmp_path / "none")
        with pytest.raises(TypeError):
            call(jpeg, quality=60, attention=3)


@pytest.mark.parametrize("options", [
    {"refine": -1}, {"refine": 10001},
    {"preset": "slow"}, {"preset": None}, {"threads": 0}, {"threads": 10**9}, {"threads": -1},
    {"memory_limit": -1}, {"memory_limit": 1 << 64}, {"slices": -1}, {"kernels": "mmx"},
    {"quality": 50, "lambda_": 3}, {"tune": "ssim"}, {"quality": 101}, {"quality": -1}, {"lambda_": math.nan},
    {"target_size": 0}, {"target_psnr": -3}, {"file_name": "a/b"}, {"file_name": "x" * 5000},
])
def test_invalid_options(jpeg, options):
    with pytest.raises(jackdaw.InvalidArgumentError) as caught:
        jackdaw.compress(jpeg, **options)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("options", [
    {"refine": 1.5}, {"threads": 1.5}, {"threads": "2"}, {"threads": True}, {"quality": "high"}, {"quality": True},
    {"progress": 3}, {"cancel": 3}, {"kernels": None}, {"level": 9},
])
def test_options_of_wrong_types(jpeg, options):
    with pytest.raises(TypeError):
        jackdaw.compress(jpeg, **options)


def test_kernels_give_the_same_bytes(jpeg):
    assert jackdaw.compress(jpeg, kernels="scalar") == jackdaw.compress(jpeg)


def test_output_files(jpeg, tmp_path):
    source = tmp_path / "a.jpg"
    source.write_bytes(jpeg)
    os.chmod(source, 0o640)
    os.utime(source, ns=(1_600_000_000_000_000_001, 1_500_000_000_123_456_789))
    packed = tmp_path / "a.jpg.jkd"
    report = jackdaw.compress(source, packed)
    assert report.output == str(packed)
    assert report.output_bytes == packed.stat().st_size
    assert stat.S_IMODE(packed.stat().st_mode) == 0o640
    assert packed.stat().st_mtime_ns == 1_500_000_000_123_456_789
    back = tmp_path / "back.jpg"
    jackdaw.decompress(str(packed), str(back))
    assert back.read_bytes() == jpeg
    assert back.stat().st_mtime_ns == 1_500_000_000_123_456_789
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jpg", "a.jpg.jkd", "back.jpg"]


def test_nothing_is_overwritten_unasked(jpeg, jpeg_path, tmp_path):
    output = tmp_path / "there"
    output.write_bytes(b"precious")
    with pytest.raises(FileExistsError) as caught:
        jackdaw.compress(jpeg_path, output)
    assert caught.value.filename == str(output)
    assert output.read_bytes() == b"precious"
    jackdaw.compress(jpeg_path, output, overwrite=True)
    assert jackdaw.decompress(output) == jpeg
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(FileExistsError):
        jackdaw.compress(jpeg_path, folder, overwrite=True)
    with pytest.raises(jackdaw.InvalidArgumentError):
        jackdaw.compress(jpeg_path, jpeg_path, overwrite=True)
    assert jpeg_path.read_bytes() == jpeg
    assert not list(tmp_path.glob(".jackdaw-*"))


def test_a_failure_leaves_no_file(jpeg, tmp_path):
    damaged = tmp_path / "a.jkd"
    damaged.write_bytes(jackdaw.compress(jpeg)[:-3])
    with pytest.raises(jackdaw.Error):
        jackdaw.decompress(damaged, tmp_path / "out.jpg")
    assert [p.name for p in tmp_path.iterdir()] == ["a.jkd"]
    with pytest.raises(FileNotFoundError):
        jackdaw.compress(jpeg, tmp_path / "no" / "such" / "folder")


def test_names_of_temporary_files():
    # As tests/app/temp_name_test.cc has it for the program.
    from jackdaw._files import temp_name
    name = temp_name(1, 2, 3)
    assert name.startswith(".jackdaw-1-0000000000000002-") and name.endswith(".tmp")
    assert len(name) == len(".jackdaw-1-") + 16 + 1 + 16 + len(".tmp")
    assert temp_name(1, 2, 4) != name


def test_names_that_are_no_utf8(jpeg, tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    with open(path, "wb") as file:
        file.write(jpeg)
    packed = jackdaw.compress(os.fsdecode(path), file_name=b"caf\xe9.jpg")
    assert os.fsencode(jackdaw.decompress(packed, report=True).report.file_name) == b"caf\xe9.jpg"
    assert jackdaw.compress(pathlib.Path(os.fsdecode(path)))


def test_many_threads_at_a_time():
    files = [make_jpeg(seed=i) for i in range(12)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        packed = list(pool.map(jackdaw.compress, files))
        assert list(pool.map(jackdaw.decompress, packed)) == files
