"""Fallbacks that are taken away: an operand, the last argument of a call, a part of `${NAME:-...}`."""

from __future__ import annotations

import re

from heap_lint.core.changes import RemoveFallback
from heap_lint.fixes.edits import CannotFixError, Edit
from heap_lint.fixes.grounds import Ground
from heap_lint.fixes.languages import Language
from heap_lint.source import Span

_OPERATORS = {Language.SCRIPT: ("||", "??"), Language.PYTHON: (" or", "\nor", "\tor")}
_EXPANSION = re.compile(r"\$\{\w{1,200}(:?[-=])[\"']?$")
_BEFORE = 400
"""Characters in front of a fallback that are looked at."""
_GETTERS = re.compile(r"(?:environ\.get|getenv|env\.get|environ_get)$")
"""Functions whose second argument is what they give where there is nothing."""


def removed(change: RemoveFallback, ground: Ground) -> Edit:
    """Return the edit that takes a fallback away. Raises `CannotFixError`."""
    text, path, span = ground.source.text, change.span.path, change.span
    before = text[max(0, span.start - _BEFORE) : span.start]
    expansion = _EXPANSION.search(before)
    if expansion is not None:
        quote = before[-1] if before[-1] in "\"'" else ""
        end = span.end + len(quote)
        if text[end : end + 1] == "}":
            start = span.start - (len(before) - expansion.start(1))
            return Edit(Span(path, start, end), "")
    language = ground.language(span)
    left = before.rstrip()
    if left.endswith(_OPERATORS.get(language, ())) and _ends(text, span.end, language):
        operand = left.removesuffix("or").rstrip("|? \t\r\n")
        return Edit(Span(path, span.start - (len(before) - len(operand)), span.end), "")
    if language is Language.PYTHON:
        return _without_argument(change, ground)
    raise CannotFixError("the fallback is written in a way in which it cannot be left out")


def _ends(text: str, end: int, language: Language) -> bool:
    """Whether the expression ends with the operand that ends there."""
    behind = text[end : end + _BEFORE].lstrip(" \t")
    signs = (
        (",", ")", "}", "]", ";", "\n", "\r", "#") if language is Language.PYTHON else ")},;]\n\r"
    )
    return not behind or behind[0] in signs


def _without_argument(change: RemoveFallback, ground: Ground) -> Edit:
    """Return the edit that takes the second argument of a look-up away, or one called `default`."""
    text, span = ground.source.text, change.span
    opener = text.rfind("(", 0, span.start)
    if opener < 0:
        raise CannotFixError("the fallback stands in no call")
    held = ground.bracketed(opener, Language.PYTHON)
    last = held.items[-1] if held.items else None
    if last is None or len(held.items) != len(("name", "fallback")) or last.end != span.end:
        raise CannotFixError("the fallback is not the last of two arguments")
    is_look_up = _GETTERS.search(text[max(0, opener - _BEFORE) : opener]) is not None
    is_named = re.fullmatch(r"default\s*=\s*", text[last.start : span.start]) is not None
    if held.has_comments or not (is_named or (is_look_up and last.start == span.start)):
        raise CannotFixError("what the call does without a fallback is not known")
    return Edit(Span(span.path, held.items[0].end, last.end), "")
