"""A file's text, and spans of it.

Every position inside the linter is a character offset into the decoded text: 0-based, half-open, a
byte-order mark not counted. Lines and columns are born in `heap_lint.lines`, for people, at the end.
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of one file's text: characters `start` (included) to `end` (excluded), 0-based."""

    path: str
    start: int
    end: int


class Source(NamedTuple):
    """A decoded file.

    `path` is how the user knows the file: relative to the working directory, with `/`. `text` keeps
    its line ends as they are in the file and has no byte-order mark.
    """

    path: str
    text: str

    def span(self, start: int, end: int) -> Span:
        """Return the span of characters `start` to `end` of this file."""
        return Span(self.path, start, end)

    def slice(self, span: Span) -> str:
        """Return the text that `span`, which must be one of this file's, covers."""
        return self.text[span.start : span.end]
