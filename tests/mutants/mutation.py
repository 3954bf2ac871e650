"""The changes that make mutants: one node of a module's syntax each.

Words are left alone, since examples do not hold all of a message: f-strings, texts with a space in
them, hints. So are annotations, imports, the code that a check is registered by, and texts at the
level of a module: those are tables and expressions, and an example for each row would be the table.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CHECKS = Path(__file__).parent.parent.parent / "heap_lint" / "checks"
TICK = "__tick__"
"""A function that each turn of a loop and each call in a mutant calls, to end what is endless."""

_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


class Mutant(NamedTuple):
    """One change of a module of the checks. `name` tells it apart while its line stays the same."""

    module: str
    name: str
    node: int
    change: int

    def code(self) -> ast.Module:
        """Return the module with the change in it."""
        tree = ast.parse(source(self.module))
        node = list(ast.walk(tree))[self.node]
        changed = list(_changes(node))[self.change]
        return _ticking(ast.fix_missing_locations(_Replacing(node, changed).visit(tree)))


def source(module: str) -> str:
    """Return the text of a module of the checks."""
    return (CHECKS / f"{module}.py").read_text(encoding="utf-8")


def modules() -> list[str]:
    """Return the names of the modules that hold checks."""
    return sorted(path.stem for path in CHECKS.glob("*.py"))


def all_mutants() -> list[Mutant]:
    """Return the mutants of all modules."""
    return [mutant for module in modules() for mutant in mutants(module)]


def sample(everything: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """Return so many of the mutants, chosen by their names.

    Each has a rank of its own, so that a change of the code puts in, or takes out, mutants of the lines
    that are changed, and moves at the most as many others over the edge.
    """

    def rank(mutant: Mutant) -> str:
        return hashlib.sha256(f"{seed} {mutant.name}".encode()).hexdigest()

    return sorted(sorted(everything, key=rank)[:size])


def mutants(module: str) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    tree = ast.parse(source(module))
    left_alone = set(map(id, _left_alone(tree)))
    places = _places(tree)
    seen: Counter[str] = Counter()
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in left_alone:
            continue
        for index, changed in enumerate(_changes(node)):
            before, after = (_shown(each) for each in (node, changed))
            name = f"{module}.{places[id(node)]}: {before} -> {after}"
            seen[name] += 1
            numbered = name if seen[name] == 1 else f"{name} ({seen[name]})"
            yield Mutant(module, numbered, number, index)


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 120 else f"{text[:90]} ... {text[-25:]}"


def _places(tree: ast.Module) -> dict[int, str]:
    """Return the function that each node stands in."""
    found: dict[int, str] = {}

    def visit(node: ast.AST, place: str) -> None:
        found[id(node)] = place
        is_scope = isinstance(node, ast.FunctionDef | ast.ClassDef)
        inner = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else place
        for child in ast.iter_child_nodes(node):
            visit(child, inner if is_scope else place)

    visit(tree, "module")
    return found


def _left_alone(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
            yield from ast.walk(node)
        elif isinstance(node, ast.Module):
            outside = (part for part in node.body if isinstance(part, ast.Assign | ast.AnnAssign))
            parts = (each for statement in outside for each in ast.walk(statement))
            yield from (
                p for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)
            )
        elif isinstance(node, ast.FunctionDef):
            for part in (*node.decorator_list, node.returns, node.args):
                yield from ast.walk(part) if part else ()
        elif isinstance(node, ast.AnnAssign):
            yield from ast.walk(node.annotation)
        elif (
            isinstance(node, ast.keyword)
            and node.arg == "hint"
            or isinstance(node, ast.If)
            and ast.unparse(node.test) == "TYPE_CHECKING"
            or isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
        ):
            yield from ast.walk(node)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place; the same for equal nodes, in the same order."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for table in (_NEGATED, _BOUNDARY):
            other = table.get(type(node.ops[0]))
            if other:
                yield ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other_op, node.values)
        for index in range(len(node.values)):
            rest = node.values[:index] + node.values[index + 1 :]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield _with(node, ifs=[ast.UnaryOp(ast.Not(), node.ifs[0]), *node.ifs[1:]])
        yield _with(node, ifs=node.ifs[1:])
    elif isinstance(node, ast.Constant):
        yield from _constants(node.value)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.stmt):
        yield from _statements(node)


def _constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str) and value and " " not in value:
        yield ast.Constant(f"{value}_")
        yield ast.Constant("")


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    arguments = node.args
    for index in range(len(arguments) - 1):
        first, second = arguments[index : index + 2]
        if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
            swapped = [*arguments[:index], second, first, *arguments[index + 2 :]]
            yield _with(node, args=swapped)
    for index, keyword in enumerate(node.keywords):
        if keyword.arg != "hint":
            yield _with(node, keywords=node.keywords[:index] + node.keywords[index + 1 :])


def _statements(node: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_nothing(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield ast.If(ast.Constant(False), [node], [])  # it stays a generator
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break):
        yield ast.Pass()


def _is_nothing(value: ast.expr) -> bool:
    """Whether it is a constant that is as false as None, which nobody tells from it."""
    return isinstance(value, ast.Constant) and not value.value


def _with(node: ast.AST, **fields: object) -> ast.AST:
    return type(node)(**{**{name: getattr(node, name) for name in node._fields}, **fields})


class _Replacing(ast.NodeTransformer):
    def __init__(self, node: ast.AST, changed: ast.AST) -> None:
        self._node = node
        self._changed = changed

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._node:
            return (
                ast.copy_location(self._changed, node) if hasattr(node, "lineno") else self._changed
            )
        visited: ast.AST = self.generic_visit(node)
        return visited


def _ticking(tree: ast.Module) -> ast.Module:
    """Return a module in which each turn of a loop and each call of a function is counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While | ast.FunctionDef):
            call = ast.Expr(ast.Call(ast.Name(TICK, ast.Load()), [], []))
            node.body.insert(0, ast.fix_missing_locations(ast.copy_location(call, node.body[0])))
    return ast.fix_missing_locations(tree)
