"""Requests: what a script posts to Heap's server endpoints, whatever posts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from heap_lint.analysis import limits
from heap_lint.endpoints import domains_in, endpoint_of, likely_endpoint, request_facts
from heap_lint.facts import BrowserPost
from heap_lint.flow import Node, Place
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.symbols import Encoded, size
from heap_lint.frontends.web import model
from heap_lint.frontends.web.evaluator import Evaluator
from heap_lint.frontends.web.place import shown_to_be_in_browser
from heap_lint.frontends.web.scope import Named, path_of, plain
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Sequence,
    Text,
    Unknown,
    Value,
    is_none,
)

if TYPE_CHECKING:
    import tree_sitter as ts

_WITH_BASE = re.compile(r"(?P<client>[^()]*)\.(?:create|extend)\((?P<base>https?:[^()]*)\)")
_BASES = ("baseURL", "baseUrl", "prefixUrl", "prefix")
_MADE_WITH = re.compile(
    r"(?P<maker>[^()]*)\((?P<url>https?:[^()]*)\)(?:\.\w+\([.]*\))*\.(?P<last>\w+)"
)
_MOCK = re.compile(r"mock|nock|stub|fake|\bmsw\b", re.IGNORECASE)


class _Request(Struct, frozen=True):
    """A post: where to, and its body as it arrives; `shows_browser`: nothing else has what makes it."""

    url: Value
    body: Value
    shows_browser: bool = False


class Requests(Evaluator):
    """Runs calls that make requests."""

    def posted(self, callee: ts.Node, called: Value, given: list[Value]) -> None:
        """Note what a call posts to Heap, if it does."""
        for path in paths(called):
            client = _client_of(path)
            if client is None and not path.endswith(".post"):
                continue
            frozen = [self.state.freeze(value) for value in given]
            if client is None:
                request = _by_its_url(path, frozen)
            else:
                request = _request(client, frozen, self.span(callee))
            url = request and likely_endpoint(plain(request.url))
            if request is not None and url:
                self._note(callee, request, url)
                return

    def _note(self, callee: ts.Node, request: _Request, endpoint: str) -> None:
        span = self.span(callee)
        here = Node(span=span)
        self.state.go_to(here)
        place = Place(self.frame.graph, here)
        url, body = plain(request.url), plain(request.body)
        facts = list(request_facts(endpoint, body, url=url, span=span, places=(place,)))
        shown_by = span if request.shows_browser else None
        shown_by = shown_to_be_in_browser(self.tree, shown_by)
        if shown_by is not None and endpoint_of(url) is not None:
            facts.append(BrowserPost(span=span, name=f"POST {endpoint}", shown_by=shown_by))
        self.file.record(span, facts, "post", self.truths())

    def made(self, node: ts.Node, called: Value, given: list[Value]) -> Value | None:
        """Return the client, the request or the JSON text that a call makes, if it makes one."""
        path = next(paths(called), "")
        if path == "@JSON.stringify" and given:
            return self._as_text_of_json(node, given)
        row = model.later(path)
        if row is not None:
            url = _url_of_later(row, [self.state.freeze(value) for value in given])
        elif given and path.endswith((".create", ".extend")):
            url = _base(self.state.freeze(given[0]))
        else:
            return None
        address = _constant(url)
        if address and "(" not in address:
            return Named(self.span(node), None, "", path=f"{path}({address})")
        return None

    def opened(self, callee: ts.Node, called: Value, given: list[Value]) -> None:
        """`xhr.open("POST", url)`: what is sent from here on goes there."""
        owner = callee.child_by_field_name("object")
        if path_of(called) != "@new XMLHttpRequest().open" or owner is None or len(given) < 2:
            return
        method, url = given[:2]
        if owner.type == "identifier" and _constant(url) and _is_post(method):
            path = f"@new XMLHttpRequest({_constant(url)})"
            self.bind(self.written(owner), Named(url.span, None, self.written(owner), path=path))

    def _as_text_of_json(self, node: ts.Node, given: list[Value]) -> Value:
        replacer = given[1] if len(given) > 1 else None
        if replacer is not None and not isinstance(replacer, Literal):
            return Unknown(self.span(node))
        content = as_json(self.state.freeze(given[0]))
        if size(content, limits.MOST_PARTS_OF_JSON) >= limits.MOST_PARTS_OF_JSON:
            return Unknown(self.span(node))
        return Encoded(self.span(node), None, "JSON.stringify(...)", content=content)

    def constructed(self, node: ts.Node, called: Value, given: list[Value]) -> Value:
        """Return what `new called(...given)` makes: of a `Blob` with one part, that part.

        A `URL` that is handed on at once, so that nobody changes it, is its text.
        """
        value = super().constructed(node, called, given)
        outer = self.tree.outer(node)
        is_handed_on = outer is not None and outer.type == "arguments"
        if path_of(called) == "@URL" and is_handed_on and len(given) == 1 and _constant(given[0]):
            return given[0]
        if not path_of(value).startswith("@new Blob(") or not given:
            return value
        parts = self.held(given[0])
        if isinstance(parts, Sequence) and len(parts.items) == 1:
            return parts.items[0]
        return value


def paths(called: Value) -> Iterator[str]:
    """Yield the access paths that a called function may have."""
    for option in called.options if isinstance(called, OneOf) else (called,):
        path = path_of(option)
        if path:
            yield path.replace(":default", "")


def is_made_for_heap(path: str) -> bool:
    """Whether a path stands for a client that has an address of Heap's: `axios.create({baseURL})`."""
    made = _WITH_BASE.fullmatch(path)
    return made is not None and bool(domains_in(made["base"]))


