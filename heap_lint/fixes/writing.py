"""Mended texts written back: whole or not at all, with the mode that the file has."""

from __future__ import annotations

import os
import stat
import tempfile

from heap_lint import reading
from heap_lint.source import Source


class CannotWriteError(Exception):
    """A file that stays as it was; the message, a predicate, says why."""


def write(place: str, before: Source, text: str, limit: int) -> None:
    """Write a text to the file at `place`, which was read as `before`. Raises `CannotWriteError`.

    `limit`: bytes that may be read of the file.
    """
    try:
        data = reading.read_bytes(place, limit)
        if reading.decode(before.path, data).text != before.text:
            raise CannotWriteError("has changed meanwhile, so it is not mended")
        _replace(place, reading.encoded(before.path, text, data))
    except reading.CannotReadError as error:
        raise CannotWriteError(f"{error.reason}, so it is not mended") from None
    except UnicodeError:
        raise CannotWriteError("has an encoding without a sign that a fix needs") from None
    except OSError as error:
        raise CannotWriteError(f"cannot be written: {error.strerror}") from None


def _replace(place: str, data: bytes) -> None:
    """Put a file in the place of another, of which no half can ever be seen."""
    known = os.lstat(place)
    if stat.S_ISLNK(known.st_mode):
        raise CannotWriteError("is a link, so it is not mended: name the file that it leads to")
    if not os.access(place, os.W_OK) or not known.st_mode & stat.S_IWUSR:
        raise CannotWriteError("is read-only, so it is not mended")
    handle, beside = tempfile.mkstemp(prefix=".heap-lint-", dir=os.path.dirname(place))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _give(beside, known)
        os.replace(beside, place)
    except BaseException:
        os.unlink(beside)
        raise


def _give(beside: str, known: os.stat_result) -> None:
    """Give a file the mode and owner of another."""
    made = os.stat(beside)
    if (made.st_uid, made.st_gid) != (known.st_uid, known.st_gid):
        try:
            os.chown(beside, known.st_uid, known.st_gid)
        except OSError:
            raise CannotWriteError("belongs to somebody else, so it is not mended") from None
    os.chmod(beside, stat.S_IMODE(known.st_mode))
