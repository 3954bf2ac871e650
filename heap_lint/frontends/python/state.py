"""What holds at one point of a Python function: names, the dicts and lists they stand for, the flow."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.flow import Edge, Login, Node
from heap_lint.frontends.python.model import kinds, origin_of
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

PART = "[:]"
"""The step from a parameter to some of its items, if it is a list."""
CHANGED = "[changed]"
"""The step from a parameter to what it is once code that is not followed has changed it in place."""
WITHOUT = "[without "
"""The step from a dict to its entries but for some names: `[without identity event]`."""
MOST_OPTIONS = 8
"""More alternatives than this are not followed: the value is unknown."""
_DEEPEST = 50
_MOST_TAKEN = 2_000
"""More text than this of names that are taken out of a dict is not remembered: anything may be left."""
_MOST_PARTS = 20_000
MOST_ENTRIES = 500
"""Keys of one dict that are followed: each call that it is given to looks at all of them."""


class Ref(Unknown, frozen=True):
    """A dict or list that the program can still change; what it holds now is in the `State`."""

    site: int = 0


class Record(Ref, frozen=True):
    """An instance of a class whose fields it holds as a dict holds its entries."""


class Fields(Mapping, frozen=True):
    """The fields of a record as they were at some point; `path` is what the record's was."""

    path: str = ""


class Encoded(Unknown, frozen=True):
    """The JSON text of `content`."""

    content: Value | None = None


class Based(Unknown, frozen=True):
    """An HTTP client, or a method of one, whose URLs begin with `base`."""

    base: Literal | Unknown | OneOf | Text | None = None


class Range(Unknown, frozen=True):
    """Numbers in a row, `count` of them; None: it is not known how many."""

    count: int | None = None


class Prefilled(Unknown, frozen=True):
    """A function, by its path, of which `functools.partial` has given some arguments."""

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()


class Instance(Unknown, frozen=True):
    """An instance of a class of the project: what its constructor was given, by parameter.

    `function` tells the parameters of that constructor from those of others.
    """

    function: int = 0
    made_with: tuple[tuple[str, Value], ...] = ()


class Made(Unknown, frozen=True):
    """What a call gives that is judged by what it was given: a permission, a dependency."""

    arguments: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()

    def keyword(self, name: str) -> Value | None:
        """Return the argument of that name."""
        return dict(self.keywords).get(name)


class Parameter(Unknown, frozen=True):
    """The parameter `name` of a function, or what `steps` from it (`.id`, `[key]`) lead to."""

    name: str = ""
    steps: str = ""
    truth: bool | None = None
    """What a condition on the way has shown of it."""
    unlike: tuple[object, ...] = ()
    """Constants that, as conditions on the way have shown, it is not."""
    function: int = 0
    """Tells the parameters of one function from those of another."""
    instance_of: str = ""
    """The path of the class that its annotation names."""

    def stepped(self, step: str, span: Span) -> Parameter:
        """Return what one more step leads to, at `span`."""
        steps = self.steps + step
        path = f"@{self.name}{steps}"
        return replace(
            self,
            span=span,
            origin=origin_of(path),
            expression=self.expression + step,
            # What is of a user belongs to the one who was there when the user was taken.
            defined=self.defined if self.origin is Origin.USER else None,
            kind=kinds().get(path),
            steps=steps,
            truth=None,
            unlike=(),
            instance_of="",
        )

    def without(self, names: Iterable[str]) -> Parameter:
        """Return the dict that a parameter is but for some names; of too many, anything is left."""
        before, last = self.steps.rpartition("[")[::2]
        known = last[:-1] if f"[{last}".startswith(WITHOUT) else ""
        if len(known) > _MOST_TAKEN or self.steps.endswith(CHANGED):
            steps = before.removesuffix(CHANGED) + CHANGED
        elif known:
            steps = f"{before}[{known} {' '.join(names)}]"
        else:
            steps = f"{self.steps}{WITHOUT}{' '.join(names)}]"
        return replace(self, steps=steps, truth=None, unlike=())


class Written(Parameter, frozen=True):
    """A parameter that is written as it is into code of another language, so that it is code there."""


class Given(Ref, frozen=True):
    """A dict or record that the function has been given as `parameter`, and changes."""

    parameter: Parameter | None = None


