"""JSON Lines: a payload on each line, of the kind that the line itself or the config tells."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.facts import Fact
from heap_lint.frontends import json, payloads
from heap_lint.source import Source


def facts(source: Source) -> Iterator[Fact]:
    """Yield what the lines say that declare what they are."""
    return facts_of_lines(source, None)


def facts_of_lines(source: Source, kind: str | None) -> Iterator[Fact]:
    """Yield what all lines say; without a `kind` those that declare one."""
    start = 0
    for line in source.text.splitlines(keepends=True):
        if line.strip():
            yield from facts_of_line(source, start, start + len(line), kind)
        start += len(line)


def facts_of_line(source: Source, start: int, end: int, kind: str | None) -> Iterator[Fact]:
    """Yield what characters `start` to `end` of a file say, which are one line."""
    parsed = json.parse_part(source, start, end)
    for document in parsed.documents[:1]:
        told = payloads.declared_kind(document) or kind
        if told is not None:
            yield from parsed.unreadable
            yield from payloads.facts_of(source, document, told)
    if not parsed.documents and kind is not None:
        yield from parsed.unreadable
