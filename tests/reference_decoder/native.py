"""zstd and xxHash, by ctypes."""

import ctypes
import functools

from errors import FormatError, require

MAGIC = bytes.fromhex("28B52FFD")
_MAX_MODEL_BYTES = 1 << 26


class MissingLibrary(Exception):
    """A library that the decoder needs is not installed."""


class _Hash128(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


def _load(name, functions):
    """functions: {name: (type of the result, types of the arguments)}"""
    try:
        library = ctypes.CDLL(name)
    except OSError as error:
        raise MissingLibrary(str(error)) from error
    for function, (result, arguments) in functions.items():
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library


_BUFFER = [ctypes.c_char_p, ctypes.c_size_t]


@functools.cache
def _zstd():
    return _load("libzstd.so.1", {
        "ZSTD_createDCtx": (ctypes.c_void_p, []),
        "ZSTD_decompress_usingDict": (ctypes.c_size_t, [ctypes.c_void_p] + 3 * _BUFFER),
        "ZSTD_isError": (ctypes.c_uint, [ctypes.c_size_t]),
        "ZSTD_getErrorName": (ctypes.c_char_p, [ctypes.c_size_t]),
        "ZSTD_findFrameCompressedSize": (ctypes.c_size_t, _BUFFER),
        "ZSTD_getFrameContentSize": (ctypes.c_uint64, _BUFFER)})


@functools.cache
def _xxhash():
    return _load("libxxhash.so.0", {
        "XXH3_64bits": (ctypes.c_uint64, _BUFFER),
        "XXH3_128bits": (_Hash128, _BUFFER),
        "XXH64": (ctypes.c_uint64, _BUFFER + [ctypes.c_uint64])})


@functools.cache
def _context():
    return _zstd().ZSTD_createDCtx()


def load_libraries():
    """Raises MissingLibrary."""
    _zstd()
    _xxhash()


def xxh3_64(data):
    return _xxhash().XXH3_64bits(data, len(data))


def xxh3_128(data):
    """Canonical form: 16 bytes, big-endian, high half first."""
    value = _xxhash().XXH3_128bits(data, len(data))
    return value.high.to_bytes(8, "big") + value.low.to_bytes(8, "big")


def xxh64(data):
    return _xxhash().XXH64(data, len(data), 0)


def zstd_frame(frame, size=None, dictionary=b""):
    """The content of exactly one frame. size: what it must decode to; None for a model file, whose
    frame may say it."""
    zstd = _zstd()
    frame_size = zstd.ZSTD_findFrameCompressedSize(frame, len(frame))
    require(not zstd.ZSTD_isError(frame_size) and frame_size == len(frame),
            "zstd: not exactly one frame")
    room = size
    if room is None:
        room = min(zstd.ZSTD_getFrameContentSize(frame, len(frame)), _MAX_MODEL_BYTES)
    out = ctypes.create_string_buffer(max(room, 1))
    got = zstd.ZSTD_decompress_usingDict(
        _context(), out, room, frame, len(frame), dictionary, len(dictionary))
    if zstd.ZSTD_isError(got):
        raise FormatError("zstd: " + zstd.ZSTD_getErrorName(got).decode())
    require(size in (None, got), "zstd: wrong size")
    return out.raw[:got]
