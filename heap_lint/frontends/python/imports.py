"""Names of modules: of a file, and of what a file imports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import dirname
from typing import NamedTuple

from heap_lint import regex
from heap_lint.analysis import limits

_IMPORT = regex.lazy(
    r"import(?<!\wimport)\b[ \t]*(\((?:[\w\s,]*#[^\n]{0,500}\n){0,500}[\w\s,]*\)|(?:\\\r?\n|[^\n;#])*)"
)
_BEFORE = regex.lazy(
    r"[ \t]*(?:from[ \t]+(?![ \t])(?P<dots>\.*)(?P<module>(?:\w[\w.]*)?)(?:[ \t]|\\\r?\n)*)?"
)
_NAME = regex.lazy(r"\w+")
_EVERYTHING = "import *"
_DOTTED = regex.lazy(r"[\w.]+")


def module_name(path: str) -> str:
    """Return the dotted name of a file's module, from where the paths begin."""
    return re.sub(r"(?:/__init__)?\.pyw?$", "", path).replace("/", ".")


def imported_module(path: str, level: int, module: str | None) -> str:
    """Return the dotted name that `from ..module import` means in the file at `path`."""
    if not level:
        return module or ""
    folder = dirname(path)
    for _ in range(level - 1):
        folder = dirname(folder)
    return ".".join(part for part in (folder.replace("/", "."), module) if part)


class Imports(NamedTuple):
    """What a file imports: `modules` are those of which it imports names, `paths` what it then has."""

    modules: frozenset[str]
    paths: frozenset[str]


def imports_in(path: str, text: str) -> Imports:
    """Return the imports of the file at `path`, by its text."""
    modules: set[str] = set()
    paths: set[str] = set()
    last = 0
    for match in _IMPORT.finditer(text):
        start = _statement_start(text, last, match.start())
        last = match.end()
        before = _BEFORE.fullmatch(text, start, match.start()) if start is not None else None
        if before is not None and before["dots"] is None:
            paths.update(_with_packages(match[1]))
        elif before is not None:
            module = imported_module(path, len(before["dots"]), before["module"])
            if len(module) > limits.LONGEST_MODULE:
                continue
            modules.add(module)
            paths.update(f"{module}.{name}" for name in _NAME.findall(match[1]))
    return Imports(frozenset(modules), frozenset(paths))


def _statement_start(text: str, last: int, at: int) -> int | None:
    """Return where the statement begins that `at` is in, not before `last`, where another one ends.

    That is behind a `;` or `:`, or with the logical line; None where the other one is in its way.
    """
    start = text.rfind("\n", last, at)
    while start > last and text.endswith(("\\", "\\\r"), 0, start):
        start = text.rfind("\n", last, start)
    begins = max(start, text.rfind(";", last, at), text.rfind(":", last, at))
    if begins < 0 and last:
        return last if text.endswith("\n", 0, last) else None
    return begins + 1


def _with_packages(modules: str) -> Iterator[str]:
    for module in _DOTTED.findall(modules):
        if len(module) > limits.LONGEST_MODULE:
            continue
        parts = module.split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


class Importable:
    """Some modules of a project, and how imports may name them, the first parts missing or not."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._ending: defaultdict[str, set[str]] = defaultdict(set)
        self._within: defaultdict[str, set[str]] = defaultdict(set)
        for module in modules:
            parts = _parts(module)
            for start in range(len(parts)):
                self._ending[".".join(parts[start:])].add(module)
                for end in range(start + 1, len(parts) + 1):
                    self._within[".".join(parts[start:end])].add(module)

    def imported_by(self, imports: Imports) -> set[str]:
        """Return those of the modules that a file imports, or may get from what it imports.

        `import shop` is enough for `shop.analytics.track()`.
        """
        named = imports.modules & self._ending.keys()
        above = imports.paths & self._within.keys()
        sets = (*(self._ending[each] for each in named), *(self._within[each] for each in above))
        return set().union(*sets)

    def may_give(self, imports: Imports, module: str, name: str, text: str) -> bool:
        """Whether a file of that text may have got a name of a module by one of its imports.

        It names it where it imports it, takes all that the module has, or asks the module for it.
        """
        parts = _parts(module)
        endings = {".".join(parts[start:]) for start in range(len(parts))} & imports.modules
        if any(f"{ending}.{name}" in imports.paths for ending in endings):
            return True
        if endings and _EVERYTHING in text:
            return True
        asked = f".{name}" in text and parts[-1] in text
        return asked and any(module in self._within.get(path, ()) for path in imports.paths)


def _parts(module: str) -> list[str]:
    """Return the parts of a module's name that imports may be looked up by, the last ones."""
    return module.split(".")[-limits.MOST_PARTS_OF_A_MODULE :]
