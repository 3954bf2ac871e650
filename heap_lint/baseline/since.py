"""What an earlier revision had already: its files are read from git into a folder, and checked there.

Nothing of the repository is touched, and nothing of git's that converts files is used: contents come as
they are kept. Only plain files of formats that are read are written, into a folder of this user's own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from heap_lint import frontends
from heap_lint.baseline.hiding import Known
from heap_lint.config import ConfigError
from heap_lint.engine import Report
from heap_lint.files import git_process, repository
from heap_lint.files.repository import Place
from heap_lint.output.fingerprints import fingerprints

_PLAIN = ("100644", "100755")
_LARGEST = 50_000_000
"""Bytes of a file that is looked at."""
_AT_ONCE = 50_000_000
"""Bytes of files that are asked for in one go."""
_ALSO = (".gitignore",)


class RevisionError(ConfigError):
    """A revision that cannot be compared with; the message is for people."""


class _Blob(NamedTuple):
    """A file of a revision; `name` is how git calls its content."""

    path: str
    name: bytes
    size: int


class Revision:
    """A revision of the one repository that all paths of a run are in. Raises `RevisionError`."""

    def __init__(self, words: str, paths: Iterable[str]) -> None:
        folders = (p if os.path.isdir(p) else os.path.dirname(p) or "." for p in paths)
        places = set(map(repository.find, folders))
        roots = {place.root if place else None for place in places}
        root = roots.pop() if len(roots) == 1 else None
        if root is None:
            raise RevisionError("--since needs paths of one git repository")
        self.place = Place(root, "")
        self._words = words
        if not words or words.startswith("-") or not words.isprintable():
            raise RevisionError(f"--since: `{words}` is no revision")
        self._tree = self._asked("rev-parse", "--verify", "--quiet", f"{words}^{{tree}}").strip()

    def _asked(self, *arguments: str | bytes, given: bytes | None = None) -> bytes:
        raw = (each.encode() if isinstance(each, str) else each for each in arguments)
        process = git_process.start(self.place, raw, given=given)
        out = None if process is None else process.output()[0]
        if out is None:
            raise RevisionError(
                f"--since: git does not know `{self._words}` here, or not all of it: a clone in CI may"
                " have to be fetched with its history"
            )
        return out

    def write(self, directory: str) -> None:
        """Write the files of the revision that are read. Raises `RevisionError`."""
        for blobs in _in_groups(self._blobs()):
            names = b"".join(each.name + b"\n" for each in blobs)
            out = self._asked("cat-file", "--batch", given=names)
            at = 0
            for each in blobs:
                start = out.find(b"\n", at) + 1
                if out[at:start] != b"%s blob %d\n" % (each.name, each.size):
                    raise RevisionError(f"--since: git has no content of {each.path}")
                at = start + each.size + 1
                _write(os.path.join(directory, each.path), out[start : at - 1])

    def _blobs(self) -> Iterator[_Blob]:
        listed = self._asked("ls-tree", "-r", "-l", "-z", "--full-tree", self._tree)
        for line in listed.split(b"\0"):
            about, tab, raw = line.partition(b"\t")
            if not tab:
                continue
            mode, _, name, size = about.split()
            path = os.fsdecode(raw)
            if mode.decode() in _PLAIN and _is_wanted(path) and int(size) <= _LARGEST:
                yield _Blob(path, name, int(size))


def _is_wanted(path: str) -> bool:
    """Whether a file is read, and has a name that stays below the folder; a tree may be made up."""
    parts = path.split("/")
    is_safe = not any(each in ("", ".", "..") or each.lower() == ".git" for each in parts)
    is_safe = is_safe and (os.name != "nt" or not set(path) & set('\\:*?"<>|'))
    return is_safe and (parts[-1] in _ALSO or frontends.format_of(path) is not None)


def _in_groups(blobs: Iterable[_Blob]) -> Iterator[list[_Blob]]:
    """Yield files in groups of which each can be held in memory."""
    group: list[_Blob] = []
    size = 0
    for each in blobs:
        if group and size + each.size > _AT_ONCE:
            yield group
            group, size = [], 0
        group.append(each)
        size += each.size
    if group:
        yield group


def _write(path: str, data: bytes) -> None:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)
    except FileExistsError:
        return  # two names that are one to this file system
    except OSError as error:
        why = f"the files of the revision cannot be written: {error.strerror}"
        raise RevisionError(f"--since: {why}") from None


def by_revision(revision: Revision, check: Callable[[list[str]], Report]) -> Known:
    """Return what knows the findings of a revision, which is checked when it is first asked.

    `check` checks paths with the settings of the command line, without asking git.
    """
    known: list[set[str]] = []

    def found() -> set[str]:
        with tempfile.TemporaryDirectory(prefix="heap-lint-") as directory:
            directory = os.path.realpath(directory)
            revision.write(directory)
            report = check([directory])
            return set(fingerprints(report, lambda path: _below(path, directory)))

    def of(report: Report) -> list[str | None]:
        if not known:
            known.append(found())
        root = revision.place.root
        now = fingerprints(report, lambda path: _below(path, root))
        return ["" if each in known[0] else None for each in now]

    return of


def _below(path: str, directory: str) -> str:
    """Return a file's path from a directory."""
    above, name = os.path.split(path)
    place = os.path.join(os.path.realpath(above), name)
    return os.path.relpath(place, directory).replace(os.sep, "/")
