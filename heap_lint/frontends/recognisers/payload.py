"""Documents that declare by their `$schema` that they are a payload."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.facts import Fact
from heap_lint.frontends.payloads import declared_kind, facts_of
from heap_lint.source import Source
from heap_lint.values import Value


def recognise(source: Source, document: Value) -> Iterator[Fact]:
    """Yield what a declared payload says."""
    kind = declared_kind(document)
    if kind is not None:
        yield from facts_of(source, document, kind)
