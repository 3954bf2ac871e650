"""Standard input, output and errors, any of which may be closed, full, or read by nobody any more.

Whoever started the program decides where they lead, so nothing that is wrong with them is a fault of
ours. A stream that is closed is None in `sys`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO


class StreamError(Exception):
    """A stream that cannot be used; the message is for people."""


def read_input(limit: int) -> bytes:
    """Return what stands on standard input, at most a byte more than `limit`.

    Raises `StreamError`.
    """
    if sys.stdin is None:
        raise StreamError("standard input is closed, so there is nothing to read")
    try:
        return sys.stdin.buffer.read(limit + 1)
    except (OSError, ValueError) as error:
        raise StreamError(f"standard input cannot be read: {_why(error)}") from None


def write_text(text: str) -> None:
    """Write to standard output; whoever reads it may stop early. Raises `StreamError`."""
    if text:
        _write(lambda stream: stream.write(text))


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, as they are. Raises `StreamError`."""
    _write(lambda stream: stream.buffer.write(data))


def say(line: str) -> None:
    """Write a line to standard error; where that cannot be written nobody can be told so."""
    if sys.stderr is None:
        return  # `print` would take standard output instead
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        _lead_nowhere(sys.stderr)


def close(status: int, unfinished: int) -> int:
    """Write what is still to be written, and return the status, or `unfinished` if that fails."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            _lead_nowhere(stream)
        except (OSError, ValueError):
            _lead_nowhere(stream)
            status = unfinished if stream is sys.stdout else status
    return status


def is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def _write(write: Callable[[TextIO], object]) -> None:
    if sys.stdout is None:
        raise StreamError("standard output is closed, so what was found cannot be shown")
    try:
        write(sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        _lead_nowhere(sys.stdout)
    except (OSError, ValueError) as error:
        _lead_nowhere(sys.stdout)
        raise StreamError(f"standard output cannot be written: {_why(error)}") from None


def _lead_nowhere(stream: TextIO) -> None:
    """Send to nobody what is still to be written to a stream, so that it cannot fail once more."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return  # a stream that is no file of the system


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
