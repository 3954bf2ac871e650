"""The nodes of an Airscript expression. `start` and `end` are characters of its text, half-open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct


class Constant(Struct, frozen=True):
    """A number, TRUE, FALSE or NULL; texts are templates, with or without holes."""

    value: int | float | bool | None
    start: int
    end: int


class Template(Struct, frozen=True):
    """A text: constant pieces and `{{holes}}` in order."""

    parts: tuple[str | Expression, ...]
    start: int
    end: int


class Name(Struct, frozen=True):
    """A variable or namespace, unqualified."""

    name: str
    start: int
    end: int


class Access(Struct, frozen=True):
    """`target.step`, `target[step]` or, where the step is None, the wildcard `target[*]`."""

    target: Expression
    step: str | Expression | None
    start: int
    end: int


class Unary(Struct, frozen=True):
    """A sign before an operand."""

    operator: str
    operand: Expression
    start: int
    end: int


class Binary(Struct, frozen=True):
    """An operator between two operands; `AND` and `OR` are among them."""

    operator: str
    left: Expression
    right: Expression
    start: int
    end: int


class Call(Struct, frozen=True):
    """A function, built in or user-defined."""

    function: str
    arguments: tuple[Expression, ...]
    start: int
    end: int


class ObjectLiteral(Struct, frozen=True):
    """`{key: value}`; a key is a name or a text."""

    entries: tuple[tuple[Name | Template, Expression], ...]
    start: int
    end: int


class ListLiteral(Struct, frozen=True):
    """`[item, item]`."""

    items: tuple[Expression, ...]
    start: int
    end: int


class Query(Struct, frozen=True):
    """`FROM variable IN source WHERE condition SELECT DISTINCT result`."""

    variable: str
    source: Expression
    condition: Expression | None
    result: Expression
    start: int
    end: int


Expression: TypeAlias = (
    Constant
    | Template
    | Name
    | Access
    | Unary
    | Binary
    | Call
    | ObjectLiteral
    | ListLiteral
    | Query
)


def path_of(expression: Expression) -> tuple[str, ...] | None:
    """Return the steps of a variable reference, root first (`session.a[0]` is session, a, 0).

    None for anything that is not a variable, and for one with a computed step.
    """
    steps: list[str] = []
    while isinstance(expression, Access):
        step = expression.step
        if isinstance(step, Template) and all(isinstance(part, str) for part in step.parts):
            step = "".join(map(str, step.parts))
        elif isinstance(step, Constant) and type(step.value) is int:
            step = str(step.value)
        if step is None:
            step = "*"
        if not isinstance(step, str):
            return None
        steps.append(step)
        expression = expression.target
    return (expression.name, *reversed(steps)) if isinstance(expression, Name) else None


def variables_in(expression: Expression) -> Iterator[tuple[str, ...]]:
    """Yield the path of every variable that the expression reads, without recursion."""
    waiting: list[Expression] = [expression]
    while waiting:
        here = waiting.pop()
        path = path_of(here)
        if path is not None:
            yield path
        else:
            waiting.extend(_operands(here))


def _operands(expression: Expression) -> list[Expression]:
    match expression:
        case Template(parts):
            return [part for part in parts if not isinstance(part, str)]
        case Access(target, step):
            return [target] if step is None or isinstance(step, str) else [target, step]
        case Unary(_, operand):
            return [operand]
        case Binary(_, left, right):
            return [left, right]
        case Call(_, arguments):
            return list(arguments)
        case ObjectLiteral(entries):
            return [value for _, value in entries]
        case ListLiteral(items):
            return list(items)
        case Query(_, source, condition, result):
            return [source, result] if condition is None else [source, condition, result]
        case _:
            return []
