"""Pillow plug-in: Image.open() opens `.jkd` files. `import jackdaw` registers it.

A picture is what Pillow makes of the JPEG inside: the same mode, pixels, Exif, colour profile and
draft modes as of the original file. Image.open() reads the file and its headers; the coefficients
are decoded when pixels are asked for.
"""
from __future__ import annotations

import io
import os
from typing import Any, Optional

from PIL import Image, ImageFile, JpegImagePlugin  # type: ignore[import]  # stubs are apart

from ._codec import decompress
from ._errors import Error, about_file
from ._info import is_jkd, summary
from ._pictures import headers

FORMAT = "JKD"


class JkdImageFile(JpegImagePlugin.JpegImageFile):
    """An image of a `.jkd` file; use Image.open()."""

    format = FORMAT  # type: ignore[assignment]
    format_description = "Jackdaw, a recompressed JPEG"
    fp: Any

    def _open(self) -> None:
        # Pillow asks further plug-ins when one raises SyntaxError.
        if not is_jkd(self.fp.read(16)):
            raise SyntaxError("not a .jkd file")
        self.fp.seek(0)
        packed: bytes = self.fp.read()
        self._jkd: Optional[bytes] = packed
        try:
            front = headers(packed)
            facts = summary(packed)
        except Error as error:
            raise SyntaxError(f"no picture can be read from this .jkd file: {error}") from error
        # The parser of JPEG headers reads from self.fp: here those without a picture behind.
        file, self.fp = self.fp, io.BytesIO(front)
        try:
            super()._open()  # type: ignore[misc]
        finally:
            self.fp = file
        self.info["jkd"] = {"lossy": facts["lossy"],
                            "original_size": facts["original_size"]}

    def load(self) -> Any:
        """Decodes the .jkd on the first call."""
        if self.tile and self._jkd is not None:
            jpeg = self._decompress()
            if self._exclusive_fp and self.fp is not None:  # type: ignore[attr-defined]
                self.fp.close()
            self.fp, self._jkd = io.BytesIO(jpeg), None
        return super().load()

    def verify(self) -> None:
        """Decodes the .jkd, which checks it; call it right after Image.open()."""
        self._decompress()
        super().verify()

    def _decompress(self) -> bytes:
        # Programs that use Pillow expect OSError of files that cannot be read.
        if self._jkd is None:
            raise OSError("the image was loaded before")
        try:
            with about_file(os.fsdecode(self.filename) if self.filename else None):
                return decompress(self._jkd)
        except Error as error:
            raise OSError(str(error)) from error


def _refuse_save(image: Image.Image, file: object, filename: object) -> None:
    raise OSError("Pillow cannot save .jkd files: a .jkd holds an existing JPEG file. Save a JPEG, "
                  "and pass it to jackdaw.compress")


def register() -> None:
    """Adds the format to Pillow. More than one call does no harm."""
    Image.register_open(FORMAT, JkdImageFile, lambda front: is_jkd(front))
    Image.register_save(FORMAT, _refuse_save)
    Image.register_extension(FORMAT, ".jkd")
    Image.register_mime(FORMAT, "image/x-jackdaw")
