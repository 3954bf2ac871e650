"""Heap's hosts, wherever a data file writes one down: which region the project means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.endpoints import destinations
from heap_lint.facts import Destination
from heap_lint.frontends.documents import walk
from heap_lint.source import Source
from heap_lint.values import Value

_NAMED = regex.lazy(
    r"(?<![a-z])heap[\w.-]*(?:url|host|server|endpoint|base)", re.IGNORECASE, longest=regex.NAME
)


@remembered
def _named_in(text: str) -> tuple[bool, bool]:
    """Tell whether a file names Heap's host for data, and its web site; each document asks."""
    return "heap-api.com" in text, "heapanalytics.com" in text


def recognise(source: Source, document: Value) -> Iterator[Destination]:
    """Yield the hosts that stand in a document as a URL or by themselves.

    `heapanalytics.com` is a web site as well: where it stands alone its key must be Heap's.
    """
    anywhere, by_name = _named_in(source.text)
    if not anywhere and not by_name:
        return
    for _, entry in walk(document):
        if anywhere or _NAMED.search(entry.name or ""):
            yield from destinations(entry.value, used=False)
