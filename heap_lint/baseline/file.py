"""The file that keeps what a repository accepts: `heap-lint-baseline.json` at its root.

It holds fingerprints, rules, paths and dates, and nothing of what is written in a file.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection

import msgspec

from heap_lint import reading
from heap_lint.config import ConfigError

NAME = "heap-lint-baseline.json"
VERSION = 1
_LARGEST = 50_000_000
"""Bytes of a baseline that are read."""


class Entry(msgspec.Struct, frozen=True):
    """A finding that is accepted. `since`: the day on which it was, as in 2026-01-31."""

    fingerprint: str
    code: str
    path: str
    since: str


class _File(msgspec.Struct):
    version: int
    entries: list[Entry]


class CannotWriteBaselineError(Exception):
    """The file could not be written; the message says why."""


def place(root: str) -> str:
    """Return where the baseline of a repository is."""
    return os.path.join(root, NAME)


def read(root: str) -> dict[str, Entry]:
    """Return the entries by fingerprint, none where there is no file. Raises `ConfigError`."""
    path = place(root)
    shown = os.path.relpath(path)
    if not os.path.lexists(path):
        return {}
    if os.path.islink(path):
        raise ConfigError(f"{shown}: is a link; a baseline is a file of the repository itself")
    try:
        found = msgspec.json.decode(reading.read_bytes(path, _LARGEST), type=_File)
    except reading.CannotReadError as error:
        raise ConfigError(f"{shown}: {error.reason}") from None
    except (ValueError, RecursionError):
        raise ConfigError(
            f"{shown}: is no baseline: write it anew with `heap-lint baseline`"
        ) from None
    if found.version != VERSION:
        raise ConfigError(f"{shown}: is of version {found.version}; this heap-lint reads {VERSION}")
    return {entry.fingerprint: entry for entry in found.entries}


def write(root: str, entries: Collection[Entry]) -> None:
    """Write the file, whole or not at all. Raises `CannotWriteBaselineError`."""
    path = place(root)
    if os.path.islink(path):
        raise CannotWriteBaselineError(f"{os.path.relpath(path)}: is a link, so it is not written")
    ordered = sorted(entries, key=lambda each: (each.path, each.code, each.fingerprint))
    text = msgspec.json.format(msgspec.json.encode(_File(VERSION, ordered)), indent=1) + b"\n"
    beside = f"{path}.{os.getpid()}"
    try:
        with open(beside, "xb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        why = f"cannot be written: {error.strerror}"
        raise CannotWriteBaselineError(f"{os.path.relpath(path)}: {why}") from None
