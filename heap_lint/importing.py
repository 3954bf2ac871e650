"""Which files import some modules, told from the lines that say `import`, as git finds them.

Python files lead to Heap by what they import. Asking git for every new name would search the tree
again and again; these lines are searched for once, while the first files are being run.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from threading import Thread

from heap_lint import git, regex
from heap_lint.files.names import as_bytes

_IN_WORD = re.compile(rb"[\w\x80-\xff]")
_GOES_ON = (regex.lazy(rb"import[ \t]*\((?:(?!import[ \t]*\()[^)\n])*\n"), regex.lazy(rb"\\\r?\n"))
"""Where the names of an import, or some of them, stand on the next lines; one after the other these
are found four times as fast."""
_FROM = regex.lazy(rb"from[ \t]+(?![ \t])(\.*)((?:[\w\x80-\xff][\w.\x80-\xff]*)?)[ \t]*import\b")


class ImportLines:
    """The lines of a tree's files that import something, read while the caller goes on."""

    def __init__(self, directory: str) -> None:
        self._lines: bytes | None = None
        self._known: dict[tuple[str, bool], set[bytes]] = {}
        self._reader = Thread(target=self._read, args=(directory,), daemon=True)
        self._reader.start()

    def of(self, modules: Iterable[str]) -> list[str] | None:
        """Return all files that may import one of the modules, and some that do not.

        A file that imports a package may go on to a module in it. None where git fails.
        """
        self._reader.join()
        if self._lines is None:
            return None
        paths = set(self._going_on[""])
        for module in modules:
            *above, own = module.split(".")
            paths |= self._with_word(own, imported=False)
            for package in above:
                paths |= self._with_word(package, imported=True) | self._going_on[package]
        return [os.fsdecode(path) for path in paths]

    def _read(self, directory: str) -> None:
        self._lines = git.import_lines(directory)

    def _with_word(self, word: str, *, imported: bool) -> set[bytes]:
        """Return the files in which a line has the word; only behind `import` if it is `imported`.

        A folder `.github` has a part without a name before it: nothing can be imported by that.
        """
        if not word:
            return set()
        asked = (word, imported)
        if asked not in self._known:
            self._known[asked] = set(self._found(as_bytes(word), imported))
        return self._known[asked]

    def _found(self, word: bytes, imported: bool) -> Iterator[bytes]:
        lines = self._lines or b""
        at = lines.find(word)
        while at >= 0:
            end = at + len(word)
            if not _IN_WORD.match(lines, at - 1) and not _IN_WORD.match(lines, end):
                start = lines.rfind(b"\n", 0, at)
                in_path = lines.endswith(b"\n", 0, start)
                if not in_path and (not imported or lines.find(b"import", start, at) >= 0):
                    yield self._path_above(start)
            at = lines.find(word, end)

    @cached_property
    def _going_on(self) -> defaultdict[str, set[bytes]]:
        """The files that have an import which goes on behind its line, by what it imports from.

        That is the last part of the module's name, or nothing where it is not known.
        """
        found: defaultdict[str, set[bytes]] = defaultdict(set)
        lines = self._lines or b""
        for match in chain.from_iterable(each.finditer(lines) for each in _GOES_ON):
            start = lines.rfind(b"\n", 0, match.start())
            text = lines[start : match.end()]
            if b"import" in text:
                path = self._path_above(start)
                found[_imported_from(path, text)].add(path)
        return found

    def _path_above(self, at: int) -> bytes:
        """Return the path of the file that the line beginning at `at` is of."""
        lines = self._lines or b""
        start = lines.rfind(b"\n\n", 0, at + 1) + 2
        return lines[start : lines.find(b"\n", start)]


def _imported_from(path: bytes, text: bytes) -> str:
    from heap_lint.frontends.python.imports import imported_module

    match = _FROM.search(text)
    if match is None:
        return ""
    module = imported_module(os.fsdecode(path), len(match[1]), match[2].decode("utf-8", "replace"))
    return module.rpartition(".")[2]
