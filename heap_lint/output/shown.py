"""A line of source as a terminal may show it: one cell a column, nothing secret, nothing that acts.

Control and invisible characters are written as escapes, since a file could move the cursor or
reverse the text; what must not be seen (`heap_lint.masking` tells) is replaced; a long line is cut
around what matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, islice
from typing import NamedTuple, Protocol
from unicodedata import category, east_asian_width

_TAB = 4
_WIDEST = 120
_BEFORE = 40
_MASK = "…"
LONG = 400
"""Of a line as long as generated code's, as many characters are shown at the most."""


class Shown(NamedTuple):
    """A line and the cells (from 0, half-open) that are to be underlined."""

    text: str
    start: int
    end: int


class Instead(Protocol):
    """Characters `start` to `end` of a line, and what is shown in their place."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def instead(self) -> str:
        """What is shown."""


def part_of(line: int, behind: int, start: int, end: int) -> tuple[int, int]:
    """Return what can be shown of a line, from `line` to `behind`, if `start` to `end` matter."""
    if behind - line <= LONG:
        return line, behind
    return max(line, start - _BEFORE), min(behind, start + LONG)


def shown(
    part: str,
    start: int,
    end: int,
    hidden: Sequence[Instead] = (),
    cut: tuple[bool, bool] = (False, False),
) -> Shown:
    """Return what to show of a part of a line of which the characters `start` to `end` matter.

    `hidden` is what must not be seen of it, in order; `cut`: whether something stands before the part,
    and behind it.
    """
    end = min(end, len(part))
    cells = list(part) if _is_simple(part) else [_cell(char) for char in part]
    for each in hidden:
        begin, stop = max(each.start, 0), min(each.end, len(cells))
        if begin < stop:
            cells[begin:stop] = [plain(each.instead)] + [""] * (stop - begin - 1)
    left, right = _window(cells, start, end)
    before = _MASK if left or cut[0] else ""
    after = _MASK if right < len(cells) or cut[1] else ""
    head = before + "".join(cells[left:start])
    body = "".join(cells[start : min(end, right)])
    tail = "".join(cells[max(start, min(end, right)) : right]) + after
    return Shown(head + body + tail, width(head), width(head) + max(1, width(body)))


def plain(text: str) -> str:
    """Return text of unknown origin with everything escaped that a terminal would act on."""
    return text if _is_simple(text) else "".join(map(_escaped, text))


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if _is_simple(text):
        return len(text)
    simple = text.replace(_MASK, " ")
    return len(simple) if _is_simple(simple) else sum(_width(char) for char in text)


def _is_simple(text: str) -> bool:
    """Whether every character takes one cell and shows itself: nearly all that is ever shown."""
    return text.isascii() and text.isprintable()


def _cell(char: str) -> str:
    return " " * _TAB if char == "\t" else _escaped(char)


def _escaped(char: str) -> str:
    if category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char.encode("unicode_escape").decode()
    return char


def _width(char: str) -> int:
    if category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _window(cells: list[str], start: int, end: int) -> tuple[int, int]:
    """Return which of the cells to show: all, or as many around `start` as fit."""
    text = "".join(cells)
    if width(text) <= _WIDEST:
        return 0, len(cells)
    takes = len if _is_simple(text.replace(_MASK, " ")) else width
    left = max(0, start - _BEFORE)
    taken = enumerate(accumulate(map(takes, islice(cells, left, None))), left + 1)
    return left, next((right for right, room in taken if room >= _WIDEST), len(cells))
