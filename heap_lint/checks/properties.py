"""What events and users are given besides their names: properties that do not arrive as sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint.checks import check_properties, check_together
from heap_lint.checks.identity import least_length
from heap_lint.checks.wording import defined_at, named, named_as
from heap_lint.facts import GivesProperties, Surface, TrackCall, UserProperties
from heap_lint.findings import Hit, Related
from heap_lint.source import Span
from heap_lint.values import Entry, Kind, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value

# HEAP 1.3. Of exactly that length the documents say too long and Heap's clients do not.
_LONGEST_KEY = {
    Surface.WEB: 512,
    Surface.AIRKIT: 512,
    Surface.SERVER: 1024,
    Surface.MOBILE: 512,
}
_LONGEST_VALUE = 1024
_LONGEST_OF_USER_ON_THE_WEB = 255
_BETWEEN_ITEMS = len("||")


@check_properties("HL306", reads=GivesProperties)
def property_too_long(entry: Entry, call: GivesProperties) -> Iterator[Hit]:
    longest_key, longest_value = _LONGEST_KEY[call.surface], _longest_value(call)
    length = least_length(entry.key)
    if length > longest_key:
        yield Hit(
            entry.key.span,
            f"a property's name has {length} characters: Heap takes {longest_key} at the most here",
            "use a short name",
            defined_at(entry.key, "the text comes from here"),
        )
    length = _sent_length(entry.value, call.surface)
    if length > longest_value:
        yield Hit(
            entry.value.span,
            f"the property {named(entry)} has {length} characters or more:"
            f" Heap takes {longest_value} at the most here",
            "send a short text, such as a code or an id",
            defined_at(entry.value, "the text comes from here"),
        )


@check_together("HL317", reads=TrackCall)
def property_type_conflict(calls: list[TrackCall]) -> Iterator[Hit]:
    told: set[Span] = set()
    for given in _types_given(calls):
        usual, _ = Counter(each.type for each in given.values()).most_common(1)[0]
        example = next(span for span, each in given.items() if each.type == usual)
        for span, each in given.items():
            if each.type != usual and span not in told:
                told.add(span)
                event = named_as(str(each.event.value), each.event)
                yield Hit(
                    span,
                    f"{named(each.entry)} is {each.type} here, and {usual} in other events"
                    f" {event}: no report can treat both alike",
                    "give the property one type",
                    (Related(example, f"{usual} here"),),
                )


class _Given(NamedTuple):
    """The type of a property's value, the property, and its event's name."""

    type: str
    entry: Entry
    event: Literal


def _types_given(calls: list[TrackCall]) -> Iterator[dict[Span, _Given]]:
    """Yield for each property of an event that has several types its values by their places."""
    named_alike: defaultdict[str, list[tuple[Literal, Mapping]]] = defaultdict(list)
    for call in calls:
        event, properties = call.event, call.properties
        if isinstance(event, Literal) and isinstance(event.value, str):
            if isinstance(properties, Mapping):
                named_alike[event.value].append((event, properties))
    known: dict[int, tuple[str | None, str]] = {}
    for alike in named_alike.values():
        several = _of_several_types([properties for _, properties in alike], known)
        given: defaultdict[str | None, dict[Span, _Given]] = defaultdict(dict)
        for event, properties in alike if several else ():
            for entry in properties.entries:
                name, kind = known[id(entry)]
                if name in several and kind:
                    given[name][entry.value.span] = _Given(kind, entry, event)
        yield from (dict(sorted(places.items())) for places in given.values())


def _of_several_types(
    properties: list[Mapping], known: dict[int, tuple[str | None, str]]
) -> set[str | None]:
    """Return the names that have values of several types; `known` are name and type of each entry."""
    first: dict[str | None, str] = {}
    several: set[str | None] = set()
    for mapping in properties:
        for entry in mapping.entries:
            identity = id(entry)
            if identity not in known:
                known[identity] = entry.name, _type(entry.value)
            name, kind = known[identity]
            if kind and name is not None and first.setdefault(name, kind) != kind:
                several.add(name)
    return several


def _type(value: Value) -> str:
    """Return the type that a value certainly arrives with; none for what Heap drops or flags."""
    if isinstance(value, OneOf):
        types = {_type(option) for option in value.options if not _is_nothing(option)}
        return types.pop() if len(types) == 1 else ""
    if isinstance(value, Literal) and not _is_nothing(value):
        names = {bool: "a boolean", int: "a number", float: "a number", str: "a string"}
        return names.get(type(value.value), "")
    if isinstance(value, Unknown) and value.kind in (Kind.NUMBER, Kind.BOOLEAN):
        return f"a {value.kind.value}"
    return "a string" if isinstance(value, Text) else ""


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Literal) and value.value in (None, "")


def _longest_value(call: GivesProperties) -> int:
    if isinstance(call, UserProperties) and call.surface is not Surface.SERVER:
        return _LONGEST_OF_USER_ON_THE_WEB
    return _LONGEST_VALUE


def _sent_length(value: Value, surface: Surface) -> int:
    """Return how many characters arrive at least: the server makes one text of a list (HEAP 3.1)."""
    if isinstance(value, Sequence) and surface is Surface.SERVER:
        return sum(map(least_length, value.items)) + _BETWEEN_ITEMS * max(0, len(value.items) - 1)
    return least_length(value)
