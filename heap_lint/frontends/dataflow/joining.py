"""Where ways through a program meet: what a value, a dict or a list is that is one of several."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from heap_lint.frontends.dataflow.symbols import WITHOUT, Instance, Parameter, Ref, Spread
from heap_lint.source import Span
from heap_lint.values import Entry, Kind, Literal, Mapping, OneOf, Sequence, Unknown, Value

MOST_OPTIONS = 8
"""More alternatives than this are not followed: the value is unknown."""
MOST_ENTRIES = 500
"""Keys of one dict that are followed: each call that it is given to looks at all of them."""


def cut(mapping: Mapping) -> Mapping:
    """Return the mapping with as many entries as are followed."""
    if len(mapping.entries) <= MOST_ENTRIES:
        return mapping
    return replace(mapping, entries=mapping.entries[:MOST_ENTRIES], complete=False)


def equivalent(a: Value, b: Value) -> bool:
    """Whether two values are the same, of several options in any order."""
    if a is b:
        return True
    if not isinstance(a, OneOf) or not isinstance(b, OneOf):
        return a == b
    return len(a.options) == len(b.options) and all(option in b.options for option in a.options)


def one_of(options: Iterable[Value], span: Span) -> Value:
    """Return the alternatives as one value: flat, each once, unknown when there are too many."""
    flat: list[Value] = []
    for option in options:
        for value in option.options if isinstance(option, OneOf) else (option,):
            known = next((i for i, other in enumerate(flat) if same(value, other)), None)
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


def same(a: Value, b: Value) -> bool:
    """Whether two values are the same; symbols are whatever conditions have shown of them."""
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
            one == other and same(value, also) for (one, value), (other, also) in pairs
        )
    if isinstance(a, Unknown) and isinstance(b, Unknown) and a.expression:
        return type(a) is type(b) is Unknown and a.expression == b.expression
    return a is b or a == b


def join_values(a: Value, b: Value) -> Value:
    """Return what a name stands for behind two ways."""
    return one_of((a, b), b.span)


def join_held(here: Mapping | Sequence, there: Mapping | Sequence) -> Mapping | Sequence:
    """Return what a dict or list holds behind two ways."""
    if isinstance(here, Sequence) and isinstance(there, Sequence):
        more = _not_among(here.items, there.items)
        return replace(here, items=here.items + more, complete=False)
    if not isinstance(here, Mapping) or not isinstance(there, Mapping):
        return replace(here, complete=False)
    return join_mappings(here, there)


def _not_among(known: tuple[Value, ...], items: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the items that are not among known ones; of two lists, most of them are the same."""
    seen = set(map(id, known))
    more = [item for item in items if id(item) not in seen]
    if not more:
        return ()
    equal = set(known)
    return tuple(item for item in more if item not in equal)


def join_mappings(here: Mapping, there: Mapping) -> Mapping:
    """Return what is known of a mapping that is one of two."""
    complete = here.complete and there.complete
    spreads = _spreads(here), _spreads(there)
    if spreads[0] != spreads[1]:
        here, there = _with_less(here, *spreads), _with_less(there, *spreads)
        complete = False
    of_here, of_there = _by_name(here), _by_name(there)
    entries: list[Entry] = []
    for entry in here.entries:
        other = of_there.get(entry.name) if entry.name is not None else _itself(entry, there)
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
        if (_itself(entry, here) if entry.name is None else of_here.get(entry.name)) is None
    ]
    return cut(replace(here, entries=tuple(entries), complete=complete))


def _by_name(mapping: Mapping) -> dict[object, Entry]:
    """Return the entries by their names, the last one where a name stands twice."""
    return {entry.name: entry for entry in mapping.entries}


def _spreads(mapping: Mapping) -> list[Entry]:
    return [entry for entry in mapping.entries if isinstance(entry.key, Spread)]


def _with_less(mapping: Mapping, here: list[Entry], there: list[Entry]) -> Mapping:
    """Return a mapping with what is spread in it on both of two ways: of a dict, what both left."""
    both = [entry.value for entry in (*here, *there)]
    left: list[Entry] = []
    one = both[0] if len(here) == len(there) == len(set(map(_left, both))) == 1 else None
    if isinstance(one, Parameter):
        taken = dict.fromkeys(name for value in both for name in _taken(value))
        steps = _left(one)[2] + f"{WITHOUT}{' '.join(taken)}]"
        left = [replace(here[0], value=replace(one, steps=steps))]
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
