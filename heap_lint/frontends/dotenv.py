"""Dotenv files as python-dotenv reads them: one mapping of names to texts.

The file says nothing of the environment it is loaded into, so `${OTHER}` is a value of the
deployment, even where the same file gives `OTHER`: the environment wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO

from heap_lint import regex
from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.documents import Parsed, facts_of
from heap_lint.frontends.references import resolved
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping

_BLANKS = regex.lazy(r"[^\S\r\n]+")
_MAX_BLANKS = 200
_MAX_UNREADABLE = 10
_MAX_FAULTS = 1000
_START = regex.lazy(
    r"\s*(?:export[^\S\r\n]+)?(?:'(?P<quoted>[^']+)'|(?P<key>[^=\#\s]+))[^\S\r\n]*=[^\S\r\n]*"
)
_QUOTED = regex.lazy(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)


def facts(source: Source) -> Iterator[Fact]:
    """Yield what a dotenv file says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the file as one mapping, without names that are given no value."""
    from dotenv.parser import parse_stream

    blanks = _too_many_blanks(source)
    if blanks:
        return Parsed([], [blanks])
    entries: list[Entry] = []
    unreadable: list[Unreadable] = []
    faults = offset = 0
    goes_on = False  # what is left of a value of several lines without quotes is one fault
    for binding in parse_stream(StringIO(source.text, newline="")):
        written = binding.original.string
        if binding.error:
            faults += 1
            if faults > _MAX_FAULTS:
                break
            if not goes_on:
                unreadable.append(_bad_line(source, offset, written))
            goes_on = True
        elif binding.key is not None and binding.value is not None:
            entry = _entry(source, offset, written, binding.value)
            entries.extend([entry] if entry else [])
            goes_on = False
        offset += len(written)
    span = source.span(0, len(source.text))
    document = Mapping(tuple(entries), span, complete=not unreadable)
    return Parsed([document], unreadable[:_MAX_UNREADABLE])


def _entry(source: Source, offset: int, written: str, text: str) -> Entry | None:
    start = _START.match(written)
    if start is None:
        return None
    group = "quoted" if start["quoted"] else "key"
    key_span = source.span(offset + start.start(group), offset + start.end(group))
    quoted = _QUOTED.match(written[start.end() :])
    end = start.end() + quoted.end() if quoted else start.end() + len(text)
    span = source.span(offset + start.end(), offset + end)
    value = resolved(source, Literal(text, span, source.slice(span)))
    return Entry(Literal(start[group], key_span, start[group]), value)


def _bad_line(source: Source, offset: int, written: str) -> Unreadable:
    start = offset + len(written) - len(written.lstrip())
    end = max(start, offset + len(written.rstrip()))
    return Unreadable(
        span=source.span(start, end),
        reason="has a line that sets nothing",
        hint="write `NAME=value`, and close the quotes of a value that has some",
    )


def _too_many_blanks(source: Source) -> Unreadable | None:
    """Return the fact of a run of blanks on which python-dotenv's patterns would take hours."""
    for match in _BLANKS.finditer(source.text):
        if match.end() - match.start() > _MAX_BLANKS:
            return Unreadable(
                span=source.span(*match.span()),
                reason=f"has more than {_MAX_BLANKS} blanks in a row",
                hint="remove them",
            )
    return None
