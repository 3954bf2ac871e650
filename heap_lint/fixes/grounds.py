"""Where a change is to be written: in which language, and whether anything may be changed there."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from functools import cached_property

from heap_lint.fixes.brackets import Bracketed, bracketed
from heap_lint.fixes.edits import CannotFixError
from heap_lint.fixes.languages import OF_FORMAT, Language
from heap_lint.fixes.surroundings import Names, has_anchors, require_not_shared
from heap_lint.frontends import format_of, is_filled_in
from heap_lint.lines import line_around
from heap_lint.source import Source, Span

_OPENER = re.compile(r"""[A-Za-z]{0,2}(\"\"\"|'''|"|')""")
_HOLE = re.compile(r"\{[\w.\[\]]{0,100}(?:![rsa])?(?::[^{}\s]{0,20})?\}")
_BRACE = re.compile(r"\{(?![\w.\[\]]{0,100}(?:![rsa])?(?::[^{}\s]{0,20})?\})")
"""A brace that opens no hole of a format: with it the text cannot be one."""
_DOUBLED = ("{{", "}}")


class Ground:
    """The text of a file in which fixes are written, parsed when it is first asked for."""

    def __init__(self, source: Source) -> None:
        """Take the text as it is now. Raises `CannotFixError` where nothing in it may be changed."""
        if source.path.lower().endswith(".zip"):
            raise CannotFixError(
                "an export of Airkit's Studio is not changed: change the app there"
            )
        if is_filled_in(source.path):
            raise CannotFixError("a template makes the file, so what it becomes is not known")
        self.source = source
        self._format = format_of(source.path) or ""
        self._brackets: dict[tuple[int, Language], Bracketed | CannotFixError] = {}

    def language(self, span: Span) -> Language:
        """Return what is written at a place. Raises `CannotFixError` where nobody can tell."""
        if self._format != "python":
            return OF_FORMAT.get(self._format, Language.TEXT)
        around = self._string_around(span)
        if around is None:
            return Language.PYTHON
        if any(sign in self.source.slice(around) for sign in _DOUBLED):
            raise CannotFixError("the script stands in a text that is filled in")
        return Language.SCRIPT

    def bracketed(self, start: int, language: Language) -> Bracketed:
        """Return what the bracket at `start` holds, read once. Raises `CannotFixError`."""
        key = start, language
        if key not in self._brackets:
            try:
                self._brackets[key] = bracketed(self.source.text, start, language)
            except CannotFixError as error:
                self._brackets[key] = error
        found = self._brackets[key]
        if isinstance(found, CannotFixError):
            raise found
        return found

    def written_at(self, span: Span, language: Language) -> Span:
        """Return where a value is written, with the backslash that a quote of a script may need.

        Raises `CannotFixError` where it is written by other signs than its own.
        """
        text = self.source.text
        if language is not Language.SCRIPT:
            return span
        if text[span.start - 1 : span.start] == "\\":
            span = Span(span.path, span.start - 1, span.end)
        written = self.source.slice(span)
        is_escaped_again = text.endswith("\\", 0, span.start)
        if is_escaped_again or written.count("\\") not in (0, 2) or "&" in written:
            raise CannotFixError("it is written with escapes")
        return span

    def require_one_piece(self, start: int, end: int) -> None:
        """Raise `CannotFixError` where characters of a script are not all of one string of Python."""
        around = self._string_around(Span(self.source.path, start, start + 1))
        if around is None:
            return
        quote = _OPENER.match(self.source.text, around.start)
        if end >= around.end or quote is None or quote[1] in self.source.text[start:end]:
            raise CannotFixError("the script is cut into several strings")

    def require_braces(self, at: int) -> None:
        """Raise `CannotFixError` where a script stands in a text in which a brace may open a hole."""
        around = self._string_around(Span(self.source.path, at, at + 1))
        if around is None:
            return
        text = self.source.slice(around)
        prefix = text[: len(text) - len(text.lstrip("bBrRuUfF"))].lower()
        if "f" in prefix or (_HOLE.search(text) and not _BRACE.search(text)):
            raise CannotFixError("the script stands in a text that is filled in")

    def require_not_shared(self, at: int, language: Language) -> None:
        """Raise `CannotFixError` where other places of YAML have what stands at a place by an alias."""
        if language is Language.YAML and self._has_anchors:
            require_not_shared(self.source.text, at)

    @cached_property
    def _has_anchors(self) -> bool:
        return has_anchors(self.source.text)

    @cached_property
    def names(self) -> Names:
        """Where names are read in the text."""
        return Names(self.source.text)

    def quote(self, span: Span) -> str:
        """Return the quotes that a text at a place can have: none that end the string around it."""
        around = self._string_around(span)
        opener = _OPENER.match(self.source.text, around.start) if around is not None else None
        return "'" if opener is not None and opener[1][0] == '"' else '"'

    def line_break(self) -> str:
        """Return what ends the lines: that of the first one."""
        text = self.source.text
        at = min((i for i in (text.find("\r"), text.find("\n")) if i >= 0), default=-1)
        return "\n" if at < 0 else "\r\n" if text[at : at + 2] == "\r\n" else text[at]

    def indent(self, at: int) -> str | None:
        """Return the blanks before a character, None where something else stands before it."""
        text = self.source.text
        before = text[line_around(text, at)[0] : at]
        return before if not before.strip(" \t") else None

    def _string_around(self, span: Span) -> Span | None:
        """Return the string of Python in which a place stands, None where it is in no string."""
        if self._format != "python":
            return None
        before = bisect_left(self._strings, span.start, key=lambda each: each.start) - 1
        around = self._strings[before] if before >= 0 else None
        return around if around is not None and span.end < around.end else None

    @cached_property
    def _strings(self) -> list[Span]:
        """The strings of a Python file in order, but those in others. Raises `CannotFixError`."""
        found: list[Span] = []
        for each in sorted(_strings(self.source), key=lambda each: (each.start, -each.end)):
            if not found or each.start >= found[-1].end:
                found.append(each)
        return found


def _strings(source: Source) -> list[Span]:
    """Return the strings of a Python file. Raises `CannotFixError`."""
    from heap_lint.frontends.python.parsing import parsed
    from heap_lint.frontends.python.positions import Positions

    try:
        tree = parsed(source.text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise CannotFixError("the file does not parse") from None
    positions = Positions(source)
    return [
        positions.span(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))
    ]
