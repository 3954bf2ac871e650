"""What earlier runs over a tree said, for as long as nothing that they depend on has changed.

What a run says depends on the files that it reads, and on which of the others hold one of a few words.
So a record keeps those words, what was said, and the state of every file as the file system tells it.
Files that have changed since are searched for the words: one that was not read and holds none has no
part in what was said. Records are data of this user alone, outside the tree: nobody can commit one.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from zlib import adler32, crc32

from heap_lint import __version__
from heap_lint.dependencies import Dependencies
from heap_lint.files import private, repository
from heap_lint.files.names import as_bytes
from heap_lint.settings import misnamed

if TYPE_CHECKING:
    from heap_lint.git import Tree

_MOST_FILES = 200_000
"""In larger trees telling the states takes as long as searching."""
_LISTS = 5
"""Of files of a tree: what is present of `git.Listing`, and those that are not tracked."""
_MOST_CHANGED = 500
_MOST_ANSWERS = 50
_LARGEST = 5_000_000
"""Bytes of a changed file that are searched; a larger one counts as having a part."""
_DAYS_KEPT = 30
_SETTLED = 60_000_000_000
"""Nanoseconds after which a file's times tell of any change. Until the system has written a file that
is changed in memory (a memory map), which it puts off for half a minute, they stay as they were."""
_TICK = 10_000_000
"""Nanoseconds by which the clock of a file system may be behind."""
_CONTENT = " content "
_UNSETTLED = ""
"""The state of a file that may still be changing and is not compared; none is equal to it."""


class Answer(NamedTuple):
    """What a run said: lines before the report, the report, lines after it, the exit status."""

    before: list[str]
    report: str
    after: list[str]
    status: int


class _Record(NamedTuple):
    """What is kept of a tree. `states` are those of the listed files, then of the `others`.

    `absent` stands for the files that a sparse checkout has left out.
    """

    key: str
    absent: int
    listed: list[list[str]]
    others: list[str]
    states: list[str]
    dependencies: Dependencies
    answers: dict[str, Answer]


class Cache:
    """The record of the trees that a run looks at, if there is one that holds.

    `key` names what else a run depends on: its settings. Nothing that goes wrong with a record is a
    fault of the run: it is then as if there were none.
    """

    def __init__(self, trees: dict[str, Tree], key: str) -> None:
        self._trees = trees
        self._begun = min(tree.begun for tree in trees.values())
        self._path = _path_of(trees)
        self._key = repr([_program(), os.path.abspath("."), *trees, key])
        self._others: list[str] = []
        self._states: list[str] = []
        self._noted: dict[str, str] = {}
        """The states of paths that git does not list, from before they were looked at."""
        self._ways: dict[str, str] = {}
        """The links on the way to each directory."""
        self._compared = 0
        """Files whose content is part of their state, since their times say too little."""
        self._record = self._load()
        self._holds = self._record is not None and self._still_holds(self._record)

    def answer(self, run: str) -> Answer | None:
        """Return what a run with these arguments said, if it would say the same now."""
        return self._record.answers.get(run) if self._record and self._holds else None

    def has_no_part_in(self, paths: Iterable[str]) -> bool:
        """Whether what other files say is known to have no part in what these say, nor they in it."""
        if self._record is None or not self._holds:
            return False
        return not _any_has_part(list(map(os.path.relpath, paths)), self._record.dependencies)

    def prepare(self, named: Iterable[str]) -> None:
        """Note the states of the files, and of paths that are named, before anything is read."""
        for tree in self._trees.values():
            tree.search()
        listed = self._listed()
        if self._path and not self._holds and listed is not None:
            self._others = []
            self._compared = 0
            self._ways = {}
            self._states = list(map(self._state, self._paths(listed)))
        for path in named:
            self.note(path)

    def note(self, path: str) -> None:
        """Note the state of a path that is about to be looked at: afterwards it may be another."""
        shown = os.path.relpath(path)
        if self._path and shown not in self._noted:
            self._noted[shown] = self._state(shown)

    def keep(self, run: str, answer: Answer, dependencies: Dependencies) -> None:
        """Keep what a run has said, if the state of all that it depends on was noted before."""
        listed = self._listed()
        if not self._path or listed is None:
            return
        new = sorted(dependencies.paths.difference(self._paths(listed)))
        if not self._noted.keys() >= set(new):
            return
        others = [*self._others, *new]
        states = [*self._states, *map(self._noted.__getitem__, new)]
        answers = {run: answer}
        if self._record and self._holds:
            kept = self._record.dependencies
            dependencies = Dependencies(*(a | b for a, b in zip(dependencies, kept, strict=True)))
            answers = {**self._record.answers, **answers}
        latest = dict(list(answers.items())[-_MOST_ANSWERS:])
        self._save(_Record(self._key, self._absent(), listed, others, states, dependencies, latest))

    def _still_holds(self, record: _Record) -> bool:
        """Whether the record holds for the files as they are now, which it then has the states of."""
        self._others = record.others
        paths = list(self._paths(record.listed))
        self._states = list(map(self._state, paths))  # git is still listing the files
        if record.listed != self._listed() or record.absent != self._absent():
            return False
        compared = zip(paths, record.states, self._states, strict=True)
        changed = [path for path, old, new in compared if not _is_same(old, new)]
        if _any_has_part(changed, record.dependencies):
            return False
        if record.states != self._states:
            self._save(record._replace(states=self._states))
        return True

    def _listed(self) -> list[list[str]] | None:
        """Return the files that git lists in each tree, None where it knows none or too many."""
        listed: list[list[str]] = []
        for tree in self._trees.values():
            listing = tree.listing
            untracked, warnings = tree.untracked
            if listing is None or untracked is None or warnings:
                return None
            listed += *listing.present, untracked
            if not any(listed[-_LISTS:]):
                return None
        return listed if sum(map(len, listed)) <= _MOST_FILES else None

    def _absent(self) -> int:
        """Return a checksum of the files that are tracked and not there."""
        absent = (tree.listing.absent for tree in self._trees.values() if tree.listing)
        return crc32(os.fsencode("\0".join(chain.from_iterable(absent))))

    def _paths(self, listed: list[list[str]]) -> Iterator[str]:
        """Yield the paths of listed files as they are shown, then those of others."""
        directories = chain.from_iterable([each] * _LISTS for each in self._trees)
        for directory, paths in zip(directories, listed, strict=True):
            yield from paths if directory == "." else _shown_below(directory, paths)
        yield from self._others

    def _state(self, path: str) -> str:
        """Return what the file system says of a file, and of a new one a checksum of its content."""
        directory, _, name = path.rpartition(os.sep)
        way = self._way(directory)
        if name == misnamed.ANY:
            return f"{way}{misnamed.names_in(directory or '.')}"
        try:
            status = os.lstat(path)
            link = f"{way}{_link(path, status)}"
            status = os.stat(path) if stat.S_ISLNK(status.st_mode) else status
        except (OSError, ValueError):
            return f"{way}none"
        if stat.S_ISDIR(status.st_mode):  # of a submodule, which is a tree of its own
            return f"{link}directory"
        changed, noted = status.st_mtime_ns, status.st_ctime_ns
        state = f"{link}{changed} {noted} {status.st_size} {status.st_ino} {status.st_mode}"
        latest = max(changed, noted)
        if latest <= self._begun - _SETTLED:
            return state
        if latest > self._begun - _TICK:  # git, asked from then on, may have seen another content
            return _UNSETTLED
        self._compared += 1
        checksum = _checksum(path, status) if self._compared <= _MOST_CHANGED else ""
        return f"{state}{_CONTENT}{checksum}" if checksum else _UNSETTLED

    def _way(self, directory: str) -> str:
        """Return which links are on the way to a directory, with their states; nothing for none."""
        below: list[str] = []
        while directory and directory not in self._ways:
            below.append(directory)
            directory = directory.rpartition(os.sep)[0]
        way = self._ways.get(directory, "")
        for each in reversed(below):
            with contextlib.suppress(OSError, ValueError):
                way += _link(each, os.lstat(each))
            self._ways[each] = way
        return way

    def _load(self) -> _Record | None:
        data = private.read(*os.path.split(self._path)) if self._path else None
        record = _record(data) if data is not None else None
        return record if record is not None and record.key == self._key else None

    def _save(self, record: _Record) -> None:
        import json

        searched = [sorted(each) for each in record.dependencies]
        text = json.dumps(record._replace(dependencies=searched)).encode()  # type: ignore[arg-type]
        directory, name = os.path.split(self._path)
        if private.write(directory, name, b"%d\n%s" % (crc32(text), text)):
            _remove_old(directory)


def _record(data: bytes) -> _Record | None:
    """Return a record as it was written, None where it is damaged."""
    import json  # a run that keeps nothing does without

    try:
        checksum, text = data.split(b"\n", 1)
        if int(checksum) != crc32(text):
            return None
        key, absent, listed, others, states, searched, answers = json.loads(text)
        dependencies = Dependencies(*map(set, searched))
        said = {run: Answer(*answer) for run, answer in answers.items()}
        record = _Record(key, absent, listed, others, states, dependencies, said)
        return record if sum(map(len, listed)) + len(others) == len(states) else None
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _link(path: str, status: os.stat_result) -> str:
    """Return which link this is and where it points to, nothing for what is none."""
    if not stat.S_ISLNK(status.st_mode):
        return ""
    return f"link {status.st_ino} {status.st_mtime_ns} {os.readlink(path)} "


def may_answer(paths: list[str]) -> bool:
    """Whether a record is kept for a run over these paths, so that git should not search at once."""
    directories = [path for path in paths or ["."] if os.path.isdir(path)]
    return os.path.exists(_path_of(directories or ["."]))


def _shown_below(directory: str, paths: Iterable[str]) -> Iterator[str]:
    return (os.path.relpath(os.path.join(directory, path)) for path in paths)


def _is_same(old: str, new: str) -> bool:
    """Whether a file is as it was, by its states: the times of one that has settled are enough."""
    if _CONTENT in new or new == _UNSETTLED:
        return old == new != _UNSETTLED
    return old.partition(_CONTENT)[0] == new


def _checksum(path: str, status: os.stat_result) -> str:
    """Return two checksums of a file's content, nothing where it cannot be read or is large."""
    if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
        return ""
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError:
        return ""
    return f"{len(data)} {crc32(data)} {adler32(data)}"


