"""Payloads that files write down: events as a client sends them, bodies of server requests.

What a file holds is told by the config (`payloads`), or by the `$schema` of a document. A list holds
one in each item. Such a file is data, so an identity in it is one user's, not everybody's.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.endpoints import first_character, item_facts, request_facts
from heap_lint.facts import Fact, NamesIdentity, NotFollowed, Payload, Surface, TrackCall
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, Sequence, Unknown, Value

KINDS = ("client-event", "event", "identify", "track", "user", "user-properties")
"""What a payload can be: an event of a client, the body of a request or an item of a bulk one."""
_REQUESTS = {
    "track": "/api/track",
    "user-properties": "/api/add_user_properties",
    "identify": "/api/v1/identify",
}
_ITEMS = {
    "event": ("track", "track-event", "an event of /api/track"),
    "user": ("user-properties", "user-properties-user", "a user of /api/add_user_properties"),
}
_SCHEMA = regex.lazy(r"(?:.*/)?heap-lint/(?P<kind>[a-z-]+)/1")


def facts_of(source: Source, document: Value, kind: str) -> Iterator[Fact]:
    """Yield what a document of that kind says: nothing, where aliases of aliases make it endless."""
    if _is_tangled(document, len(source.text)):
        yield NotFollowed(span=first_character(document.span))
        return
    for body in document.items if isinstance(document, Sequence) else (document,):
        yield from _facts_of_one(source, _without_schema(body), kind)


def _is_tangled(document: Value, characters: int) -> bool:
    """Whether a document has more values than it has characters, those under aliases counted anew."""
    from heap_lint.frontends.dataflow.symbols import size

    return size(document, characters + 1) > characters


def declared_kind(document: Value) -> str | None:
    """Return the kind that a document declares by its `$schema`."""
    schema = document.get("$schema") if isinstance(document, Mapping) else None
    match = _SCHEMA.fullmatch(str(schema.value)) if isinstance(schema, Literal) else None
    return match["kind"] if match is not None and match["kind"] in KINDS else None


def _without_schema(body: Value) -> Value:
    if not isinstance(body, Mapping):
        return body
    return replace(body, entries=tuple(e for e in body.entries if e.name != "$schema"))


def _facts_of_one(source: Source, body: Value, kind: str) -> Iterator[Fact]:
    if kind == "client-event":
        yield from _client_event(body)
        return
    if kind in _ITEMS:
        fact, schema, name = _ITEMS[kind]
        span = body.span
        yield Payload(span=span, name=name, surface=Surface.SERVER, schema=schema, body=body)
        found = item_facts(fact, body, name=name, called=first_character(span))
    else:
        place = source.span(body.span.start, body.span.start)
        found = request_facts(_REQUESTS[kind], body, url=Unknown(place), span=body.span)
    for each in found:
        yield replace(each, recorded=True) if isinstance(each, NamesIdentity) else each


def _client_event(body: Value) -> Iterator[Fact]:
    name, first = "heap.track", first_character(body.span)
    yield Payload(span=body.span, name=name, surface=Surface.WEB, schema="web-track", body=body)
    if isinstance(body, Mapping):
        event, properties = (
            body.get(key) or (None if body.lacks(key) else Unknown(first, given=False))
            for key in ("event", "properties")
        )
        yield TrackCall(
            span=first,
            name=name,
            surface=Surface.WEB,
            identity=None,
            event=event,
            properties=properties,
        )
