"""Whether a call names somebody else than the one who is logged in: told by where names come from.

`track(inviter.pk, ...)` before `login(request, user)` is right if the two are other people. They are if
neither name is made from the other, or if the name says so: a sender, an author.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.facts import Fact, NamesIdentity
from heap_lint.flow import Login, Node
from heap_lint.frontends.python.guards import is_key_of_session
from heap_lint.frontends.python.positions import Positions
from heap_lint.frontends.python.statements import statements
from heap_lint.source import Span
from heap_lint.values import OneOf, Text, Value

_OTHER = regex.lazy(
    r"(?:\w+_)?(?:sender|inviter|invited_by|introducer|referr?er|referred_by|creator|created_by|author"
    r"|manager|teacher|parent|seller|recruiter|impersonator|previous|former)(?:_user)?"
)
_CONVERSIONS = {"str", "int", "repr", "hash"}
_KEPT = "session[]"
"""Whom a session is of: reading its key fails where nobody is logged in."""
_SPEAK = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
_NOBODYS = {"request", "self", "cls", "info", "session"}
"""What knows of everybody: that two names come from it says nothing."""


class Person(NamedTuple):
    """Whom an expression is about: a name, and the attributes that lead from it to the identity."""

    name: str
    steps: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """What the person is called: `sender` for `invite.sender_id` and `invite.sender.pk`."""
        *before, last = self.name, *self.steps
        return last.removesuffix("_id") if last.endswith("_id") else (before or [last])[-1]


class Spoken(NamedTuple):
    """A call that names somebody: where it stands in the flow, and the expressions that do."""

    node: Node
    identities: list[ast.expr]


def spoken(call: ast.Call, facts: Iterable[Fact], node: Node, positions: Positions) -> Spoken:
    """Return what of a call names people to Heap, noting where they cannot be the visitor."""
    given = (f.identity for f in facts if isinstance(f, NamesIdentity) and f.identity is not None)
    spans = {span for value in given for span in _spans(value)}
    inside = (each for given in given_to(call) for each in ast.walk(given) if spans)
    named = (each for each in inside if isinstance(each, _SPEAK))
    found = Spoken(node, [each for each in named if positions.span(each) in spans])
    people = [_person(each) for each in found.identities]
    node.of_other = bool(people) and all(e and _OTHER.fullmatch(e.role) for e in people)
    return found


def given_to(call: ast.Call) -> list[ast.expr]:
    """Return the expressions that a call is given."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def note_others(
    function: ast.AST, logins: Iterable[tuple[Node, list[ast.expr]]], calls: list[Spoken]
) -> None:
    """Tell each login which of the calls in the same function name somebody else."""
    names = _Names(function)
    identities = [(call.node, [names.person(each) for each in call.identities]) for call in calls]
    of_others: dict[frozenset[Person], frozenset[Node]] = {}
    for login, who in logins:
        if login.becomes is not Login.IN:
            continue
        people = [person for each in who for person in names.people(each)]
        key = frozenset(people)
        if key not in of_others:
            of_others[key] = frozenset(
                node
                for node, others in identities
                if others and people and all(e and names.is_other(e, people) for e in others)
            )
        login.others |= of_others[key]


class _Names:
    """The names of a function, and what each is made from."""

    def __init__(self, function: ast.AST) -> None:
        self._assigned: defaultdict[str, list[ast.expr]] = defaultdict(list)
        self._items: dict[ast.expr, ast.expr] = {}
        """What is assigned to keys, by the target."""
        for statement in statements(function):
            for target, value in _assignments(statement):
                if isinstance(target, ast.Subscript):
                    self._items[target] = value
                    continue
                for name in _keys(target):
                    self._assigned[name].append(value)

    def person(self, node: ast.expr) -> Person | None:
        """Return whom an identity is of, following a name that is only another word for it."""
        for _ in range(len(self._assigned) + 1):
            found = _person(node)
            if found is None or found.steps or len(self._assigned[found.name]) != 1:
                return found
            node = self._assigned[found.name][0]
        return None

    def people(self, node: ast.expr) -> Iterator[Person]:
        """Yield whoever an argument of a login, or what is kept in the session, speaks of."""
        given = self._items.get(node, node)
        yield from (Person(key) for key in _keys(given) if key not in _NOBODYS)

    def is_other(self, person: Person, people: list[Person]) -> bool:
        """Whether a person is none of some others."""
        if any(person.name == each.name for each in people):
            return False
        if person.name == _KEPT:
            return True
        if _OTHER.fullmatch(person.role):
            return not any(_OTHER.fullmatch(each.name) for each in people)
        if not person.steps or person.name.partition(".")[0] in _NOBODYS:
            return False
        made_from = self._sources(person.name)
        return not any(e.name in made_from or person.name in self._sources(e.name) for e in people)

    def _sources(self, name: str) -> set[str]:
        """Return the names that a name is made from, at whatever distance."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for value in self._assigned[waiting.pop()]:
                more = set(_keys(value)) - found
                found |= more
                waiting += more
        return found - {name}


def _person(node: ast.expr) -> Person | None:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        if node.func.id not in _CONVERSIONS:
            return None
        node = node.args[0]
    if isinstance(node, ast.Subscript) and is_key_of_session(node.slice, node.value):
        return Person(_KEPT)
    steps: list[str] = []
    while isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and node.value.id in _NOBODYS:
            return Person(f"{node.value.id}.{node.attr}", tuple(reversed(steps)))
        steps.append(node.attr)
        node = node.value
    return Person(node.id, tuple(reversed(steps))) if isinstance(node, ast.Name) else None


def _keys(node: ast.expr) -> Iterator[str]:
    """Yield the names in an expression; of an instance and a request its attributes."""
    waiting: list[ast.AST] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            known = each.value.id in _NOBODYS
            yield f"{each.value.id}.{each.attr}" if known else each.value.id
        elif isinstance(each, ast.Name):
            yield each.id
        else:
            waiting += ast.iter_child_nodes(each)


def _assignments(statement: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the targets of a statement, each with its value; one of several in a loop is another."""
    if isinstance(statement, ast.Assign):
        yield from ((target, statement.value) for target in statement.targets)
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)) and statement.value is not None:
        yield statement.target, statement.value
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        for item in statement.items:
            if item.optional_vars is not None:
                yield item.optional_vars, item.context_expr
    if isinstance(statement, (ast.If, ast.While)):
        walrus = (each for each in ast.walk(statement.test) if isinstance(each, ast.NamedExpr))
        yield from ((each.target, each.value) for each in walrus)


def _spans(value: Value) -> Iterator[Span]:
    yield value.span
    parts: Iterable[object] = ()
    if isinstance(value, OneOf):
        parts = value.options
    elif isinstance(value, Text):
        parts = value.holes
    for part in parts:
        yield from _spans(part)  # type: ignore[arg-type]
