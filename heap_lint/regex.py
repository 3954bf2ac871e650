"""Regular expressions that are compiled when they are first used: a run needs few of them all.

What they read was written by strangers, so each is linear, or it reads short texts only (`longest`).
Python 3.10 has no atomic groups and no possessive repeats, and a lookahead with a reference back to
it, which does the same, hides what an expression says. So parts that repeat beside each other share
no character; what could begin anywhere in a run begins at its first character, or repeats a bounded
number of times; and what may lack its end is found by a scanner (`enclosed`). A test feeds every
expression of the package its worst.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, AnyStr, cast

NAME = 1_000
"""Characters of an access path, a name, a host or an id: longer ones are matched by nothing."""
PATH = 2_000
"""Characters of the path of a file."""


def lazy(pattern: AnyStr, flags: int = 0, longest: int | None = None) -> re.Pattern[AnyStr]:
    """Return what `re.compile` does, without compiling it yet; no text over `longest` matches."""
    made = _Lazy(pattern, flags) if longest is None else _Short(pattern, flags, longest)
    return cast("re.Pattern[AnyStr]", made)


class _Lazy:
    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the compiled expression, which is kept: methods then cost no more."""
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found


class _Short:
    """An expression that is not linear, for texts that are short wherever it has to match."""

    def __init__(self, pattern: Any, flags: int, longest: int) -> None:
        self.pattern = pattern
        self.longest = longest
        self._found = _Lazy(pattern, flags)

    @property
    def flags(self) -> int:
        return cast("int", self._found.flags)

    def _ask(self, method: Callable[..., Any], text: Any, otherwise: Any, given: Any) -> Any:
        return method(text, *given) if len(text) <= self.longest else otherwise

    def match(self, text: Any, *given: int) -> Any:
        return self._ask(self._found.match, text, None, given)

    def fullmatch(self, text: Any, *given: int) -> Any:
        return self._ask(self._found.fullmatch, text, None, given)

    def search(self, text: Any, *given: int) -> Any:
        return self._ask(self._found.search, text, None, given)

    def finditer(self, text: Any, *given: int) -> Iterator[Any]:
        return cast("Iterator[Any]", self._ask(self._found.finditer, text, iter(()), given))

    def split(self, text: Any, *given: int) -> list[Any]:
        return cast("list[Any]", self._ask(self._found.split, text, [text], given))

    def sub(self, new: Any, text: Any) -> Any:
        return self._found.sub(new, text) if len(text) <= self.longest else text
