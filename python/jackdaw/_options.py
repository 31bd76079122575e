"""Options: keyword arguments checked once, for every function of the package."""
from __future__ import annotations

import operator
import os
from typing import Any, Callable, Iterable, Optional, Tuple, Union

from ._errors import InvalidArgumentError, about_file
from ._files import Buffer, Source, path_of, read_source

PRESETS = ("fast", "balanced", "default", "parallel")
SCANS = ("smaller", "baseline", "progressive")
FORMATS = ("jpeg", "jkd")
SAMPLINGS = ("auto", "444", "422", "420")
TUNES = ("visual", "psnr")
STRIP_PARTS = ("metadata", "orientation", "gps", "previews")
DEFAULT_MEMORY_LIMIT = 1 << 30
MAX_REFINE = 10000

Progress = Callable[[float], object]
Cancel = Union[Callable[[], object], Any]  # a function, or something with is_set()


def _integer(name: str, value: object, least: int, most: int) -> int:
    if isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, not bool")
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}") from None
    if not least <= number <= most:
        raise InvalidArgumentError(f"{name} must be from {least} to {most}, not {number}")
    return number


def _one_of(name: str, value: object, names: Tuple[str, ...]) -> str:
    if value not in names:
        raise InvalidArgumentError(f"{name} must be one of {', '.join(names)}, not {value!r}")
    return str(value)


def _cancel_function(cancel: Optional[Cancel]) -> Optional[Callable[[], object]]:
    if cancel is None:
        return None
    is_set: Optional[Callable[[], object]] = getattr(cancel, "is_set", None)  # threading.Event
    if is_set is not None and callable(is_set):
        return is_set
    if callable(cancel):
        function: Callable[[], object] = cancel
        return function
    raise TypeError("cancel must be a function, or have is_set()")


def call_options(threads: int, memory_limit: int, progress: Optional[Progress],
                 cancel: Optional[Cancel], kernels: str) -> dict[str, Any]:
    """What every call takes."""
    if progress is not None and not callable(progress):
        raise TypeError("progress must be a function")
    if not isinstance(kernels, str):
        raise TypeError("kernels must be a str")
    return {
        "threads": _integer("threads", threads, 1, 1024),
        "memory_limit": _integer("memory_limit", memory_limit, 0, (1 << 64) - 1),
        "progress": progress,
        "cancel": _cancel_function(cancel),
        "kernels": kernels,
    }


def compress_options(preset: str, verify: bool, slices: int, file_name: Union[str, bytes],
                     ) -> dict[str, Any]:
    """What compress takes beside."""
    return {
        "preset": _one_of("preset", preset, PRESETS),
        "verify": bool(verify),
        "slices": _integer("slices", slices, 0, 65535),
        "file_name": os.fsencode(file_name),
    }


def transcode_options(scans: str, strip: Union[bool, str, Iterable[str]]) -> dict[str, Any]:
    """What transcode takes beside."""
    if isinstance(strip, str):
        parts = [strip]
    elif isinstance(strip, (bool, int)):
        parts = ["metadata"] if strip else []
    else:
        parts = list(strip)
    return {"scans": _one_of("scans", scans, SCANS),
            "strip": [_one_of("strip", part, STRIP_PARTS) for part in parts]}


def encode_options(format: str, sampling: str, scans: str, verify: bool, icc: bytes, exif: bytes,
                   background: Optional[Iterable[int]]) -> dict[str, Any]:
    """What encode takes beside."""
    return {
        "format": _one_of("format", format, FORMATS),
        "sampling": _one_of("sampling", sampling, SAMPLINGS),
        "scans": _one_of("scans", scans, SCANS),
        "verify": bool(verify),
        "icc": icc,
        "exif": exif,
        "background": None if background is None else [operator.index(c) for c in background],
    }


def network_file(name: str, source: Optional[Source]) -> Buffer:
    """The bytes of a file of networks; b"" for None."""
    if source is None:
        return b""
    with about_file(path_of(source)):
        data, _ = read_source(source)
    if memoryview(data).nbytes == 0:
        raise InvalidArgumentError(f"{name} is empty")
    return data


def restore_options(restore: Union[bool, Source], all_orientations: bool) -> dict[str, Any]:
    """What pixels takes beside."""
    weights = b"" if isinstance(restore, bool) else network_file("restore", restore)
    return {"restore": not isinstance(restore, bool) or restore, "restore_weights": weights,
            "all_orientations": bool(all_orientations)}


def texture_options(texture: Union[bool, Source]) -> dict[str, Any]:
    """What pixels takes beside."""
    if isinstance(texture, bool):
        return {"texture": texture, "texture_weights": b""}
    return {"texture": True, "texture_weights": network_file("texture", texture)}


def loss_options(tune: str, attention: Optional[Source], refine: int) -> dict[str, Any]:
    """What calls with a loss take beside."""
    return {"tune": _one_of("tune", tune, TUNES),
            "attention": network_file("attention", attention),
            "refine": _integer("refine", refine, 0, MAX_REFINE)}


def find_target(**targets: Optional[float]) -> Optional[Tuple[str, float]]:
    """The name and value of the only target that is not None; None when all are."""
    chosen = [(name, value) for name, value in targets.items() if value is not None]
    if len(chosen) > 1:
        names = " and ".join(name for name, _ in chosen)
        raise InvalidArgumentError(f"{names} exclude each other")
    if not chosen:
        return None
    name, value = chosen[0]
    if isinstance(value, bool):
        raise TypeError(f"{name} must be a number, not bool")
    try:
        return name, float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, not {type(value).__name__}") from None
