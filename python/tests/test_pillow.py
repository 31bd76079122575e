import io
import pickle
import subprocess
import sys

import jackdaw
import jackdaw.pillow
import numpy as np
import pytest
from conftest import make_jpeg
from PIL import Image, UnidentifiedImageError


@pytest.fixture
def path(tmp_path, jpeg):
    path = tmp_path / "a.jpg.jkd"
    path.write_bytes(jackdaw.compress(jpeg))
    return path


def _array(jpeg):
    return np.asarray(Image.open(io.BytesIO(jpeg)))


def test_open(path, jpeg):
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("JKD", "RGB", (96, 64))
        assert image.get_format_mimetype() == "image/x-jackdaw"
        assert (np.asarray(image) == _array(jpeg)).all()
    assert Image.registered_extensions()[".jkd"] == "JKD"


def test_loading_is_lazy(path, monkeypatch):
    calls = []
    decompress = jackdaw.decompress
    monkeypatch.setattr(jackdaw.pillow, "decompress", lambda b: calls.append(1) or decompress(b))
    image = Image.open(path)
    assert image.size == (96, 64) and image.info["jkd"]["lossy"] is False
    assert not calls
    image.load()
    image.load()
    assert len(calls) == 1


def test_metadata(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "a description"
    exif[0x0112] = 6
    jpeg = make_jpeg(exif=exif, dpi=(300, 300), icc_profile=b"profile" * 10, comment=b"hello")
    image = Image.open(io.BytesIO(jackdaw.compress(jpeg)))
    assert image.getexif()[0x010E] == "a description"
    assert image.getexif()[0x0112] == 6
    assert image.info["icc_profile"] == b"profile" * 10
    assert image.info["dpi"] == (300, 300)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_modes(mode):
    file = io.BytesIO()
    Image.open(io.BytesIO(make_jpeg())).convert(mode).save(file, "JPEG")
    image = Image.open(io.BytesIO(jackdaw.compress(file.getvalue())))
    assert image.mode == mode
    assert (np.asarray(image) == _array(file.getvalue())).all()


def test_draft_and_thumbnail(tmp_path):
    jpeg = make_jpeg(800, 600)
    image = Image.open(io.BytesIO(jackdaw.compress(jpeg, preset="fast")))
    image.draft("L", (100, 75))
    assert (image.mode, image.size) == ("L", (100, 75))
    assert np.asarray(image).shape == (75, 100)
    image = Image.open(io.BytesIO(jackdaw.compress(jpeg, preset="fast")))
    image.thumbnail((64, 64))
    assert image.size == (64, 48)


def test_stored_and_lossy_files(jpeg):
    stored = jackdaw.compress(jpeg, memory_limit=len(jpeg) * 2 + (4 << 20) + 10000)
    assert jackdaw.summary(stored)["outcome"] == "stored"
    assert (np.asarray(Image.open(io.BytesIO(stored))) == _array(jpeg)).all()
    lossy = jackdaw.compress(jpeg, quality=30)
    image = Image.open(io.BytesIO(lossy))
    assert image.info["jkd"]["lossy"] is True
    assert (np.asarray(image) == _array(jackdaw.decompress(lossy))).all()


def test_damage(path, jpeg):
    """What Pillow raises for other formats, with our reason."""
    packed = bytearray(path.read_bytes())
    packed[-5] ^= 1
    with pytest.raises(UnidentifiedImageError):
        Image.open(io.BytesIO(packed))
    with pytest.raises(UnidentifiedImageError):
        Image.open(io.BytesIO(jackdaw.compress(b"text")))
    image = Image.open(path)
    image.verify()
    for call in ("load", "verify"):
        image = Image.open(path)
        image._jkd = bytes(packed)  # as if the memory had changed
        with pytest.raises(OSError, match="damaged") as caught:
            getattr(image, call)()
        assert str(path) in str(caught.value)
        assert isinstance(caught.value.__cause__, jackdaw.CorruptError)


def test_saving_is_refused(tmp_path, jpeg):
    image = Image.open(io.BytesIO(jpeg))
    for target, kind in ((tmp_path / "b.jkd", None), (tmp_path / "b", "JKD"),
                         (io.BytesIO(), "JKD")):
        with pytest.raises(OSError, match="jackdaw.compress"):
            image.save(target, kind)
    assert not list(tmp_path.glob("b*"))


def test_copies(path, jpeg):
    image = Image.open(path)
    assert (np.asarray(pickle.loads(pickle.dumps(image))) == _array(jpeg)).all()
    assert (np.asarray(Image.open(path).copy()) == _array(jpeg)).all()


def test_works_without_pillow():
    code = "import sys; sys.modules['PIL'] = None; import jackdaw; print(jackdaw.__version__)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == jackdaw.__version__
