"""Jackdaw: JPEG files made smaller, and exactly the same bytes back.

    packed = jackdaw.compress(jpeg_bytes)         # or a path
    assert jackdaw.decompress(packed) == jpeg_bytes

Functions may be called from any threads at a time; they release the GIL while they work. With
Pillow installed, Image.open() opens `.jkd` files.
"""
from ._codec import (Loss, Report, Result, compress, decompress, transcode)
from ._encode import encode
from ._errors import (CancelledError, CorruptError, Error, InternalError, InvalidArgumentError,
                      IoError, LimitExceededError, ModelMismatchError, TruncatedError,
                      UnsupportedError)
from ._info import Info, SectionInfo, build_info, content_hash, inspect, is_jkd, summary
from ._options import PRESETS
from ._pictures import ZIGZAG, Coefficients, Component, coefficients, headers, pixels

try:
    from . import pillow as _pillow
except ImportError:  # Pillow is not installed
    pass
else:
    _pillow.register()

__version__: str = build_info()["version"]

__all__ = [
    "PRESETS", "ZIGZAG", "CancelledError", "Coefficients", "Component", "CorruptError", "Error",
    "Info", "InternalError", "InvalidArgumentError", "IoError", "LimitExceededError", "Loss",
    "ModelMismatchError", "Report", "Result", "SectionInfo", "TruncatedError", "UnsupportedError",
    "build_info", "coefficients", "compress", "content_hash", "decompress", "encode", "headers",
    "inspect", "is_jkd", "pixels", "summary", "transcode",
]
