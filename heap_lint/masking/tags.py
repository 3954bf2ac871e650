"""Tags of templates: where they stand, and what one of them says of what stands behind it.

`{% set password %}` gives what stands up to its end to a name, `{% case password %}` is what each
`{% when "..." %}` is compared with. Neither is told by one tag alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.heap.secret_names import (
    gives_secret,
    is_name_of_secret,
    names_secret,
    names_secret_weakly,
)

_TEMPLATES = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>", "<?": "?>"}
_COMMENTS = {"{{--": "--}}", "{{!--": "--}}", "<%--": "--%>", "<%!--": "--%>"}
_OPENING = re.compile(r"\{\{!?--|<%!?--|\{[{%#]|<[%?]")
_COMMENT_OF_LIQUID = re.compile(r"\{%-?\s{0,20}#")
_SIGN = re.compile(r"(?:php\b|[=-]{1,2})?")
"""What a tag of a template begins with that is no code yet."""

_GIVES = ("set", "capture", "inline")
"""Words that give a text to a name; others define what gives it back."""
_CAPTURE = regex.lazy(
    r"[-+~#*]{0,3}\s{0,9}(?:(?P<word>set|capture|inline|block|macro|define|slot|section|content_for|"
    r"provide)(?:\s{1,9}|\s{0,9}\(\s{0,9})(?P<name>[\w.\[\]\"':$-]{1,80})(?![\w.\[\]\"':$-]|\s{0,9}=(?!=))"
    r"|(?P<variable>[\w@$]{1,80})\s{1,9}=\s{1,9}capture\b)"
)
_END = regex.lazy(r"[-+~]?\s{0,9}(?:/\s{0,9}(?P<closed>\w{1,20})|end(?P<ended>\w{0,20}))\b")
_BLOCK = regex.lazy(r"[-+~]?\s{0,9}(?:if|unless|case|while|until|for|range|with|begin)\b")
_DO = regex.lazy(r"\bdo\s{0,9}(?:\|[^|\r\n]{0,80}\|\s{0,9})?-?\Z")
_LONGEST_DO = 120
"""What begins a block that a bare `end` ends, at the beginning of a tag, or in its last characters."""
_CHOICE = regex.lazy(
    r"[-+~#]{0,3}\s{0,9}(?P<word>switch|case|when|in|of)\b(?P<rest>[^\r\n]{0,300})"
)
_DEEPEST = 20
_LITERAL = regex.lazy(r"[\s(]{0,9}[\"'\d]")
_LAST_NAME = regex.lazy(r"(?P<name>\w{1,80})[\"']?\]?(?P<call>\(\))?[\s)}{:-]{0,20}\Z", longest=400)


class Tag(NamedTuple):
    """A tag of a template: what it covers, and its code."""

    start: int
    end: int
    code: tuple[int, int]
    comment: bool


def find(text: str) -> Iterator[Tag]:
    """Yield the tags of a text, in order."""
    no_more: set[str] = set()
    at = 0
    while (match := _OPENING.search(text, at)) is not None:
        closing = _COMMENTS.get(match[0]) or _TEMPLATES[match[0]]
        found = -1 if closing in no_more else text.find(closing, match.end())
        if found < 0:
            no_more.add(closing)
            if match[0] != "<?" or text.startswith("<?xml", match.start()):
                at = match.end()
                continue
            found = len(text)
        end = min(len(text), found + len(closing))
        is_comment = match[0] in ("{#", *_COMMENTS) or text.startswith(
            ("<%#", "{{!"), match.start()
        )
        is_comment = is_comment or _COMMENT_OF_LIQUID.match(text, match.start()) is not None
        sign = _SIGN.match(text, match.end(), found) if match[0] in ("<%", "<?") else None
        code = sign.end() if sign is not None else match.end()
        yield Tag(match.start(), end, (code, found), is_comment)
        at = end


def captures(text: str, tags: list[Tag]) -> Iterator[tuple[int, int]]:
    """Yield from where to where `{% set password %}...{% endset %}` and the like go."""
    word, start, depth = "", -1, 0
    for tag in tags:
        begins, ends = _CAPTURE.match(text, *tag.code), _END.match(text, *tag.code)
        if start < 0:
            if begins is not None and _is_secret(begins):
                word, start, depth = begins["word"] or "capture", tag.end, 0
        elif ends is not None:
            name = ends["closed"] or ends["ended"]
            depth -= name in ("", word)
            if depth < 0:
                yield start, tag.start
                start = -1
        elif begins is not None:
            depth += (begins["word"] or "capture") == word
        else:
            depth += _needs_end(text, tag)
    if start >= 0:
        yield start, len(text)


def _is_secret(capture: re.Match[str]) -> bool:
    """Whether a text is given to a secret's name, or to that of what gives one back."""
    name = capture["variable"] or capture["name"].strip("\"':$[]")
    if capture["variable"] or capture["word"] in _GIVES:
        return names_secret(name)
    return gives_secret(name)


def _needs_end(text: str, tag: Tag) -> bool:
    """Whether a tag begins what a bare `end` may end; one with a name says what it ends."""
    start, end = tag.code
    if text.startswith("{%", tag.start):
        return False
    begins_block = _BLOCK.match(text, start, end) is not None
    return begins_block or _DO.search(text, max(start, end - _LONGEST_DO), end) is not None


def compared(text: str, tags: list[Tag], *, named_ends: bool) -> Iterator[Tag]:
    """Yield the tags that say with what a secret is compared: `{% when "..." %}` behind its case.

    `named_ends`: a tag tells which choice ends; else the last that began is the one that goes on.
    """
    choices: list[tuple[str, bool]] = []
    for tag in tags:
        match = _CHOICE.match(text, *tag.code)
        if match is None:
            ends = _END.match(text, *tag.code)
            if ends is not None and choices and choices[-1][0] in (ends["closed"], ends["ended"]):
                choices.pop()
        elif match["word"] not in ("switch", "case") or _is_option(match, choices):
            if choices and choices[-1][1]:
                yield tag
        else:
            kept = choices[-_DEEPEST:] if named_ends else []
            choices = [*kept, (match["word"], _ends_with_secret(match["rest"]))]


def _is_option(match: re.Match[str], choices: list[tuple[str, bool]]) -> bool:
    """Whether `case` is one of a `switch`, or has a literal to compare, and begins no choice."""
    if match["word"] == "switch":
        return False
    is_within = bool(choices) and choices[-1][0] == "switch"
    return is_within or _LITERAL.match(match["rest"]) is not None


def _ends_with_secret(code: str) -> bool:
    match = _LAST_NAME.search(code)
    if match is None:
        return False
    name = match["name"]
    if match["call"]:
        return gives_secret(name)
    return is_name_of_secret(name) and not names_secret_weakly(name)
