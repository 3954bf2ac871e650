"""HCL: Terraform's and OpenTofu's configuration and variable files, and those of their relatives.

A block is a mapping under its type and its labels. What a variable is given by default stands in
where a deployment gives nothing; an expression is unknown, and the same for all users.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.documents import Parsed, facts_of
from heap_lint.frontends.embedding import Embedded
from heap_lint.frontends.web.syntax import Tree, descendants
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, OneOf, Origin, Sequence, Unknown, Value

if TYPE_CHECKING:
    from tree_sitter import Node

_SAME = {"jsonencode", "yamlencode", "sensitive", "nonsensitive", "tostring", "tomap", "tolist"}
"""Functions whose result says what their argument says."""
_FIRST_OF = {"coalesce", "try", "lookup"}
"""Functions that give their last argument where the others give nothing."""


def facts(source: Source) -> Iterator[Fact]:
    """Yield what an HCL file says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the file as one mapping, and the first place that is no HCL.

    Raises `TooTangledError`.
    """
    tree = Tree(Embedded(source, source.text), "hcl")
    wrong = [_syntax_error(tree)] if tree.root.has_error else []
    bodies = [node for node in tree.root.named_children if node.type == "body"]
    if bodies:
        return Parsed([_Reader(tree).body(bodies[0])], wrong)
    whole = [n for n in tree.root.named_children if n.type == "object"]  # a file of variables alone
    return Parsed([_Reader(tree).object(node) for node in whole], wrong)


class _Reader:
    """Turns nodes into values."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def body(self, node: Node) -> Mapping:
        """Return attributes and blocks; blocks of one type are a list of mappings."""
        entries: list[Entry] = []
        for child in node.named_children:
            if child.type == "attribute" and len(child.named_children) == 2:
                name, value = child.named_children
                entries.append(Entry(self._text(name), self._expression(value)))
            elif child.type == "block":
                entries.append(self._block(child))
        return Mapping(tuple(entries), self._tree.span(node), complete=not node.has_error)

    def _block(self, node: Node) -> Entry:
        """Return a block under its type, and within that under its labels."""
        keys = [
            self._label(c) for c in node.named_children if c.type in ("identifier", "string_lit")
        ]
        bodies = [child for child in node.named_children if child.type == "body"]
        span = self._tree.span(node)
        value: Value = self.body(bodies[0]) if bodies else Mapping((), span)
        if keys[0].value == "variable" and len(keys) == 2 and isinstance(value, Mapping):
            return Entry(keys[1], self._variable(node, str(keys[1].value), value))
        for key in reversed(keys[1:]):
            value = Mapping((Entry(key, value),), span)
        return Entry(keys[0], Sequence((value,), span))

    def _variable(self, node: Node, name: str, body: Mapping) -> Value:
        """Return what a variable is: what is given to it, or else its default."""
        default = body.get("default")
        given = Unknown(self._tree.span(node), Origin.DEPLOYMENT, f"var.{name}")
        if isinstance(default, Mapping):
            return default
        if default is None or (isinstance(default, Literal) and default.value in (None, "")):
            return given
        return OneOf((given, default), given.span)

    def _expression(self, node: Node) -> Value:
        """Return what an expression is, as far as it is constant."""
        children = node.named_children
        if node.type in ("literal_value", "collection_value") or (
            node.type == "expression" and len(children) == 1
        ):
            return self._expression(children[0]) if children else self._unknown(node)
        handler = {
            "string_lit": self._string,
            "object": self.object,
            "tuple": self._tuple,
            "conditional": self._conditional,
            "function_call": self._call,
            "numeric_lit": self._word,
            "bool_lit": self._word,
            "null_lit": self._word,
        }.get(node.type)
        return handler(node) if handler is not None else self._unknown(node)

    def object(self, node: Node) -> Value:
        """Return an object; a key in parentheses is unknown."""
        entries = []
        for element in node.named_children:
            if element.type == "object_elem" and len(element.named_children) == 2:
                key, value = element.named_children
                entries.append(Entry(self._key(key), self._expression(value)))
        return Mapping(tuple(entries), self._tree.span(node), complete=not node.has_error)

    def _key(self, node: Node) -> Value:
        written = self._tree.written(node)
        return self._text(node) if written.isidentifier() else self._expression(node)

    def _tuple(self, node: Node) -> Value:
        items = [c for c in node.named_children if c.type == "expression"]
        return Sequence(tuple(map(self._expression, items)), self._tree.span(node))

    def _conditional(self, node: Node) -> Value:
        arms = node.named_children[1:]
        return OneOf(tuple(map(self._expression, arms)), self._tree.span(node))

    def _call(self, node: Node) -> Value:
        name = self._tree.written(node.named_children[0])
        groups = [c for c in node.named_children if c.type == "function_arguments"]
        arguments = (
            [c for c in groups[0].named_children if c.type == "expression"] if groups else []
        )
        if name in _SAME and arguments:
            return self._expression(arguments[0])
        if name == "merge":
            values = [self._expression(each) for each in arguments]
            entries = [e for v in values if isinstance(v, Mapping) for e in v.entries]
            return Mapping(tuple(entries), self._tree.span(node), complete=False)
        if name in _FIRST_OF and len(arguments) > 1:
            first = Unknown(self._tree.span(node), Origin.DEPLOYMENT, self._tree.written(node))
            return OneOf((first, self._expression(arguments[-1])), first.span)
        return self._unknown(node)

    def _string(self, node: Node) -> Value:
        parts = [c for c in node.named_children if c.type == "template_literal"]
        written = self._tree.written(node)
        text = "".join(map(self._tree.written, parts)) if parts else ""
        if "\\" in text or node.has_error:
            return Unknown(self._tree.span(node), expression=written)
        return Literal(text, self._tree.span(node), written)

    def _word(self, node: Node) -> Value:
        written = self._tree.written(node)
        words: dict[str, bool | None] = {"true": True, "false": False, "null": None}
        if written in words:
            return Literal(words[written], self._tree.span(node), written)
        # A number becomes text wherever text is asked for.
        return Literal(written, self._tree.span(node), written)

    def _label(self, node: Node) -> Literal:
        literal = self._text(node)
        return Literal(literal.source.strip('"'), literal.span, literal.source)

    def _text(self, node: Node) -> Literal:
        written = self._tree.written(node)
        return Literal(written, self._tree.span(node), written)

    def _unknown(self, node: Node) -> Value:
        return Unknown(self._tree.span(node), Origin.DEPLOYMENT, self._tree.written(node))


def _syntax_error(tree: Tree) -> Unreadable:
    wrong = next(n for n in descendants(tree.root) if n.type == "ERROR" or n.is_missing)
    openers = [child for child in wrong.children if child.type.endswith("_start")]
    start = tree.start(openers[-1] if openers else wrong)
    outer = tree.outer(wrong)
    if wrong.is_missing and wrong.type == "quoted_template_end" and outer is not None:
        start = tree.start(outer)
        return Unreadable(
            span=tree.script.span(start, start + 1),
            reason="has a string that never ends",
            hint="close the quotes",
        )
    return Unreadable(
        span=tree.script.span(start, min(start + 1, len(tree.script.text))),
        reason="is not valid HCL",
        hint="correct it there or just above",
    )
