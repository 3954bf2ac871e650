"""Data formats (YAML, JSON, TOML, dotenv): documents in, facts out.

A format's module turns text into `Parsed`; what the documents mean is decided once, by recognisers,
for all formats alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from heap_lint.facts import Fact, Unreadable
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from heap_lint.config import AirkitLogins

MAX_DEPTH = 200
"""How deeply documents may nest: far more than any config, and safe for whoever walks them."""
MAX_VALUES = 1_000_000
"""How many keys and values a file may hold: more than 5 MB of ordinary records, bounding memory."""


class Parsed(NamedTuple):
    """A data file: its documents, as far as they could be read, and what could not be."""

    documents: list[Value]
    unreadable: list[Unreadable]

    def of_template(self) -> Parsed:
        """Return the same of what stands between the tags of a template."""
        return Parsed(
            self.documents, [replace(each, perhaps_right=True) for each in self.unreadable]
        )


def facts_of(source: Source, parsed: Parsed, logins: AirkitLogins | None = None) -> Iterator[Fact]:
    """Yield what the recognisers find in the documents, after what could not be read.

    `logins` is what the user says of the logins in exports of Airkit.
    """
    from heap_lint.frontends.recognisers import facts_of_document, is_airkit_export

    yield from parsed.unreadable
    for document in parsed.documents:
        if is_airkit_export(document):
            from heap_lint.frontends.recognisers.airkit_app import recognise_export

            yield from recognise_export(source, document, logins)
            # Pages and their themes are most of an export; only its settings are named by people.
            document = document.get("settings") or Unknown(document.span)
        yield from facts_of_document(source, document)


def containers(document: Value) -> Iterator[tuple[tuple[str, ...], Mapping | Sequence]]:
    """Yield every mapping and sequence in the order of the file, with the keys that lead to it.

    One that several aliases share is visited once, under the first of its paths. List positions and
    keys that are not constant strings or numbers add nothing to a path. A mapping that names the
    environment it is for, as a job of GitHub Actions does, has that before its own key.
    """
    seen: set[int] = set()
    waiting: list[tuple[tuple[str, ...], Value]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if not isinstance(value, Mapping | Sequence) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Mapping):
            path = _with_environment(path, value)
        yield path, value
        if isinstance(value, Mapping):
            waiting.extend(
                (_below(path, entry), entry.value)
                for entry in reversed(value.entries)
                if isinstance(entry.value, Mapping | Sequence)
            )
        else:
            waiting.extend((path, item) for item in reversed(value.items))


def walk(document: Value) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Yield every entry of every mapping, with the keys that lead to that mapping."""
    for path, value in containers(document):
        if isinstance(value, Mapping):
            for entry in value.entries:
                yield path, entry


def too_deep(source: Source, offset: int) -> Unreadable:
    """Return the fact that what begins at `offset` is nested more than `MAX_DEPTH` deep."""
    return Unreadable(
        span=source.span(offset, min(offset + 1, len(source.text))),
        reason=f"is nested more than {MAX_DEPTH} levels deep",
        hint="split it up, or exclude it",
    )


def too_large(source: Source) -> Unreadable:
    """Return the fact that a file holds more than `MAX_VALUES` keys and values."""
    return Unreadable(
        span=source.span(0, min(1, len(source.text))),
        reason=f"holds more than {MAX_VALUES:,} values",
        hint="split it up, or exclude it",
    )


def _with_environment(path: tuple[str, ...], mapping: Mapping) -> tuple[str, ...]:
    """Return the path with what `environment: production`, or a namespace of Kubernetes, names."""
    for outer, inner in (("environment", "name"), ("metadata", "namespace")):
        said = mapping.get(outer)
        if isinstance(said, Mapping):
            said = said.get(inner)
        elif inner == "namespace":
            continue
        if isinstance(said, Literal) and isinstance(said.value, str):
            return (*path[:-1], said.value, *path[-1:])
    return path


def _below(path: tuple[str, ...], entry: Entry) -> tuple[str, ...]:
    if isinstance(entry.key, Literal) and isinstance(entry.key.value, str | int):
        return (*path, str(entry.key.value))
    return path