def _any_has_part(paths: list[str], dependencies: Dependencies) -> bool:
    """Whether files, as they are now, may have a part in what depends on this."""
    if not dependencies.paths.isdisjoint(paths):
        return True
    if any(misnamed.may_be(os.path.basename(path)) for path in paths):
        return True
    return len(paths) > _MOST_CHANGED or _any_matches(paths, dependencies)


def _any_matches(paths: list[str], dependencies: Dependencies) -> bool:
    texts = "|".join(map(re.escape, sorted(dependencies.texts)))
    words = "|".join(map(re.escape, sorted(dependencies.words - {""})))
    marked = rb"\A(?:\xff\xfe|\xfe\xff)|"  # in another encoding a file may hold any of them
    wanted = re.compile(
        marked + as_bytes(rf"(?i:{texts or '(?!)'})|(?<!\w)(?:{words or '(?!)'})(?!\w)")
    )
    return any(_may_match(path, wanted) for path in paths)


def _may_match(path: str, wanted: re.Pattern[bytes]) -> bool:
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return True
        with open(path, "rb") as file:
            return wanted.search(file.read()) is not None
    except (OSError, ValueError):
        return True


def _path_of(directories: Iterable[str]) -> str:
    """Return where the record of these directories is kept, nothing where there is no such place."""
    base = private.place()
    try:
        here = os.getcwd()
    except OSError:
        return ""
    place = repository.find(".")
    if not base or private.is_below(base, place.root if place else here):
        return ""  # it may have come with the tree
    looked_at = "\0".join([here, *directories])
    name = f"{os.path.basename(here)[:40]}-{crc32(os.fsencode(looked_at)):08x}.json"
    return os.path.join(base, name)


def _program() -> str:
    """Return what tells this very linter, and what it is built on, from others.

    Between versions a checkout of it changes, and so do the packages beside it.
    """
    root = os.path.dirname(__file__)
    parts = chain(_files_below(root), _files_below(os.path.join(os.path.dirname(root), "rules")))
    packages = (place for place in sys.path if place.endswith("-packages"))
    places = sorted((*parts, *filter(os.path.isdir, packages)))
    states = [(status.st_mtime_ns, status.st_size) for status in map(os.stat, places)]
    return f"{__version__} {crc32(repr(states).encode()):08x} {root} {sys.version}"


def _files_below(directory: str) -> Iterator[str]:
    for place, below, files in os.walk(directory):
        below[:] = [name for name in below if name != "__pycache__"]
        yield from (os.path.join(place, name) for name in files)


def _remove_old(directory: str) -> None:
    """Remove records that nobody has used for long."""
    oldest = time.time() - _DAYS_KEPT * 24 * 60 * 60
    try:
        for entry in os.scandir(directory):
            if entry.stat(follow_symlinks=False).st_mtime < oldest:
                os.unlink(entry.path)
    except OSError:
        return
