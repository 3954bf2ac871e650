"""A directory of this user alone, for what runs remember: nobody else may read it or write to it.

What stands there decides what is said later, so that no stranger may put anything in it: a place
inside the tree is none, since files in it come with the tree, and neither is one that others can
write to. Nothing that goes wrong here is a fault of the run: it then remembers nothing.
"""

from __future__ import annotations

import os
import stat

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def place() -> str:
    """Return the directory, whether it is there or not; nothing where the environment names none."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "heap-lint") if os.path.isabs(base) else ""


def is_below(path: str, root: str) -> bool:
    """Whether a path, with links followed, is a directory or stands in it."""
    real, above = os.path.realpath(path), os.path.realpath(root)
    return real == above or real.startswith(os.path.join(above, ""))


def read(directory: str, name: str) -> bytes | None:
    """Return what was written under a name, None if there is nothing that only we can have written."""
    try:
        if not _is_private(directory):
            return None
        file = os.open(os.path.join(directory, name), os.O_RDONLY | _NO_LINK | _NO_WAIT)
        with open(file, "rb") as opened:
            return opened.read() if _is_own_file(os.fstat(file)) else None
    except (OSError, ValueError):
        return None


def write(directory: str, name: str, data: bytes) -> bool:
    """Write a file at once or not at all, readable by its owner alone; tell whether it was."""
    unfinished = os.path.join(directory, f"{name}.{os.getpid()}")
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        if not _is_private(directory):
            return False
        _remove(unfinished)
        file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
        try:
            with open(file, "wb") as opened:
                opened.write(data)
            os.replace(unfinished, os.path.join(directory, name))
        except OSError:
            _remove(unfinished)
            return False
    except (OSError, ValueError):
        return False  # a disk that is full, or may not be written
    return True


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""A pipe of that name would be waited for."""


def _is_private(directory: str) -> bool:
    """Whether a directory is this user's and nobody else can write to it; then it is closed to all."""
    status = os.stat(directory)
    if not stat.S_ISDIR(status.st_mode) or os.name == "nt":
        return stat.S_ISDIR(status.st_mode)
    owner = {status.st_uid, os.lstat(directory).st_uid}
    if owner != {os.geteuid()} or status.st_mode & _OTHERS_WRITE:
        return False
    if status.st_mode & _OTHERS:
        os.chmod(directory, 0o700)
    return True


def _is_own_file(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode) or os.name == "nt":
        return stat.S_ISREG(status.st_mode)
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