def as_json(value: Value) -> Value:
    """Return what arrives of a value that is sent as JSON: a date is text, `undefined` is left out."""
    if isinstance(value, OneOf):
        return replace(value, options=tuple(map(as_json, value.options)))
    if isinstance(value, Mapping):
        entries: dict[object, Entry] = {}
        for place, entry in enumerate(value.entries):
            sent = _sent(entry)
            key = entry.name if entry.name is not None else place
            before = entries.pop(key, None)
            if sent is not None:
                entries[key] = sent if sent.certain or before is None else _either(before, sent)
        return replace(value, entries=tuple(entries.values()))
    if isinstance(value, Sequence):
        return replace(value, items=tuple(map(as_json, value.items)))
    if isinstance(value, Unknown) and value.kind is Kind.DATETIME:
        return replace(value, kind=None)
    return value


def _sent(entry: Entry) -> Entry | None:
    """Return an entry as it is sent, None where it never is."""
    if _is_undefined(entry.value):
        return None
    if isinstance(entry.value, OneOf):
        there = [option for option in entry.value.options if not _is_undefined(option)]
        if not there:
            return None
        certain = entry.certain and len(there) == len(entry.value.options)
        return Entry(entry.key, as_json(one_of(there, entry.value.span)), certain)
    return replace(entry, value=as_json(entry.value))


def _either(before: Entry, after: Entry) -> Entry:
    return Entry(
        after.key, one_of((before.value, after.value), after.value.span), certain=before.certain
    )


def _is_undefined(value: Value) -> bool:
    return is_none(value) and value.source != "null"


class _Client(Struct, frozen=True):
    """What a path stands for that makes requests: its row, and where it sends to as far as it says.

    `is_later`: that is the whole address, given before.
    """

    row: dict[str, Any]
    address: str = ""
    is_later: bool = False


def _client_of(path: str) -> _Client | None:
    later = _MADE_WITH.fullmatch(path)
    row = model.later(later["maker"]) if later is not None else None
    if later is not None and row is not None:
        return _Client(row, later["url"], True) if later["last"] in row["sends"] else None
    owner, dot, method = path.rpartition(".")
    made = _WITH_BASE.fullmatch(path)
    if made is not None:
        dot = method = ""
    else:
        made = _WITH_BASE.fullmatch(owner)
    row = model.posting(f"{made['client']}{dot}{method}" if made is not None else path)
    return _Client(row, made["base"] if made is not None else "") if row is not None else None


