"""Environment variables for a Heap id, wherever a data file sets them.

In dotenv files, `env:` blocks, compose lists (`- NAME=value`), Kubernetes lists (`name:`, `value:`)
the name is what tells them. An empty one switches Heap off, and every value becomes text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.facts import Environment
from heap_lint.frontends.documents import containers
from heap_lint.frontends.recognisers.commands import are_commands
from heap_lint.frontends.recognisers.ids import environments
from heap_lint.frontends.recognisers.names import id_name, section
from heap_lint.frontends.references import part_of
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, Sequence, Value

_ASSIGNMENT = regex.lazy(r"(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)", re.DOTALL)


def recognise(source: Source, document: Value) -> Iterator[Environment]:
    """Yield the ids that a document gives to environment variables."""
    found = set()
    shared = set()
    for path, container in containers(document):
        if are_commands(path, container):
            continue
        for entry in entries_of(source, container):
            name = id_name(entry.name) if entry.name and entry.name.isupper() else None
            if name is None:
                continue
            if isinstance(entry.value, Mapping):
                # One of YAML may stand under many names: it gives each the same ids.
                what = (id(entry.value), section(path), name.environment, name.certain)
                if what in shared:
                    continue
                shared.add(what)
            for fact in environments(source, path, entry, name, accepts_number=True):
                if (fact.span, fact.name) not in found:
                    found.add((fact.span, fact.name))
                    yield fact


def entries_of(source: Source, container: Mapping | Sequence) -> Iterator[Entry]:
    """Yield what may be variables: the entries of a mapping, the assignments of a list."""
    if isinstance(container, Mapping):
        yield from container.entries
        return
    for item in container.items:
        entry = _named(item) if isinstance(item, Mapping) else _assignment(source, item)
        if entry is not None:
            yield entry


def _named(item: Mapping) -> Entry | None:
    """Return the variable of `{name: NAME, value: ...}`."""
    name = item.get("name") or item.get("key")
    value = item.get("value")
    return Entry(name, value) if name is not None and value is not None else None


def places_of_pairs(document: Value) -> Iterator[tuple[int, int]]:
    """Yield from where to where a name and its value stand that are two entries of one mapping."""
    for _, container in containers(document):
        for item in container.items if isinstance(container, Sequence) else ():
            if isinstance(item, Mapping) and _named(item) is not None:
                entries = {entry.name: entry for entry in item.entries}
                name, value = entries.get("name") or entries.get("key"), entries.get("value")
                if name and value and isinstance(value.value, Literal):
                    first, last = sorted((name, value), key=lambda entry: entry.key.span)
                    yield first.key.span.start, last.value.span.end


def _assignment(source: Source, item: Value) -> Entry | None:
    """Return the variable of `NAME=value`."""
    if not isinstance(item, Literal) or not isinstance(item.value, str):
        return None
    match = _ASSIGNMENT.fullmatch(item.value)
    if match is None:
        return None
    name, value = (part_of(source, item, *match.span(group)) for group in ("name", "value"))
    return Entry(name, value)
