"""Which expressions of a module are texts: their literal pieces in order, and what fills them in.

A text is a literal, an f-string, or what `+`, `%`, `.format`, `.replace`, `join`, `Template` and calls
that only mark a text (`mark_safe`) make of those.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from itertools import islice

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint.frontends.python.names import last_name

_MARKERS = {"mark_safe", "Markup", "SafeString", "dedent", "HTML", "cleandoc"}
"""Functions that give back the text that they are given."""
_ESCAPING = {"Markup"}
"""Those of them whose text escapes for HTML what it is filled with."""
_SAME_TEXT = {"strip", "lstrip", "rstrip", "encode", "safe_substitute", "substitute"}
_SEARCHING = {
    *("replace", "find", "index", "count", "startswith", "endswith", "partition", "split"),
    *("search", "match", "fullmatch", "findall", "finditer", "sub", "compile"),
    *("assertIn", "assertNotIn", "assertContains", "assertNotContains"),
}
"""Functions whose first argument is what they look for."""
_MOST_PIECES = 5_000
_MOST_EXPRESSIONS = 64
"""Expressions for one name of a text that are looked at; what the others are is not known."""
_MOST_OF_ANOTHER = 256
"""Fillings of one name that are those of another, too."""
_MAY_BE_TEXT = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call)


class Way(Enum):
    """How a text says where something is filled in."""

    FORMAT = "{}"
    PERCENT = "%s"
    DOLLAR = "$name"
    MARKER = "a text that is replaced"


class Filling(Struct, frozen=True):
    """One way in which a text is filled in.

    `given` are the expressions by position (`0`), name, or the marker that they replace; `**` is a
    dict of names.
    `escapes_html`: as `format_html` does.
    """

    way: Way
    given: dict[str, ast.expr] = field(default_factory=dict)
    escapes_html: bool = False


class Given(Struct, frozen=True):
    """What is filled in for one name of a text: one of `expressions`, or (not `is_all`) another."""

    expressions: tuple[ast.expr, ...] = ()
    is_all: bool = True
    escapes_html: bool = False


class Fillings:
    """What fills in a text: each of its places asks what does by the way and the name."""

    def __init__(self, each: Sequence[Filling] = ()) -> None:
        """Fill in nothing yet, or what is given, in the order of the code."""
        self._each = each

    def and_then(self, more: Iterable[Filling]) -> Fillings:
        """Return these and more."""
        return Fillings((*self._each, *more))

    def escaping_html(self) -> Fillings:
        """Return these, in a text that escapes for HTML what it is given."""
        return Fillings([replace(each, escapes_html=True) for each in self._each])

    @cached_property
    def ways(self) -> set[Way]:
        """Return the ways in which something is filled in."""
        return {each.way for each in self._each}

    def get(self, way: Way, name: str) -> Given | None:
        """Return what is filled in for a name, None where nothing in sight is."""
        return self._by_name.get((way, name))

    def names(self, way: Way) -> list[str]:
        """Return the names for which something is filled in in one way."""
        return [name for of, name in self._by_name if of is way]

    @cached_property
    def _by_name(self) -> dict[tuple[Way, str], Given]:
        found: defaultdict[tuple[Way, str], list[tuple[ast.expr, bool]]] = defaultdict(list)
        for each in self._each:
            for name, expression in each.given.items():
                found[each.way, name].append((expression, each.escapes_html))
        return {
            name: Given(
                tuple(expression for expression, _ in several[:_MOST_EXPRESSIONS]),
                len(several) <= _MOST_EXPRESSIONS,
                all(escapes_html for _, escapes_html in several),
            )
            for name, several in found.items()
        }


class Piece(Struct, frozen=True):
    """A part of a text: a literal with what fills it in, or (not `is_literal`) any other expression."""

    node: ast.expr
    fillings: Fillings
    is_literal: bool = True


class Text(Struct, frozen=True):
    """An expression that is a text, as a whole, and its pieces."""

    node: ast.expr
    pieces: tuple[Piece, ...]


def texts(tree: ast.Module) -> Iterator[Text]:
    """Yield the texts of a module; none of them is a part of another.

    Its documentation says nothing, nor does what the code compares with or looks for.
    """
    by_name = _fillings_by_name(tree)
    nothing = Fillings()
    parts: set[int] = set()
    for node in ast.walk(tree):
        for each in _no_texts(node):
            parts.update(map(id, _Collector().collected(each)))
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield from _text(node.value, by_name.get(last_name(target), nothing), parts)
        elif isinstance(node, ast.expr):
            yield from _text(node, nothing, parts)


def _no_texts(node: ast.AST) -> list[ast.expr]:
    """Return the parts of a node that are documentation, or what the code compares with or looks for."""
    if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Constant, ast.JoinedStr)):
        return [node.value]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    looks = isinstance(node, ast.Call) and last_name(node.func) in _SEARCHING
    return node.args[:1] if isinstance(node, ast.Call) and looks else []


def _text(node: ast.expr, fillings: Fillings, parts: set[int]) -> Iterator[Text]:
    if id(node) in parts or not isinstance(node, _MAY_BE_TEXT):
        return
    collector = _Collector()
    if collector.add(node, fillings) and any(piece.is_literal for piece in collector.pieces):
        parts.update(map(id, collector.own))
        yield Text(node, tuple(collector.pieces))


class _Collector:
    """Collects the pieces of one text, and the nodes that belong to nothing else."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.own: list[ast.AST] = []

    def collected(self, node: ast.expr) -> list[ast.AST]:
        """Return the nodes of a text expression."""
        self.add(node, Fillings())
        return self.own

    def add(self, node: ast.expr, fillings: Fillings) -> bool:
        """Add the pieces of an expression; whether it is a text."""
        if isinstance(node, ast.JoinedStr) or _is_text(node):
            self.pieces.append(Piece(node, fillings))
            self.own += [node, *getattr(node, "values", ())]
        elif _is_sum(node):
            self.own.append(node)
            self._add_all(self._operands(node), fillings)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            filling = Filling(Way.PERCENT, _by_position(node.right))
            return self._inside(node, node.left, fillings.and_then([filling]))
        elif isinstance(node, ast.Call):
            return self._add_call(node, fillings)
        else:
            return False
        return True

    def _add_call(self, node: ast.Call, fillings: Fillings) -> bool:
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else method
        first = node.args[0] if node.args else None
        if first is not None and name in _MARKERS:
            if name in _ESCAPING:
                fillings = fillings.escaping_html()
            return self._inside(node, first, fillings)
        if first is not None and name in ("format_html", "Template"):
            return self._inside(node, first, fillings.and_then(_filling_of(node)))
        if not isinstance(node.func, ast.Attribute):
            return False
        if method == "join" and isinstance(first, (ast.List, ast.Tuple)):
            self.own += [node, node.func, node.func.value]
            self._add_all(first.elts, fillings)
            return _is_text(node.func.value)
        if method in ("format", "format_map", "replace", *_SAME_TEXT):
            return self._inside(node, node.func.value, fillings.and_then(_filling_of(node)))
        return False

    def _inside(self, node: ast.expr, inner: ast.expr, fillings: Fillings) -> bool:
        self.own += [node, getattr(node, "func", node)]
        return self.add(inner, fillings)

    def _add_all(self, parts: list[ast.expr], fillings: Fillings) -> None:
        for part in parts[:_MOST_PIECES]:
            if _is_sum(part) or not self.add(part, fillings):
                self.pieces.append(Piece(part, fillings, is_literal=False))

    def _operands(self, node: ast.expr) -> list[ast.expr]:
        """Return what a chain of `+` adds, without recursing along it."""
        operands: list[ast.expr] = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            self.own.append(node)
            operands.append(node.right)
            node = node.left
        return [node, *reversed(operands)]


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))


