"""From a path to text: what cannot be read is told apart, and nothing is opened that could hang."""

from __future__ import annotations

import codecs
import os
import stat
from typing import BinaryIO

from heap_lint import regex
from heap_lint.frontends import is_airkit_archive
from heap_lint.source import Source

HEAD = 1 << 20
"""Bytes of a file that is too large by which it is decided whether it is about Heap."""

_HEAD_OF_BINARY = 8_000
"""Bytes in which a NUL makes a file binary; git looks at as many."""

_HEAD_OF_WIDE = 400
_MOST_ARE_NUL = 0.9
_PRINTED = bytes([9, 10, 12, 13, *range(32, 127)])

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_OF_TEXT = regex.lazy(
    r"ascii|utf[-_]?(?:7|8|16|32)(?:[-_].{1,9})?|iso.{1,20}|cp\d{3,5}|mac[-_].{1,20}|koi8[-_].|kz1048"
    r"|ptcp154|hp[-_]roman8|tis[-_]620|euc[-_].{1,20}|shift[-_]?jis.{0,20}|gb.{1,9}|hz|big5.{0,9}|johab"
)
"""The codecs that decode a text in a time as long as it is: `punycode`, say, does not."""


class CannotReadError(Exception):
    """A file that cannot be read: `reason` (a predicate: "is a directory") and `hint` for people.

    `data` is what was read of it. `missing`: there is nothing at that path, or nobody may open it.
    `kind`: what programs call it (`core.incomplete`).
    """

    def __init__(
        self,
        reason: str,
        hint: str,
        *,
        data: bytes = b"",
        missing: bool = False,
        kind: str = "unreadable-file",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.data = data
        self.missing = missing
        self.kind = kind


def read_bytes(path: str, limit: int) -> bytes:
    """Return a file's content. Raises `CannotReadError`, over `limit` bytes with its head.

    A file may be growing while it is read, and what is at the path may have been replaced.
    """
    try:
        with _open(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                raise _too_large(size, limit, file.read(HEAD))
            return limited(file.read(limit + 1), limit)
    except FileNotFoundError:
        raise CannotReadError(
            "does not exist", "check the path", missing=True, kind="missing-path"
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CannotReadError(f"cannot be opened: {why}", "check it", missing=True) from None


def limited(data: bytes, limit: int) -> bytes:
    """Return what was read of something without a size, if it is not more than `limit` bytes.

    Raises `CannotReadError` with its head.
    """
    if len(data) > limit:
        raise _too_large(len(data), limit, data[:HEAD])
    return data


def unpacked(path: str, data: bytes) -> bytes | None:
    """Return what a file holds: of an export of Airkit's Studio the app in it, None if it has none.

    Raises `CannotReadError`.
    """
    if not is_airkit_archive(path):
        return data
    from heap_lint.archive import app_in

    return app_in(data)


def opened(path: str) -> BinaryIO:
    """Return a file to be read bit by bit. Raises `CannotReadError`."""
    try:
        return _open(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CannotReadError(f"cannot be opened: {why}", "check it", missing=True) from None


def decode(path: str, data: bytes) -> Source:
    """Return a file's text: UTF-8, what its byte-order mark says, or what a Python file declares.

    Raises `CannotReadError`.
    """
    encoding = _encoding(path, data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeError, LookupError) as error:
        raise _undecodable(encoding, error, data) from None
    if "\0" in text:
        reason = "holds NUL characters, so it is binary or in another encoding"
        raise CannotReadError(reason, "save it as UTF-8, or exclude it", data=data, kind="not-text")
    return Source(path, text)


def encoded(path: str, text: str, before: bytes) -> bytes:
    """Return a text as a file's content, in the encoding and with the mark that it had `before`.

    Raises `CannotReadError`, for what was there, and `UnicodeError`, for a text that has no form in it.
    """
    mark = next((mark for mark, _ in _MARKS if before.startswith(mark)), b"")
    return mark + text.encode(_encoding(path, before))


def _encoding(path: str, data: bytes) -> str:
    marked = (encoding for mark, encoding in _MARKS if data.startswith(mark))
    return next(marked, None) or _declared(path, data)


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text: what git calls binary, but for the encodings that we read."""
    marked = any(data.startswith(mark) for mark, _ in _MARKS)
    return not marked and b"\0" in data[:_HEAD_OF_BINARY]


def is_wide_text(data: bytes) -> bool:
    """Whether bytes look like text of two or four bytes a character, without a mark that says so.

    Most characters are of ASCII then, so all but one of their bytes are NUL.
    """
    head = data[:_HEAD_OF_WIDE]
    if b"\0" not in head:
        return False
    for width in (4, 2):
        for place in (0, width - 1):
            columns = [head[at::width] for at in range(width)]
            plain = columns.pop(place)
            nul = sum(column.count(0) for column in columns)
            is_text = bool(plain) and not plain.translate(None, _PRINTED)
            if is_text and nul >= _MOST_ARE_NUL * sum(map(len, columns)):
                return True
    return False


def searchable(data: bytes) -> bytes:
    """Return bytes in which ASCII text can be found: as UTF-8, without a mark of the encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :]
            return (
                text
                if encoding == "utf-8"
                else text.decode(encoding, "ignore").encode("utf-8", "ignore")
            )
    return data


def _open(path: str) -> BinaryIO:
    """Open a file, and nothing that could make us wait: a pipe has an end only if somebody writes."""
    _refuse_what_is_no_file(os.stat(path).st_mode)
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115
    try:
        _refuse_what_is_no_file(os.fstat(file.fileno()).st_mode)
    except CannotReadError:
        file.close()
        raise
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_what_is_no_file(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise CannotReadError("is a directory", "name a file in it", missing=True)
    if not stat.S_ISREG(mode):
        raise CannotReadError(
            "is a pipe, a socket or a device", "name a regular file", missing=True
        )


def _too_large(size: int, limit: int, head: bytes) -> CannotReadError:
    reason = f"is too large: {_size(size)}, the limit is {_size(limit)}"
    hint = "raise `max-file-size`, or exclude it"
    return CannotReadError(reason, hint, data=head, kind="too-large")


def _size(size: int) -> str:
    """Return a number of bytes in the unit that people would choose."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:.3g} kB" if size < 999_500 else f"{size / 1_000_000:.3g} MB"


def _declared(path: str, data: bytes) -> str:
    """Return the encoding that the first two lines of a Python file declare, else UTF-8."""
    first_lines = data[:1000].split(b"\n")[:2]
    if not path.endswith((".py", ".pyw")) or not any(b"coding" in line for line in first_lines):
        return "utf-8"
    from tokenize import detect_encoding

    lines = iter(data.splitlines(keepends=True)[:2])
    try:
        encoding = detect_encoding(lambda: next(lines, b""))[0]
        if _OF_TEXT.fullmatch(codecs.lookup(encoding).name):
            return encoding
        why = "it is none of files"
    except SyntaxError as error:
        from heap_lint.heap.secrets import of_error

        why = of_error(error.msg)  # it quotes the file
    reason = f"declares an encoding that cannot be used: {why}"
    raise CannotReadError(reason, "declare `utf-8`", data=data, kind="not-text")


def _undecodable(encoding: str, error: Exception, data: bytes) -> CannotReadError:
    reason = f"is not valid {encoding.upper()}"
    if isinstance(error, UnicodeDecodeError):
        line = data.count(b"\n", 0, error.start) + 1
        reason += f": byte 0x{data[error.start]:02X} on line {line}"
    return CannotReadError(reason, "save it as UTF-8, or exclude it", data=data, kind="not-text")
