import io
import struct

import jackdaw
import numpy as np
import pytest
from conftest import make_jpeg, network_file, picture
from PIL import Image


def test_pixels(jpeg):
    pixels = jackdaw.pixels(jpeg)
    assert pixels.shape == (64, 96, 3) and pixels.dtype == np.uint8
    wanted = np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB")).astype(int)
    assert np.abs(pixels.astype(int) - wanted).mean() < 1.5
    assert (jackdaw.pixels(jackdaw.compress(jpeg)) == pixels).all()


def test_restored_pixels(jpeg):
    try:
        restored = jackdaw.pixels(jpeg, restore=True)
    except jackdaw.UnsupportedError:
        pytest.skip("built without oneDNN")
    plain = jackdaw.pixels(jpeg)
    assert restored.shape == plain.shape
    assert 0 < np.abs(restored.astype(int) - plain).mean() < 12


def _texture_file():
    """A network of the smallest shape, for luma (models/pixels/restoration_shape.h)."""
    channels = 1
    rng = np.random.default_rng(1)

    def halves(size):
        return rng.uniform(-0.5, 0.5, size).astype("<f2").tobytes()

    content = b"JKR4" + struct.pack("<10I", 1, 1, channels, 0, 3, 3, 0, 0, 0, 8)
    content += halves(65 * 64 + 65 * 32)  # the style
    for inputs, outputs in ((128, channels), (channels, 64)):
        content += np.full(outputs, 1 / 256, "<f2").tobytes()  # scales
        content += rng.integers(-127, 128, 9 * inputs * outputs).astype("i1").tobytes()
        content += np.full(2 * outputs, 1 / 256, "<f2").tobytes()  # of gains and offsets
        content += rng.integers(-127, 128, 32 * 2 * outputs).astype("i1").tobytes()
        content += halves(2 * outputs)
    return network_file(content, [])


def test_textured_pixels(jpeg, tmp_path):
    networks = _texture_file()
    path = tmp_path / "texture.jkr"
    path.write_bytes(networks)
    for wrong in (b"", networks[:-1], b"text"):
        with pytest.raises(jackdaw.InvalidArgumentError):
            jackdaw.pixels(jpeg, texture=wrong)
    with pytest.raises(FileNotFoundError):
        jackdaw.pixels(jpeg, texture=tmp_path / "none")
    try:
        textured = jackdaw.pixels(jpeg, texture=networks)
    except jackdaw.UnsupportedError:
        pytest.skip("built without oneDNN")
    assert (jackdaw.pixels(jpeg, texture=path) == textured).all()
    assert (jackdaw.pixels(jpeg, restore=path) != textured).any()
    turned = jackdaw.pixels(jpeg, restore=networks, all_orientations=True)
    assert (turned != textured).any()
    assert (jackdaw.pixels(jpeg, texture=True) != textured).any()
    assert (textured != jackdaw.pixels(jpeg, restore=True)).any()
    assert (jackdaw.pixels(jpeg, texture=False) == jackdaw.pixels(jpeg)).all()


def test_grey_pixels():
    pixels = jackdaw.pixels(make_jpeg(grey=True, quality=98))
    assert pixels.shape == (64, 96)
    assert np.abs(pixels.astype(int) - picture(96, 64, grey=True)).max() < 12


def test_arrays_are_views_and_outlive_the_call(large_jpeg):
    pixels = jackdaw.pixels(large_jpeg)
    assert not pixels.flags.owndata
    assert pixels.flags.c_contiguous
    copy = pixels.copy()
    for _ in range(3):
        jackdaw.pixels(large_jpeg)
    assert (pixels == copy).all()


def _natural(levels):
    blocks = np.empty_like(levels)
    blocks[..., list(jackdaw.ZIGZAG)] = levels
    return blocks.reshape(*levels.shape[:-1], 8, 8)


def test_coefficients_by_an_inverse_transform():
    """Grey pixels made here from the coefficients are those of pixels()."""
    jpeg = make_jpeg(80, 48, grey=True)
    coefficients = jackdaw.coefficients(jackdaw.compress(jpeg))
    assert (coefficients.width, coefficients.height, coefficients.precision) == (80, 48, 8)
    (component,) = coefficients.components
    assert component.levels.shape == (6, 10, 64) and component.levels.dtype == np.int16
    assert component.quant_table.shape == (64,)
    values = _natural(component.levels.astype(float) * component.quant_table)
    k = np.arange(8)
    basis = np.cos((2 * k[None, :] + 1) * k[:, None] * np.pi / 16) / 2
    basis[0] /= np.sqrt(2)
    blocks = np.einsum("ux,rcuv,vy->rcxy", basis, values, basis)
    samples = np.clip(np.rint(blocks.transpose(0, 2, 1, 3).reshape(48, 80) + 128), 0, 255)
    assert np.abs(samples - jackdaw.pixels(jpeg)).max() <= 1


def test_coefficients_of_colours():
    jpeg = make_jpeg(100, 60, progressive=True, subsampling="4:2:0")
    direct, packed = jackdaw.coefficients(jpeg), jackdaw.coefficients(jackdaw.compress(jpeg))
    assert direct.progressive
    assert [(c.h, c.v) for c in direct.components] == [(2, 2), (1, 1), (1, 1)]
    assert [c.levels.shape for c in direct.components] == [(8, 14, 64), (4, 7, 64), (4, 7, 64)]
    for a, b in zip(direct.components, packed.components):
        assert (a.levels == b.levels).all() and (a.quant_table == b.quant_table).all()


def test_headers(jpeg):
    front = jackdaw.headers(jackdaw.compress(jpeg))
    assert jpeg.startswith(front) and front == jackdaw.headers(jpeg)
    assert front[-10:-8] != b"" and b"\xff\xda" in front[-16:]
    with pytest.raises(jackdaw.UnsupportedError):
        jackdaw.headers(b"text")


def test_no_pixels():
    with pytest.raises(jackdaw.UnsupportedError):
        jackdaw.pixels(b"text")
    with pytest.raises(jackdaw.UnsupportedError):
        jackdaw.coefficients(jackdaw.compress(b"text"))
