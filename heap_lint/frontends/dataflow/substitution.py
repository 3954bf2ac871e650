"""What becomes of a value when a caller's arguments take the place of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Given
from itertools import groupby

from msgspec.structs import replace

from heap_lint.analysis.fuel import Fuel
from heap_lint.facts import Fact
from heap_lint.frontends.dataflow import concatenation, containers, narrowing
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.parts import are_same
from heap_lint.frontends.dataflow.steps import STEP, stepped, walked
from heap_lint.frontends.dataflow.symbols import (
    Defaulted,
    Encoded,
    Forwarded,
    Instance,
    Parameter,
    Spread,
    passing_on,
    size,
)
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Sequence,
    Text,
    Unknown,
    Value,
    is_none,
)

_WITHOUT_PARAMETERS = {Literal, Unknown}
_VALUES = (Literal, Unknown, Text, OneOf, Mapping, Sequence)
_NO_VALUES = {type(None), bool, str, int, tuple, Span}
"""What most fields of facts hold, which are asked for values over and over."""


class Substitution:
    """The arguments of one call of a function, by parameter."""

    __slots__ = ("_known", "arguments", "function")

    def __init__(self, function: int, arguments: Given[str, Value]) -> None:
        """Take what a call gives to a function, which is known by its number."""
        self.function = function
        self.arguments = arguments
        self._known: dict[int, tuple[Value, Value]] = {}
        """What values have become, by identity: one may be in others, and in these others again."""

    def value(self, value: Value) -> Value:
        """Return a value with the arguments in the place of parameters; itself if it has none."""
        if type(value) in _WITHOUT_PARAMETERS:
            return value
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, self._changed(value)
        return known[1]

    def _changed(self, value: Value) -> Value:
        if isinstance(value, Forwarded):
            return self.forwarded(value) or Unknown(value.span, given=False)
        if isinstance(value, Defaulted):
            given = self.arguments.get(value.name) if value.function == self.function else None
            return value if given is None else _shown(self._or_default(value, given), value)
        if isinstance(value, Parameter):
            given = self.arguments.get(value.name) if value.function == self.function else None
            return value if given is None else _shown(walked(given, value.steps), value)
        if isinstance(value, Instance):
            made_with = tuple((name, self.value(each)) for name, each in value.made_with)
            return replace(value, made_with=made_with)
        if isinstance(value, Encoded):
            content = value.content
            return value if content is None else replace(value, content=self.value(content))
        if isinstance(value, Text):
            parts = [part if isinstance(part, str) else self.value(part) for part in value.parts]
            if len(parts) == 1 and isinstance(parts[0], Literal) and _is_string(parts[0]):
                return parts[0]  # `str(name)` of a string that the caller gives
            return self._moved(value, parts, concatenation.text(parts, value.span, value.source))
        if isinstance(value, OneOf):
            options = [self.value(option) for option in value.options]
            return self._moved(value, options, one_of(options, value.span))
        if isinstance(value, Mapping):
            entries = [self._entry(entry) for entry in value.entries]
            same = are_same(entries, value.entries)
            return value if same else self._filled(value, entries)
        if isinstance(value, Sequence):
            items = value.each(self.value)
            return value if are_same(items, value.items) else replace(value, items=items)
        return value

    def _entry(self, entry: Entry) -> Entry:
        if type(entry.value) is Literal:
            return entry
        value = self.value(entry.value)
        return entry if value is entry.value else Entry(entry.key, value, entry.certain)

    def forwarded(self, value: Forwarded) -> Value | None:
        """Return what is passed on, None if nothing is."""
        left: list[Parameter] = []
        for source in value.sources:
            given = self.arguments.get(source.name) if source.function == self.function else None
            if given is None:
                left.append(source)
                continue
            found = walked(given, source.steps)
            if isinstance(found, Parameter):
                left.append(found)
            elif not _is_absent(given, source.steps):
                return _shown(found, value) if not left else Unknown(found.span)
        if not left:
            return value.default and replace(value.default, span=value.span)
        if len(left) == len(value.sources) and are_same(left, value.sources):
            return value
        return passing_on(left, value.default)

    def _or_default(self, value: Defaulted, given: Value) -> Value:
        """Return what is given for a parameter, or its default: given, then, by the call's name."""
        found = walked(given, value.steps)
        default = value.default and self.value(value.default)
        if default is None or isinstance(found, Parameter):
            return found if default is None else _with_default(found, default)
        if _is_left_out(given, value.steps) or _is_undefined(found):
            return _given_at(default, given.span)
        if isinstance(found, Unknown) and found.kind is Kind.UNDEFINED:
            return one_of([replace(found, kind=None), _given_at(default, found.span)], found.span)
        return found

    def _filled(self, before: Mapping, entries: list[Entry]) -> Value:
        """Return a mapping with new entries, and those of what is now given to be spread in it."""
        made = replace(before, entries=())
        if isinstance(before.entries[0].key, Spread) and before.span == before.entries[0].key.span:
            changed = entries[0].value  # the caller's own dict, as the function has changed it
            if isinstance(changed, (Text, Sequence)) or _is_full(changed):
                return changed
            made = replace(made, span=changed.span, defined=changed.defined)
        absent = {id(e.key) for e in before.entries if self._lacks(e.value)}
        given = [entry for entry in entries if id(entry.key) not in absent]
        for is_spread, group in groupby(given, lambda entry: isinstance(entry.key, Spread)):
            several = tuple(group)
            spread = [entry.value for entry in several]
            for more in spread if is_spread else [Mapping(several, before.span)]:
                made = containers.updated(made, more)
        completed = [entry.value for entry in entries if isinstance(entry.key, Spread)]
        if len(completed) == 1 and isinstance(completed[0], Mapping):
            return replace(made, span=completed[0].span)  # whoever gives the rest leaves things out
        return made

    def _lacks(self, value: Value) -> bool:
        return isinstance(value, Forwarded) and self.forwarded(value) is None

    def _moved(
        self, before: Text | OneOf, parts: list[str | Value] | list[Value], after: Value
    ) -> Value:
        """Return what a value made of `parts` becomes, given where the first argument in it is."""
        old = before.parts if isinstance(before, Text) else before.options
        changed = [new for new, known in zip(parts, old, strict=True) if new is not known]
        if not changed:
            return before
        if isinstance(after, (Mapping, Sequence)):
            return after
        # What the caller's argument makes constant is the caller's; the rest is the function's own.
        blamed = next(
            (new for new in changed if not isinstance(new, str) and _is_constant(new)), None
        )
        if blamed is None and not isinstance(after, OneOf):
            blamed = next((new for new in changed if not isinstance(new, str)), None)
        if blamed is None:
            return replace(after, span=before.span, defined=before.defined)
        return replace(after, span=blamed.span, defined=before.span)

    def fact(self, fact: Fact) -> dict[str, Value]:
        """Return the fields of a fact that the arguments change."""
        return {
            name: after
            for name, value in values_of(fact)
            if (after := self.value(value)) is not value
        }


