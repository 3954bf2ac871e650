"""Data formats (YAML, JSON, TOML, dotenv): documents in, facts out.

A format's module turns text into `Parsed`; what the documents mean is decided once, by recognisers,
for all formats alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from heap_lint.facts import Fact, Unreadable
from heap_lint.source import Source
from heap_lint.values import Value


class Parsed(NamedTuple):
    """A data file: its documents, as far as they could be read, and what could not be."""

    documents: list[Value]
    unreadable: list[Unreadable]


def facts_of(source: Source, parsed: Parsed) -> Iterator[Fact]:
    """Yield what the recognisers find in the documents, after what could not be read."""
    from heap_lint.frontends.recognisers import RECOGNISERS

    yield from parsed.unreadable
    for document in parsed.documents:
        for recognise in RECOGNISERS:
            yield from recognise(source, document)
