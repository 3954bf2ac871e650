"""Heap's hosts, wherever a data file writes one down: which region the project means."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.endpoints import destinations
from heap_lint.facts import Destination
from heap_lint.frontends.documents import walk
from heap_lint.source import Source
from heap_lint.values import Value


def recognise(source: Source, document: Value) -> Iterator[Destination]:
    """Yield the hosts that stand in a document as a URL or by themselves."""
    if "heap-api.com" not in source.text:
        return
    for _, entry in walk(document):
        yield from destinations(entry.value, used=False)
