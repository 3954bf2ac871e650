"""Which calls, assignments and strings of Python code say something to Heap."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.endpoints import (
    dead_among,
    item_facts,
    likely_endpoint,
    list_facts,
    request_facts,
    secured_endpoint,
)
from heap_lint.facts import (
    Call,
    DeadApi,
    Destination,
    Environment,
    Fact,
    Payload,
    Surface,
    TrackCall,
)
from heap_lint.flow import Place
from heap_lint.frontends.dataflow.containers import without_replaced
from heap_lint.frontends.dataflow.narrowing import matching
from heap_lint.frontends.dataflow.substitution import depends
from heap_lint.frontends.dataflow.symbols import Encoded, Parameter, Spread, is_open
from heap_lint.frontends.python import encoded
from heap_lint.frontends.python.arguments import Arguments, mapping_of
from heap_lint.frontends.python.base_urls import with_base
from heap_lint.frontends.python.model import forwarded, http_calls, tables
from heap_lint.frontends.python.parameters import other_names, passed_on
from heap_lint.frontends.recognisers.keys import credentials_in
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, OneOf, Text, Unknown, Value, is_none

_BODIES = ("json", "data", "content", "body")
_MOCK = regex.lazy(r"mock|responses|respx|httpretty|stub|fake", re.IGNORECASE)


class Pending(Fact, frozen=True, kw_only=True):
    """What a call says once a caller of the function around it has given a parameter's content."""

    places: tuple[Place, ...] = ()
    again: Span | None = None
    """What may make the call again."""

    def told(self) -> list[Fact] | None:
        """Return what it says as far as that is known, None while nobody knows that it is Heap's."""
        raise NotImplementedError


def sent_again(fact: Fact, again: Span | None) -> Fact:
    """Return a fact of a call that something may make again."""
    if again is not None and isinstance(fact, (Pending, TrackCall)):
        return replace(fact, again=fact.again or again)
    return fact


class Request(Pending, frozen=True, kw_only=True):
    """A post whose address, or body, is a parameter."""

    url: Value
    body: Value

    def told(self) -> list[Fact] | None:
        """Return what the post says, None for an address that is not known."""
        endpoint = likely_endpoint(self.url)
        if endpoint is None:
            return None
        body = without_replaced(self.body)
        said = request_facts(endpoint, body, url=self.url, span=self.span, places=self.places)
        return [sent_again(fact, self.again) for fact in said]


class Batch(Pending, frozen=True, kw_only=True):
    """A list of events or users, given to a client, that a parameter holds."""

    fact: str
    schema: str
    name: str
    items: Value

    def told(self) -> list[Fact] | None:
        """Return what the items say that are known."""
        where: dict[str, Any] = {"name": self.name, "called": self.span, "places": self.places}
        said = list_facts(self.fact, self.schema, self.items, **where)
        return [sent_again(fact, self.again) for fact in said]


class Site(NamedTuple):
    """A call under way: its place in the text and in the flow, and how to see what dicts hold now."""

    name: Span
    places: tuple[Place, ...]
    freeze: Callable[[Value], Value]
    forwarders: frozenset[str] = frozenset()
    """Tools that pass on to Heap what their own clients are given."""
    handed_on: dict[tuple[int, str], bool] | None = None
    """Parameters, by function and path, that may have got more keys; whether some may be gone."""


def facts_of_call(callee: Value, arguments: Arguments, site: Site) -> Iterator[Fact]:
    """Yield what a call says to Heap, nothing for a call that is none of Heap's."""
    for target in callee.options if isinstance(callee, OneOf) else (callee,):
        path = target.expression if isinstance(target, Unknown) else ""
        if isinstance(target, Parameter) and path[:1] != "@":
            path = f"@{path}"  # an attribute keeps what the constructor was given
        given = with_base(target, path, arguments)
        facts = list(_facts_of(path, given, site)) if path else []
        if facts:
            yield from facts
            return


def _facts_of(path: str, arguments: Arguments, site: Site) -> Iterator[Fact]:
    clients = tables()["clients"]
    owner, _, name = path.rpartition(".")
    if path in clients:
        yield from _construction(clients[path], name, arguments, site)
    elif owner.endswith("()") and owner[:-2] in clients:
        row = clients[owner[:-2]]["methods"].get(name)
        if row is not None:
            client = owner[:-2].rpartition(".")[2]
            yield from _client_call(row, f"{client}.{name}", arguments, site)
    elif passed := forwarded(path, site.forwarders):
        tool, row = passed
        called = f"{owner.removesuffix('()').rpartition('.')[2]}.{name}"
        item = _as_item(row, arguments, site)
        for fact in item_facts(
            row["fact"], item, name=called, called=site.name, places=site.places, span=site.name
        ):
            yield replace(fact, through=tool) if isinstance(fact, Call) else fact
    else:
        yield from _http_call(path, arguments, site)


def _construction(
    row: dict[str, Any], name: str, arguments: Arguments, site: Site
) -> Iterator[Fact]:
    given = _as_body(row["parameters"], arguments, site)
    value = given.get("app_id")
    if value is not None or given.complete:
        span = value.span if value is not None else site.name
        yield Environment(span=span, app_id=value, accepts_number=True)
    if "region" in row:
        yield Destination(
            span=site.name,
            region=row["region"],
            name=name,
            instead=f"`{name}` knows no other host: post to `https://c.eu.heap-api.com` yourself",
        )


