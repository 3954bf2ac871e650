"""A line of source as a terminal may show it: one cell a column, nothing secret, nothing that acts.

Control and invisible characters are written as escapes, since a file could move the cursor or
reverse the text; what follows a key that sounds secret, or looks like a card number, is masked; a
long line is cut around what matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, east_asian_width

from heap_lint import regex
from heap_lint.sensitive import shapes_in

_TAB = 4
_WIDEST = 120
_BEFORE = 40
_LONG = 2_000
_STRETCH = 10_000
_SECRET_NAME = regex.lazy(
    r"(?:api[_-]?key|secret|passw(?:or)?d|token|credential|private[_-]?key"
    r"|\bssn|social[_-]?security|\biban|card[_-]?n(?:umber|o)|birth|\bdob)",
    re.IGNORECASE,
)
_SECRET = regex.lazy(
    _SECRET_NAME.pattern
    + r"""[\w-]{0,40}["']?\s*[:=]>?\s*
        (?:(?P<quote>["'`])(?P<quoted>(?:(?!(?P=quote)).)+)|(?P<bare>[^\s"'`,;(){}\[\]]+))""",
    re.IGNORECASE | re.VERBOSE,
)
_CREDENTIALS = re.compile(
    r"""\bauth\s*=\s*\([^,()]{1,200},\s*["'](?P<password>[^"']+)|\bBasic\s+(?P<encoded>[\w+/=-]{8,})""",
    re.IGNORECASE,
)
MASK = "****"
"""What is shown in place of a secret."""


class Shown(NamedTuple):
    """A line and the cells (from 0, half-open) that are to be underlined."""

    text: str
    start: int
    end: int


def shown(line: str, start: int, end: int, *, secret: bool = False) -> Shown:
    """Return what to show of a line of which the characters `start` to `end` matter.

    `secret`: they must not be seen.
    """
    hidden = [*_secrets_near(line, start), *([(start, end)] if secret and end > start else [])]
    first, last = 0, len(line)
    if len(line) > _LONG:  # generated code: only what is near can be shown
        first, last = max(0, start - _BEFORE), min(len(line), start + _LONG)
    part, start, end = line[first:last], start - first, min(end, last) - first
    cells = list(part) if _is_simple(part) else [_cell(char) for char in part]
    for begin, stop in hidden:
        begin, stop = max(begin - first, 0), min(stop - first, len(cells))
        if begin < stop:
            cells[begin:stop] = [MASK] + [""] * (stop - begin - 1)
    left, right = _window(cells, start, end)
    before = "…" if left or first else ""
    after = "…" if right < len(cells) or last < len(line) else ""
    head = before + "".join(cells[left:start])
    body = "".join(cells[start : min(end, right)])
    tail = "".join(cells[max(start, min(end, right)) : right]) + after
    return Shown(head + body + tail, width(head), width(head) + max(1, width(body)))


def _secrets_near(line: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield where secrets stand in a line, near `at` where it is as long as generated code's are."""
    first = max(0, at // _STRETCH - 1) * _STRETCH
    for start, end in _secrets(line[first : first + 3 * _STRETCH]):
        yield first + start, first + end


@lru_cache(maxsize=100)
def _secrets(line: str) -> tuple[tuple[int, int], ...]:
    """Return where secrets stand in a line, or a stretch of one that is shown again and again."""
    named = (
        match.span("quoted" if match["quoted"] else "bare") for match in _SECRET.finditer(line)
    )
    given = (
        match.span("password" if match["password"] else "encoded")
        for match in _CREDENTIALS.finditer(line)
    )
    return (*named, *given, *((first, last) for first, last, _ in shapes_in(line)))


def masked(text: str) -> str:
    """Return a text with what is sensitive by its shape masked."""
    for first, last, _ in shapes_in(text):
        text = text[:first] + "*" * (last - first) + text[last:]
    return text


def sounds_secret(name: str) -> bool:
    """Whether what has this name should not be shown."""
    return _SECRET_NAME.search(name) is not None


def plain(text: str) -> str:
    """Return text of unknown origin with everything escaped that a terminal would act on."""
    return text if _is_simple(text) else "".join(map(_escaped, text))


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return len(text) if _is_simple(text) else sum(_width(char) for char in text)


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
    if width("".join(cells)) <= _WIDEST:
        return 0, len(cells)
    left = max(0, start - _BEFORE)
    right, room = left, _WIDEST
    while right < len(cells) and room > 0:
        room -= width(cells[right])
        right += 1
    return left, right