def _is_string(value: Literal) -> bool:
    return isinstance(value.value, str)


def _is_absent(given: Value, steps: str) -> bool:
    """Whether an argument of the caller, got by one step from its list or dict, is not there."""
    key = steps[1:-1]
    if isinstance(given, Sequence):
        return given.complete and key.isdecimal() and int(key) >= len(given.items)
    return isinstance(given, Mapping) and given.lacks(key)


def _is_left_out(given: Value, steps: str) -> bool:
    """Whether a caller certainly gives nothing for what `steps` from the arguments lead to."""
    for step in STEP.findall(steps):
        key = step.strip(".[]")
        if isinstance(given, Sequence) and key.isdecimal():
            if int(key) >= len(given.items):
                return given.complete
        elif not isinstance(given, Mapping) or given.get(key) is None:
            return isinstance(given, Mapping) and given.lacks(key)
        given = stepped(given, step)
    return False


def _with_default(parameter: Value, default: Value) -> Value:
    known = {name: getattr(parameter, name) for name in Parameter.__struct_fields__}
    return Defaulted(**known, default=default)


def _is_undefined(value: Value) -> bool:
    return is_none(value) and value.source == "undefined"


def _given_at(default: Value, span: Span) -> Value:
    return replace(default, span=span, defined=default.defined or default.span)


def _is_full(value: Value) -> bool:
    """Whether a value is a constant that no function takes for a missing dict."""
    return isinstance(value, Literal) and bool(value.value)


def _shown(value: Value, parameter: Parameter) -> Value:
    """Return what is left of an argument where the function's conditions let its parameter pass."""
    left: Value | None = value
    if parameter.truth is not None:
        left = narrowing.narrowed(value, truth=parameter.truth)
    if left is not None and parameter.unlike:
        left = narrowing.matching(left, parameter.unlike, keep=False)
    return left or Unknown(value.span, given=False)


def values_of(fact: Fact) -> Iterator[tuple[str, Value]]:
    """Yield the fields of a fact that hold a value."""
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if type(value) not in _NO_VALUES and isinstance(value, _VALUES):
            yield name, value


def parts_of(values: Iterable[Value], fuel: Fuel) -> int:
    """Return of how many parts some values are made, which a call makes anew and checks look at.

    No more are counted than there is `fuel` for.
    """
    return sum(size(value, max(fuel.left, 1), each_once=True) for value in values)


def has_parameters(fact: Fact) -> bool:
    """Whether a fact says something of a parameter."""
    return any(depends(value) for _, value in values_of(fact))


def depends(value: Value) -> bool:
    """Whether a value is a parameter, or made of one."""
    return next(parameters_in(value), None) is not None


def parameters_in(value: Value) -> Iterator[Parameter]:
    """Yield the parameters that a value is, or is made of; what is in it several times, once."""
    waiting, seen = [value], set[int]()
    while waiting:
        each = waiting.pop()
        if type(each) in _WITHOUT_PARAMETERS or id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, Parameter):
            yield each
        if isinstance(each, Encoded) and each.content is not None:
            waiting.append(each.content)
        elif isinstance(each, Text):
            waiting += reversed(each.holes)
        elif isinstance(each, OneOf):
            waiting += reversed(each.options)
        elif isinstance(each, Mapping):
            waiting += [entry.value for entry in reversed(each.entries)]
        elif isinstance(each, Sequence):
            waiting += reversed(each.items)


def _is_constant(value: Value) -> bool:
    options = value.options if isinstance(value, OneOf) else (value,)
    return any(isinstance(option, (Literal, Text)) for option in options)
