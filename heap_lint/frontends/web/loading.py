"""How a page loads Heap: the snippets of both generations, and the addresses of Heap's script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from heap_lint.endpoints import destinations
from heap_lint.facts import Environment, Fact, ForeignScript, Snippet
from heap_lint.frontends.embedding import FILLER, Embedded
from heap_lint.frontends.web.model import web_methods
from heap_lint.frontends.web.syntax import Tree, descendants
from heap_lint.source import Span
from heap_lint.values import Literal, Text, Value

if TYPE_CHECKING:
    import tree_sitter as ts

_ELSEWHERE = re.compile(
    r"(?:https?:)?//(?P<host>[\w.-]+)(?::\d+)?/(?:js/heap-\d{6,}\.js|config/\d{6,}/heap_config\.js)",
    re.IGNORECASE,
)
"""Paths of Heap's scripts (HEAP 1.1), on whatever host."""
_CLASSIC = re.compile(
    r"(?:https?:)?//cdn\.heapanalytics\.com/js/heap-(?P<id>[\w.-]*?)(?:\.js|(?=$|[\"']))"
    r"|(?:https?:)?//(?:[\w.-]+\.cloudfront\.net|cdn\.heapanalytics\.com)/js/heap\.js"
    r"|cdn\.heapanalytics\.com/js/heap-",
    re.IGNORECASE,
)
_V5 = re.compile(
    r"https?://cdn\.(?:us|eu)\.heap-api\.com/(?:config/(?P<id>[\w.-]*)|v5/)", re.IGNORECASE
)
_STRINGS = ("string", "template_string")
_DIGITS = re.compile(r"\d+")


def snippet(tree: Tree, function: ts.Node) -> Iterator[Fact]:
    """Yield what a function that becomes `heap.load` says: the generation, and what it can queue."""
    strings = {
        each: tree.written(each).replace(FILLER, "")[1:-1]
        for each in descendants(function)
        if each.type in _STRINGS
    }
    written = tree.written(function)
    addresses = {each: text for each, text in strings.items() if _generation(text)}
    generation = next(map(_generation, addresses.values()), "")
    if not generation and re.search(r"\.(?:envId|clientConfig)\b", written):
        generation = "v5"
    elif not generation and re.search(r"\.appid\b|\b_heapid\b", written):
        generation = "classic"
    if generation:
        any_address = next((each for each, text in strings.items() if "//" in text), function)
        span = tree.span(next(iter(addresses), any_address))
        methods = tuple(text for text in strings.values() if text in web_methods())
        scheme = _scheme(list(addresses.values()))
        yield Snippet(span=span, generation=generation, methods=methods, scheme=scheme)


def hosts_in(script: Embedded) -> Iterator[Fact]:
    """Yield the regions of the addresses in a script from which Heap's own script is fetched."""
    for match in _V5.finditer(script.text):
        span = script.span(*match.span())
        yield from destinations(Literal(match[0], span, match[0]), name="the snippet")


def facts_of_address(address: Value) -> Iterator[Fact]:
    """Yield what the address of a script says, if it is Heap's; its id may stand in it."""
    text = _beginning(address)
    match = _V5.search(text) or _CLASSIC.search(text)
    if match is None:
        elsewhere = _ELSEWHERE.match(text)
        if elsewhere is not None:
            yield ForeignScript(span=address.span, host=elsewhere["host"])
        return
    yield Snippet(span=address.span, generation=_generation(text), scheme=_scheme([text]))
    if not isinstance(address, Literal):
        return
    app_id = match["id"] or ""
    at = address.source.find(app_id) if _DIGITS.fullmatch(app_id) else -1
    if at >= 0:
        first = address.span.start + at
        span = Span(address.span.path, first, first + len(app_id))
        yield Environment(span=span, app_id=Literal(app_id, span, app_id))


def _beginning(address: Value) -> str:
    """Return what an address certainly begins with."""
    if isinstance(address, Text):
        return address.parts[0] if isinstance(address.parts[0], str) else ""
    return str(address.value) if isinstance(address, Literal) else ""


def _scheme(addresses: list[str]) -> str:
    """Return the scheme that all of some addresses have."""
    schemes = {address.partition("//")[0].rstrip(":").lower() for address in addresses}
    return schemes.pop() if len(schemes) == 1 else ""


def _generation(text: str) -> str:
    if _V5.search(text) is not None:
        return "v5"
    return "classic" if _CLASSIC.search(text) is not None else ""
