"""Syntax that a newer Python has than the one which runs us: no fault of the file."""

from __future__ import annotations

import sys

from heap_lint import regex
from heap_lint.core.lexing import Language, Text, lexed
from heap_lint.lines import line_around

_LONGEST_LINE = 2_000
"""Characters of a line that are looked at."""
_MOST_LINES = 10
"""Lines over which a hole of an f-string may go."""
_END = "?>"
"""What ends a piece of code for the lexer, and no code of Python."""
_HOLES = {quote: Text(quote, "{") for quote in ("'", '"')}
_TRIPLE = {quote * 3: Text(quote * 3, "{", lines=True) for quote in ("'", '"')}
_NESTED = Language(r"\#", texts={**_TRIPLE, **_HOLES})
"""Strings as Python 3.12 reads them: a hole holds whatever code there is, with quotes of its own."""

_STARRED = regex.lazy(
    r"[ \t]{0,80}(?:except ?\*|(?:async )?def [^\n]{0,400}\*\w{1,80}: ?\*|[^\n]{0,400}\[ ?\*\w)"
)
_GENERIC = regex.lazy(
    r"[ \t]{0,80}(?:(?:async )?(?:def|class) \w{1,200} ?\[|type \w{1,200} ?[\[=])"
)
_DEFAULT = regex.lazy(r"[ \t]{0,80}(?:(?:async )?def|class|type) \w{1,200} ?\[[^\]\n]{0,400}=")
_EXCEPT = regex.lazy(r"[ \t]{0,80}except [\w.]{1,200}, ?(?:\w{1,80}\.){0,9}[A-Z]")
"""In Python 2 the second name was a variable, in small letters."""
_TEMPLATE = regex.lazy(r"[^\n]{0,400}(?<!\w)(?:[tT][rR]?|[rR][tT])[\"']")
_PREFIX = regex.lazy(r"(?:[fF][rR]?|[rR][fF])[\"']")


def needed_for(text: str, error: SyntaxError, start: int) -> tuple[int, int] | None:
    """Return since which Python a text may be right at which this one fails; None: it is not.

    `start` is the character, from 0, to which the error points.
    """
    begin, end = line_around(text, start)
    line = text[begin : min(end, begin + _LONGEST_LINE)]
    is_template = _TEMPLATE.fullmatch(line[: start - begin + 1]) is not None
    versions = {
        (3, 11): _STARRED.match(line) is not None,
        (3, 12): _GENERIC.match(line) is not None or _is_nested(text, error, begin, start),
        (3, 13): _DEFAULT.match(line) is not None,
        (3, 14): _EXCEPT.match(line) is not None or is_template,
    }
    own = sys.version_info[:2]
    return next((each for each, fits in versions.items() if fits and each > own), None)


def _is_nested(text: str, error: SyntaxError, begin: int, start: int) -> bool:
    """Whether it fails at an f-string whose holes end if they may hold any code."""
    is_open = error.msg.startswith("unterminated") and _PREFIX.match(text, start) is not None
    if not (error.msg.startswith("f-string") or is_open):
        return False
    end = begin
    for _ in range(_MOST_LINES):
        line_end = text.find("\n", end)
        end = line_end + 1 if line_end >= 0 else len(text)
        piece = text[begin : min(end, begin + _LONGEST_LINE * _MOST_LINES)]
        found = lexed(piece + _END, _NESTED, closer=_END)
        if not found.is_broken and found.end == len(piece):
            return True
        if end == len(text):
            break
    return False
