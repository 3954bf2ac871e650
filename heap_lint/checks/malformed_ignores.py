"""Comments that look as if they were to accept a finding and are none, with what was meant.

A comment that names the linter in prose ("heap-lint ignores vendored code") is left alone: what tells
a slip from prose is where it stands, whether brackets or a rule's name follow, and the form of the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import catalogue, regex

_BEGINS = r"(?:(?<![\w-])|(?<=[!{%\#]--)|(?<=\#-))"
"""Where a word begins; the dashes that open a comment, with nothing behind them, are no part of it."""
EXACT = regex.lazy(
    _BEGINS + r"heap-lint:[ \t]{0,20}(?P<kind>ignore-file|ignore)[ \t]{0,20}"
    r"\[(?P<rules>[ \t]*[\w-][\w \t,-]*)\](?![\[(\]]|\{(?!%))"
)
"""An ignore comment: these characters and no others."""

_MENTION = regex.lazy(
    _BEGINS + r"heap[-_ ]?lint(?P<between>[ \t]{0,20}(?::{1,2}|[=,-])?[ \t]{0,20})"
    r"(?P<word>[a-z][a-z0-9_-]{1,40}|(?=[\[({]))",
    re.IGNORECASE,
)
_LOOKALIKES = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], "-"),
    **dict.fromkeys([0xA0, 0x2007, 0x202F, 0x3000], " "),
    **dict.fromkeys([0x3010, 0x3014, 0x27E6], "["),
    **dict.fromkeys([0x3011, 0x3015, 0x27E7], "]"),
    0xFE13: ":", 0xFE55: ":", 0xA789: ":",
}  # fmt: skip
"""Characters that an editor or a keyboard writes in place of those of an ignore."""
_MEANT = {"ignore", "disable", "noqa", "nolint", "no-qa", "no-lint", "suppress", "off", "nocheck"}
_WITH_PART = regex.lazy(
    r"(?:skip|allow|exclude|file|line)-(?:file|(?:next-|this-)?line|block|ignore|disable|skip)"
)
"""An order by its second part: `skip` alone is prose, `skip-file` is not."""
"""What other linters have, as an order; with a part like `-next-line` behind it too."""
_SAID = {"ignored", "ignores", "ignoring", "disabled", "disables", "skip", "allow", "exclude"}
"""What prose has as well."""
_SLIP = 0.8
"""How alike a word is to `ignore` in which two letters have changed places, or one is missing."""
_OPENED = regex.lazy(
    r"(?:[\r\n]|#|//|/\*|<[!\#]--|\{\{~?!(?:--)?|<%!?--|<%\#|\{\{--|\{\#|comment[ \t-]{0,20}%\})"
    r"[\s*-]{0,20}\Z"
)
_CLOSED = regex.lazy(
    r"(?:-->|\*/(?:[ ]?-?\}\}?)?|\#\}|(?:--)?~?\}\}|--%>|%>|\?>"
    r"|\{%[ \t-]{0,20}endcomment[ \t-]{0,20}%\})[ \t]{0,20}\Z"
)
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


def plain(text: str) -> str:
    """Return a text as long as it is, with the usual characters for those that look like them."""
    return text if text.isascii() else text.translate(_LOOKALIKES)


def slips_in(text: str) -> Iterator[Slip]:
    """Yield what is meant as an ignore in the text of a comment, and is not exactly one."""
    written, text = text, plain(text)
    end = 0
    for found in _MENTION.finditer(text):
        if found.start() < end or EXACT.match(written, found.start()):
            continue
        line = _LINE.match(text, found.end(), found.end() + _BEHIND)
        rest = _CLOSED.sub("", line.group() if line else "")
        if _is_meant(found, rest, text) or _is_exact(text, found):
            named = found["word"] if any(_rules_in(found["word"])) else ""
            rules = tuple(dict.fromkeys(_rules_in(f"{named} {rest}")))
            end = found.end() + _written(rest)
            yield Slip(found.start(), end, rules, "file" in found["word"].lower())


def _is_exact(text: str, found: re.Match[str]) -> bool:
    """Whether it is an ignore but for characters that only look like those of one."""
    return EXACT.match(text, found.start()) is not None


def _is_meant(found: re.Match[str], rest: str, text: str) -> bool:
    """Whether somebody wanted to accept a finding with this, and does not write of the linter."""
    start = found.start()
    word = found["word"].lower().replace("_", "-").rstrip("-")
    order = _is_order(word)
    quoted = rest[:1] in _QUOTES or text[start - 1 : start] in _QUOTES
    if quoted or not (order or word in _SAID or not word or any(_rules_in(word))):
        return False
    has_colon = ":" in found["between"]
    if not word or any(_rules_in(word)):
        return _names_rules(word, rest)
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


def _names_rules(word: str, rest: str) -> bool:
    """Whether rules, and nothing else, stand where `ignore[...]` should."""
    brackets = None if word else _BRACKETS.match(rest)
    names = brackets.group() if brackets else f"{word}{rest}"
    each = _NAME.findall(names)
    return bool(each) and all(any(_rules_in(name)) for name in each)


def _is_order(word: str) -> bool:
    """Whether a word tells a linter to be silent, in whatever linter's language, misspelt or not."""
    if word in _MEANT or word.partition("-")[0] in _MEANT or _WITH_PART.fullmatch(word):
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
