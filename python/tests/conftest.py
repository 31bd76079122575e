"""Pictures for the tests: made here, never read from elsewhere."""
import io
import struct
import sys

import pytest
from xxh64 import xxh64

np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")


def picture(width, height, seed=1, grey=False):
    """Smooth shapes with some noise, as uint8 [height, width(, 3)]."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 80 * np.sin(x / (9 + 3 * i + seed)) * np.cos(y / (11 - 2 * i))
              + rng.normal(0, 6, (height, width)) for i in range(1 if grey else 3)]
    samples = np.clip(planes, 0, 255).astype(np.uint8)
    return samples[0] if grey else np.moveaxis(samples, 0, 2)


def make_jpeg(width=96, height=64, seed=1, grey=False, **options):
    file = io.BytesIO()
    options.setdefault("quality", 85)
    Image.fromarray(picture(width, height, seed, grey)).save(file, "JPEG", **options)
    return file.getvalue()


def network_file(head, parameters):
    """Files of networks end with a hash; parameters are IEEE 754 binary16."""
    body = head + np.asarray(parameters, "<f2").tobytes()
    return body + struct.pack("<Q", xxh64(body))


@pytest.fixture(scope="session")
def attention_file():
    """Two networks of the smallest shape (models/pixels/attention_shape.h)."""
    shape, rng = struct.pack("<II", 1, 1), np.random.default_rng(1)
    networks = [rng.uniform(-1, 1, 65 + 10 + 128).astype("<f2").tobytes() for _ in range(2)]
    return network_file(b"JKA1" + shape + networks[0] + shape + networks[1], [])


@pytest.fixture(scope="session")
def jpeg():
    return make_jpeg()


@pytest.fixture(scope="session")
def large_jpeg():
    """Takes preset default most of a second."""
    return make_jpeg(1600, 1200, quality=90)


@pytest.fixture
def jpeg_path(tmp_path, jpeg):
    path = tmp_path / "a picture.jpg"
    path.write_bytes(jpeg)
    return path


assert sys.version_info >= (3, 9)
