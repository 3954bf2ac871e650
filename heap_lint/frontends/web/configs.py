"""Config modules: what their objects say of Heap, by the names that data files have too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from heap_lint.facts import Environment, Fact
from heap_lint.frontends.recognisers import env_names, heap_block
from heap_lint.source import Source
from heap_lint.values import Mapping

if TYPE_CHECKING:
    import tree_sitter as ts

    from heap_lint.frontends.web.syntax import Tree

_MODULE = re.compile(
    r"(?:^|/)(?:[\w.-]+[.-]config|config|settings|environment[\w.-]*)\.[cm]?[jt]s$"
    r"|(?:^|/)(?:config|configs|environments?|settings)/[\w.-]+\.[cm]?[jt]s$",
    re.IGNORECASE,
)


def is_config(path: str) -> bool:
    """Whether a script of that name holds settings."""
    return _MODULE.search(path) is not None


def is_outermost(tree: Tree, node: ts.Node) -> bool:
    """Whether an object is no part of another."""
    outer = tree.outer(node)
    while outer is not None and outer.type in ("pair", "array", "parenthesized_expression"):
        outer = tree.outer(outer)
    return outer is None or outer.type != "object"


def facts_of(source: Source, document: Mapping) -> Iterator[Fact]:
    """Yield the ids and options of Heap's that an object has; a number is as good as a text here."""
    for fact in (*env_names.recognise(source, document), *heap_block.recognise(source, document)):
        if isinstance(fact, Environment):
            yield replace(fact, accepts_number=True)
        else:
            yield fact
