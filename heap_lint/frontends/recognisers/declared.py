"""Ids under keys that the user declares, such as `AnalyticsToken` in an `Info.plist`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from heap_lint.facts import Environment
from heap_lint.frontends.documents import walk
from heap_lint.frontends.recognisers.ids import environments
from heap_lint.frontends.recognisers.names import IdName, id_name, plain
from heap_lint.source import Source
from heap_lint.values import Value


def recognise(source: Source, document: Value, keys: Collection[str]) -> Iterator[Environment]:
    """Yield the ids of a document under the keys, but for those that are known by their names."""
    for path, entry in walk(document):
        if entry.name is not None and entry.name in keys and id_name(entry.name) is None:
            name = IdName(plain(entry.name), "", certain=True)
            yield from environments(source, path, entry, name, accepts_number=False)
