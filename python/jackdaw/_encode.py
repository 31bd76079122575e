"""encode: pixels to JPEG and lossy `.jkd` files."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Optional, Tuple, Union, overload

from . import _native
from ._codec import _TARGETS, Loss, Report, Result, _CallOptions, _finish, _Finished, _Targets
from ._errors import InvalidArgumentError, about_file
from ._files import Buffer, PathLike, Source, path_of, read_source
from ._options import (DEFAULT_MEMORY_LIMIT, Cancel, Progress, call_options, encode_options,
                       find_target, loss_options)

if TYPE_CHECKING:
    from typing import Literal

    import numpy
    from typing_extensions import TypeAlias, Unpack

    Array: TypeAlias = numpy.ndarray[Any, Any]
    Pixels: TypeAlias = Union[Source, Array]


class EncodeOptions(_CallOptions, _Targets, total=False):
    """Keyword arguments of encode."""

    format: str
    sampling: str
    scans: str
    tune: str
    attention: Optional[Source]
    refine: int
    icc: bytes
    exif: bytes
    background: Optional[Iterable[int]]
    verify: bool
    threads: int
    kernels: str


def _array(source: object) -> Optional[Array]:
    """The source as a contiguous array of samples; None where it is none."""
    if not (hasattr(source, "__array_interface__") or hasattr(source, "__array__")):
        return None
    import numpy

    samples = numpy.asarray(source)
    if samples.ndim == 1:  # bytes of a file
        return None
    if samples.ndim == 3 and samples.shape[2] == 1:
        samples = samples[:, :, 0]
    if samples.ndim not in (2, 3) or (samples.ndim == 3 and samples.shape[2] != 3):
        raise InvalidArgumentError(
            f"an array must be [height, width] or [height, width, 3], not {samples.shape}")
    if samples.dtype.newbyteorder("=") not in (numpy.uint8, numpy.uint16):
        raise TypeError(f"samples must be uint8 or uint16, not {samples.dtype}")
    return numpy.ascontiguousarray(samples, dtype=samples.dtype.newbyteorder("="))


def _encode_array(samples: Array, target: Tuple[str, float],
                  options: dict[str, Any]) -> Tuple[bytes, float, float, float, str, bool]:
    height, width = samples.shape[:2]
    channels = samples.shape[2] if samples.ndim == 3 else 1
    return _native.encode_samples(samples, width, height, channels, samples.dtype.itemsize == 2,
                                  _TARGETS[target[0]], target[1], options)


@overload
def encode(source: Pixels, output: None = None, *, report: Literal[False] = False,
           **options: Unpack[EncodeOptions]) -> bytes: ...
@overload
def encode(source: Pixels, output: None = None, *, report: Literal[True],
           **options: Unpack[EncodeOptions]) -> Result: ...
@overload
def encode(source: Pixels, output: PathLike, *, overwrite: bool = False,
           **options: Unpack[EncodeOptions]) -> Report: ...
def encode(source: Pixels, output: Optional[PathLike] = None, *, overwrite: bool = False,
           report: bool = False, format: str = "jpeg", sampling: str = "auto",
           scans: str = "smaller", quality: Optional[float] = None,
           lambda_: Optional[float] = None, target_bpp: Optional[float] = None,
           target_psnr: Optional[float] = None, target_psnr_y: Optional[float] = None,
           target_size: Optional[float] = None, tune: str = "visual",
           attention: Optional[Source] = None, refine: int = 0,
           icc: bytes = b"", exif: bytes = b"", background: Optional[Iterable[int]] = None,
           verify: bool = False, threads: int = 1, memory_limit: int = DEFAULT_MEMORY_LIMIT,
           progress: Optional[Progress] = None, cancel: Optional[Cancel] = None,
           kernels: str = "") -> _Finished:
    """Pixels to a JPEG, or to a lossy `.jkd` (format="jkd").

    source: an array of uint8 or uint16, [height, width] (grey) or [height, width, 3] (RGB); or a
    PNG, PPM, PGM, WebP or JPEG file, bytes-like or a path, whose colour profile and Exif are kept.
    icc, exif: these for arrays. background: three numbers, 0 to 255, for transparent pixels of
    files, which are an error without it.

    quality (90 where no target is given), lambda_, target_bpp, target_psnr, target_psnr_y,
    target_size: at most one. tune: "visual" or "psnr". attention and refine: as in compress.
    sampling: "auto", "444", "422" or "420". output and overwrite: as in compress.
    """
    target = find_target(quality=quality, lambda_=lambda_, target_bpp=target_bpp,
                         target_psnr=target_psnr, target_psnr_y=target_psnr_y,
                         target_size=target_size) or ("quality", 90.0)
    options = {**call_options(threads, memory_limit, progress, cancel, kernels),
               **loss_options(tune, attention, refine),
               **encode_options(format, sampling, scans, verify, icc, exif, background)}
    samples = _array(source)
    if samples is not None:
        made = _encode_array(samples, target, options)
        return _finish(b"", made[0], None, output, overwrite, report,
                       {"input_bytes": samples.nbytes, "loss": _loss(made)})
    file: Source = source  # type: ignore[assignment]
    with about_file(path_of(file)):
        data, status = read_source(file)
        made = _native.encode_file(data, _TARGETS[target[0]], target[1], options)
        facts = {"input_bytes": _size(data), "loss": _loss(made)}
        return _finish(file, made[0], status, output, overwrite, report, facts)


def _size(data: Buffer) -> int:
    return memoryview(data).nbytes


def _loss(made: Tuple[bytes, float, float, float, str, bool]) -> Loss:
    _, used_lambda, psnr_db, psnr_y_db, sampling, progressive = made
    return Loss(False, used_lambda, psnr_db, psnr_y_db, progressive=progressive, sampling=sampling)
