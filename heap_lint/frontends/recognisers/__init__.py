"""Recognisers: what a document of a data format says about Heap, told from its shape and its names.

Each looks for one shape in one document, whatever the format it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeGuard

from heap_lint.facts import Fact
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, Sequence, Value


def is_airkit_app(document: Value) -> bool:
    """Whether a document is in our own format for Airkit apps, which `airkit_app` alone reads."""
    schema = document.get("schema") if isinstance(document, Mapping) else None
    return (
        isinstance(schema, Literal)
        and isinstance(schema.value, str)
        and schema.value.startswith("heap-lint/airkit-app/")
    )


def is_airkit_export(document: Value) -> TypeGuard[Mapping]:
    """Whether a document is the app in an export of Airkit's Studio."""
    return (
        isinstance(document, Mapping)
        and isinstance(document.get("cxrVersion"), Literal)
        and isinstance(document.get("activityGroups"), Sequence)
    )


def _airkit_app(source: Source, document: Value) -> Iterable[Fact]:
    if not is_airkit_app(document):
        return ()
    from heap_lint.frontends.recognisers.airkit_app import recognise

    return recognise(source, document)


def _by_names(source: Source, document: Value) -> Iterable[Fact]:
    if is_airkit_app(document):
        return
    from heap_lint.frontends.recognisers import env_names, heap_block, heap_config, hosts, keys

    for each in (env_names, heap_config, heap_block, hosts, keys):
        yield from each.recognise(source, document)


RECOGNISERS: tuple[Callable[[Source, Value], Iterable[Fact]], ...] = (_airkit_app, _by_names)