class Forwarded(Parameter, frozen=True):
    """What a call with `*args` or `**kwargs` of the function around it gives one parameter.

    It is itself if that is given, else what `others` are, else the parameter's `default`.
    """

    others: tuple[Parameter, ...] = ()
    default: Value | None = None

    @property
    def sources(self) -> tuple[Parameter, ...]:
        """The parameters that may have it, in their order."""
        return (self, *self.others)

    def stepped(self, step: str, span: Span) -> Parameter:
        """Return what one more step leads to; the default is not followed there."""
        first = Parameter.stepped(self, step, span)
        others = tuple(other.stepped(step, span) for other in self.others)
        return replace(first, others=others, default=None)

    def without(self, names: Iterable[str]) -> Parameter:
        """Return the dict that this is but for some names; the default is not followed there."""
        names = list(names)
        others = tuple(other.without(names) for other in self.others)
        return replace(Parameter.without(self, names), others=others, default=None)


class Defaulted(Parameter, frozen=True):
    """A parameter of a script's function, which is its `default` where nothing is given for it."""

    default: Value | None = None

    def stepped(self, step: str, span: Span) -> Parameter:
        """Return what one more step leads to; the default is not followed there."""
        known = {name: getattr(self, name) for name in Parameter.__struct_fields__}
        return Parameter(**known).stepped(step, span)


def passing_on(sources: list[Parameter], default: Value | None) -> Forwarded:
    """Return what the first of some parameters is that is given, else the default."""
    first, *others = sources
    return Forwarded(
        first.span,
        first.origin,
        first.expression,
        name=first.name,
        steps=first.steps,
        function=first.function,
        others=tuple(others),
        default=default,
    )


class Spread(Unknown, frozen=True):
    """The key of an entry whose value is a parameter: the mapping given for it has the entries."""


def cut(mapping: Mapping) -> Mapping:
    """Return the mapping with as many entries as are followed."""
    if len(mapping.entries) <= MOST_ENTRIES:
        return mapping
    return replace(mapping, entries=mapping.entries[:MOST_ENTRIES], complete=False)


def size(value: Value, most: int) -> int:
    """Return of how many parts a value is made, or a number from `most` on."""
    waiting, found = [value], 0
    while waiting and found < most:
        found += 1
        each = waiting.pop()
        if isinstance(each, Mapping):
            waiting += [entry.value for entry in each.entries]
        elif isinstance(each, Sequence):
            waiting += each.items
        elif isinstance(each, OneOf):
            waiting += each.options
        elif isinstance(each, Encoded) and each.content is not None:
            waiting.append(each.content)
    return found