def _client_call(
    row: dict[str, Any], name: str, arguments: Arguments, site: Site
) -> Iterator[Fact]:
    for theirs, ours in row.get("renamed", {}).items():
        if theirs in arguments.keywords:
            arguments.keywords[ours] = arguments.keywords.pop(theirs)
    body = _as_body(row["parameters"], arguments, site, row.get("optional", ()))
    fact = row["fact"]
    where: dict[str, Any] = {"name": name, "called": site.name, "places": site.places}
    if fact == "dead":
        renamed = row.get("same_as", "")
        why, instead = row["why"], row["instead"]
        yield DeadApi(span=site.name, name=name, why=why, instead=instead, renamed=renamed)
    elif "list" in row:
        items = body.get(row["list"])
        if items is not None:
            yield from list_facts(fact, row["schema"], items, **where)
        if items is not None and is_open(items):
            yield Batch(
                span=site.name,
                fact=fact,
                schema=row["schema"],
                name=name,
                items=items,
                places=site.places,
            )
    else:
        yield Payload(
            span=site.name, name=name, surface=Surface.SERVER, schema=row["schema"], body=body
        )
        yield from item_facts(fact, body, span=site.name, **where)


def _as_item(row: dict[str, Any], arguments: Arguments, site: Site) -> Mapping:
    """Return what Heap gets of a call that a tool passes on, as an item of a body of Heap's.

    An event of somebody who has an id of the tool's own needs no identity.
    """
    fields: dict[str, str] = row["fields"]
    optional = [theirs for theirs, ours in fields.items() if ours != "identity"]
    either = row.get("or", "")
    body = _as_body(row["parameters"], arguments, site, [*optional, either])
    entries = [
        Entry(replace(each.key, value=fields[each.name]), each.value)
        for each in body.entries
        if isinstance(each.key, Literal) and each.name in fields
    ]
    if either and not body.lacks(either):
        known = [entry for entry in entries if entry.name != "identity"]
        given = next((entry.value for entry in entries if entry.name == "identity"), None)
        left = given and matching(given, (None, ""), keep=False)
        unknown = Unknown(site.name, given=False)
        entries = [Entry(Literal("identity", site.name, ""), left or unknown), *known]
    if "others" in row:
        others = site.freeze(other_names(arguments, row["parameters"], site.name))
        entries.append(Entry(Literal(row["others"], site.name, ""), others))
    return Mapping(tuple(entries), site.name, body.complete)


def _as_body(
    parameters: list[str], arguments: Arguments, site: Site, optional: Collection[str] = ()
) -> Mapping:
    """Return the arguments of a client's method as the body that it makes of them."""
    given = {
        **dict(zip(parameters, arguments.positional, strict=False)),
        **arguments.keywords,
        **passed_on(arguments, parameters, defaults={}, at=site.name),
    }
    frozen = {
        name: site.freeze(value)
        for name, value in given.items()
        if not (name in optional and is_none(value))
    }
    return mapping_of(frozen, site.name, complete=arguments.complete)


def _http_call(path: str, arguments: Arguments, site: Site) -> Iterator[Fact]:
    parameters = http_calls().get(path)
    if parameters is None:
        # A client that was handed in: its name proves nothing, Heap's own URL does.
        owner, _, name = path.rpartition(".")
        if name not in ("post", "request") or not owner.startswith("@") or _MOCK.search(owner):
            return
        parameters = ("url",) if name == "post" else ("method", "url")
    url = arguments.get(parameters.index("url"), "url")
    where = site.freeze(url) if url is not None else None
    endpoint = likely_endpoint(where)
    if where is None or not _posts(parameters, arguments):
        return
    if asks := secured_endpoint(where):
        given = (arguments.keywords.get(name) for name in ("auth", "headers"))
        auth, headers = (None if value is None else site.freeze(value) for value in given)
        yield from credentials_in(f"POST {asks}", auth, headers)
    body = next((b for b in _bodies(parameters, arguments, site) if b is not None), None)
    sent = Unknown(site.name) if body is None else body
    request = Request(span=site.name, url=where, body=sent, places=site.places)
    if body is not None and (is_open(body) if endpoint else depends(where)):
        yield request
    if endpoint is None:
        yield from dead_among(where, site.name)
    elif body is not None or endpoint == "/api/identify":
        yield from request.told() or ()


def _posts(parameters: tuple[str, ...], arguments: Arguments) -> bool:
    method = arguments.get(parameters.index("method"), "method") if "method" in parameters else None
    if isinstance(method, Literal):
        return str(method.value).upper() == "POST"
    return True


def _bodies(
    parameters: tuple[str, ...], arguments: Arguments, site: Site
) -> Iterator[Value | None]:
    """Yield what each argument that can be the body makes of it; `json` encodes a text once more."""
    for name in _BODIES:
        position = parameters.index(name) if name in parameters else len(arguments.positional)
        given = arguments.get(position, name)
        if given is None or is_none(given):
            continue
        if name == "json":
            is_text = isinstance(given, Encoded)
            yield Text((given,), given.span, "") if is_text else _as_it_is(given, site)
        elif isinstance(given, Encoded) and given.content is not None:
            yield given.content
        else:
            is_text = isinstance(given, (Literal, Text))
            yield encoded.read(site.freeze(given)) if is_text else _as_it_is(given, site)


def _as_it_is(body: Value, site: Site) -> Value:
    """Return a body at this point; a parameter that was handed on may have got more keys."""
    key = (body.function, body.name + body.steps) if isinstance(body, Parameter) else (0, "")
    handed_on = site.handed_on or {}
    if handed_on.get(key):
        return Unknown(body.span)
    if key in handed_on:
        return Mapping((Entry(Spread(body.span), site.freeze(body)),), body.span, complete=False)
    return site.freeze(body)