def _request(client: _Client, given: list[Value], callee: Span) -> _Request | None:
    """Return what a call of a client posts, None where it posts nothing."""
    row, in_browser = client.row, client.row.get("in_browser", False)
    if client.is_later:
        if not given:
            return None
        body = _body_of(given[0], encodes=row.get("encodes", False))
        return _Request(Literal(client.address, callee, ""), body, in_browser)
    places: list[str] = row["arguments"]
    if given and isinstance(given[0], Mapping) and places[0] == "url":
        places = ["options"]
    values = dict(zip(places, given, strict=False))
    options = values.get("options")
    options = options if isinstance(options, Mapping) else None
    url, method = _url(given, places), values.get("method")
    posts = _is_post(method) if method is not None else row.get("posts") or _posts(options)
    if url is None or not posts:
        return None
    body = _body(row, values.get("body"), options, callee)
    return _Request(_joined(client.address, url), body, in_browser)


def _url_of_later(row: dict[str, Any], given: list[Value]) -> Value | None:
    """Return where a request goes whose body is sent later, None where it certainly posts nothing."""
    places: list[str] = row["arguments"]
    if given and isinstance(given[0], Mapping) and places[0] == "url":
        places = places[1:]
    options = dict(zip(places, given, strict=False)).get("options")
    if row.get("posts"):
        return _url(given, places)
    method = options.get("method") if isinstance(options, Mapping) else None
    is_open = isinstance(options, Mapping) and not options.complete
    posts = _is_post(method) if method is not None else is_open
    return _url(given, places) if posts else None


def _by_its_url(path: str, given: list[Value]) -> _Request | None:
    """Return the post of a client that is not known: Heap's own URL, and Heap's own body, prove it."""
    if len(given) < 2 or _MOCK.search(path):
        return None
    url, body = given[:2]
    content = _body_of(body, encodes=isinstance(body, Mapping) and body.get("app_id") is not None)
    return _Request(url, content) if not isinstance(content, Unknown) else None


def _url(given: list[Value], places: list[str]) -> Value | None:
    values = dict(zip(places, given, strict=False))
    options = values.get("options")
    if "url" in values:
        return values["url"]
    if not isinstance(options, Mapping):
        return None
    url = options.get("url") or options.get("uri")
    base = _base(options)
    host = options.get("hostname") or options.get("host")
    path = _constant(options.get("path"))
    if url is not None:
        return _joined(_constant(base), url)
    if isinstance(host, Literal) and path:
        return replace(host, value=f"https://{_constant(host)}{path}")
    return None


def _constant(value: Value | None) -> str:
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else ""


def _base(options: Value) -> Value | None:
    if not isinstance(options, Mapping):
        return None
    return next((e.value for e in map(options.entry, _BASES) if e is not None), None)


def _joined(base: str, url: Value) -> Value:
    path = _constant(url)
    if not base or not isinstance(url, Literal) or "://" in path:
        return url
    return replace(url, value=f"{base.rstrip('/')}/{path.lstrip('/')}")


def _posts(options: Mapping | None) -> bool:
    """Whether options say that a request is a post; a method that is not known may be one."""
    method = (options.get("method") or options.get("type")) if options is not None else None
    return method is not None and _is_post(method)


def _is_post(method: Value) -> bool:
    if isinstance(method, Literal):
        return str(method.value).upper() == "POST"
    return True


def _body(row: dict[str, Any], given: Value | None, options: Mapping | None, callee: Span) -> Value:
    encodes = row.get("encodes", False)
    if given is not None:
        return _body_of(given, encodes=encodes)
    if options is None:
        return Unknown(callee)
    for name in row.get("body", ()):
        body = options.get(name)
        if body is not None and not (isinstance(body, Literal) and isinstance(body.value, bool)):
            return _body_of(body, encodes=encodes)
    return Unknown(options.span)


def _body_of(given: Value, *, encodes: bool) -> Value:
    """Return what arrives of a body; an object that nothing turns into JSON is not known."""
    if isinstance(given, OneOf):
        return one_of([_body_of(each, encodes=encodes) for each in given.options], given.span)
    if isinstance(given, Encoded) and given.content is not None:
        return given.content
    if encodes and isinstance(given, Mapping | Sequence):
        return as_json(given)
    return Unknown(given.span) if isinstance(given, Literal | Text | Mapping | Sequence) else given
