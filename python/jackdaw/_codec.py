"""compress, decompress and transcode."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterable, Optional, Tuple, TypedDict, Union, overload

from . import _native
from ._errors import InvalidArgumentError, about_file
from ._files import Buffer, PathLike, Source, path_of, read_source, write_output
from ._options import (DEFAULT_MEMORY_LIMIT, Cancel, Progress, call_options, compress_options,
                       find_target, loss_options, transcode_options)

if TYPE_CHECKING:
    from typing import Literal

    from typing_extensions import Unpack


@dataclass(frozen=True)
class Loss:
    """What a lossy result is: the same numbers as `loss` and `transcode` in JSON reports."""

    lossless: bool  # nothing was lost after all
    lambda_: float  # that gave the result
    psnr_db: float  # of all components; infinite when nothing was lost
    psnr_y_db: float  # of luma
    copied: bool = False  # transcode: nothing smaller was found
    progressive: bool = False  # transcode, encode: the scans of the JPEG
    sampling: str = ""  # encode: "444", "422" or "420"


@dataclass(frozen=True)
class Report:
    """What became of a file."""

    input_bytes: int
    output_bytes: int
    output: Optional[str] = None  # path, where one was written
    outcome: Optional[str] = None  # compress: "modelled", "partial" or "stored"
    reason: str = ""  # compress: why the outcome is not "modelled"
    file_name: str = ""  # decompress: as stored
    loss: Optional[Loss] = None  # of calls with a loss
    removed: Tuple[str, ...] = ()  # transcode: what strip left out
    warnings: Tuple[str, ...] = ()  # of calls with a loss: what a person should know


@dataclass(frozen=True)
class Result:
    """Bytes, and what is to say of them. `compress`, `decompress`, `transcode` and `encode` give it on
    request (`report=True`)."""

    data: bytes
    report: Report


class _CallOptions(TypedDict, total=False):
    """Keyword arguments of every call."""

    memory_limit: int
    progress: Optional[Progress]
    cancel: Optional[Cancel]


class _Targets(TypedDict, total=False):
    """At most one of them."""

    quality: Optional[float]
    lambda_: Optional[float]
    target_bpp: Optional[float]
    target_psnr: Optional[float]
    target_psnr_y: Optional[float]
    target_size: Optional[float]


class CompressOptions(_CallOptions, _Targets, total=False):
    """Keyword arguments of compress."""

    tune: str
    attention: Optional[Source]
    refine: int
    preset: str
    verify: bool
    file_name: Union[str, bytes]
    slices: int
    threads: int
    kernels: str


class DecompressOptions(_CallOptions, total=False):
    """Keyword arguments of decompress."""

    threads: int
    kernels: str


class TranscodeOptions(_CallOptions, _Targets, total=False):
    """Keyword arguments of transcode."""

    tune: str
    attention: Optional[Source]
    refine: int
    scans: str
    strip: Union[bool, str, Iterable[str]]


_Finished = Union[bytes, Result, Report]


def _finish(source: Source, made: bytes, status: Optional[os.stat_result],
            output: Optional[PathLike], overwrite: bool, report: bool,
            facts: dict[str, Any]) -> _Finished:
    if output is None:
        return Result(made, Report(output_bytes=len(made), **facts)) if report else made
    if status is not None and os.path.exists(output) and os.path.samestat(os.stat(output), status):
        raise InvalidArgumentError("input and output are the same file", filename=path_of(source))
    write_output(output, made, status, overwrite)
    return Report(output_bytes=len(made), output=os.fsdecode(output), **facts)


def _size(data: Buffer) -> int:
    return memoryview(data).nbytes


@overload
def compress(source: Source, output: None = None, *, report: Literal[False] = False,
             **options: Unpack[CompressOptions]) -> bytes: ...
@overload
def compress(source: Source, output: None = None, *, report: Literal[True],
             **options: Unpack[CompressOptions]) -> Result: ...
@overload
def compress(source: Source, output: PathLike, *, overwrite: bool = False,
             **options: Unpack[CompressOptions]) -> Report: ...
def compress(source: Source, output: Optional[PathLike] = None, *, overwrite: bool = False,
             report: bool = False, preset: str = "default", verify: bool = True,
             quality: Optional[float] = None, lambda_: Optional[float] = None,
             target_bpp: Optional[float] = None, target_psnr: Optional[float] = None,
             target_psnr_y: Optional[float] = None, target_size: Optional[float] = None,
             tune: str = "visual", attention: Optional[Source] = None, refine: int = 0,
             file_name: Union[str, bytes] = "", slices: int = 0, threads: int = 1, memory_limit: int = DEFAULT_MEMORY_LIMIT,
             progress: Optional[Progress] = None, cancel: Optional[Cancel] = None,
             kernels: str = "") -> _Finished:
    """Any bytes to a `.jkd` file; without a target, decompress gives the very bytes back.

    source: bytes-like, or a path. Returns bytes; with `output`, writes a file that has the times
    and permissions of the source, and returns a Report. It appears whole or not at all, and
    FileExistsError is raised rather than another replaced, unless `overwrite` is true.

    quality, lambda_, target_bpp, target_psnr, target_psnr_y, target_size: at most one, for a smaller
    file with a loss (docs/manual/lossy.md); only of a JPEG. tune: "visual" or "psnr". attention: a
    file of networks (`.jka`), bytes-like or a path, that say where errors count. refine: codings
    that may be spent on the step tables of the picture.
    """
    target = find_target(quality=quality, lambda_=lambda_, target_bpp=target_bpp,
                         target_psnr=target_psnr, target_psnr_y=target_psnr_y,
                         target_size=target_size)
    options = {**call_options(threads, memory_limit, progress, cancel, kernels),
               **compress_options(preset, verify, slices, file_name),
               **loss_options(tune, attention, refine)}
    with about_file(path_of(source)):
        data, status = read_source(source)
        facts: dict[str, Any] = {"input_bytes": _size(data)}
        if target is None:
            made, facts["outcome"], facts["reason"] = _native.compress(data, options)
        else:
            made, lossless, used_lambda, psnr_db, psnr_y_db, warnings = _native.compress_lossy(
                data, _TARGETS[target[0]], target[1], options)
            facts["outcome"] = "modelled"
            facts["loss"] = Loss(lossless, used_lambda, psnr_db, psnr_y_db)
            facts["warnings"] = tuple(warnings)
        return _finish(source, made, status, output, overwrite, report, facts)


@overload
def decompress(source: Source, output: None = None, *, report: Literal[False] = False,
               **options: Unpack[DecompressOptions]) -> bytes: ...
@overload
def decompress(source: Source, output: None = None, *, report: Literal[True],
               **options: Unpack[DecompressOptions]) -> Result: ...
@overload
def decompress(source: Source, output: PathLike, *, overwrite: bool = False,
               **options: Unpack[DecompressOptions]) -> Report: ...
def decompress(source: Source, output: Optional[PathLike] = None, *, overwrite: bool = False,
               report: bool = False, threads: int = 1,
               memory_limit: int = DEFAULT_MEMORY_LIMIT, progress: Optional[Progress] = None,
               cancel: Optional[Cancel] = None, kernels: str = "") -> _Finished:
    """A `.jkd` file to the original bytes. Damage raises CorruptError or TruncatedError; it never
    gives wrong bytes. source, output and overwrite: as in compress."""
    options = call_options(threads, memory_limit, progress, cancel, kernels)
    with about_file(path_of(source)):
        data, status = read_source(source)
        made, name = _native.decompress(data, options)
        facts = {"input_bytes": _size(data), "file_name": os.fsdecode(name)}
        return _finish(source, made, status, output, overwrite, report, facts)


@overload
def transcode(source: Source, output: None = None, *, report: Literal[False] = False,
              **options: Unpack[TranscodeOptions]) -> bytes: ...
@overload
def transcode(source: Source, output: None = None, *, report: Literal[True],
              **options: Unpack[TranscodeOptions]) -> Result: ...
@overload
def transcode(source: Source, output: PathLike, *, overwrite: bool = False,
              **options: Unpack[TranscodeOptions]) -> Report: ...
def transcode(source: Source, output: Optional[PathLike] = None, *, overwrite: bool = False,
              report: bool = False, quality: Optional[float] = None,
              lambda_: Optional[float] = None, target_bpp: Optional[float] = None,
              target_psnr: Optional[float] = None, target_psnr_y: Optional[float] = None,
              target_size: Optional[float] = None, tune: str = "visual",
              attention: Optional[Source] = None, refine: int = 0, scans: str = "smaller",
              strip: Union[bool, str, Iterable[str]] = False,
              memory_limit: int = DEFAULT_MEMORY_LIMIT, progress: Optional[Progress] = None,
              cancel: Optional[Cancel] = None) -> _Finished:
    """A JPEG to a plain JPEG that is not larger: with the same pixels, or with a loss up to one of
    the targets (docs/manual/lossy.md#transcode).

    tune: "visual" or "psnr". attention and refine: as in compress. scans: "smaller", "baseline" or
    "progressive"; with one of the latter, the result may be larger. strip: what to leave out: one or several of "metadata", "orientation",
    "gps" and "previews"; True is "metadata", which keeps the orientation. source, output and
    overwrite: as in compress.
    """
    target = find_target(quality=quality, lambda_=lambda_, target_bpp=target_bpp,
                         target_psnr=target_psnr, target_psnr_y=target_psnr_y,
                         target_size=target_size) or ("quality", 100.0)
    options = {**call_options(1, memory_limit, progress, cancel, ""),
               **transcode_options(scans, strip), **loss_options(tune, attention, refine)}
    with about_file(path_of(source)):
        data, status = read_source(source)
        (made, lossless, used_lambda, psnr_db, psnr_y_db, copied, progressive, removed,
         warnings) = _native.transcode(data, _TARGETS[target[0]], target[1], options)
        facts = {"input_bytes": _size(data),
                 "loss": Loss(lossless, used_lambda, psnr_db, psnr_y_db, copied, progressive),
                 "removed": tuple(removed), "warnings": tuple(warnings)}
        return _finish(source, made, status, output, overwrite, report, facts)


# Names of the arguments, and those of the library.
_TARGETS = {"quality": "quality", "lambda_": "lambda", "target_bpp": "bits_per_pixel",
            "target_psnr": "psnr", "target_psnr_y": "psnr_y", "target_size": "size"}
