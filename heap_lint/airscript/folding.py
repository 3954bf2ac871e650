"""What is known of an Airscript expression's value without running it.

Constants are computed, texts keep their holes, alternatives stay apart; of a variable its namespace
tells whose value it is. What no public document says of a function is not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from heap_lint.airscript import tree
from heap_lint.airscript.tree import Expression, path_of
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Origin,
    Sequence,
    Text,
    Unknown,
    Value,
)

MAX_DEPTH = 100
"""How deeply an expression may nest; what lies deeper is unknown."""

NAMESPACES = frozenset(
    (
        *("session", "activityGroup", "activity", "actor", "event", "control", "payload"),
        *("profile", "theme", "configuration", "channels", "browser"),
    )
)
_OF_DECLARED = frozenset(("session", "activityGroup", "activity"))
_OF_DEPLOYMENT = frozenset(("profile", "theme", "configuration"))
_CASE_FUNCTIONS: dict[str, Callable[[str], str]] = {
    "LOWERCASE": str.lower,
    "UPPERCASE": str.upper,
    "TRIM": str.strip,
}
_SAFE_NUMBER = 2**53


class Folding(Struct, frozen=True):
    """Folds the nodes of one expression.

    `text` is the expression's text and `locate` gives the place in the file of a stretch of it.
    `declared` are the variables that need no namespace, None where not all are known; `contacts` those
    that hold an e-mail address or a phone number.
    """

    text: str
    locate: Callable[[int, int], Span]
    declared: frozenset[str] | None
    contacts: frozenset[str] = frozenset()

    def value(self, node: Expression, depth: int = 0) -> Value:
        """Return what is known of the value of `node`, a node of this expression."""
        if depth > MAX_DEPTH:
            return Unknown(self._span(node))
        match node:
            case tree.Constant(value):
                return self._literal(value, node)
            case tree.Template(parts):
                return self._text(node, self._pieces(parts, depth))
            case tree.Name() | tree.Access():
                return self._variable(node, depth)
            case tree.Unary(operator, operand):
                return self._signed(node, operator, self.value(operand, depth + 1))
            case tree.Binary(operator, left, right):
                operands = self.value(left, depth + 1), self.value(right, depth + 1)
                return self._binary(node, operator, *operands)
            case tree.Call(function, arguments):
                return self._call(node, function, self._values(arguments, depth))
            case tree.ObjectLiteral(entries):
                return self._object(node, entries, depth)
            case tree.ListLiteral(items):
                return Sequence(tuple(self._values(items, depth)), self._span(node))
            case tree.Query():
                return Unknown(self._span(node))

    def _values(self, nodes: Iterable[Expression], depth: int) -> list[Value]:
        return [self.value(node, depth + 1) for node in nodes]

    def _span(self, node: Expression) -> Span:
        return self.locate(node.start, node.end)

    def _literal(self, value: str | int | float | bool | None, node: Expression) -> Literal:
        return Literal(value, self._span(node), self.text[node.start : node.end])

    def _pieces(self, parts: Iterable[str | Expression], depth: int) -> list[str | Value]:
        return [p if isinstance(p, str) else self.value(p, depth + 1) for p in parts]

    def _text(self, node: Expression, pieces: Iterable[str | Value]) -> Literal | Text:
        parts = _joined(pieces)
        if all(isinstance(part, str) for part in parts):
            return self._literal("".join(map(str, parts)), node)
        return Text(tuple(parts), self._span(node), self.text[node.start : node.end])

    def _object(
        self,
        node: Expression,
        entries: Iterable[tuple[tree.Name | tree.Template, Expression]],
        depth: int,
    ) -> Mapping:
        known = [(self._key(key, depth), self.value(value, depth + 1)) for key, value in entries]
        return Mapping(tuple(Entry(key, value) for key, value in known), self._span(node))

    def _key(self, key: tree.Name | tree.Template, depth: int) -> Value:
        if isinstance(key, tree.Name):
            return self._literal(key.name, key)
        return self.value(key, depth + 1)

    def _variable(self, node: tree.Name | tree.Access, depth: int) -> Value:
        path = path_of(node)
        if path is not None:
            kind = Kind.CONTACT if self._is_contact(path) else None
            return Unknown(self._span(node), self._origin(path), _dotted(path), kind=kind)
        if not isinstance(node, tree.Access) or not isinstance(node.step, str | tree.Expression):
            return Unknown(self._span(node))
        target = self.value(node.target, depth + 1)
        if isinstance(node.step, str):
            name: object = node.step
        else:
            step = self.value(node.step, depth + 1)
            name = step.value if isinstance(step, Literal) else None
        return _member(target, name) or Unknown(self._span(node))

    def _origin(self, path: tuple[str, ...]) -> Origin | None:
        root = path[0]
        if root in _OF_DEPLOYMENT:
            return Origin.DEPLOYMENT
        if root == "channels" or path[:2] == ("session", "id"):
            return Origin.ANONYMOUS
        if root == "actor":
            return Origin.USER
        if root in NAMESPACES or self.declared is None or root in self.declared:
            return None
        return Origin.UNDECLARED

    def _is_contact(self, path: tuple[str, ...]) -> bool:
        name = path[1:] if path[0] in _OF_DECLARED else path
        return len(name) == 1 and name[0] in self.contacts

    def _signed(self, node: Expression, operator: str, operand: Value) -> Value:
        if isinstance(operand, Literal) and _is_number(operand.value):
            zero: Literal = replace(operand, value=0)
            return self._binary(node, operator, zero, operand)
        return self._mixed(node, [operand], arithmetic=True)

    def _binary(self, node: Expression, operator: str, left: Value, right: Value) -> Value:
        if operator == "+" and (_is_text(left) or _is_text(right)):
            return self._text(node, (left, right))
        if isinstance(left, Literal) and isinstance(right, Literal):
            known, value = _computed(operator, left.value, right.value)
            return self._literal(value, node) if known else Unknown(self._span(node))
        return self._mixed(node, [left, right], arithmetic=operator in ("+", "-", "*", "/", "%"))

    def _mixed(self, node: Expression, operands: list[Value], *, arithmetic: bool) -> Unknown:
        """Return a computed value with the origin that is certain for all of it."""
        unknowns = [unknown for operand in operands for unknown in _unknowns(operand)]
        for unknown in unknowns:
            if unknown.origin is Origin.UNDECLARED:
                return replace(unknown, span=self._span(node))
        origins = {unknown.origin for unknown in unknowns}
        if arithmetic and Origin.VOLATILE in origins:
            return Unknown(self._span(node), Origin.VOLATILE)
        if origins == {Origin.DEPLOYMENT}:
            return Unknown(self._span(node), Origin.DEPLOYMENT, unknowns[0].expression)
        return Unknown(self._span(node))

    def _call(self, node: Expression, function: str, arguments: list[Value]) -> Value:
        match function, arguments:
            case "NOW", []:
                return Unknown(self._span(node), Origin.VOLATILE, "NOW()")
            case "CONCAT", _:
                return self._text(node, arguments)
            case "JOIN", [Sequence(items=items), Literal(value=str(between))]:
                return self._text(node, _separated(items, between))
            case "JOIN", [Literal(value=str(between)), Sequence(items=items)]:
                return self._text(node, _separated(items, between))
            case "IF", [Literal(value=bool() | None as test), yes, no]:
                return yes if test else no
            case "IF", [_, yes, no]:
                return OneOf((*_options(yes), *_options(no)), self._span(node))
            case "NOT", [Literal(value=bool(test))]:
                return self._literal(not test, node)
            case (("LOWERCASE" | "UPPERCASE" | "TRIM"), [argument]):
                return _recased(argument, _CASE_FUNCTIONS[function])
            case _:
                return Unknown(self._span(node), expression=f"{function}()")


def _recased(value: Value, change: Callable[[str], str]) -> Value:
    """Return the value with its constant text changed, each piece in its own place."""
    match value:
        case Literal(value=str(text)):
            return replace(value, value=change(text))
        case Text(parts=parts):
            changed = tuple(change(part) if isinstance(part, str) else part for part in parts)
            return replace(value, parts=changed)
        case OneOf(options=options):
            return replace(value, options=tuple(_recased(option, change) for option in options))
        case _:
            return value


def _joined(pieces: Iterable[str | Value]) -> list[str | Value]:
    """Return the pieces of a text with constants written out and neighbours put together."""
    parts: list[str | Value] = []
    for piece in _flattened(pieces):
        constant = _written(piece.value) if isinstance(piece, Literal) else piece
        if isinstance(constant, str) and parts and isinstance(parts[-1], str):
            parts[-1] += constant
        elif constant != "":
            parts.append(constant)
    return parts


def _flattened(pieces: Iterable[str | Value]) -> Iterator[str | Value]:
    for piece in pieces:
        if isinstance(piece, Text):
            yield from piece.parts
        else:
            yield piece


def _written(value: object) -> str:
    # How TRUE, FALSE and NULL look inside a text is not documented; constants they are anyway.
    if value is None or isinstance(value, bool):
        return {True: "TRUE", False: "FALSE", None: "NULL"}[value]
    return str(value)


def _separated(items: Iterable[Value], between: str) -> Iterator[str | Value]:
    for number, item in enumerate(items):
        if number:
            yield between
        yield item


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, OneOf) else (value,)


def _unknowns(value: Value) -> Iterator[Unknown]:
    match value:
        case Unknown():
            yield value
        case Text():
            yield from (unknown for hole in value.holes for unknown in _unknowns(hole))
        case OneOf(options=inside) | Sequence(items=inside):
            yield from (unknown for each in inside for unknown in _unknowns(each))
        case Mapping(entries=entries):
            yield from (unknown for entry in entries for unknown in _unknowns(entry.value))


def _member(target: Value, name: object) -> Value | None:
    if isinstance(target, Mapping) and isinstance(name, str):
        return target.get(name)
    if isinstance(target, Sequence) and type(name) is int and 0 <= name < len(target.items):
        return target.items[name]
    return None


def _dotted(path: tuple[str, ...]) -> str:
    root, *steps = path
    indexed = (f"[{step}]" if step == "*" or step.isdecimal() else f".{step}" for step in steps)
    return root + "".join(indexed)


def _is_text(value: Value) -> bool:
    return isinstance(value, Text) or (isinstance(value, Literal) and isinstance(value.value, str))


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _computed(operator: str, left: object, right: object) -> tuple[bool, int | float | bool | None]:
    """Return whether the result of two constants is certain, and the result."""
    if isinstance(left, bool) and isinstance(right, bool) and operator in ("AND", "OR"):
        return True, (left and right) if operator == "AND" else (left or right)
    if _is_number(left) and _is_number(right):
        return _calculated(operator, left, right)
    if type(left) is type(right) and operator in ("=", "<>", "!="):
        return True, (left == right) == (operator == "=")
    return False, None


def _calculated(
    operator: str, left: int | float, right: int | float
) -> tuple[bool, int | float | bool | None]:
    if max(abs(left), abs(right)) > _SAFE_NUMBER:
        return False, None
    match operator:
        case "+":
            result: int | float = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case "/" if right:
            result = left / right
        case "%" if right > 0 and left >= 0:
            result = left % right
        case "=":
            return True, left == right
        case "<>" | "!=":
            return True, left != right
        case _:
            return False, None
    return True, int(result) if result == int(result) else result
