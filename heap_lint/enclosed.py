"""What stands between two marks, such as comments and tags of templates, found in one pass.

An expression such as `<!--.*?-->` looks through the whole rest of a file for each mark that begins
something and never ends it. Here a closing mark that is missing once is not looked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from heap_lint import regex


class Enclosed(NamedTuple):
    """Characters `start` to `end` of a text, with its marks: `opener` and `closer`."""

    start: int
    end: int
    opener: str
    closer: str

    @property
    def inner(self) -> tuple[int, int]:
        """What stands between the marks."""
        return self.start + len(self.opener), self.end - len(self.closer)


class Coming:
    """Where others come next in a text that is read from its start to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}
        """Where each comes next; behind the text: it does not come any more."""

    def find(self, sought: str, at: int) -> int:
        """Return where `sought` comes next from `at` on, -1 where it does not; `at` never goes back."""
        known = self._next.get(sought, -1)
        if known < at:
            found = self._text.find(sought, at)
            known = self._next[sought] = found if found >= 0 else len(self._text) + 1
        return known if known <= len(self._text) else -1

    def first(self, sought: Iterable[str], at: int) -> tuple[int, str]:
        """Return where one of some texts comes next, and which; -1 where none of them does."""
        found = [(self.find(each, at), each) for each in sought]
        return min((each for each in found if each[0] >= 0), default=(-1, ""))


class Marks:
    """Openers with their closers, of which the first one counts.

    Of two openers that begin in the same place the longer one counts.
    """

    def __init__(self, closers: Mapping[str, str | tuple[str, ...]]) -> None:
        self._closers = {
            opener: (ends,) if isinstance(ends, str) else ends for opener, ends in closers.items()
        }
        longest_first = sorted(closers, key=len, reverse=True)
        self._opener = regex.lazy("|".join(map(re.escape, longest_first)))

    def within(self, text: str) -> Iterator[Enclosed]:
        """Yield what is enclosed, each to its first closer; an opener without one is plain text."""
        coming, at = Coming(text), 0
        while (begin := self._opener.search(text, at)) is not None:
            end, closer = coming.first(self._closers[begin[0]], begin.end())
            if end < 0:
                at = begin.start() + 1
            else:
                at = end + len(closer)
                yield Enclosed(begin.start(), at, begin[0], closer)

    def replaced(self, text: str, new: str) -> str:
        """Return the text with `new` in place of everything that is enclosed."""
        kept: list[str] = []
        at = 0
        for each in self.within(text):
            kept += text[at : each.start], new
            at = each.end
        return "".join(kept) + text[at:]
