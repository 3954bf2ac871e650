"""How a constant is written in each language, in place of what stands there."""

from __future__ import annotations

import json
import re

from heap_lint.core.changes import Constant
from heap_lint.fixes.edits import CannotFixError
from heap_lint.fixes.languages import Language

_QUOTED = re.compile(r"""(\\?["'`])(.{0,10000}?)\1""", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z][\w-]{0,100}")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""What YAML takes for no text."""
_TEXT_ONLY = (Language.TEXT, Language.XML)


def written(constant: Constant, language: Language, before: str, usual: str = '"') -> str:
    """Return a constant as the language has it. Raises `CannotFixError`.

    `before` is what it takes the place of: a text keeps its quotes, and gets the `usual` if it has none.
    """
    found = _QUOTED.fullmatch(before)
    if language in _TEXT_ONLY:
        return _as_text(constant, before)
    if isinstance(constant, str):
        return _text(constant, language, found[1] if found is not None else "", usual)
    if language is Language.PYTHON:
        return repr(constant)
    return json.dumps(constant)


def _text(text: str, language: Language, quote: str, usual: str) -> str:
    if not text.isprintable() or any(sign in text for sign in "\"'`\\${}"):
        raise CannotFixError("the text needs escapes")
    is_plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS
    if language is Language.YAML and not quote and is_plain:
        return text
    quote = quote or usual
    return f"{quote}{text}{quote}"


def _as_text(constant: Constant, before: str) -> str:
    """Return a constant where all are texts: between the quotes, or as the tag of a property list."""
    word = constant if isinstance(constant, str) else json.dumps(constant)
    if "<" in before or ">" in before or "<" in word:
        tag = re.fullmatch(r"<(true|false)(\s*)/>", before)
        if tag is None or not isinstance(constant, bool):
            raise CannotFixError("another tag would have to be written")
        return f"<{word}{tag[2]}/>"
    quote = _QUOTED.fullmatch(before)
    return f"{quote[1]}{word}{quote[1]}" if quote is not None else word
