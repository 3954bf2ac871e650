"""Content Security Policies in scripts: headers, helmet's directives, manifests of extensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from heap_lint.analysis import limits
from heap_lint.analysis.fuel import Fuel
from heap_lint.csp import sources_in
from heap_lint.facts import ContentSecurityPolicy
from heap_lint.frontends.dataflow import concatenation
from heap_lint.frontends.web.syntax import DEEPEST, Tree, descendants, named, part
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    import tree_sitter as ts

_MENTIONS = re.compile(r"content[-_]?security[-_]?policy", re.IGNORECASE)
_TIDYING = {"replace", "replaceAll", "trim"}
_CHANGING = {"push", "unshift", "splice", "set", "append"}
_NAMES = {"key", "name", "header"}
_HEADER = "contentsecuritypolicy"


def policies_in(tree: Tree, given_up: Callable[[], None]) -> Iterator[ContentSecurityPolicy]:
    """Yield the policies that a script writes down, where one of Heap's hosts is in it.

    Many may hold one long list, each again: `given_up` is called where that is too much.
    """
    text = tree.script.text
    hosts = "heapanalytics.com" in text or "heap-api.com" in text
    if not hosts or _MENTIONS.search(text) is None:
        return
    reader, fuel = _Reader(tree), Fuel(len(text))
    for node in descendants(tree.root):
        for given in reader.given(node):
            value = reader.value(given)
            directives = value.get("directives") if isinstance(value, Mapping) else None
            policy = value if directives is None else directives
            if not isinstance(policy, Unknown):
                if not fuel.spend(limits.FUEL_OF_A_SOURCE * sources_in(policy)):
                    given_up()
                    return
                yield ContentSecurityPolicy(span=tree.span(given), policy=policy)


class _Reader:
    """Reads constants, without running anything."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._declared: dict[str, ts.Node | None] = {}
        self._known: dict[tuple[str, int], Value] = {}
        """What constants are, by their names and by how deep in others they stand."""
        for node in descendants(tree.root):
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if node.type == "variable_declarator" and name is not None:
                text = tree.written(name)
                self._declared[text] = None if text in self._declared else value
        for node in descendants(tree.root):
            for changed in self._changed(node):
                self._declared[changed] = None

    def _changed(self, node: ts.Node) -> Iterator[str]:
        """Yield the names of what a node changes after its declaration."""
        target = None
        if node.type in ("assignment_expression", "augmented_assignment_expression"):
            target = part(node, "left")
        elif node.type == "call_expression":
            called = part(node, "function")
            method = called.child_by_field_name("property")
            if self._tree.written(called) == "Object.assign":
                target = next(iter(named(part(node, "arguments"))), None)
            elif method is not None and self._tree.written(method) in _CHANGING:
                target = part(called, "object")
        while target is not None and target.type in ("member_expression", "subscript_expression"):
            target = part(target, "object")
        if target is not None and target.type == "identifier":
            yield self._tree.written(target)

    def given(self, node: ts.Node) -> Iterator[ts.Node]:
        """Yield what a node gives to the header, or to what sets it."""
        if node.type == "pair":
            yield from self._if_header(node, "key", "value")
        elif node.type == "assignment_expression":
            yield from self._if_header(node, "left", "right")
        elif node.type == "object":
            pairs = {self._name(p, "key"): p for p in named(node) if p.type == "pair"}
            keys = [part(pairs[name], "value") for name in _NAMES & pairs.keys()]
            if "value" in pairs and any(self._is_header(key) for key in keys):
                yield part(pairs["value"], "value")
        elif node.type == "call_expression":
            yield from self._of_call(node)

    def _of_call(self, node: ts.Node) -> Iterator[ts.Node]:
        called, arguments = part(node, "function"), named(part(node, "arguments"))
        if len(arguments) == 2 and self._is_header(arguments[0]):
            yield arguments[1]
        elif len(arguments) == 1 and called.type == "member_expression":
            if self._is_header(called):
                yield arguments[0]

    def _if_header(self, node: ts.Node, key: str, value: str) -> Iterator[ts.Node]:
        if self._is_header(part(node, key)):
            yield part(node, value)

    def _is_header(self, node: ts.Node) -> bool:
        """Whether a string, a key or the last part of a path is the name of the header."""
        written = self._tree.written(node)
        last = re.split(r"[.\[]", written)[-1] if node.type == "member_expression" else written
        return re.sub(r"[\W_]", "", last).lower() == _HEADER

    def _name(self, node: ts.Node, field: str) -> str:
        return self._tree.written(part(node, field)).strip("\"'")

    def value(self, node: ts.Node, depth: int = 0) -> Value:
        """Return what a node is, as far as it is constant."""
        if depth < DEEPEST:
            if node.type == "string":
                return Literal(self._text(node), self._tree.span(node), self._tree.written(node))
            if node.type == "template_string":
                return self._template(node, depth)
            if node.type == "array":
                items = tuple(self.value(each, depth + 1) for each in named(node))
                return Sequence(items, self._tree.span(node))
            if node.type == "object":
                return self._object(node, depth)
            if node.type == "identifier":
                return self._named(node, depth)
            if node.type == "call_expression":
                return self._call(node, depth)
            if node.type == "binary_expression":
                return self._sum(node, depth)
        return Unknown(self._tree.span(node), expression=self._tree.written(node))

    def _named(self, node: ts.Node, depth: int) -> Value:
        name = self._tree.written(node)
        declared = self._declared.get(name)
        if declared is None:
            return Unknown(self._tree.span(node), expression=name)
        if (name, depth) not in self._known:
            self._known[name, depth] = self.value(declared, depth + 1)
        return self._known[name, depth]

    def _text(self, node: ts.Node) -> str:
        return re.sub(r"\\(.)", r"\1", self._tree.written(node)[1:-1])

    def _template(self, node: ts.Node, depth: int) -> Value:
        parts: list[str | Value] = []
        at = node.start_byte + 1
        data = self._tree.written(node).encode("utf-8", "replace")
        for each in node.named_children:
            if each.type == "template_substitution":
                parts.append(
                    data[at - node.start_byte : each.start_byte - node.start_byte].decode()
                )
                inner = [self.value(child, depth + 1) for child in named(each)]
                part = inner[0] if len(inner) == 1 else Unknown(self._tree.span(each))
                parts.append(part)
                at = each.end_byte
        parts.append(data[at - node.start_byte : -1].decode())
        return concatenation.text(parts, self._tree.span(node), self._tree.written(node))

    def _sum(self, node: ts.Node, depth: int) -> Value:
        if part(node, "operator").type != "+":
            return Unknown(self._tree.span(node))
        sides = [self.value(part(node, side), depth + 1) for side in ("left", "right")]
        return concatenation.text(sides, self._tree.span(node), self._tree.written(node))

    def _call(self, node: ts.Node, depth: int) -> Value:
        """Return a list of directives that is joined, or a text whose blanks are tidied up."""
        called = part(node, "function")
        owner, method = map(called.child_by_field_name, ("object", "property"))
        if owner is None or method is None:
            return Unknown(self._tree.span(node))
        name = self._tree.written(method)
        value = self.value(owner, depth + 1)
        if name in _TIDYING or (name == "join" and isinstance(value, Sequence)):
            return value
        return Unknown(self._tree.span(node))

    def _object(self, node: ts.Node, depth: int) -> Mapping:
        entries = []
        complete = True
        for each in named(node):
            if each.type != "pair" or part(each, "key").type.startswith("computed"):
                complete = False
                continue
            key = part(each, "key")
            name = Literal(self._name(each, "key"), self._tree.span(key), self._tree.written(key))
            entries.append(Entry(name, self.value(part(each, "value"), depth + 1)))
        return Mapping(tuple(entries), self._tree.span(node), complete)
