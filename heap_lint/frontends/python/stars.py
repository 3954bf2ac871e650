"""What `from module import *` gives to a module: looked up where it is asked for.

A module may have thousands of names, and hand them all on to others that do so again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.values import Value

if TYPE_CHECKING:
    from heap_lint.frontends.python.frame import File


class Star(NamedTuple):
    """One such import: `named` makes the value of a name; `sure`: nothing decides whether it is run."""

    file: File
    named: Callable[[str], Value]
    sure: bool


class Stars:
    """The imports of all names that have been run in one file, in order."""

    def __init__(self) -> None:
        self._number = 0
        self._order: dict[int, int] = {}
        """When each statement was run last."""
        self._having: defaultdict[str, dict[int, Star]] = defaultdict(dict)
        """By name: the imports from files that have few names."""
        self._asked: dict[int, Star] = {}
        """The others: each is asked for each name."""
        self._known: dict[str, Value] = {}
        self._gives: dict[str, bool] = {}

    @property
    def files(self) -> list[File]:
        """The files of which all names are taken."""
        every = chain(self._asked.values(), *(each.values() for each in self._having.values()))
        return list({id(star.file): star.file for star in every}.values())

    def add(self, statement: int, star: Star) -> None:
        """Note that a statement has been run, once or again: what it gives hides what others gave."""
        self._number += 1
        self._order[statement] = self._number
        names = star.file.few_names()
        for having in [self._asked] if names is None else [self._having[name] for name in names]:
            having[statement] = star
        self._known.clear()
        self._gives.clear()

    def get(self, name: str) -> Value | None:
        """Return what a name stands for that nothing else in the file has bound."""
        if not self._order or not self.give(name):
            return None
        if name not in self._known:
            value = self._looked_up(name)
            if value is None:
                return None
            self._known[name] = value
        return self._known[name]

    def _looked_up(self, name: str) -> Value | None:
        found: list[Value] = []
        for star in reversed(self.that_may_give(name)):
            if star.file.gives(name):
                found.append(star.named(name))
                if star.sure:
                    break
        return one_of(found[::-1], found[0].span) if found else None

    def give(self, name: str) -> bool:
        """Whether one of the files gives a name, which it may have from others in turn."""
        if name not in self._gives:
            found, is_known = _one_gives(self.files_that_may_give(name), name)
            if not is_known:
                return found
            self._gives[name] = found
        return self._gives[name]

    def that_may_give(self, name: str) -> list[Star]:
        """Return the imports that may give a name, in order."""
        found = {**self._having.get(name, {}), **self._asked}
        return [found[each] for each in sorted(found, key=self._order.__getitem__)]

    def files_that_may_give(self, name: str) -> list[File]:
        """Return the files that may give a name."""
        return [star.file for star in self.that_may_give(name)]

    def known_to_give(self, name: str) -> bool | None:
        """Return whether one of the files gives a name, None where it has not been asked for."""
        return self._gives.get(name)


def _one_gives(files: list[File], name: str) -> tuple[bool, bool]:
    """Return whether one of some files gives a name, and whether that will stay so."""
    waiting, seen, is_known = files, set[int](), True
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        is_known = is_known and each.finished
        own = each.gives_itself(name)
        known = each.stars.known_to_give(name) if own is None else own
        if known:
            return True, is_known
        if known is None:
            waiting += each.stars.files_that_may_give(name)
    return False, is_known
