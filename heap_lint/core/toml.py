"""The one door to the TOML parser: no text passes that costs it far more than it is long.

It keeps each beginning of a dotted key: one of ten thousand parts takes half a gigabyte. The text is
not yet known to be valid, so keys are told by its tokens alone: up to its first fault these are the
parser's own.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from heap_lint import regex

MOST_PARTS = 100
"""Parts of a dotted key, or of a table's name: far more than any file has."""
_TOKEN = regex.lazy(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"{3,5})?|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"?'
    r"|'''[^']*(?:'(?!'')[^']*)*(?:'{3,5})?|'[^'\n]*'?"
    r"|#[^\n]*|[^\"'#.=,{}\[\]\n]+|(?P<mark>[.=,{}\[\]\n])",
    re.DOTALL,
)
"""A string, even one without its end, a comment, what else stands between marks, or a mark."""


class TooInvolvedError(ValueError):
    """A text that is not given to the parser, or that it gave up; it may be valid."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def loads(text: str) -> dict[str, Any]:
    """Return what a text holds; raise `ValueError` as the parser does, or `TooInvolvedError`."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    offset = _endless_key(text)
    if offset is not None:
        raise TooInvolvedError(f"has a key of more than {MOST_PARTS} parts", offset)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TooInvolvedError("is nested too deeply", 0) from None


def _endless_key(text: str) -> int | None:
    """Return the offset of the dot that is one too many in a key."""
    if all(line.count(".") < MOST_PARTS for line in text.split("\n")):
        return None
    dots = 0
    for match in _TOKEN.finditer(text):
        mark = match["mark"]
        if mark == ".":
            dots += 1
            if dots == MOST_PARTS:
                return match.start()
        elif mark == "=":
            dots = -len(text)  # what follows is a value
        elif mark is not None:
            dots = 0
    return None
