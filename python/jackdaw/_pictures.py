"""pixels, coefficients and headers: what is in a picture. The arrays are NumPy views of memory that
the library has filled; nothing is copied."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, List, Optional, Tuple, Union

from . import _native
from ._errors import about_file
from ._files import Source, path_of, read_source
from ._options import (DEFAULT_MEMORY_LIMIT, Cancel, Progress, call_options, restore_options,
                       texture_options)

if TYPE_CHECKING:
    import numpy
    from typing_extensions import TypeAlias

    Array: TypeAlias = numpy.ndarray[Any, Any]

# Row and column of each zigzag position: ZIGZAG[k] == 8 * row + column.
ZIGZAG: Tuple[int, ...] = _native.ZIGZAG


@dataclass(frozen=True)
class Component:
    """One colour component of a JPEG."""

    id: int
    h: int  # sampling factors
    v: int
    quant_table: Array  # [64] uint16, zigzag
    # [rows of blocks, blocks of a row, 64] int16, zigzag, DC absolute; whole MCUs, so blocks beyond
    # the picture may be among them. levels * quant_table are the coefficients.
    levels: Array


@dataclass(frozen=True)
class Coefficients:
    """The quantized coefficients of a JPEG."""

    width: int  # pixels
    height: int
    precision: int  # bits of a sample
    progressive: bool
    components: List[Component]


def pixels(source: Source, *, restore: Union[bool, Source] = False, all_orientations: bool = False,
           texture: Union[bool, Source] = False, threads: int = 1,
           memory_limit: int = DEFAULT_MEMORY_LIMIT, progress: Optional[Progress] = None,
           cancel: Optional[Cancel] = None) -> Array:
    """The pixels of a JPEG or `.jkd` file: uint8, [height, width] (grey) or [height, width, 3]
    (RGB). Neither the orientation of Exif nor a colour profile is applied. `restore`: as networks
    find them most likely: True, or a file of other networks (`.jkr`); `UnsupportedError` where that
    is not built in. `all_orientations`: luma by the mean of what they say of the picture turned and
    mirrored, in six to eight times the time. `texture`: restored, and then with as much fine
    structure as there was: True, or a file of other networks for it. Files are bytes-like or a
    path."""
    import numpy

    options = {**call_options(threads, memory_limit, progress, cancel, ""),
               **restore_options(restore, all_orientations), **texture_options(texture)}
    with about_file(path_of(source)):
        data, _ = read_source(source)
        return numpy.asarray(_native.pixels(data, options))


def coefficients(source: Source, *, threads: int = 1, memory_limit: int = DEFAULT_MEMORY_LIMIT,
                 progress: Optional[Progress] = None,
                 cancel: Optional[Cancel] = None) -> Coefficients:
    """The quantized coefficients of a JPEG or `.jkd` file."""
    import numpy

    options = call_options(threads, memory_limit, progress, cancel, "")
    with about_file(path_of(source)):
        data, _ = read_source(source)
        width, height, precision, progressive, components = _native.coefficients(data, options)
    return Coefficients(width, height, precision, progressive, [
        Component(id_, h, v, numpy.asarray(table), numpy.asarray(levels))
        for id_, h, v, table, levels in components
    ])


def headers(source: Source, *, memory_limit: int = DEFAULT_MEMORY_LIMIT) -> bytes:
    """The first bytes of the JPEG, through the header of its first scan: all that a viewer needs to
    know size, kind and metadata. The picture is not decoded for it."""
    options = call_options(1, memory_limit, None, None, "")
    with about_file(path_of(source)):
        data, _ = read_source(source)
        return _native.headers(data, options)