def _fillings_by_name(tree: ast.Module) -> dict[str, Fillings]:
    """Return what fills in the texts that names of the module, or attributes in it, stand for.

    A name that is given such a text, filled in or not, is another name for it.
    """
    found: defaultdict[str, dict[int, Filling]] = defaultdict(dict)
    others: list[tuple[str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.BinOp, ast.Call)):
            target, fillings = _filled(node)
            if target is not None and fillings:
                found[last_name(_base(target))] |= {id(each): each for each in fillings}
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            of, name = last_name(_base(node.value)), node.targets[0].id
            if of and of != name:
                others.append((of, name))
    for of, name in others:
        found[of] |= islice(found[name].items(), _MOST_OF_ANOTHER)
    return {name: Fillings([*each.values()]) for name, each in found.items() if name}


def _filled(node: ast.expr) -> tuple[ast.expr | None, list[Filling]]:
    """Return the text that an expression fills in, if it is one that does, and with what."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return node.left, [Filling(Way.PERCENT, _by_position(node.right))]
    if not isinstance(node, ast.Call):
        return None, []
    is_method = isinstance(node.func, ast.Attribute) and node.func.attr != "format_html"
    if is_method and isinstance(node.func, ast.Attribute):
        return node.func.value, list(_filling_of(node))
    return (node.args[0] if node.args else None), list(_filling_of(node))


def _base(node: ast.expr) -> ast.expr:
    """Return the text that an expression fills in, or only marks, as it was before all that."""
    while True:
        target, fillings = _filled(node)
        is_marked = isinstance(node, ast.Call) and last_name(node.func) in _MARKERS | _SAME_TEXT
        if target is None or not (fillings or is_marked):
            return node
        node = target


def _filling_of(node: ast.Call) -> Iterator[Filling]:
    """Yield how a call fills in the text that it is given, or that it is a method of."""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    name = node.func.id if isinstance(node.func, ast.Name) else method
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
    for keyword in node.keywords:
        if keyword.arg is None:
            named |= _by_position(keyword.value, "**")
    if name == "format_html":
        given = {str(n): value for n, value in enumerate(node.args[1:])}
        yield Filling(Way.FORMAT, {**given, **named}, escapes_html=True)
    elif name == "Template":
        yield Filling(Way.DOLLAR)
    elif method == "format":
        yield Filling(Way.FORMAT, {**{str(n): v for n, v in enumerate(node.args)}, **named})
    elif method == "format_map":
        yield Filling(Way.FORMAT, _by_position(node.args[0], "**") if node.args else {})
    elif method in ("substitute", "safe_substitute"):
        yield Filling(Way.DOLLAR, {**(_by_position(node.args[0]) if node.args else {}), **named})
    elif method == "replace" and len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
        yield Filling(Way.MARKER, {str(node.args[0].value): node.args[1]})


def _by_position(node: ast.expr, other: str = "0") -> dict[str, ast.expr]:
    """Return what `%` gets: a tuple by position, a dict by name, anything else as the first.

    `other`: the name for anything else.
    """
    if isinstance(node, ast.Tuple):
        return {str(n): value for n, value in enumerate(node.elts)}
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(k.value): v for k, v in pairs if isinstance(k, ast.Constant)}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        return {k.arg: k.value for k in node.keywords if k.arg is not None}
    return {other: node}
