"""What stands around a place, and tells that a change there would say more than it is meant to."""

from __future__ import annotations

import re

from heap_lint.fixes.edits import CannotFixError
from heap_lint.fixes.languages import Language
from heap_lint.lines import line_above, line_around
from heap_lint.source import Span

_WITH_OPERATORS = (Language.SCRIPT, Language.PYTHON, Language.HCL, Language.RUBY)
_OPERATORS = frozenset("&|?+-*/%<>=!.^([")
_WORDS = frozenset(
    ("if", "else", "or", "and", "in", "is", "not", "for", "instanceof", "typeof", "void", "await")
)
"""Words beside which an operand stands."""
_REACH = 200
"""Characters around a place that are looked at."""
_NEXT = re.compile(r"(?P<blank>\s{0,200})(?P<sign>//|/\*|[^\w\s]|[A-Za-z]{1,20}|)")
_LAST = re.compile(r"[A-Za-z]{1,20}\Z")
_KEY_BEFORE = re.compile(
    r"""(?:\A|[{,(\n;/])[ \t]{0,100}["'`\[]?[\w$.-]{1,150}["'`\]]?\s{0,20}\Z"""
)
_ANCHOR = re.compile(r"(?:^|[\s,\[{:-])&[^\s,\[\]{}]", re.MULTILINE)
_READ = re.compile(r"""(?:\.|\[["'`]|\bget\(["'`])([A-Za-z_$][\w$-]{0,200})""")
_MOST_LINES = 500
"""Lines above a place in YAML that are looked at for what it belongs to."""


def require_whole(text: str, span: Span, language: Language) -> None:
    """Raise `CannotFixError` where a value is an operand: the rest would have a say in what it means."""
    if language in _WITH_OPERATORS and (
        _goes_on(text, span.end) or _has_begun(text, span.start, language)
    ):
        raise CannotFixError("it is a part of an expression")


def _goes_on(text: str, at: int) -> bool:
    match = _NEXT.match(text, at)
    sign = match["sign"] if match is not None else ""
    if sign in ("//", "/*"):
        return False
    if sign[:1].isalpha():
        return sign in _WORDS and match is not None and "\n" not in match["blank"]
    return sign in _OPERATORS


def _has_begun(text: str, at: int, language: Language) -> bool:
    before = text[max(0, at - _REACH) : at].rstrip()
    if not before or before.endswith(("=>", "*/", "->")):
        return False
    if before.endswith(("==", "!=", "<=", ">=")):
        return True
    word = _LAST.search(before)
    if word is not None:
        return word[0] in _WORDS
    if before[-1] == ":" and language is Language.SCRIPT:
        return _KEY_BEFORE.search(before[:-1]) is None
    return before[-1] in _OPERATORS - set("=([>/")


def has_anchors(text: str) -> bool:
    """Whether anything in YAML has a name by which other places may have it too."""
    return _ANCHOR.search(text) is not None


def require_not_shared(text: str, at: int) -> None:
    """Raise `CannotFixError` where other places of YAML have the same value by an alias."""
    start, end = line_around(text, at)
    if _ANCHOR.search(text[start:at]):
        raise CannotFixError("other entries have the same value by its anchor")
    indent = _indent(text[start:end])
    for _ in range(_MOST_LINES):
        if start == 0:
            return
        start, end = line_above(text, start)
        line = text[start:end]
        if line.strip() and not line.lstrip().startswith("#") and _indent(line) < indent:
            indent = _indent(line)
            if _ANCHOR.search(line):
                raise CannotFixError("other entries have the same value by an anchor")
        if indent == 0:
            return
    raise CannotFixError(
        "too much stands above it to see whether other entries have the same value"
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))


class Names:
    """Where names are read in the code of a text: behind a dot, as an index, by `get`."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._read: dict[str, list[int]] = {}
        for match in _READ.finditer(text):
            self._read.setdefault(match[1], []).append(match.start(1))

    def require_unread(self, name: str, span: Span) -> None:
        """Raise `CannotFixError` where a key is read by its name elsewhere than at `span`."""
        places = self._read.get(name, [])
        # Of more than two at least one is elsewhere.
        if any(not span.start <= at <= span.end for at in places[:3]):
            raise CannotFixError("the entry is read by its name elsewhere in the file")
