"""Items of lists, added in every language that has them."""

from __future__ import annotations

import re
from bisect import bisect_right

from heap_lint.core.changes import AddItem
from heap_lint.fixes.constants import written
from heap_lint.fixes.edits import CannotFixError, Edit
from heap_lint.fixes.grounds import Ground
from heap_lint.fixes.languages import Language
from heap_lint.lines import line_around
from heap_lint.source import Span

_YAML_ITEM = re.compile(r"[ \t]*-[ \t]+")
_QUOTES = "\"'`"
_REST = re.compile(r"[ \t]*(?:#|$)")


def added(change: AddItem, ground: Ground) -> Edit:
    """Return the edit that adds an item beside another. Raises `CannotFixError`."""
    text, path, span = ground.source.text, change.span.path, change.span
    language = ground.language(span)
    start, end = span.start, span.end
    if start and text[start - 1] == text[end : end + 1] and text[start - 1] in _QUOTES:
        start, end = start - 1, end + 1
    item = written(change.text, language, text[start:end], ground.quote(span))
    if language is Language.YAML and (dash := _dash(text, start)) is not None:
        last = line_around(text, end)[1]
        if _REST.match(text, end, last) is None:
            raise CannotFixError("the item has more than a text")
        return Edit(Span(path, last, last), f"{ground.line_break()}{dash}{item}")
    opener = max(text.rfind("[", 0, start), text.rfind("(", 0, start))
    if opener < 0:
        raise CannotFixError("the item stands in no list")
    held = ground.bracketed(opener, language)
    index = bisect_right(held.items, start, key=lambda each: each.start) - 1
    if index < 0 or (held.items[index].start, held.items[index].end) != (start, end):
        raise CannotFixError("the item stands in no list")
    ground.require_one_piece(held.start, held.end)
    indent = ground.indent(start)
    if indent is not None:  # what follows the item in its line, as a comment does, stays behind it
        return Edit(Span(path, start, start), f"{item},{ground.line_break()}{indent}")
    return Edit(Span(path, end, end), f", {item}")


def _dash(text: str, start: int) -> str | None:
    """Return what stands before an item of a block in its line, None where more does."""
    first = line_around(text, start)[0]
    before = text[first:start]
    return before if _YAML_ITEM.fullmatch(before) else None
