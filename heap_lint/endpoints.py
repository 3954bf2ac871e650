"""What a body that is posted to one of Heap's server endpoints says (HEAP 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.facts import (
    DeadApi,
    Destination,
    Environment,
    Fact,
    IdentifyCall,
    Payload,
    Surface,
    TrackCall,
    UserProperties,
)
from heap_lint.flow import Place
from heap_lint.models import load
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value, is_none

_URL = regex.lazy(
    r"(?:(?:https?:)?//)?(?P<host>[\w.-]+)(?::\d+)?(?P<path>/[^?#\s]*)?(?:[?#]\S*)?", re.IGNORECASE
)


_NAMED = regex.lazy(r"(?<![A-Za-z])heap(?![a-z])|(?<![A-Z])HEAP(?![A-Z])|Heap(?![a-z])")


def endpoint_of(url: Value | None) -> str | None:
    """Return the path of the Heap endpoint that a URL names, None if it is not certainly one.

    Of a URL that begins with a configured host, or else with Heap's, the path decides.
    """
    if isinstance(url, OneOf):
        paths = set(filter(None, map(endpoint_of, url.options)))
        path = paths.pop() if len(paths) == 1 else None
        is_certain = path and all(endpoint_of(o) or _ends_with(o, path) for o in url.options)
        return path if is_certain else None
    path = _path_at_heap(url)
    return path if path in load("endpoints")["paths"] else None


def likely_endpoint(url: Value | None) -> str | None:
    """Return the path of an endpoint that is Heap's for certain, or by the name of its host."""
    return endpoint_of(url) or _named_endpoint(url)


def _named_endpoint(url: Value | None) -> str | None:
    """Return the path of an endpoint behind a host that is not known, but named after Heap.

    `settings.HEAP_HOST` may be a proxy, which adds to what it is sent: of that only what is there can
    be judged.
    """
    if isinstance(url, OneOf):
        hosted = [option for option in url.options if not _is_path(option)]
        paths = set(map(likely_endpoint, hosted))
        return paths.pop() if len(paths) == 1 else None
    if not isinstance(url, Text):
        return None
    texts = "".join(part for part in url.parts if isinstance(part, str))
    path = re.sub(r"^https?://(?=/)", "", texts).rstrip("/")
    named = len(url.holes) == 1 and _is_named_after_heap(url.holes[0])
    return path if named and path in load("endpoints")["paths"] else None


def _is_path(url: Value) -> bool:
    """Whether a URL is an endpoint's path behind an empty host, as where nothing is configured."""
    return isinstance(url, Literal) and str(url.value).rstrip("/") in load("endpoints")["paths"]


def _is_named_after_heap(host: Value) -> bool:
    name = (
        re.split(r"[.\[(]", host.expression.rstrip(")]"))[-1] if isinstance(host, Unknown) else ""
    )
    return _NAMED.search(name) is not None


def secured_endpoint(url: Value) -> str | None:
    """Return the path of an endpoint of Heap's that asks for a key, None for any other."""
    path = _path_at_heap(url)
    return path if path in load("endpoints")["secured"] else None


def _path_at_heap(url: Value | None) -> str | None:
    """Return the path of a URL whose host is certainly one of Heap's."""
    if isinstance(url, Text):
        url = _without_query(url)
    if not isinstance(url, Literal) or not isinstance(url.value, str):
        return None
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url.value)
        host = parts.hostname
    except ValueError:
        return None
    path = re.sub("//+", "/", parts.path).rstrip("/")  # where a wrapper joins two parts of it
    return path if host in load("endpoints")["hosts"] else None


def dead_among(url: Value, span: Span) -> Iterator[DeadApi]:
    """Yield the dead endpoints among several of which a call posts to any."""
    table = load("endpoints")["paths"]
    options = url.options if isinstance(url, OneOf) else ()
    for path in sorted(set(filter(None, map(endpoint_of, options)))):
        if table[path]["fact"] == "dead":
            yield _dead(path, span)


