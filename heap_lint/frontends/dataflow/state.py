"""What holds at one point of a function: names, the dicts and lists they stand for, the flow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.analysis.fuel import Fuel
from heap_lint.core.remembering import remembered
from heap_lint.flow import Edge, Login, Node
from heap_lint.frontends.dataflow.freezing import Freezer
from heap_lint.frontends.dataflow.joining import equivalent, join_held, join_values, one_of, same
from heap_lint.frontends.dataflow.layers import Layered, Mark, Meeting, in_all, meet, meet_again
from heap_lint.frontends.dataflow.symbols import CHANGED, Given, Instance, Parameter, Ref, Spread
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Value

_MOST_CONDITIONS = 80
"""Conditions, and names told apart by them, that are remembered at one point.

A function has seldom more than ten that still hold.
"""
_MOST_AT_ONCE = 64
"""Ways that meet at once; of more, some meet first, with less known of how they differ."""
_IN_A_GROUP = 16
_LOOKED_AT_IN_A_STEP = 8
"""Values that are compared in the time in which an expression is evaluated."""

_FROZEN_IN_A_STEP = 4
"""Parts that are copied in that time."""


class State(Struct):
    """The names and objects at one point, and the flow node that leads there.

    `truths` are local names that a condition on the way has shown to be true, or not; `conditions`
    are other conditions, by their text. `told_out`: a condition on the way, and nothing since, says
    that nobody is logged in. `ways` remembers, for a name or condition that was true on some of the
    ways that met and not on the others, what other names were there: code often asks for the one to
    know the other. Of truths, conditions and ways the newest are kept.
    """

    names: Layered[str, Value]
    objects: Layered[int, Mapping | Sequence]
    node: Node
    truths: dict[str, bool] = field(default_factory=dict)
    told_out: bool = False
    ways: dict[str, dict[bool, _Way]] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)
    fuel: Fuel | None = None
    """What joining and freezing may cost; None: nobody counts it."""
    doubted: Mark[int, Mapping | Sequence] = ()
    """The objects that no condition need make incomplete any more: it has, as far as there is cause."""

    def fork(self, assumes: Login | None = None) -> State:
        """Return the state at the beginning of a branch taken by visitors who are `assumes`."""
        node = Node()
        self.node.edges.append(Edge(node, assumes))
        told_out = self.told_out if assumes is None else assumes is Login.OUT
        return State(
            self.names.fork(),
            self.objects.fork(),
            node,
            dict(self.truths),
            told_out,
            dict(self.ways),
            dict(self.conditions),
            self.fuel,
            self.doubted,
        )

    def doubt(self) -> None:
        """Note that a condition may tell which keys are set: what is missing is no longer sure."""
        for site, held in list(self.objects.changed(self.doubted)):
            if isinstance(held, Mapping) and held.complete:
                if not all(entry.certain for entry in held.entries):
                    self.objects[site] = replace(held, complete=False)
        self.doubted = self.objects.mark()

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
                if name in _words_of(text):
                    self.conditions.pop(text, None)
                    self.ways.pop(text, None)

    def learn(self, truths: dict[str, bool], conditions: dict[str, bool]) -> None:
        """Note that names and conditions are true, or not, and which way was taken if that tells."""
        _remember(self.truths, truths)
        _remember(self.conditions, conditions)
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
        freezer = Freezer(self.objects)
        frozen = freezer.freeze(value)
        if self.fuel is not None:
            self.fuel.left -= freezer.looked_at // _FROZEN_IN_A_STEP
        return frozen

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


@remembered
def _words_of(condition: str) -> frozenset[str]:
    return frozenset(_WORD.findall(condition))


_Way: TypeAlias = "dict[str, tuple[Value, Value]]"
"""What names stand for where ways have met, each with what it stood for on one of the ways."""


def _remember(known: dict[str, bool], more: dict[str, bool]) -> None:
    """Add to what is known, of which the oldest is forgotten where it gets too much."""
    for name in more:
        known.pop(name, None)
    known.update(more)
    for name in list(known)[: max(len(known) - _MOST_CONDITIONS, 0)]:
        del known[name]


def join(states: Iterable[State | None], at_once: int = _MOST_AT_ONCE) -> State | None:
    """Return what holds where several ways meet, None where none arrives.

    A way of visitors who are not logged in may leave other values behind than the others do, which
    the code behind it goes by: that nobody is logged in is not known there any more.
    """
    arriving = [state for state in states if state is not None]
    if len(arriving) < 2:
        return arriving[0] if arriving else None
    if len(arriving) > at_once:
        # What follows each other has most in common, which is not looked at.
        groups = range(0, len(arriving), _IN_A_GROUP)
        return join([join(arriving[at : at + _IN_A_GROUP]) for at in groups], _IN_A_GROUP)
    _forget_who_is_out_if_that_tells(arriving)
    names = meet([state.names for state in arriving], join_values)
    objects = meet([state.objects for state in arriving], join_held)
    return _joined(arriving, names, objects)


class Met(NamedTuple):
    """Where a way has met another: what was set until then, and the names that differ."""

    names: Mark[str, Value]
    objects: Mark[int, Mapping | Sequence]
    differing: list[str]


def join_again(first: State, way: State, met: Met | None) -> tuple[State, Met]:
    """Return what holds where two ways meet, and what is to be told when they meet once more.

    `met`: the way comes from where it has met the first before. Only what it has set since is looked
    at: so a switch whose cases fall through costs what is in them.
    """
    arriving = [first, way]
    _forget_who_is_out_if_that_tells(arriving)
    if met is None:
        names = meet([first.names, way.names], join_values)
        objects = meet([first.objects, way.objects], join_held)
    else:
        names = meet_again(first.names, way.names, met.names, join_values)
        objects = meet_again(first.objects, way.objects, met.objects, join_held)
        before = [name for name in met.differing if name in first.names and name in way.names]
        names.differing = list(dict.fromkeys([*before, *names.differing]))
    joined = _joined(arriving, names, objects)
    differing = names.differing[:_MOST_CONDITIONS]
    return joined, Met(joined.names.mark(), joined.objects.mark(), differing)


def _forget_who_is_out_if_that_tells(arriving: list[State]) -> None:
    first, *others = arriving
    if any(s.told_out is not first.told_out for s in others) and any(
        s.names != first.names or s.objects != first.objects for s in others
    ):
        forget_who_is_out(arriving)


def _joined(
    arriving: list[State],
    names: Meeting[str, Value],
    objects: Meeting[int, Mapping | Sequence],
) -> State:
    """Return the state in which names and objects are what several states make together."""
    first, *others = arriving
    node = Node()
    for state in arriving:
        state.node.edges.append(Edge(node))
    truths, conditions = first.truths, first.conditions
    for other in others:
        truths = _agreed(truths, other.truths)
        conditions = _agreed(conditions, other.conditions)
    if first.fuel is not None:
        first.fuel.spend(1 + (names.looked_at + objects.looked_at) // _LOOKED_AT_IN_A_STEP)
    return State(
        names.joined,
        objects.joined,
        node,
        truths,
        any(state.told_out for state in arriving),
        _ways(arriving, names),
        conditions,
        first.fuel,
        in_all([state.doubted for state in arriving]),
    )


def _agreed(a: dict[str, bool], b: dict[str, bool]) -> dict[str, bool]:
    return {name: truth for name, truth in a.items() if b.get(name) is truth} if a and b else {}


def _ways(arriving: list[State], met: Meeting[str, Value]) -> dict[str, dict[bool, _Way]]:
    """Return what is known of the ways that meet by the truth of a name or condition."""
    first, *others = arriving
    kept = {
        name: ways
        for name, ways in first.ways.items()
        if all(other.ways.get(name) is ways for other in others)
    }
    differing = met.differing[:_MOST_CONDITIONS]
    if not differing:
        return kept
    # What tells ways apart is known on all of them, so the first one knows it too.
    for name in dict.fromkeys((*first.truths, *first.conditions, *differing)):
        truths = _truths(arriving, name)
        if truths is None:
            continue
        there = {
            truth: [s.names for s, told in zip(arriving, truths, strict=True) if told is truth]
            for truth in (True, False)
        }
        found = {
            truth: {n: (met.joined[n], _joined_value(n, ways)) for n in differing if n != name}
            for truth, ways in there.items()
        }
        if name not in kept or not _is_known(found, kept[name]):
            kept[name] = found
    for name in list(kept)[: max(len(kept) - _MOST_CONDITIONS, 0)]:
        del kept[name]
    return kept


def _truths(arriving: list[State], name: str) -> list[bool] | None:
    """Return what a name or condition is on each of the ways, None where that is not told apart."""
    truths: list[bool] = []
    for state in arriving:
        truth = _truth(state, name)
        if truth is None:
            return None
        truths.append(truth)
    return truths if True in truths and False in truths else None


def _is_known(found: dict[bool, _Way], known: dict[bool, _Way]) -> bool:
    """Whether all that was found of ways is known already: where they meet again behind a test."""
    return all(
        name in known[truth] and all(map(equivalent, values, known[truth][name]))
        for truth, ways in found.items()
        for name, values in ways.items()
    )


def _joined_value(name: str, ways: list[Layered[str, Value]]) -> Value:
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
