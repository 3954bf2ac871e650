"""Comments that look as if they were to accept a finding and are none, with what was meant.

A comment that names the linter in prose ("heap-lint ignores vendored code") is left alone: what tells
a slip from prose is where it stands, whether brackets or a rule's name follow, and the form of the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import catalogue, regex

EXACT = regex.lazy(
    r"(?<![\w-])heap-lint:[ \t]{0,20}(?P<kind>ignore-file|ignore)[ \t]{0,20}"
    r"\[(?P<rules>[ \t]*[\w-][\w \t,-]*)\](?![\[({\]])"
)
"""An ignore comment: these characters and no others."""

_MENTION = regex.lazy(
    r"(?<![\w-])heap[-_ ]?lint(?P<between>[ \t]{0,20}(?::{1,2}|[=,-])?[ \t]{0,20})"
    r"(?P<word>[a-z][a-z_-]{1,30})",
    re.IGNORECASE,
)
_MEANT = {"ignore", "disable", "noqa", "nolint", "no-qa", "no-lint", "suppress", "off", "nocheck"}
"""What other linters have, as an order; with a part like `-next-line` behind it too."""
_SAID = {"ignored", "ignores", "ignoring", "disabled", "disables", "skip", "allow", "exclude"}
"""What prose has as well."""
_SLIP = 0.8
"""How alike a word is to `ignore` in which two letters have changed places, or one is missing."""
_OPENED = regex.lazy(r"(?:[\r\n]|#|//|/\*|<!--|\{\{!(?:--)?|<%--|<%\#|\{\{--|\{\#)[\s*-]{0,20}\Z")
_CLOSED = regex.lazy(r"(?:-->|\*/|\#\}|--\}\}|\}\}|--%>|%>)[ \t]*\Z")
_QUOTES = ("`", "'", '"')
_BEFORE, _BEHIND = 40, 200
"""Characters around the word that are looked at."""
_LINE = regex.lazy(r"[^\r\n]*")
_PLACEHOLDER = regex.lazy(r"[ \t]{0,5}[\[({<][ \t]*(?:\.\.\.|…|<)")
_BRACKETS = regex.lazy(r"[ \t]{0,5}[\[({<][^\])}>]*[\])}>]+")
_CODE = regex.lazy(r"(?<![\w-])HL\d{1,3}(?!\d)", re.IGNORECASE)
_NAME = regex.lazy(r"[\w-]+")


class Slip(NamedTuple):
    """What stands in a comment instead of an ignore: its place in it, as written, and what was meant.

    `rules` are the names and codes of known rules in it; `of_file`: it was to hold for the whole file.
    """

    start: int
    end: int
    rules: tuple[str, ...]
    of_file: bool


def slips_in(text: str) -> Iterator[Slip]:
    """Yield what is meant as an ignore in the text of a comment, and is not exactly one."""
    end = 0
    for found in _MENTION.finditer(text):
        if found.start() < end or EXACT.match(text, found.start()):
            continue
        line = _LINE.match(text, found.end(), found.end() + _BEHIND)
        rest = _CLOSED.sub("", line.group() if line else "")
        if _is_meant(found, rest, text):
            rules = tuple(dict.fromkeys(_rules_in(rest)))
            end = found.end() + _written(rest)
            yield Slip(found.start(), end, rules, "file" in found["word"].lower())


def _is_meant(found: re.Match[str], rest: str, text: str) -> bool:
    """Whether somebody wanted to accept a finding with this, and does not write of the linter."""
    start = found.start()
    word = found["word"].lower().replace("_", "-").rstrip("-")
    order = _is_order(word)
    quoted = rest[:1] in _QUOTES or text[start - 1 : start] in _QUOTES
    if not (order or word in _SAID) or quoted:
        return False
    has_colon = ":" in found["between"]
    opens = _OPENED.search(text, max(0, start - _BEFORE), start) is not None
    if _PLACEHOLDER.match(rest):
        return opens
    if rest[:1] in tuple("[{<") or (rest[:1] == "(" and opens):
        return True
    next_word = rest.lstrip(" \t[({<=:")[:_BEFORE].partition(" ")[0]
    if any(_rules_in(next_word)):
        return has_colon or (opens and order)
    if not rest.strip():
        return has_colon or (opens and order)
    return opens and has_colon and order


def _is_order(word: str) -> bool:
    """Whether a word tells a linter to be silent, in whatever linter's language, misspelt or not."""
    if word in _MEANT or word.partition("-")[0] in _MEANT:
        return True
    if not word.startswith("i") or word.partition("-")[0] in _SAID:
        return False
    from difflib import SequenceMatcher

    stem = word.partition("-")[0].removesuffix("file")
    return SequenceMatcher(None, stem, "ignore").ratio() > _SLIP


def _written(rest: str) -> int:
    """Return how much of what follows the word belongs to it: up to a bracket's end, or the names."""
    brackets = _BRACKETS.match(rest)
    if brackets:
        return brackets.end()
    names = [match.end() for match in _NAME.finditer(rest) if any(_rules_in(match.group()))]
    return names[-1] if names else 0


def _rules_in(text: str) -> Iterator[str]:
    """Yield the codes and names of rules in a text, as they are written where they are known.

    A prefix of codes is one too.
    """
    names, codes = catalogue.by_name(), catalogue.rules()
    for match in _NAME.finditer(text):
        word = match.group().replace("_", "-").lower().strip("-")
        if word in names or word.upper() in codes:
            yield word if word in names else word.upper()
        elif _CODE.fullmatch(match.group()) and any(c.startswith(word.upper()) for c in codes):
            yield word.upper()