def destinations(url: Value, *, name: str = "", used: bool = True) -> Iterator[Destination]:
    """Yield where a URL or a host leads to, if that is certainly in one of Heap's regions.

    Without a `name` it is that of the server endpoint, empty for no endpoint.
    """
    options = url.options if isinstance(url, OneOf) else (url,)
    hosts, paths = zip(*map(_host_and_path, options), strict=True)
    regions = {region_of(host) for host in hosts}
    path = paths[0].rstrip("/")
    region = regions.pop() if len(regions) == 1 else None
    if region is not None:
        kind = "cdn" if hosts[0].startswith("cdn.") else "c"
        yield Destination(
            span=url.span,
            region=region,
            host=hosts[0] if len(hosts) == 1 else "",
            name=name or (f"POST {path}" if path in load("endpoints")["paths"] else ""),
            instead=f"write `https://{kind}.eu.heap-api.com`",
            used=used,
            defined=url.defined,
            scheme=_scheme(options),
        )


@remembered
def domains_in(text: str) -> tuple[str, ...]:
    """Return which of Heap's domains stand in a text, which may be asked for each document in it."""
    return tuple(domain for domain in ("heapanalytics.com", "heap-api.com") if domain in text)


def _scheme(urls: Iterable[Value]) -> str:
    """Return the scheme of some URLs: http where one of them has that."""
    texts = [str(url.value) for url in urls if isinstance(url, Literal)]
    schemes = {text.partition(":")[0].lower() for text in texts if "://" in text}
    return "http" if "http" in schemes else next(iter(schemes), "")


def region_of(host: str) -> str | None:
    """Return `us` or `eu` for a host of Heap's that serves one region, None for any other."""
    regions = load("endpoints")["regions"]
    return next((region for region, hosts in regions.items() if host in hosts), None)


def request_facts(
    path: str, body: Value, *, url: Value, span: Span, places: tuple[Place, ...] = ()
) -> Iterator[Fact]:
    """Yield what posting `body` to the endpoint `path` says; `span` is the posting call's name."""
    yield from destinations(url)
    if endpoint_of(url) is None:
        body = _with_more(body)
    row = load("endpoints")["paths"][path]
    if row["fact"] == "dead":
        yield _dead(path, span)
    for alternative in body.options if isinstance(body, OneOf) else (body,):
        if "schema" in row:
            yield from _body_facts(path, row, alternative, span, places)


def _with_more(body: Value) -> Value:
    """Return a body to which a proxy may add."""
    if isinstance(body, OneOf):
        return replace(body, options=tuple(map(_with_more, body.options)))
    return replace(body, complete=False) if isinstance(body, Mapping) else body


def _dead(path: str, span: Span) -> DeadApi:
    row = load("endpoints")["paths"][path]
    return DeadApi(span=span, name=f"POST {path}", why=row["why"], instead=row["instead"])


def list_facts(
    fact: str, schema: str, items: Value, *, name: str, called: Span, places: tuple[Place, ...] = ()
) -> Iterator[Fact]:
    """Yield what a list of events or users, given to a client that fills in the rest, says."""
    yield Payload(
        span=items.span, name=name, surface=Surface.SERVER, places=places, schema=schema, body=items
    )
    for item in items.different if isinstance(items, Sequence) else ():
        yield from item_facts(fact, item, name=name, called=called, places=places)


