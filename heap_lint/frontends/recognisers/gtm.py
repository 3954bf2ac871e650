"""Containers of Google Tag Manager: the HTML of their tags is handed to the front end of the web.

An export has it as a parameter `html` of a tag, a published container as `vtp_html`. What stands in
braces is a variable, which Tag Manager writes as a value of JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.facts import Fact
from heap_lint.frontends.documents import containers
from heap_lint.frontends.embedding import FILLER, HOLE, Embedded, Hole
from heap_lint.source import Source
from heap_lint.values import Escaping, Literal, Mapping, Unknown, Value

_HEAP = regex.lazy(r"\bheap\b|heapanalytics|heap-api", re.IGNORECASE)
_MASKED = regex.lazy(r"\\(?:u(?P<code>[0-9a-fA-F]{4})|(?P<mark>.))|\{\{(?P<variable>[^{}\n]*)\}\}")
_MARKS = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}


def recognise(source: Source, document: Value) -> Iterator[Fact]:
    """Yield what the tags of a container say to Heap."""
    for _, container in containers(document):
        html = _html_of(container) if isinstance(container, Mapping) else None
        if isinstance(html, Literal) and html.source[:1] == '"' and _HEAP.search(str(html.value)):
            from heap_lint.frontends.web import facts_in_script

            yield from facts_in_script(_embedded(source, html))


def _html_of(mapping: Mapping) -> Value | None:
    key = mapping.get("key")
    if isinstance(key, Literal) and key.value == "html":
        return mapping.get("value")
    return mapping.get("vtp_html")


def _embedded(source: Source, html: Literal) -> Embedded:
    """Return the text of a tag; an escape is the character that it means, and filler before it."""
    written = html.source[1:-1]
    start = html.span.start + 1
    holes: dict[int, Hole] = {}

    def mask(match: re.Match[str]) -> str:
        length = match.end() - match.start()
        if match["variable"] is not None:
            span = source.span(start + match.start(), start + match.end())
            value = Unknown(span, expression=match["variable"])
            holes[match.start()] = Hole(value, Escaping.SCRIPT)
            return HOLE * length
        mark = match["mark"]
        meant = chr(int(match["code"], 16)) if mark is None else _MARKS.get(mark, mark)
        return FILLER * (length - 1) + meant

    return Embedded(source, _MASKED.sub(mask, written), start, holes)
