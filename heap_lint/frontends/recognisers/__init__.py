"""Recognisers: what a document of a data format says about Heap, told from its shape and its names.

Each looks for one shape in one document, whatever the format it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import chain
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


def _names(module: str) -> Callable[[Source, Value], Iterable[Fact]]:
    """Return what a module here finds by names, in anything but an app that `airkit_app` reads."""

    def recognise(source: Source, document: Value) -> Iterable[Fact]:
        if is_airkit_app(document):
            return ()
        found: Iterable[Fact] = import_module(f"{__name__}.{module}").recognise(source, document)
        return found

    return recognise


RECOGNISERS: dict[str, Callable[[Source, Value], Iterable[Fact]]] = {
    "airkit-app": _airkit_app,
    "environment-variables": _names("env_names"),
    "heap-config-json": _names("heap_config"),
    "heap-block": _names("heap_block"),
    "destinations": _names("destinations"),
    "hosts": _names("hosts"),
    "keys": _names("keys"),
    "policies": _names("policies"),
}
"""All of them, each under a name. What they yield is a place with an environment and an id, options
or a region; what is wrong with these is judged once, by the checks."""


def facts_of_document(source: Source, document: Value) -> Iterator[Fact]:
    """Yield what all recognisers find in a document, and in the shell commands that it holds."""
    from heap_lint.frontends.recognisers.commands import documents_in

    commands = () if is_airkit_app(document) else documents_in(source, document)
    for each in chain((document,), commands):
        for recognise in RECOGNISERS.values():
            yield from recognise(source, each)
