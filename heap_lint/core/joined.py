"""Lines that are joined: by a string, a tag or a backslash, within which no comment can stand.

A comment about one of them is about all of them, as flake8 has it of `# noqa`. One that stands
within such a place all the same, in a script that a string holds, is about its own line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct, field

from heap_lint.lines import LineIndex


class Place(NamedTuple):
    """Characters `start` to `end` of a text."""

    start: int
    end: int


def outermost(places: Iterable[Place]) -> Iterator[Place]:
    """Yield places in their order, without those that begin in another one."""
    behind = 0
    for each in sorted(places, key=lambda place: (place.start, -place.end)):
        if each.start >= behind:
            yield each
            behind = each.end


class Commented(Struct):
    """Where a file has comments, tags that hold nothing but comments, and what joins lines."""

    comments: list[Place] = field(default_factory=list)
    tags: list[Place] = field(default_factory=list)
    joints: list[Place] = field(default_factory=list)

    def add(self, other: Commented) -> None:
        """Add what another language says in a part of the file."""
        self.comments.extend(other.comments)
        self.tags.extend(other.tags)
        self.joints.extend(other.joints)


class Joined:
    """The lines of a text that are joined."""

    def __init__(self, joints: Iterable[Place], index: LineIndex) -> None:
        self._index = index
        several = {each for each in joints if self._line(each.start) < self._line(each.end)}
        # Of two that begin, or end, in one place the outer one is met first.
        self._by_start = sorted(several, key=lambda each: (each.start, -each.end))
        self._by_end = sorted(several, key=lambda each: (each.end, -each.start))
        self._starts = [each.start for each in self._by_start]
        self._ends = [each.end for each in self._by_end]
        self._last: dict[Place, int] = {}
        for each in reversed(self._by_start):
            self._last[each] = self.last(self._line(each.end), each.end)
        self._first: dict[Place, int] = {}
        for each in self._by_end:
            self._first[each] = self.first(self._line(each.start), each.start)

    def last(self, line: int, behind: int) -> int:
        """Return the last line that is joined to what stands on a line from a place on."""
        at = bisect_left(self._starts, behind)
        if at == len(self._starts) or self._line(self._starts[at]) != line:
            return line
        return self._last[self._by_start[at]]

    def first(self, line: int, before: int) -> int:
        """Return the first line that is joined to what stands on a line up to a place."""
        at = bisect_right(self._ends, before) - 1
        if at < 0 or self._line(self._ends[at]) != line:
            return line
        return self._first[self._by_end[at]]

    def _line(self, offset: int) -> int:
        return self._index.position(offset).line
