"""What holds at one point of a function: names, the dicts and lists they stand for, the flow."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.flow import Edge, Login, Node
from heap_lint.frontends.dataflow.freezing import Freezer
from heap_lint.frontends.dataflow.joining import equivalent, join_names, join_objects, one_of, same
from heap_lint.frontends.dataflow.symbols import CHANGED, Given, Instance, Parameter, Ref, Spread
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Value


class State(Struct):
    """The names and objects at one point, and the flow node that leads there.

    `truths` are local names that a condition on the way has shown to be true, or not; `conditions`
    are other conditions, by their text. `told_out`: a condition on the way, and nothing since, says
    that nobody is logged in. `ways` remembers, for a name or condition that was true on some of the
    ways that met and not on the others, what other names were there: code often asks for the one to
    know the other.
    """

    names: dict[str, Value]
    objects: dict[int, Mapping | Sequence]
    node: Node
    truths: dict[str, bool] = field(default_factory=dict)
    told_out: bool = False
    ways: dict[str, dict[bool, _Way]] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)

    def fork(self, assumes: Login | None = None) -> State:
        """Return the state at the beginning of a branch taken by visitors who are `assumes`."""
        node = Node()
        self.node.edges.append(Edge(node, assumes))
        told_out = self.told_out if assumes is None else assumes is Login.OUT
        names, objects, truths = dict(self.names), dict(self.objects), dict(self.truths)
        conditions = dict(self.conditions)
        return State(names, objects, node, truths, told_out, dict(self.ways), conditions)

    def doubt(self) -> None:
        """Note that a condition may tell which keys are set: what is missing is no longer sure."""
        for site, held in self.objects.items():
            if isinstance(held, Mapping) and held.complete:
                if not all(entry.certain for entry in held.entries):
                    self.objects[site] = replace(held, complete=False)

    def bind(self, name: str, value: Value) -> None:
        """Let a name stand for another value from here on."""
        self.names[name] = value
        self.truths.pop(name, None)
        self.ways.pop(name, None)
        self.forget_conditions(name)

    def forget_conditions(self, name: str) -> None:
        """Note that a name, or an attribute of that name, may be another from here on."""
        if self.conditions or self.ways:
            for text in [
                each for each in (*self.conditions, *self.ways) if not each.isidentifier()
            ]:
                if name in _WORD.findall(text):
                    self.conditions.pop(text, None)
                    self.ways.pop(text, None)

    def learn(self, truths: dict[str, bool], conditions: dict[str, bool]) -> None:
        """Note that names and conditions are true, or not, and which way was taken if that tells."""
        self.truths.update(truths)
        self.conditions.update(conditions)
        for asked, truth in (*truths.items(), *conditions.items()) if self.ways else ():
            for name, (joined, there) in self.ways.get(asked, {}).get(truth, {}).items():
                if name in self.names and equivalent(self.names[name], joined):
                    self.names[name] = there

    def change(self, owner: Parameter) -> None:
        """Note that what a parameter leads to may now hold anything."""
        for name, value in self.names.items():
            if isinstance(value, Parameter) and same(value, owner):
                self.names[name] = replace(value, steps=value.steps + CHANGED)

    def has_name(self, parameter: Parameter) -> bool:
        """Whether a name stands for what a parameter leads to."""
        return any(
            isinstance(value, Parameter) and same(value, parameter) for value in self.names.values()
        )

    def give(self, parameter: Parameter) -> Given:
        """Return the dict that a parameter is, to be changed, and let its names stand for that."""
        site = hash((parameter.function, parameter.name, parameter.steps))
        given = Given(
            parameter.span, parameter.origin, parameter.expression, site=site, parameter=parameter
        )
        if site not in self.objects or parameter.steps:  # of a list, each item anew
            whole = Entry(Spread(parameter.span), parameter)
            self.objects[site] = Mapping((whole,), parameter.span)
        for name, value in self.names.items():
            if isinstance(value, Parameter) and same(value, parameter):
                self.names[name] = given
        return given

    def forget(self, instance: Instance) -> None:
        """Note that an instance may no longer have what its constructor was given."""
        for name, value in self.names.items():
            if isinstance(value, Instance) and same(value, instance):
                self.names[name] = replace(value, made_with=())

    def go_to(self, node: Node) -> None:
        """Go on to a node of the flow."""
        self.node.edges.append(Edge(node))
        self.node = node
        self.told_out &= node.becomes is None

    def freeze(self, value: Value) -> Value:
        """Return the value with every dict and list as it is now."""
        return Freezer(self.objects).freeze(value)

    def lose_sight_of(self, value: Value) -> None:
        """Note that code which is not followed may now change what `value` holds."""
        if isinstance(value, OneOf):
            for option in value.options:
                self.lose_sight_of(option)
        if isinstance(value, Ref) and value.site in self.objects:
            held = self.objects[value.site]
            if held.complete:
                self.objects[value.site] = replace(held, complete=False)
                for inner in _held_by(held):
                    self.lose_sight_of(inner)


_WORD = regex.lazy(r"\w+")


@lru_cache(maxsize=2_000)
def _words_of(condition: str) -> frozenset[str]:
    return frozenset(_WORD.findall(condition))


_Way: TypeAlias = "dict[str, tuple[Value, Value]]"
"""What names stand for where ways have met, each with what it stood for on one of the ways."""


def join(states: Iterable[State | None]) -> State | None:
    """Return what holds where several ways meet, None where none arrives.

    A way of visitors who are not logged in may leave other values behind than the others do, which
    the code behind it goes by: that nobody is logged in is not known there any more.
    """
    arriving = [state for state in states if state is not None]
    if len(arriving) < 2:
        return arriving[0] if arriving else None
    first, *others = arriving
    if any(s.names != first.names or s.objects != first.objects for s in others):
        forget_who_is_out(arriving)
    node = Node()
    for state in arriving:
        state.node.edges.append(Edge(node))
    names, objects = first.names, first.objects
    truths, conditions = first.truths, first.conditions
    for other in others:
        truths = _agreed(truths, other.truths)
        conditions = _agreed(conditions, other.conditions)
        names = join_names(names, other.names)
        objects = join_objects(objects, other.objects)
    told_out = any(state.told_out for state in arriving)
    return State(names, objects, node, truths, told_out, _ways(arriving, names), conditions)


def _agreed(a: dict[str, bool], b: dict[str, bool]) -> dict[str, bool]:
    return {name: truth for name, truth in a.items() if b.get(name) is truth} if a and b else {}


def _ways(arriving: list[State], joined: dict[str, Value]) -> dict[str, dict[bool, _Way]]:
    """Return what is known of the ways that meet by the truth of a name or condition."""
    first, *others = arriving
    kept = {
        name: ways
        for name, ways in first.ways.items()
        if all(other.ways.get(name) is ways for other in others)
    }
    differing = _differing(first.names, [other.names for other in others])
    if not differing:
        return kept
    asked = (name for state in arriving for name in (*state.truths, *state.conditions))
    for name in dict.fromkeys((*asked, *differing)):
        truths = [_truth(state, name) for state in arriving]
        if None in truths or truths.count(truths[0]) == len(truths):
            continue
        there = {
            truth: [s.names for s, told in zip(arriving, truths, strict=True) if told is truth]
            for truth in (True, False)
        }
        found = {
            truth: {n: (joined[n], _joined_value(n, ways)) for n in differing if n != name}
            for truth, ways in there.items()
        }
        if name not in kept or not _is_known(found, kept[name]):
            kept[name] = found
    return kept


def _differing(names: dict[str, Value], others: list[dict[str, Value]]) -> list[str]:
    """Return the names that all of several ways have, and not all of them with the same value."""
    found = {n: None for other in others for n, v in names.items() if other.get(n, v) is not v}
    return [name for name in found if all(name in other for other in others)]


def _is_known(found: dict[bool, _Way], known: dict[bool, _Way]) -> bool:
    """Whether all that was found of ways is known already: where they meet again behind a test."""
    return all(
        name in known[truth] and all(map(equivalent, values, known[truth][name]))
        for truth, ways in found.items()
        for name, values in ways.items()
    )


def _joined_value(name: str, ways: list[dict[str, Value]]) -> Value:
    values = [names[name] for names in ways]
    return one_of(values, values[0].span)


def _truth(state: State, name: str) -> bool | None:
    value = state.names.get(name)
    known = bool(value.value) if isinstance(value, Literal) else state.conditions.get(name)
    return state.truths.get(name, known)


def forget_who_is_out(states: Iterable[State]) -> None:
    """Drop what conditions have said of visitors who are not logged in, if only on some of the ways."""
    states = list(states)
    for state in states:
        if state.told_out and not all(other.told_out for other in states):
            state.go_to(Node(Login.UNSURE))


def _held_by(held: Mapping | Sequence) -> Iterable[Value]:
    if isinstance(held, Mapping):
        return [entry.value for entry in held.entries]
    return held.items
