"""What stands between two marks, such as comments and tags of templates, found in one pass.

An expression such as `<!--.*?-->` looks through the whole rest of a file for each mark that begins
something and never ends it. Here a closing mark that is missing once is not looked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from heap_lint import regex


class Enclosed(NamedTuple):
    """Characters `start` to `end` of a text, with its marks; `opener` is the first of them."""

    start: int
    end: int
    opener: str


class Missing:
    """Which texts do not come any more in a text that is read from its start to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def find(self, sought: str, at: int) -> int:
        """Return where `sought` comes next from `at` on, -1 where it does not; `at` never goes back."""
        if sought in self._missing:
            return -1
        found = self._text.find(sought, at)
        if found < 0:
            self._missing.add(sought)
        return found


class Marks:
    """Openers with their closers. Of two that begin in the same place the longer one counts."""

    def __init__(self, closers: Mapping[str, str]) -> None:
        self._closers = closers
        longest_first = sorted(closers, key=len, reverse=True)
        self._opener = regex.lazy("|".join(map(re.escape, longest_first)))

    def within(self, text: str) -> Iterator[Enclosed]:
        """Yield what is enclosed, each to its first closer; an opener without one is plain text."""
        missing, at = Missing(text), 0
        while (begin := self._opener.search(text, at)) is not None:
            end = missing.find(self._closers[begin[0]], begin.end())
            if end < 0:
                at = begin.start() + 1
            else:
                at = end + len(self._closers[begin[0]])
                yield Enclosed(begin.start(), at, begin[0])

    def replaced(self, text: str, new: str) -> str:
        """Return the text with `new` in place of everything that is enclosed."""
        kept: list[str] = []
        at = 0
        for each in self.within(text):
            kept += text[at : each.start], new
            at = each.end
        return "".join(kept) + text[at:]
