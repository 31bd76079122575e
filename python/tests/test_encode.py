import io

import jackdaw
import numpy as np
import pytest
from conftest import make_jpeg, picture
from PIL import Image, ImageCms


def _png(array, **options):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG", **options)
    return file.getvalue()


def _error(made, wanted):
    return np.abs(jackdaw.pixels(made).astype(int) - wanted).mean()


def test_arrays():
    rgb, grey = picture(96, 64), picture(96, 64, grey=True)
    for samples in (rgb, grey, grey[:, :, None]):
        for format in ("jpeg", "jkd"):
            made = jackdaw.encode(samples, quality=90, format=format)
            assert jackdaw.is_jkd(made) == (format == "jkd")
            wanted = samples if samples.shape[-1] != 1 else samples[:, :, 0]
            assert jackdaw.pixels(made).shape == wanted.shape
            assert _error(made, wanted) < 6
    assert jackdaw.encode(rgb.copy(order="F")) == jackdaw.encode(rgb)
    assert jackdaw.encode(rgb[::2, ::-1]) == jackdaw.encode(rgb[::2, ::-1].copy())


def test_wide_arrays():
    samples = picture(64, 48, grey=True)
    wide = samples.astype(np.uint16) * 257
    # The last bits of floats may differ.
    assert abs(len(jackdaw.encode(wide)) - len(jackdaw.encode(samples))) < 20
    assert jackdaw.encode(wide.astype(">u2")) == jackdaw.encode(wide)


def test_files(tmp_path):
    samples = picture(96, 64)
    exif = Image.Exif()
    exif[0x0112] = 6
    # libpng drops what is no profile.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    png = _png(samples, icc_profile=profile, exif=exif)
    made = jackdaw.encode(png, quality=85, sampling="420", report=True)
    assert made.report.loss.sampling == "420" and made.report.loss.psnr_db > 30
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.info["icc_profile"] == profile
        assert image.getexif()[0x0112] == 6
    path = tmp_path / "a.png"
    path.write_bytes(png)
    report = jackdaw.encode(path, tmp_path / "a.jpg", quality=85, sampling="420")
    assert (tmp_path / "a.jpg").read_bytes() == made.data
    assert report.input_bytes == len(png)
    jpeg = make_jpeg(64, 48)
    assert _error(jackdaw.encode(jpeg, quality=95), jackdaw.pixels(jpeg)) < 3


def test_transparency():
    samples = np.dstack([picture(32, 32), np.full((32, 32), 255, np.uint8)])
    assert jackdaw.encode(_png(samples)) == jackdaw.encode(_png(samples[:, :, :3]))
    samples[:16, :, 3] = 0
    with pytest.raises(jackdaw.UnsupportedError, match="transparent"):
        jackdaw.encode(_png(samples))
    made = jackdaw.pixels(jackdaw.encode(_png(samples), background=(255, 0, 0), sampling="444"))
    assert made[4, 4, 0] > 230 and made[4, 4, 2] < 30


def test_targets_and_errors():
    samples = picture(200, 160)
    assert len(jackdaw.encode(samples, target_size=5000)) <= 5000
    with pytest.raises(jackdaw.InvalidArgumentError):
        jackdaw.encode(samples, target_size=10)
    with pytest.raises(jackdaw.InvalidArgumentError):
        jackdaw.encode(samples, sampling="411")
    with pytest.raises(jackdaw.InvalidArgumentError):
        jackdaw.encode(samples[:, :, :2])
    with pytest.raises(TypeError):
        jackdaw.encode(samples.astype(float))
    with pytest.raises(jackdaw.UnsupportedError):
        jackdaw.encode(b"no image at all")
    with pytest.raises(jackdaw.LimitExceededError):
        jackdaw.encode(samples, memory_limit=10000)
