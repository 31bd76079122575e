"""Where files are: the local (or shared) file system, and whatever fsspec knows."""
from __future__ import annotations

import os
import stat
from typing import Any, Optional, Tuple

from .._files import write_output

# An object appears under its name when it is complete; a file of other kinds of stores, piece by
# piece.
_OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "memory"}


class LocalStore:
    """The file system of the machine. Outputs are written under a temporary name, synced, and
    renamed into place, so that two machines can write one output on a shared file system."""

    def look(self, path: str) -> Tuple[int, int]:
        """Size, and time of modification in nanoseconds."""
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file", path)
        return status.st_size, status.st_mtime_ns

    def read(self, path: str) -> Tuple[bytes, Optional[os.stat_result]]:
        with open(path, "rb") as file:
            return file.read(), os.fstat(file.fileno())

    def write_new(self, path: str, data: bytes, like: Optional[os.stat_result]) -> None:
        """Raises FileExistsError."""
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        write_output(path, data, like, overwrite=False)


class FsspecStore:
    """A store that fsspec knows. Its options come from fsspec's own configuration files and
    variables."""

    def __init__(self, fs: Any) -> None:
        self._fs = fs
        protocol = fs.protocol if isinstance(fs.protocol, str) else fs.protocol[0]
        self._is_object_store = protocol in _OBJECT_STORES

    def _path(self, url: str) -> str:
        return str(self._fs._strip_protocol(url))

    def look(self, url: str) -> Tuple[int, int]:
        info = self._fs.info(self._path(url))
        if info.get("type") != "file":
            raise OSError(0, "not a file", url)
        changed = info.get("LastModified") or info.get("mtime") or info.get("created") or 0
        seconds = changed.timestamp() if hasattr(changed, "timestamp") else float(changed)
        return int(info["size"]), int(seconds * 1e9)

    def read(self, url: str) -> Tuple[bytes, None]:
        return self._fs.cat_file(self._path(url)), None

    def write_new(self, url: str, data: bytes, like: Optional[os.stat_result]) -> None:
        """Raises FileExistsError. Two writers at the same moment write the same bytes, so it does
        no harm that the check and the writing are two steps."""
        path = self._path(url)
        if self._fs.exists(path):
            raise FileExistsError(0, "exists", url)
        if self._is_object_store:
            self._fs.pipe_file(path, data)
            return
        folder, _, name = path.rpartition("/")
        if folder:
            self._fs.makedirs(folder, exist_ok=True)
        temp = f"{folder}/.jackdaw-{os.getpid()}-{name}.tmp"
        try:
            self._fs.pipe_file(temp, data)
            self._fs.mv(temp, path)
        except BaseException:
            if self._fs.exists(temp):
                self._fs.rm_file(temp)
            raise


def store_of(name: str) -> Any:
    """The store of a path or URL. Raises ImportError for a URL where fsspec is not installed."""
    if "://" not in name:
        return LocalStore()
    from fsspec.core import url_to_fs

    return FsspecStore(url_to_fs(name)[0])