def is_open(value: Value) -> bool:
    """Whether a parameter hides which keys or items a body has, so that callers must be asked."""
    if isinstance(value, Encoded):
        return value.content is not None and is_open(value.content)
    if isinstance(value, OneOf):
        return any(map(is_open, value.options))
    if isinstance(value, Sequence):
        return any(map(is_open, value.items))
    if isinstance(value, Mapping):
        return any(
            isinstance(e.key, Spread)
            or isinstance(e.value, Parameter | Sequence)
            and is_open(e.value)
            for e in value.entries
        )
    return isinstance(value, Parameter)


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
                if name in self.names and _equivalent(self.names[name], joined):
                    self.names[name] = there

    def change(self, owner: Parameter) -> None:
        """Note that what a parameter leads to may now hold anything."""
        for name, value in self.names.items():
            if isinstance(value, Parameter) and _same(value, owner):
                self.names[name] = replace(value, steps=value.steps + CHANGED)

    def has_name(self, parameter: Parameter) -> bool:
        """Whether a name stands for what a parameter leads to."""
        return any(
            isinstance(value, Parameter) and _same(value, parameter)
            for value in self.names.values()
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
            if isinstance(value, Parameter) and _same(value, parameter):
                self.names[name] = given
        return given

    def forget(self, instance: Instance) -> None:
        """Note that an instance may no longer have what its constructor was given."""
        for name, value in self.names.items():
            if isinstance(value, Instance) and _same(value, instance):
                self.names[name] = replace(value, made_with=())

    def go_to(self, node: Node) -> None:
        """Go on to a node of the flow."""
        self.node.edges.append(Edge(node))
        self.node = node
        self.told_out &= node.becomes is None

    def freeze(self, value: Value) -> Value:
        """Return the value with every dict and list as it is now."""
        return _Freezer(self.objects).freeze(value)

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


class _Freezer:
    """Copies one value of limited size; a part that is shared counts each time."""

    def __init__(self, objects: dict[int, Mapping | Sequence]) -> None:
        self._objects = objects
        self._left = _MOST_PARTS

    def freeze(self, value: Value, depth: int = 0) -> Value:
        self._left -= 1
        if self._left < 0:
            return Unknown(value.span)
        if isinstance(value, Literal):
            return value
        if isinstance(value, Ref):
            held = self._objects.get(value.site)
            if held is None or depth > _DEEPEST:
                return Unknown(value.span)
            frozen = self.freeze(held, depth + 1)
            if isinstance(value, Record) and isinstance(frozen, Mapping):
                known = frozen.entries, frozen.span, frozen.complete, frozen.defined
                return Fields(*known, path=value.expression)
            return frozen
        if isinstance(value, Mapping):
            return replace(value, entries=tuple(self._entry(e, depth) for e in value.entries))
        if isinstance(value, Sequence):
            return replace(value, items=tuple(self.freeze(i, depth + 1) for i in value.items))
        if isinstance(value, OneOf):
            return replace(value, options=tuple(self.freeze(o, depth + 1) for o in value.options))
        if isinstance(value, Text):
            parts = tuple(
                p if isinstance(p, str) else self.freeze(p, depth + 1) for p in value.parts
            )
            return replace(value, parts=parts)
        if isinstance(value, Unknown) and value.expression.startswith("@"):
            return replace(value, expression=value.expression[1:])
        return value

    def _entry(self, entry: Entry, depth: int) -> Entry:
        key, value = self.freeze(entry.key, depth + 1), self.freeze(entry.value, depth + 1)
        if key is entry.key and value is entry.value:
            return entry
        return replace(entry, key=key, value=value)


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
        names = _join_names(names, other.names)
        objects = _join_objects(objects, other.objects)
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
        name in known[truth] and all(map(_equivalent, values, known[truth][name]))
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


def _equivalent(a: Value, b: Value) -> bool:
    """Whether two values are the same, of several options in any order."""
    if a is b:
        return True
    if not isinstance(a, OneOf) or not isinstance(b, OneOf):
        return a == b
    return len(a.options) == len(b.options) and all(option in b.options for option in a.options)


def forget_who_is_out(states: Iterable[State]) -> None:
    """Drop what conditions have said of visitors who are not logged in, if only on some of the ways."""
    states = list(states)
    for state in states:
        if state.told_out and not all(other.told_out for other in states):
            state.go_to(Node(Login.UNSURE))


def one_of(options: Iterable[Value], span: Span) -> Value:
    """Return the alternatives as one value: flat, each once, unknown when there are too many."""
    flat: list[Value] = []
    for option in options:
        for value in option.options if isinstance(option, OneOf) else (option,):
            known = next((i for i, other in enumerate(flat) if _same(value, other)), None)
            if known is None and len(flat) == MOST_OPTIONS:
                return Unknown(span)
            if known is None:
                flat.append(value)
            elif isinstance(value, Unknown) and value != flat[known]:
                flat[known] = _weaker(value, flat[known])
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat), span)


def _weaker(a: Unknown, b: Value) -> Unknown:
    """Return a value with what both ways to it have shown."""
    if isinstance(b, Unknown) and b.kind is Kind.OPTIONAL:
        a = replace(a, kind=Kind.OPTIONAL)
    if not isinstance(a, Parameter) or not isinstance(b, Parameter):
        return a
    unlike = tuple(constant for constant in a.unlike if constant in b.unlike)
    return replace(a, truth=a.truth if a.truth is b.truth else None, unlike=unlike)


