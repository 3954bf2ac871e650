"""Content Security Policies in Python: settings of Django and django-csp, Talisman, headers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.analysis import limits
from heap_lint.analysis.fuel import Fuel
from heap_lint.csp import sources_in
from heap_lint.facts import ContentSecurityPolicy
from heap_lint.frontends.dataflow import concatenation, containers
from heap_lint.frontends.python.frame import File
from heap_lint.frontends.recognisers.names import plain
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

_POLICY = regex.lazy(r"csp|security[_-]?policy", re.IGNORECASE)
_SETTING = regex.lazy(r"CSP_(?P<name>[A-Z_]+_SRC(?:_ELEM)?)")
_POLICIES = {"contentsecuritypolicy", "securecsp"}
_CHANGING = {"append", "extend", "insert", "update", "setdefault", "pop", "remove", "clear"}
_KEYWORDS = {
    *("SELF", "NONE", "NONCE", "UNSAFE_INLINE", "UNSAFE_EVAL", "UNSAFE_HASHES", "REPORT_SAMPLE"),
    *("WASM_UNSAFE_EVAL", "STRICT_DYNAMIC"),
}
"""What `django.utils.csp` and django-csp call the words in quotes."""


def policies_in(file: File, tree: ast.Module) -> Iterator[ContentSecurityPolicy]:
    """Yield the policies of a module, where one of Heap's hosts is in it."""
    text = file.source.text
    if ("heapanalytics.com" in text or "heap-api.com" in text) and _POLICY.search(text):
        yield from _Reader(file, tree).policies()


class _Reader:
    """Reads constants, without running anything."""

    def __init__(self, file: File, tree: ast.Module) -> None:
        self._file = file
        self._tree = tree
        self._constants: dict[str, ast.expr | None] = {}
        self._fuel = Fuel(len(file.source.text))
        self._known: dict[tuple[str, int], Value] = {}
        """What constants are, by their names and by how deep in others they stand."""
        for node in ast.walk(tree):
            for name, value in _assigned(node):
                self._constants[name] = None if name in self._constants else value
        for name in filter(None, map(_changed, ast.walk(tree))):
            self._constants[name] = None

    def policies(self) -> Iterator[ContentSecurityPolicy]:
        """Yield the policies."""
        settings: list[tuple[ast.expr, str, ast.expr]] = []
        for node in ast.walk(self._tree):
            for name, value in _given(node):
                match = _SETTING.fullmatch(name)
                if match is not None and isinstance(node, ast.Assign):
                    settings.append((node.targets[0], match["name"], value))
                elif plain(name) in _POLICIES:
                    yield from self._policy(value)
        if settings:
            yield self._of_settings(settings)

    def _of_settings(self, settings: list[tuple[ast.expr, str, ast.expr]]) -> ContentSecurityPolicy:
        """Return what settings of one directive each are together; other modules may have more."""
        entries = tuple(
            Entry(
                Literal(name.lower(), self._file.positions.span(target), name),
                self._setting(target, value),
            )
            for target, name, value in settings
        )
        span = self._file.positions.span(settings[0][0])
        stars = any(
            isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names)
            for node in ast.walk(self._tree)
        )
        return ContentSecurityPolicy(span=span, policy=Mapping(entries, span, complete=not stars))

    def _setting(self, target: ast.expr, value: ast.expr) -> Value:
        """Return what a setting is, which is not known where it is set in more than one way."""
        once = isinstance(target, ast.Name) and self._constants.get(target.id) is not None
        unknown = Unknown(self._file.positions.span(value))
        setting = self._value(value) if once else unknown
        return setting if self._may_be_read(setting) else unknown

    def _may_be_read(self, policy: Value) -> bool:
        """Take what a policy costs its checks; many may hold one long list, each again."""
        if self._fuel.is_spent:
            return False
        if not self._fuel.spend(limits.FUEL_OF_A_SOURCE * sources_in(policy)):
            self._file.say_left()
        return not self._fuel.is_spent

    def _policy(self, node: ast.expr) -> Iterator[ContentSecurityPolicy]:
        value = self._value(node)
        directives = value.get("DIRECTIVES") if isinstance(value, Mapping) else None
        policy = value if directives is None else directives
        if not isinstance(policy, Unknown) and self._may_be_read(policy):
            yield ContentSecurityPolicy(span=self._file.positions.span(node), policy=policy)

    def _value(self, node: ast.expr, depth: int = 0) -> Value:
        span = self._file.positions.span(node)
        written = self._file.source.slice(span)
        if depth > 20:
            return Unknown(span)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return Literal(node.value, span, written)
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return Sequence(tuple(self._value(each, depth + 1) for each in node.elts), span)
        if isinstance(node, ast.Dict):
            entries = tuple(
                Entry(self._value(key, depth + 1), self._value(value, depth + 1))
                for key, value in zip(node.keys, node.values, strict=True)
                if key is not None
            )
            return Mapping(entries, span, complete=None not in node.keys)
        if isinstance(node, ast.JoinedStr):
            parts = [self._value(each, depth + 1) for each in node.values]
            return concatenation.text(parts, span, written)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._sum(node, depth)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._named(node, depth)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "join" and len(node.args) == 1:
                joined = self._value(node.args[0], depth + 1)
                return joined if isinstance(joined, Sequence) else Unknown(span)
        return Unknown(span, expression=written)

    def _named(self, node: ast.Name | ast.Attribute, depth: int) -> Value:
        span = self._file.positions.span(node)
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in _KEYWORDS:
            word = "'" + name.lower().replace("_", "-") + "'"
            return Literal(word, span, self._file.source.slice(span))
        constant = self._constants.get(name) if isinstance(node, ast.Name) else None
        if constant is None:
            return Unknown(span)
        if (name, depth) not in self._known:
            self._known[name, depth] = self._value(constant, depth + 1)
        return self._known[name, depth]

    def _sum(self, node: ast.BinOp, depth: int) -> Value:
        span = self._file.positions.span(node)
        left, right = self._value(node.left, depth + 1), self._value(node.right, depth + 1)
        if isinstance(left, Sequence) or isinstance(right, Sequence):
            made = Sequence((), span)
            for each in (left, right):
                made = containers.extended(made, each)
            return made
        return concatenation.text((left, right), span, self._file.source.slice(span))


def _changed(node: ast.AST) -> str | None:
    """Return the name of a list or dict that a node changes."""
    target: ast.AST | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        target = node.func.value if node.func.attr in _CHANGING else None
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
        targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
        target = next((each for each in targets if isinstance(each, ast.Subscript)), None)
    if isinstance(target, ast.Call) and isinstance(target.func, ast.Attribute):
        target = target.func.value  # `policy.setdefault(...).append(...)`
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
    elif isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, node.value if isinstance(node, ast.AnnAssign) else None


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a node gives to a name, a key, a header or a keyword."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            key = target.slice if isinstance(target, ast.Subscript) else target
            if isinstance(key, ast.Name):
                yield key.id, node.value
            elif isinstance(key, ast.Constant):
                yield str(key.value), node.value
    elif isinstance(node, ast.Dict):
        for name, value in zip(node.keys, node.values, strict=True):
            if isinstance(name, ast.Constant):
                yield str(name.value), value
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            yield keyword.arg or "", keyword.value
