"""Pillow plug-in: Image.open() opens `.jkd` files. `import jackdaw` registers it.

A picture is what Pillow makes of the JPEG inside: the same mode, pixels, Exif, colour profile and
draft modes as of the original file. Image.open() reads the file and its headers; the coefficients
are decoded when pixels are asked for.
"""
from __future__ import annotations

import io
import os
from typing import Optional

from PIL import Image, ImageFile, JpegImagePlugin

from . import _errors
from ._codec import decompress
from ._info import is_jkd, summary
from ._pictures import headers

FORMAT = "JKD"


class JkdImageFile(JpegImagePlugin.JpegImageFile):
    """An image of a `.jkd` file; use Image.open()."""

    format = FORMAT
    format_description = "Jackdaw, a recompressed JPEG"

    def _open(self) -> None:
        # Pillow asks further plug-ins when one raises SyntaxError.
        if not is_jkd(self.fp.read(16)):
            raise SyntaxError("not a .jkd file")
        self.fp.seek(0)
        self._jkd = self.fp.read()
        try:
            front = headers(self._jkd)
            facts = summary(self._jkd)
        except _errors.UnsupportedError as error:
            raise SyntaxError(f"no picture is in this .jkd file: {error}") from error
        # The parser of JPEG headers reads from self.fp: here those without a picture behind.
        file, self.fp = self.fp, io.BytesIO(front)
        try:
            super()._open()
        finally:
            self.fp = file
        self.info["jkd"] = {name: facts[name] for name in ("lossy", "original_size")}

    def load(self):
        """Decodes the .jkd on the first call."""
        if self.tile and self._jkd is not None:
            with _errors.about_file(self._path()):
                jpeg = decompress(self._jkd)
            if self._exclusive_fp and self.fp is not None:
                self.fp.close()
            self.fp, self._jkd = io.BytesIO(jpeg), None
        return super().load()

    def verify(self) -> None:
        """Decodes the .jkd, which checks it; call it right after Image.open()."""
        with _errors.about_file(self._path()):
            decompress(self._jkd)
        super().verify()

    def _path(self) -> Optional[str]:
        return os.fsdecode(self.filename) if self.filename else None


def _refuse_save(image: Image.Image, file: object, filename: object) -> None:
    raise OSError("Pillow cannot save .jkd files: a .jkd holds an existing JPEG file. Save a JPEG, "
                  "and pass it to jackdaw.compress")


def register() -> None:
    """Adds the format to Pillow. More than one call does no harm."""
    Image.register_open(FORMAT, JkdImageFile, lambda front: is_jkd(front))
    Image.register_save(FORMAT, _refuse_save)
    Image.register_extension(FORMAT, ".jkd")
    Image.register_mime(FORMAT, "image/x-jackdaw")
