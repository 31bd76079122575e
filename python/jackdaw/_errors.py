"""Exceptions: one class for each error code of the library."""
from __future__ import annotations

from typing import Any, Optional, Type


class Error(Exception):
    """What the library could not do.

    message: one line for a person. filename: of the file it is about, or None. offset: byte offset
    in the input where that means something, or 0. code: the name in JSON reports.
    """

    code = "internal error"

    def __init__(self, message: str, *, offset: int = 0, filename: Optional[str] = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.filename = filename

    def __str__(self) -> str:
        return f"{self.filename}: {self.message}" if self.filename else self.message

    def __reduce__(self) -> Any:
        return _rebuild, (type(self), self.message, self.offset, self.filename)


class TruncatedError(Error):
    """The input ends too early."""

    code = "truncated"


class CorruptError(Error):
    """The input contradicts itself or its checksum."""

    code = "corrupt"


class UnsupportedError(Error):
    """The input is valid, but of a kind or version that this build cannot handle."""

    code = "unsupported"


class LimitExceededError(Error):
    """More memory than `memory_limit` or than there is, or a picture that is too large."""

    code = "limit exceeded"


class ModelMismatchError(Error):
    """The file needs a learned model that this build does not have."""

    code = "model mismatch"


class IoError(Error):
    """A file could not be read or written as a whole. What the system reports is an OSError."""

    code = "i/o error"


class InternalError(Error):
    """A bug in Jackdaw."""

    code = "internal error"


class InvalidArgumentError(Error, ValueError):
    """Options that make no sense, or a target that cannot be reached."""

    code = "invalid argument"


class CancelledError(Error):
    """The `cancel` function asked for it."""

    code = "cancelled"


_CLASSES: dict[str, Type[Error]] = {
    cls.code: cls
    for cls in (TruncatedError, CorruptError, UnsupportedError, LimitExceededError,
                ModelMismatchError, IoError, InternalError, InvalidArgumentError, CancelledError)
}


def _rebuild(cls: Type[Error], message: str, offset: int, filename: Optional[str]) -> Error:
    return cls(message, offset=offset, filename=filename)


def from_native(code: str, offset: int, message: str) -> Error:
    """The exception for an error of the library; called by the native module."""
    return _CLASSES.get(code, InternalError)(message, offset=offset)


class about_file:
    """Context manager: an Error that leaves it says which file it is about."""

    def __init__(self, path: Optional[str]) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        if self._path is not None and isinstance(error, Error) and error.filename is None:
            error.filename = self._path
