"""Lines and columns for people: where a character offset stands in its file's text."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import NamedTuple

from heap_lint import regex

_BREAK = regex.lazy(r"\r\n|\r|\n")
_REST = regex.lazy(r"[^\r\n]*")


def line_around(text: str, offset: int) -> tuple[int, int]:
    """Return where the line begins and ends in which a character is; what ends it is no part of it.

    For one line, where an index of all would cost more.
    """
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    rest = _REST.match(text, offset)
    return start, rest.end() if rest is not None else offset


def line_above(text: str, start: int) -> tuple[int, int]:
    """Return where the line begins and ends above that which begins at `start`; there must be one."""
    return line_around(text, start - (2 if text.startswith("\r\n", start - 2) else 1))


class Position(NamedTuple):
    """A place as people count it: line and column start at 1, columns are characters."""

    line: int
    column: int


class LineIndex:
    r"""The lines of a text. Only `\n`, `\r\n` and `\r` end one, as in editors and in flake8."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = array("I", [0])  # four bytes for each of what may be millions of lines
        self._starts.extend(found.end() for found in _BREAK.finditer(text))

    def __len__(self) -> int:
        """Return the number of lines; after a final line end stands one more, an empty one."""
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Return the place of the character at `offset`, which may be the end of the text."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """Return the character offset of a place: the inverse of `position`."""
        return self._starts[position.line - 1] + position.column - 1

    def start(self, line: int) -> int:
        """Return the offset of a line's first character."""
        return self._starts[line - 1]

    def end(self, line: int) -> int:
        """Return the offset behind a line's last character, without what ends the line."""
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        while end > self._starts[line - 1] and self._text[end - 1] in "\r\n":
            end -= 1
        return end

    def part(self, start: int, end: int) -> str:
        """Return characters `start` to `end` of the text: of a long line no more than is needed."""
        return self._text[start:end]

    def line(self, number: int) -> str:
        """Return a line's text without its end."""
        return self._text[self.start(number) : self.end(number)]
