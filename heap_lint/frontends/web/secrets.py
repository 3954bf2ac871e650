"""Keys of Heap's deletion interface that a script writes down, told by the names they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from heap_lint.facts import Secret
from heap_lint.frontends.recognisers import keys
from heap_lint.frontends.web.syntax import DEEPEST, Tree, descendants, named
from heap_lint.values import Literal

if TYPE_CHECKING:
    import tree_sitter as ts

_MENTIONS = re.compile(r"heap[\w.-]{0,30}(?:key|secret)", re.IGNORECASE)
_GIVES = {
    "variable_declarator": ("name", "value"),
    "pair": ("key", "value"),
    "assignment_expression": ("left", "right"),
    "field_definition": ("property", "value"),
    "public_field_definition": ("name", "value"),
}
"""What gives a value to a name: the fields of the two."""


def secrets_in(tree: Tree) -> Iterator[Secret]:
    """Yield the keys in a script, those that stand in for a variable of the environment too."""
    if _MENTIONS.search(tree.script.text) is None:
        return
    for node in descendants(tree.root):
        fields = _GIVES.get(node.type)
        if fields is not None:
            name, value = map(node.child_by_field_name, fields)
            if name is not None and value is not None:
                own = re.split(r"[.\[]", tree.written(name))[-1].strip("\"'`]")
                for text in _texts(value):
                    written = tree.written(text)[1:-1]
                    literal = Literal(written, tree.span(text), written)
                    yield from keys.named(own, literal)


def _texts(node: ts.Node, depth: int = 0) -> Iterator[ts.Node]:
    """Yield the texts that a value may be: itself, or either side of `||`."""
    if depth > DEEPEST:
        return
    holes = any(part.type == "template_substitution" for part in node.children)
    if node.type in ("string", "template_string") and not holes:
        yield node
    elif node.type == "binary_expression":
        for operand in named(node):
            yield from _texts(operand, depth + 1)
