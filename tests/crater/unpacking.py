"""Archives that strangers made become trees of text files, inside their folder and of bounded size.

Names that lead out, links, devices and what is no text are left where they are.
"""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from heap_lint import reading

LARGEST = 20_000_000
"""Bytes of a file that is unpacked."""
MOST = 1_000_000_000
"""Bytes that one archive may unpack to."""


class ArchiveError(Exception):
    """An archive that unpacks to more than there is room for."""


class Member(NamedTuple):
    """A regular file in an archive: its name there, and what reads so many bytes of it at most."""

    name: str
    read: Callable[[int], bytes]


def unpacked(archive: Path, tree: Path) -> Path:
    """Return `tree` with the text files of an archive in it, unpacked if it is not there yet."""
    if tree.is_dir():
        return tree
    making = tree.with_name(f"{tree.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    try:
        _unpack(archive, making)
        making.rename(tree)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return tree


def _unpack(archive: Path, tree: Path) -> None:
    tree.mkdir(parents=True)
    total = 0
    for member in _members(archive):
        path = inside(member.name)
        data = member.read(LARGEST + 1) if path is not None else b""
        if path is None or len(data) > LARGEST or reading.is_binary(data):
            continue
        total += len(data)
        if total > MOST:
            raise ArchiveError(f"{archive.name} unpacks to more than {MOST} bytes")
        _write(tree / path, data)


def inside(name: str) -> PurePosixPath | None:
    """Return where a member is put below its tree, None where its name is no place there."""
    path = PurePosixPath(name)
    is_odd = path.is_absolute() or ".." in path.parts or not path.parts
    return None if is_odd or any(char in name for char in "\\\0:") else path


def _write(path: Path, data: bytes) -> None:
    """Write a file; two members may have one name, or one be the other's directory."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        return


def _members(archive: Path) -> Iterator[Member]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for info in wheel.infolist():
                if not info.is_dir() and stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG):
                    with wheel.open(info) as file:
                        yield Member(info.filename, file.read)
        return
    with tarfile.open(archive, "r:gz") as packed:
        for entry in packed:
            content = packed.extractfile(entry) if entry.isreg() else None
            if content is not None:
                yield Member(entry.name, content.read)