def _same(a: Value, b: Value) -> bool:
    if a is b:
        return True
    if isinstance(a, Ref) or isinstance(b, Ref):
        return a == b
    if isinstance(a, Literal) and isinstance(b, Literal):
        return type(a.value) is type(b.value) and a.value == b.value
    if isinstance(a, Parameter) and isinstance(b, Parameter):
        return (a.function, a.name, a.steps) == (b.function, b.name, b.steps)
    if isinstance(a, Instance) and isinstance(b, Instance):
        pairs = zip(a.made_with, b.made_with, strict=False)
        return a.expression == b.expression and all(
            one == other and _same(value, also) for (one, value), (other, also) in pairs
        )
    if isinstance(a, Unknown) and isinstance(b, Unknown) and a.expression:
        return type(a) is type(b) is Unknown and a.expression == b.expression
    return a is b or a == b


def _join_names(a: dict[str, Value], b: dict[str, Value]) -> dict[str, Value]:
    joined = dict(a)
    for name, value in b.items():
        if name not in joined:
            joined[name] = value
        elif joined[name] is not value and joined[name] != value:
            joined[name] = one_of((joined[name], value), value.span)
    return joined


def _join_objects(
    a: dict[int, Mapping | Sequence], b: dict[int, Mapping | Sequence]
) -> dict[int, Mapping | Sequence]:
    joined = dict(a)
    for site, there in b.items():
        here = joined.get(site)
        if here is None:
            joined[site] = there
        elif here is not there and here != there:
            joined[site] = _join_held(here, there)
    return joined


def _join_held(here: Mapping | Sequence, there: Mapping | Sequence) -> Mapping | Sequence:
    if isinstance(here, Sequence) and isinstance(there, Sequence):
        more = tuple(item for item in there.items if item not in here.items)
        return replace(here, items=here.items + more, complete=False)
    if not isinstance(here, Mapping) or not isinstance(there, Mapping):
        return replace(here, complete=False)
    return join_mappings(here, there)


def join_mappings(here: Mapping, there: Mapping) -> Mapping:
    """Return what is known of a mapping that is one of two."""
    complete = here.complete and there.complete
    spreads = _spreads(here), _spreads(there)
    if spreads[0] != spreads[1]:
        here, there = _with_less(here, *spreads), _with_less(there, *spreads)
        complete = False
    entries: list[Entry] = []
    for entry in here.entries:
        other = there.entry(entry.name) if entry.name is not None else _itself(entry, there)
        if other is None:
            entries.append(replace(entry, certain=False))
        elif other is entry or other == entry:
            entries.append(entry)
        else:
            value = one_of((entry.value, other.value), other.value.span)
            entries.append(Entry(entry.key, value, entry.certain and other.certain))
    entries += [
        replace(entry, certain=False)
        for entry in there.entries
        if (_itself(entry, here) if entry.name is None else here.entry(entry.name)) is None
    ]
    return cut(replace(here, entries=tuple(entries), complete=complete))


def _spreads(mapping: Mapping) -> list[Entry]:
    return [entry for entry in mapping.entries if isinstance(entry.key, Spread)]


def _with_less(mapping: Mapping, here: list[Entry], there: list[Entry]) -> Mapping:
    """Return a mapping with what is spread in it on both of two ways: of a dict, what both left."""
    both = [entry.value for entry in (*here, *there)]
    left: list[Entry] = []
    if len(here) == len(there) == len(set(map(_left, both))) == 1:
        taken = dict.fromkeys(name for value in both for name in _taken(value))
        steps = _left(both[0])[2] + f"{WITHOUT}{' '.join(taken)}]"
        left = [replace(here[0], value=replace(both[0], steps=steps))]
    entries = (left if isinstance(e.key, Spread) else [e] for e in mapping.entries)
    return replace(mapping, entries=tuple(each for several in entries for each in several))


def _left(value: Value) -> tuple[int, str, str]:
    """Return which parameter is spread, whatever has been taken out of it at last."""
    if not isinstance(value, Parameter):
        return (0, "", "")
    return (value.function, value.name, value.steps.partition(WITHOUT)[0])


def _taken(value: Value) -> list[str]:
    """Return the names that have been taken out of a parameter."""
    steps = value.steps if isinstance(value, Parameter) else ""
    return [name for part in steps.split(WITHOUT)[1:] for name in part.rstrip("]").split()]


def _itself(entry: Entry, mapping: Mapping) -> Entry | None:
    return entry if entry in mapping.entries else None


def _held_by(held: Mapping | Sequence) -> Iterable[Value]:
    if isinstance(held, Mapping):
        return [entry.value for entry in held.entries]
    return held.items
