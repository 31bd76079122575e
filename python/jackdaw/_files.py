"""Sources and outputs: bytes-like objects, paths, and files that appear whole or not at all."""
from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
from typing import TYPE_CHECKING, Optional, Tuple, Union

from . import _native

if TYPE_CHECKING:
    from typing_extensions import TypeGuard

PathLike = Union[str, "os.PathLike[str]"]
Buffer = Union[bytes, bytearray, memoryview]
Source = Union[Buffer, PathLike]


def is_path(source: Source) -> TypeGuard[PathLike]:
    return isinstance(source, (str, os.PathLike))


def path_of(source: Source) -> Optional[str]:
    """The path of a source, for messages; None for bytes."""
    return os.fsdecode(source) if is_path(source) else None


def read_source(source: Source) -> Tuple[Buffer, Optional[os.stat_result]]:
    """The bytes of a source and, of a path, what the system says of the file that was read."""
    if not is_path(source):
        return source, None  # type: ignore[return-value]
    with open(source, "rb") as file:
        status = os.fstat(file.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path_of(source))
        return file.read(), status


# ---- Temporary names, as the program has them (apps/jackdaw/system/temp_name.h): a file that a
# killed process left is removed by the next `jackdaw compress` in that folder.

_MASK = (1 << 64) - 1


def _mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


def temp_name(pid: int, number: int, inode: int) -> str:
    proof = _mix(_mix(_mix(pid) ^ number) ^ inode)
    return f".jackdaw-{pid}-{number:016x}-{proof:016x}.tmp"


def _create_temp(folder: str, mode: int) -> Tuple[int, str]:
    """An empty, locked file; the caller closes it, and removes or renames it."""
    pid, number = os.getpid(), secrets.randbits(64)
    unproven = os.path.join(folder, f".jackdaw-{pid}-{number:016x}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    fd = os.open(unproven, flags, mode)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pass  # a file system without locks: the age of the file protects it
        path = os.path.join(folder, temp_name(pid, number, os.fstat(fd).st_ino))
        _native.rename_no_replace(os.fsencode(unproven), os.fsencode(path))
        return fd, path
    except BaseException:
        os.close(fd)
        os.unlink(unproven)
        raise


def _copy_attributes(fd: int, like: os.stat_result) -> None:
    """Owner as far as allowed, permissions, times: each step would undo a later one."""
    mode = like.st_mode & 0o777
    now = os.fstat(fd)
    if now.st_uid != like.st_uid:
        try:
            os.fchown(fd, like.st_uid, -1)
        except OSError:
            pass
    if now.st_gid != like.st_gid:
        try:
            os.fchown(fd, -1, like.st_gid)
        except OSError:
            # A group that the original was not in may do no more than everybody may.
            mode = (mode & ~0o070) | (mode & ((mode & 0o007) << 3))
    os.fchmod(fd, mode)
    os.utime(fd, ns=(like.st_atime_ns, like.st_mtime_ns))


def _write_all(fd: int, data: Buffer) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left):]


def _sync_folder(folder: str) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_output(path: PathLike, data: Buffer, like: Optional[os.stat_result],
                 overwrite: bool) -> None:
    """Writes a file that appears under its name whole, and on disk, or not at all.

    like: a file whose owner, permissions and times the new one gets. Raises FileExistsError, unless
    overwrite is true; that replaces regular files alone.
    """
    target = os.fsdecode(path)
    folder = os.path.dirname(target) or "."
    fd, temp = _create_temp(folder, 0o600 if like is not None else 0o666)
    try:
        try:
            _write_all(fd, data)
            if like is not None:
                _copy_attributes(fd, like)
            os.fsync(fd)
            # Open, and so locked, until it has its name.
            if overwrite:
                if os.path.lexists(target) and not stat.S_ISREG(os.lstat(target).st_mode):
                    raise FileExistsError(errno.EEXIST, "not a regular file", target)
                os.rename(temp, target)
            else:
                _native.rename_no_replace(os.fsencode(temp), os.fsencode(target))
        finally:
            os.close(fd)
    except BaseException:
        try:
            os.unlink(temp)
        except FileNotFoundError:
            pass
        raise
    _sync_folder(folder)
