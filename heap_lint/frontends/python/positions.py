"""From `ast` positions (lines, UTF-8 bytes) to character offsets: the door into the linter's spans."""

from __future__ import annotations

import ast
from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import Protocol

from heap_lint import regex
from heap_lint.source import Source, Span

_LINE_END = regex.lazy(r"\r\n|\r|\n")
_LONG = 500
"""Bytes behind which a place in a line is looked up: what stands before would be read for each."""


class Located(Protocol):
    """An `ast` node that has a place."""

    lineno: int
    col_offset: int
    end_lineno: int | None
    end_col_offset: int | None


class Positions:
    """The places of one Python file's nodes."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._path = source.path
        self._ascii = source.text.isascii()
        self._long_lines: dict[int, array[int]] = {}
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(source.text))]

    def span(self, node: Located) -> Span:
        """Return the span of a node."""
        if self._ascii and node.end_lineno is not None and node.end_col_offset is not None:
            starts = self._starts
            start = starts[node.lineno - 1] + node.col_offset
            return Span(self._path, start, starts[node.end_lineno - 1] + node.end_col_offset)
        start = self.offset(node.lineno, node.col_offset)
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self._source.span(start, end)

    def name_span(self, call: ast.Call) -> Span:
        """Return the span of the called name as written: `client.track` of `client.track("u")`."""
        return self.span(call.func)

    def offset(self, line: int, column: int) -> int:
        """Return the character offset of a 1-based line and a 0-based column in UTF-8 bytes."""
        if line > len(self._starts):
            return len(self._source.text)
        start = self._starts[line - 1]
        if self._ascii:
            return start + column
        if column > _LONG:
            return start + bisect_right(self._bytes_of_line(line), column) - 1
        # Characters never outnumber bytes, so this slice holds all the bytes that are counted.
        prefix = self._source.text[start : start + column].encode("utf-8", "surrogatepass")[:column]
        return start + len(prefix.decode("utf-8", "ignore"))

    def _bytes_of_line(self, line: int) -> array[int]:
        """Return the byte at which each character of a long line begins, and behind the last."""
        if line not in self._long_lines:
            end = self._starts[line] if line < len(self._starts) else len(self._source.text)
            text = self._source.text[self._starts[line - 1] : end]
            widths = (len(each.encode("utf-8", "surrogatepass")) for each in text)
            self._long_lines[line] = array("Q", accumulate(widths, initial=0))
        return self._long_lines[line]
