"""Content Security Policies in Python: settings of Django and django-csp, Talisman, headers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.facts import ContentSecurityPolicy
from heap_lint.frontends.python.frame import File
from heap_lint.frontends.recognisers.names import plain
from heap_lint.values import Entry, Literal, Mapping, Sequence, Text, Unknown, Value

_SETTING = regex.lazy(r"CSP_(?P<name>[A-Z_]+_SRC(?:_ELEM)?)")
_POLICIES = {"contentsecuritypolicy", "securecsp"}
_KEYWORDS = {
    *("SELF", "NONE", "NONCE", "UNSAFE_INLINE", "UNSAFE_EVAL", "UNSAFE_HASHES", "REPORT_SAMPLE"),
    *("WASM_UNSAFE_EVAL", "STRICT_DYNAMIC"),
}
"""What `django.utils.csp` and django-csp call the words in quotes."""


def policies_in(file: File, tree: ast.Module) -> Iterator[ContentSecurityPolicy]:
    """Yield the policies of a module, where one of Heap's hosts is in it."""
    text = file.source.text
    if "heapanalytics.com" in text or "heap-api.com" in text:
        yield from _Reader(file, tree).policies()


class _Reader:
    """Reads constants, without running anything."""

    def __init__(self, file: File, tree: ast.Module) -> None:
        self._file = file
        self._tree = tree
        self._constants: dict[str, ast.expr | None] = {}
        for node in ast.walk(tree):
            for name, value in _assigned(node):
                self._constants[name] = None if name in self._constants else value

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
                Literal(name.lower(), self._file.positions.span(target), name), self._value(value)
            )
            for target, name, value in settings
        )
        span = self._file.positions.span(settings[0][0])
        stars = any(
            isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names)
            for node in ast.walk(self._tree)
        )
        return ContentSecurityPolicy(span=span, policy=Mapping(entries, span, complete=not stars))

    def _policy(self, node: ast.expr) -> Iterator[ContentSecurityPolicy]:
        value = self._value(node)
        directives = value.get("DIRECTIVES") if isinstance(value, Mapping) else None
        policy = value if directives is None else directives
        if not isinstance(policy, Unknown):
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
            return Text(tuple(map(_piece, parts)), span, written)
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
        return self._value(constant, depth + 1) if constant is not None else Unknown(span)

    def _sum(self, node: ast.BinOp, depth: int) -> Value:
        span = self._file.positions.span(node)
        left, right = self._value(node.left, depth + 1), self._value(node.right, depth + 1)
        if isinstance(left, Sequence) or isinstance(right, Sequence):
            lists = [each for each in (left, right) if isinstance(each, Sequence)]
            items = tuple(item for each in lists for item in each.items)
            return Sequence(items, span, complete=len(lists) == 2)
        return Text((_piece(left), _piece(right)), span, self._file.source.slice(span))


def _piece(value: Value) -> str | Value:
    if isinstance(value, Literal):
        return str(value.value)
    is_constant = isinstance(value, Text) and all(isinstance(p, str) for p in value.parts)
    return "".join(map(str, value.parts)) if isinstance(value, Text) and is_constant else value


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
