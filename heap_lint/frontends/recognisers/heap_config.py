"""`heap.config.json`, the config of the React Native library: an app id for each build (HEAP 5).

A build whose section gives no id takes that of `default`, so one id there serves development and
production alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from heap_lint.facts import Environment
from heap_lint.frontends.references import resolved
from heap_lint.source import Source
from heap_lint.values import Mapping, Sequence, Unknown, Value

_BUILDS = (("dev", "development"), ("prod", "production"))


def is_heap_config(source: Source, document: Value) -> bool:
    """Whether a document is such a config, told by the file's name and its sections."""
    return (
        re.fullmatch(r"heap\.config\.json", basename(source.path), re.IGNORECASE) is not None
        and isinstance(document, Mapping)
        and document.get("heapAppId") is None
    )


def recognise(source: Source, document: Value) -> Iterator[Environment]:
    """Yield the id that each build sends to."""
    if not isinstance(document, Mapping) or not is_heap_config(source, document):
        return
    ids = {name: _app_id(source, document, build) for build, name in _BUILDS}
    if all(app_id is None for app_id in ids.values()):
        ids = {"": None}
    for name, app_id in ids.items():
        place = app_id.span if app_id else source.span(document.span.start, document.span.start + 1)
        yield Environment(span=place, app_id=app_id, name=name, group=source.path)


def _app_id(source: Source, document: Mapping, build: str) -> Value | None:
    """Return the id of a build, its own or the default one; None where it certainly has none."""
    for section in (build, "default"):
        value = document.get(section)
        app_id = value.get("heapAppId") if isinstance(value, Mapping) else None
        if app_id is not None:
            return _readable(source, app_id)
        if not document.lacks(section) and not (
            isinstance(value, Mapping) and value.lacks("heapAppId")
        ):
            return Unknown(document.span)
    return None


def _readable(source: Source, value: Value) -> Value:
    """Return a value, nothing known of it where its brackets are in disorder."""
    if isinstance(value, Mapping | Sequence) and not value.complete:
        return Unknown(value.span)
    return resolved(source, value)
