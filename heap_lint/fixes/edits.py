"""Edits of a text, and a fix that consists of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from itertools import accumulate

from msgspec import Struct

from heap_lint.core.changes import Safety
from heap_lint.source import Span


class Edit(Struct, frozen=True):
    """The characters at `span` of the decoded text become `text`; an empty span inserts it."""

    span: Span
    text: str


class Fix(Struct, frozen=True):
    """How a finding is mended: all of the edits or none."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...]

    @property
    def paths(self) -> set[str]:
        """The files that it changes."""
        return {edit.span.path for edit in self.edits}


class CannotFixError(Exception):
    """A finding that has a fix in general cannot be mended where it stands; the message says why."""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits of it, which must not overlap."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        parts += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join([*parts, text[at:]])


class Shift:
    """Where the places of one text are after edits of it."""

    def __init__(self, edits: list[Edit]) -> None:
        ends = sorted((e.span.end, len(e.text) - (e.span.end - e.span.start)) for e in edits)
        self._ends = [end for end, _ in ends]
        self._added = {e.span.end: len(e.text) for e in edits if e.span.start == e.span.end}
        self._by = [*accumulate((by for _, by in ends), initial=0)]

    def moved(self, offset: int) -> int:
        """Return where a character is then that no edit takes the place of."""
        return offset + self._by[bisect_right(self._ends, offset)]

    def places(self, offset: int) -> set[int]:
        """Return where a character may be then, or what was added in front of it."""
        moved = self.moved(offset)
        return {moved, moved - self._added.get(offset, 0)}


class Occupied:
    """Which places of texts are changed already, so that no second fix touches them."""

    def __init__(self) -> None:
        self._taken: dict[str, list[tuple[int, int]]] = {}
        """By path, in order: none touches another but of one fix."""

    def take(self, fix: Fix) -> bool:
        """Take the places of a fix, if all of them are free; whether they were."""
        if not all(self._is_free(edit.span) for edit in fix.edits):
            return False
        for edit in fix.edits:
            insort(self._taken.setdefault(edit.span.path, []), (edit.span.start, edit.span.end))
        return True

    def _is_free(self, span: Span) -> bool:
        """Whether nothing is changed there, nor right before or behind it."""
        taken = self._taken.get(span.path, [])
        at = bisect_left(taken, (span.start, span.end))
        before, behind = taken[max(at - 1, 0) : at], taken[at : at + 1]
        return all(end < span.start for _, end in before) and all(
            start > span.end for start, _ in behind
        )
