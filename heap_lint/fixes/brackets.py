"""What stands between two brackets, item by item, in any language that writes mappings so."""

from __future__ import annotations

import re

from msgspec import Struct

from heap_lint.fixes.edits import CannotFixError
from heap_lint.fixes.languages import Language

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(
    r"""(?P<string>\"\"\"|'''|\\?["'`])|(?P<bracket>[(\[{])|(?P<closer>[)\]}])|(?P<comma>,)
    |(?P<remark>//|\#)|(?P<block>/\*)|(?P<line>\n)""",
    re.VERBOSE,
)
_REMARKS = {
    Language.SCRIPT: ("//",),
    Language.JSON: ("//",),
    Language.HCL: ("//", "#"),
    Language.XML: (),
}
_OTHER_REMARKS = ("#",)
_WITH_BLOCKS = (Language.SCRIPT, Language.JSON, Language.HCL)
_LONGEST = 100_000
_MOST_BACKSLASHES = 100


class Item(Struct, frozen=True):
    """An item, without the blanks and comments around it; characters `start` to `end` of the text."""

    start: int
    end: int


class Bracketed(Struct, frozen=True):
    """Brackets: where they open and close, the items in them, and whether a comma follows the last."""

    start: int
    end: int
    items: list[Item]
    has_last_comma: bool
    has_comments: bool


def bracketed(text: str, start: int, language: Language) -> Bracketed:
    """Return what the bracket at `start` holds. Raises `CannotFixError` where it has no end."""
    return _Scanner(text, start, language).run()


class _Scanner:
    """Goes through brackets once: what a text or a comment holds opens and ends nothing."""

    def __init__(self, text: str, start: int, language: Language) -> None:
        self._text, self._start = text, start
        self._remarks = _REMARKS.get(language, _OTHER_REMARKS)
        self._has_blocks = language in _WITH_BLOCKS
        self._opened: list[str] = []
        self._items: list[Item] = []
        self._first: int | None = None
        """Where the present item begins, None before its first sign."""
        self._last = start
        self._has_comments = False
        self._ends_lines = language is Language.HCL

    def run(self) -> Bracketed:
        """Return what was found."""
        at = self._start
        while at < min(len(self._text), self._start + _LONGEST):
            match = _TOKEN.search(self._text, at)
            if match is None:
                break
            self._plain(at, match.start())
            at = self._token(match)
            if not self._opened:
                return self._made(at)
        raise CannotFixError("its brackets are not closed")

    def _token(self, match: re.Match[str]) -> int:
        """Take one token; where to go on."""
        sign, start, end = match[0], match.start(), match.end()
        kind = match.lastgroup
        if (kind == "remark" and sign in self._remarks) or (kind == "block" and self._has_blocks):
            self._has_comments = True
            closer = "\n" if kind == "remark" else "*/"
            found = self._text.find(closer, end)
            return len(self._text) if found < 0 else found + (len(closer) if kind == "block" else 0)
        if kind == "string":
            end = self._end_of_string(sign, end)
        elif kind == "bracket":
            self._opened.append(_CLOSERS[sign])
            if len(self._opened) == 1:
                return end
        elif kind == "closer":
            if not self._opened or self._opened.pop() != sign:
                raise CannotFixError("its brackets are not closed")
            if not self._opened:
                return end
        elif len(self._opened) == 1 and (
            kind == "comma" or (kind == "line" and self._ends_lines and self._first is not None)
        ):
            self._end_item()
            return end
        elif kind == "line":
            return end
        self._span(start, end)
        return end

    def _end_of_string(self, opener: str, at: int) -> int:
        """Return where a text ends: a backslash hides what follows it, if none opened the text."""
        end = self._text.find(opener, at)
        while end >= 0:
            before = self._text[max(at, end - _MOST_BACKSLASHES) : end]
            if "\\" in opener or (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                return end + len(opener)
            end = self._text.find(opener, end + 1)
        raise CannotFixError("a text in it is not closed")

    def _plain(self, start: int, end: int) -> None:
        piece = self._text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            self._span(left, start + len(piece.rstrip()))

    def _span(self, start: int, end: int) -> None:
        if self._first is None:
            self._first = start
        self._last = end

    def _end_item(self) -> None:
        if self._first is not None:
            self._items.append(Item(self._first, self._last))
        self._first = None

    def _made(self, end: int) -> Bracketed:
        has_last_comma = self._first is None and bool(self._items)
        self._end_item()
        return Bracketed(self._start, end, self._items, has_last_comma, self._has_comments)
