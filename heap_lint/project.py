"""The Python files around the ones that are checked: read when a name in them leads to Heap."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from heap_lint import git, reading
from heap_lint.prefilter import may_mention_heap

if TYPE_CHECKING:
    from heap_lint.config import Settings
    from heap_lint.discovery import Around, Found
    from heap_lint.facts import Fact
    from heap_lint.frontends.python.modules import Modules
    from heap_lint.source import Source


class Project:
    """The modules of a run, made when the first Python file is read."""

    def __init__(self, found: Found, settings: Settings) -> None:
        self._found = found
        self._limit = settings.max_file_size
        self._settings = settings
        self._sources: dict[str, Source | None] = {}
        self._modules: Modules | None = None

    @property
    def forwarders(self) -> frozenset[str]:
        """Tools that pass on to Heap what their own clients are given."""
        return self._settings.forwarders

    @cached_property
    def _named(self) -> set[str]:
        return {_shown(file.path) for file in self._found.candidates}

    @property
    def modules(self) -> Modules:
        """The Python files of the run, linked by their imports."""
        if self._modules is None:
            from heap_lint.frontends.python import run
            from heap_lint.frontends.python.declared import Declared
            from heap_lint.frontends.python.modules import Modules

            points = self._settings.login_points, self._settings.logout_points
            declared = Declared(*points, self._settings.wrappers, self.forwarders)
            run_file = partial(run, declared=declared)
            matching = [path for around in self._found.around for path in _matching(around)]
            candidates = self._candidates()
            python = [path for around in self._found.around for path in _python(around)]
            python = list(dict.fromkeys([*python, *candidates]))
            self._modules = Modules(
                python, [*candidates, *matching], self._read, run_file, self.forwarders
            )
            for wrapper, _ in self._settings.wrappers:
                module, _, name = wrapper.rpartition(".")
                self._modules.names[name].add(module.rpartition(".")[2])
            for path in matching:
                source = self._read(path)
                if source is None:
                    continue
                if may_mention_heap(source.text.encode(), "python", self.forwarders):
                    self._modules.analyse(source)
        return self._modules

    def analyse(self, source: Source) -> None:
        """Run a Python file that is checked, after what it imports."""
        self._sources[source.path] = source
        self.modules.analyse(source)

    def is_checked(self, path: str) -> bool:
        """Whether a file was asked for, rather than read to understand others."""
        if not any(around.matching for around in self._found.around):
            return True
        return path in self._named

    def facts(self) -> dict[str, list[Fact]]:
        """Return what the Python files say that have been run, by path."""
        return self._modules.facts if self._modules is not None else {}

    def limits(self) -> list[str]:
        """Return what was cut off."""
        return self._modules.limits if self._modules is not None else []

    def grow(self) -> None:
        """Read the files that mention what leads to Heap."""
        alone = not self._found.around and len(self._found.candidates) < 2
        if alone:
            return
        matching = any(around.matching for around in self._found.around)
        if self._modules is not None or matching or self._settings.wrappers:
            self.modules.grow(self._mentioning)

    def sources(self) -> dict[str, Source]:
        """Return the files that have been read, by path."""
        return {path: source for path, source in self._sources.items() if source is not None}

    def _candidates(self) -> list[str]:
        return _below(".", [file.path for file in self._found.candidates])

    def _read(self, path: str) -> Source | None:
        if path not in self._sources:
            try:
                data = reading.read_bytes(path, self._limit)
                self._sources[path] = reading.decode(path, data)
            except reading.CannotReadError:
                self._sources[path] = None
        return self._sources[path]

    def _mentioning(self, names: set[str], modules: set[str]) -> Iterator[str]:
        yield from self._having(names, self._candidates())
        for around in self._found.around:
            tracked = git.tracked_with_words(around.directory, names, modules)
            if tracked is None:
                tracked = around.tracked
            yield from _below(around.directory, tracked)
            yield from self._having(names, _below(around.directory, around.others))

    def _having(self, names: set[str], paths: Iterable[str]) -> Iterator[str]:
        words = b"|".join(re.escape(name.encode()) for name in names)
        pattern = re.compile(rb"(?<!\w)(?:" + words + rb")(?!\w)")
        for path in paths:
            try:
                data = reading.read_bytes(path, self._limit)
            except reading.CannotReadError:
                continue
            if pattern.search(data):
                yield path


def _python(around: Around) -> list[str]:
    return _below(around.directory, [*around.tracked, *around.others])


def _matching(around: Around) -> list[str]:
    return _below(around.directory, around.matching)


def _below(directory: str, paths: Iterable[str]) -> list[str]:
    """Return those of the paths that the Python front end reads, as they are shown."""
    start = _shown(directory)
    prefix = "" if start == "." else f"{start}/"
    python = (path.replace(os.sep, "/") for path in paths if path.endswith((".py", ".pyw")))
    return [prefix + path for path in python]


def _shown(path: str) -> str:
    return os.path.relpath(path).replace(os.sep, "/")