def item_facts(
    fact: str,
    item: Value,
    *,
    name: str,
    called: Span,
    places: tuple[Place, ...] = (),
    span: Span | None = None,
) -> Iterator[Fact]:
    """Yield the event, identity or user that one mapping of a body describes.

    What is absent from it is reported at `span`, by default at its first character.
    """
    if not isinstance(item, Mapping):
        return
    named = [entry for entry in item.entries if entry.name in ("identity", "user_id")]
    sees_all = item.complete and all(entry.name is not None for entry in item.entries)
    sometimes_nobody = sees_all and len(named) == 1 and not named[0].certain
    added = [entry for entry in named if not entry.certain]
    sometimes_both = len(named) == 2 and len(added) == 1 and not any(map(_may_be_null, named))
    if len(named) > 1 and added:
        item = replace(
            item, entries=tuple(e for e in item.entries if e.name != "user_id"), complete=False
        )
    where: dict[str, Any] = {
        "span": span or first_character(item.span),
        "name": name,
        "surface": Surface.SERVER,
        "called": called,
        "places": places,
        "identity": _field(item, "identity"),
    }
    if fact == "track":
        yield TrackCall(
            **where,
            event=_field(item, "event"),
            properties=_field(item, "properties"),
            user_id=_field(item, "user_id"),
            timestamp=_field(item, "timestamp"),
            idempotency_key=_field(item, "idempotency_key"),
            sometimes_nobody=sometimes_nobody,
            sometimes_both=added[0].value.span if sometimes_both else None,
        )
    elif fact == "identify":
        yield IdentifyCall(
            **where, user_id=_field(item, "user_id"), timestamp=_field(item, "timestamp")
        )
    elif fact == "user-properties":
        yield UserProperties(**where, properties=_field(item, "properties"))


def _may_be_null(entry: Entry) -> bool:
    value = entry.value
    options = value.options if isinstance(value, OneOf) else (value,)
    return any(is_none(option) for option in options)


def first_character(span: Span) -> Span:
    """Return the span of the first character: where something absent from a mapping is reported."""
    return span._replace(end=min(span.start + 1, span.end))


def _body_facts(
    path: str, row: dict[str, Any], body: Value, called: Span, places: tuple[Place, ...]
) -> Iterator[Fact]:
    name = f"POST {path}"
    many = isinstance(body, Mapping) and "list" in row and body.get(row["list"]) is not None
    schema = row["list_schema" if many else "schema"]
    if isinstance(body, (Mapping, Sequence, Literal, Text)):
        yield Payload(
            span=body.span,
            name=name,
            surface=Surface.SERVER,
            places=places,
            schema=schema,
            body=body,
        )
    if not isinstance(body, Mapping):
        return
    app_id = body.entry("app_id")
    yield Environment(
        span=app_id.value.span if app_id else first_character(body.span),
        app_id=_field(body, "app_id"),
    )
    items = body.get(row["list"]) if many else Sequence((body,), body.span)
    for item in items.different if isinstance(items, Sequence) else ():
        yield from item_facts(row["fact"], item, name=name, called=called, places=places)


def misspells(body: Mapping, name: str) -> bool:
    """Whether a key is there but for the way it is written: `appId` for `app_id`."""
    meant = _spelt(name)
    return any(_spelt(entry.name or "") == meant for entry in body.entries)


def _spelt(name: str) -> str:
    return re.sub(r"[-_\s]", "", name).casefold()


def _field(body: Mapping, name: str) -> Value | None:
    value = body.get(name)
    if value is not None or body.lacks(name) and not misspells(body, name):
        return value
    return Unknown(first_character(body.span), given=False)


def _host_and_path(url: Value) -> tuple[str, str]:
    """Return the host and the path that a URL certainly begins with, empty where it is not known."""
    if isinstance(url, Literal) and isinstance(url.value, str):
        match = _URL.fullmatch(url.value)
    elif isinstance(url, Text) and isinstance(url.parts[0], str):
        match = _URL.match(url.parts[0])
        match = match if match is not None and match["path"] else None
    else:
        match = None
    return (match["host"], match["path"] or "") if match is not None else ("", "")


def _without_query(url: Text) -> Value:
    """Return the constant beginning of a URL, up to its query: only that can carry holes here."""
    head = url.parts[0]
    if isinstance(head, str) and "?" in head:
        return Literal(head.split("?", 1)[0], url.span, url.source)
    return Unknown(url.span)


def _ends_with(url: Value, path: str) -> bool:
    """Whether a URL has a host that is not known, and then this path."""
    if not isinstance(url, Text) or isinstance(url.parts[0], str):
        return False
    return len(url.parts) == 2 and str(url.parts[1]).rstrip("/") == path
