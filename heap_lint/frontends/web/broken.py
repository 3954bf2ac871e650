"""Calls of Heap that are lost since a script does not parse.

The parser goes on behind a mistake, and most of the script is read as if there were none. A call is
lost where the mistake is in it, or where nothing has been heard of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.web.model import web_methods
from heap_lint.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from heap_lint.frontends.web.syntax import Tree

_NO_CODE = {"comment", "html_comment", "hash_bang_line", "jsx_text"}
_TEXT = {"string", "string_fragment", "template_string", "regex", "regex_pattern"}
_TAGS = re.compile(r"\{%|<%|<\?(?:php\b|=)|(?<![={(])\{\{(?!\{)")
"""What a template engine may fill in; `={{` and `({{` are objects in JavaScript."""
_FAR = 200
"""Characters behind the beginning of a call that are looked at for such tags."""
_REASON = "does not parse"


@cache
def _speaks() -> re.Pattern[bytes]:
    calls = (
        rf"(?<![\w$])heap\s{{0,20}}(?:\?\.|\.)\s{{0,20}}(?:{'|'.join(web_methods())})\s{{0,20}}\("
    )
    return re.compile(rf"{calls}|heapanalytics\.com/api/|heap-api\.com/api/".encode())


def broken_calls(tree: Tree, facts: list[Fact]) -> Iterator[Unreadable]:
    """Yield the calls of Heap that could not be read whole. `facts`: what is known to be said."""
    if not tree.root.has_error:
        return
    path = tree.script.source.path
    known = sorted(fact.span.start for fact in facts if fact.span.path == path)
    for match, node, first in tree.matches(_speaks()):
        if node.type in _NO_CODE or _is_text(match, node):
            continue
        call = _call_of(tree, node)
        is_whole = call.type == "call_expression" and not call.has_error
        if is_whole and _has_any(tree.span(call), known):
            continue
        if not _is_filled_in(tree, first):
            yield Unreadable(span=tree.span(first), reason=_REASON, partial=True)


def _call_of(tree: Tree, node: Node) -> Node:
    """Return the call that something is part of, else what could not be parsed, or the whole."""
    here: Node | None = node
    while here is not None:
        node = here
        if node.type in ("call_expression", "ERROR"):
            break
        here = tree.outer(node)
    return node


def _is_text(match: re.Match[bytes], node: Node) -> bool:
    """Whether a call stands in a string, which is not one that ends where the call's own begins."""
    is_call = match[0].endswith(b"(")
    return is_call and node.type in _TEXT and node.end_byte > match.end() + 1


def _has_any(place: Span, known: list[int]) -> bool:
    first = bisect_left(known, place.start)
    return first < len(known) and known[first] < place.end


def _is_filled_in(tree: Tree, node: Node) -> bool:
    """Whether a template engine writes what stands behind the beginning of a call, in its lines."""
    start = tree.start(node)
    text = tree.script.text[start : start + _FAR]
    place = tree.script.span(start, start + len(text))
    return text != tree.script.source.slice(place) or _TAGS.search(text) is not None
