"""Data files that a template engine fills in before anybody parses them: charts, playbooks, manifests.

A tag that stands for a value becomes a run of letters of the same length, one alone on its line
becomes blank: what is left parses, every position stays what it was, and what the tags give is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.enclosed import Enclosed, Marks
from heap_lint.frontends import is_known_config
from heap_lint.frontends.embedding import HOLE
from heap_lint.source import Source

_IS_TEMPLATE = regex.lazy(
    r"""^[ \t]*(?:-[ \t]+)*(?:["']?[\w./-]+["']?[ \t]*:[ \t]*)?(?:\{\{|\{%|<%) | (?<!\\)"\s*:\s*\{\{""",
    re.MULTILINE | re.VERBOSE,
)
_TAGS = Marks({"{{": "}}", "{%": "%}", "<%": "%>", "{#": "#}"})
_BLANKS = regex.lazy(r"[ \t]*")
_LINE_END = regex.lazy(r"\r?(?:\n|\Z)")
_NO_LINE_END = regex.lazy(r"[^\r\n]")


def masked(source: Source) -> str | None:
    """Return the text without its tags, None where nothing shows that it is a template.

    In a Heap config, and in an Airkit app, whose expressions look the same, tags are the user's own.
    """
    text = source.text
    if not any(begin in text for begin in ("{{", "{%", "<%")) or not _IS_TEMPLATE.search(text):
        return None
    if is_known_config(source.path) or "heap-lint/airkit-app" in text:
        return None
    return without_tags(text)


def without_tags(text: str) -> str:
    """Return a text of the same length without the tags in it, whatever they are for."""
    return "".join(_without_tags(text))


def _without_tags(text: str) -> Iterator[str]:
    at = 0
    for row in _rows(text):
        start, end = row[0].start, _after_blanks(text, row[-1].end)
        before = text[at:start]
        indent = before[len(before.rstrip(" \t")) :]
        begins_line = len(indent) == start or text[start - len(indent) - 1] == "\n"
        line_end = _LINE_END.match(text, end)
        if begins_line and start - len(indent) >= at and line_end is not None:
            yield before[: len(before) - len(indent)]
            yield _NO_LINE_END.sub(" ", text[start - len(indent) : end])
            at = end
            continue
        for tag in row:
            yield text[at : tag.start]
            yield _NO_LINE_END.sub(HOLE, text[tag.start : tag.end])
            at = tag.end
    yield text[at:]


def _rows(text: str) -> Iterator[list[Enclosed]]:
    """Yield the tags, those together that have only blanks between them."""
    row: list[Enclosed] = []
    for tag in _TAGS.within(text):
        if row and _after_blanks(text, row[-1].end) != tag.start:
            yield row
            row = []
        row.append(tag)
    if row:
        yield row


def _after_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks is not None else at
