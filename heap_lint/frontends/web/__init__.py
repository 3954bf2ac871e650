"""The web: what scripts, pages and server templates say to Heap.

`facts` reads a file; `calls_heap`, `speaks_to_heap` and `facts_in_script` are the door for scripts and
pages that stand in files of other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from heap_lint.frontends.embedding import Embedded
from heap_lint.source import Source

if TYPE_CHECKING:
    from heap_lint.facts import Fact
    from heap_lint.frontends.web.modules import Modules

_TAG = re.compile(r"<script\b|\A[\s\ufeff]*<[a-z!]", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<script\b[^>]{0,500}heap(?:analytics|-api)\.com|<[a-z][^<>]{0,500}\bheap-(?:redact|ignore)",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"<script\b[^<]{1,5000}heap(?:analytics|-api)\.com/api/", re.IGNORECASE)
_SCRIPTS = re.compile(
    r"\.(?:(?P<ts>[cm]?ts)|(?P<tsx>tsx)|[cm]?jsx?)(?P<template>\.\w+)?$", re.IGNORECASE
)
_DEEPEST = 3
_depth = 0


@cache
def _call() -> re.Pattern[str]:
    from heap_lint.frontends.web.model import web_methods

    return re.compile(rf"\bheap\s*(?:\?\.|\.)\s*(?:{'|'.join(web_methods())})\s*\(")


def calls_heap(text: str) -> bool:
    """Whether the text has a call of one of Heap's web methods."""
    return "heap" in text and _call().search(text) is not None


def speaks_to_heap(text: str) -> bool:
    """Whether the text has a call of Heap, its script's address, or an attribute for it."""
    if calls_heap(text):
        return True
    return "heap" in text and any(each.search(text) for each in (_ELEMENT, _REQUEST))


def is_page(text: Embedded) -> bool:
    """Whether a text is HTML, else it may be a script."""
    return _TAG.search(text.text) is not None


def facts_in_script(script: Embedded) -> Iterator[Fact]:
    """Yield what a text says to Heap.

    A text that is HTML counts for its scripts and what its elements say. Other text counts if it is
    JavaScript without an error: a sentence that mentions `heap.identify()` is not.
    """
    from heap_lint.frontends.web import html, running, templates

    global _depth
    if _depth >= _DEEPEST:
        return
    _depth += 1
    try:
        if script.has_templates:
            script = templates.masked(script)
        if is_page(script):
            yield from html.facts(script)
        else:
            yield from running.facts_of_script(script)
    finally:
        _depth -= 1


def facts(source: Source, modules: Modules | None = None) -> Iterator[Fact]:
    """Yield what a file says to Heap, which may import from the project's `modules`."""
    from heap_lint.frontends.web import html, running

    text, language = opened(source)
    if language:
        yield from running.facts_of([running.Script(text, language)], text, modules)
    else:
        yield from html.facts(text, modules)


def opened(source: Source) -> tuple[Embedded, str]:
    """Return the text of a file without tags of templates, and its language if it is a script."""
    from heap_lint.frontends.web import templates

    text = Embedded(source, source.text)
    if templates.is_template(source.path):
        text = templates.masked(text)
    match = _SCRIPTS.search(source.path)
    if match is None:
        return text, ""
    return text, "typescript" if match["ts"] else "tsx" if match["tsx"] else "javascript"
