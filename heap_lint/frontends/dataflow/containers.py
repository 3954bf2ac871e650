"""What dicts and lists hold once something is put in or taken out, and what a key of them leads to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from heap_lint.frontends.dataflow.joining import cut, one_of
from heap_lint.frontends.dataflow.narrowing import matching
from heap_lint.frontends.dataflow.symbols import Encoded, Parameter, Spread
from heap_lint.source import Span
from heap_lint.values import Entry, Kind, Literal, Mapping, OneOf, Sequence, Unknown, Value, is_none

_MOST_ITEMS = 5_000
STEP_NAME = re.compile(r"[\w-]+")
"""Keys that a step from a parameter, such as `[name]`, can have."""
FIELDS = "[**]"
FIELDS_NOT_NONE = "[** not None]"
"""Steps from a parameter to the fields that it has if it is a record, as a dict."""


def with_entry(mapping: Mapping, entry: Entry) -> Mapping:
    """Return the mapping after `mapping[key] = value`; an unknown key may be any."""
    return with_entries(mapping, [entry])


def with_entries(mapping: Mapping, entries: Iterable[Entry]) -> Mapping:
    """Return the mapping after several such assignments."""
    changed: dict[str, Entry] = {}
    complete = mapping.complete
    for entry in entries:
        if entry.name is None:
            complete = False
        else:
            changed.pop(entry.name, None)
            changed[entry.name] = entry
    kept = (known for known in mapping.entries if known.name not in changed)
    return cut(replace(mapping, entries=(*kept, *changed.values()), complete=complete))


def updated(mapping: Mapping, more: Value) -> Mapping:
    """Return the mapping after `mapping.update(more)`."""
    if isinstance(more, OneOf):
        filled = [option for option in more.options if not _is_empty(option)]
        more = filled[0] if len(filled) == 1 else Unknown(more.span)
    if isinstance(more, Parameter):
        more = Mapping((Entry(Spread(more.span), more),), more.span)
    if isinstance(more, Sequence):
        more = _pairs(more)
    if not isinstance(more, Mapping):
        return _maybe_replaced(mapping)
    if not more.complete:
        mapping = _maybe_replaced(mapping)
    entries = {_slot(entry): entry for entry in mapping.entries}
    complete = mapping.complete and more.complete
    for entry in more.entries:
        slot = _slot(entry)
        known = entries.pop(slot, None)
        if slot is None:
            complete = False
        elif known is None or entry.certain or isinstance(slot, Spread):
            entries[slot] = entry
        else:
            value = one_of((known.value, entry.value), entry.value.span)
            entries[slot] = Entry(entry.key, value, known.certain)
    return cut(replace(mapping, entries=tuple(entries.values()), complete=complete))


def _maybe_replaced(mapping: Mapping) -> Mapping:
    """Return the mapping after an update by something unknown: its keys may have any value."""
    return replace(mapping, entries=tuple(map(of_any_value, mapping.entries)), complete=False)


def of_any_value(entry: Entry) -> Entry:
    """Return a key of which only the name is known; one that was so is shared, not copied."""
    value = Unknown(entry.value.span)
    return entry if entry.value == value else replace(entry, value=value)


def without_replaced(body: Value) -> Value:
    """Return what is known of a dict whatever its callers give to be spread in it."""
    if isinstance(body, Encoded) and body.content is not None:
        return replace(body, content=without_replaced(body.content))
    if not isinstance(body, Mapping):
        return body
    spread = [at for at, entry in enumerate(body.entries) if isinstance(entry.key, Spread)]
    if not spread:
        return body
    before, behind = body.entries[: spread[-1]], body.entries[spread[-1] :]
    known = _maybe_replaced(replace(body, entries=before))
    return replace(known, entries=(*known.entries, *behind))


def _slot(entry: Entry) -> Spread | str | None:
    key = entry.key
    if type(key) is Literal:  # asked of every entry, each time that two dicts are merged
        return key.value if isinstance(key.value, str) else None
    return key if isinstance(key, Spread) else entry.name


def _is_empty(value: Value) -> bool:
    return is_none(value) or isinstance(value, Mapping) and value.complete and not value.entries


def extended(sequence: Sequence, more: Value) -> Sequence:
    """Return `sequence + more`."""
    if not isinstance(more, Sequence):
        return replace(sequence, complete=False)
    items = sequence.items + more.items
    complete = sequence.complete and more.complete and len(items) <= _MOST_ITEMS
    return replace(sequence, items=items[:_MOST_ITEMS], complete=complete)


def multiplied(sequence: Sequence, times: Value, span: Span) -> Sequence:
    """Return `sequence * times`; what is not known to be there once or more is there once."""
    count = times.value if isinstance(times, Literal) else None
    if not isinstance(count, int):
        return replace(sequence, span=span, complete=False)
    needed = _MOST_ITEMS // max(1, len(sequence.items)) + 1
    made = replace(sequence, items=sequence.items * min(count, needed), span=span)
    return extended(made, replace(sequence, items=()))


def fields_at(record: Mapping, step: str) -> Mapping:
    """Return what one of the steps to a record's fields leads to."""
    if step != FIELDS_NOT_NONE:
        return record
    left = [
        Entry(entry.key, kept, entry.certain and not _may_be_none(entry.value))
        for entry in record.entries
        if (kept := matching(entry.value, (None,), keep=False)) is not None
    ]
    return replace(record, entries=tuple(left))


def _may_be_none(value: Value) -> bool:
    """Whether a value is known to be None at times; of a parameter only its callers know that."""
    if isinstance(value, OneOf):
        return any(map(_may_be_none, value.options))
    if isinstance(value, Unknown):
        return value.kind is Kind.OPTIONAL
    return is_none(value)


def any_value(held: Mapping, span: Span) -> Value:
    """Return what an unknown key of a dict leads to: one of its values, if they are all known."""
    if not held.complete or not held.entries or any(e.name is None for e in held.entries):
        return Unknown(span)
    return one_of([entry.value for entry in held.entries], span)


def only_value(held: Mapping, span: Span) -> Value:
    """Return what an unknown key of a dict leads to, but not for several constants.

    Of those each is right for its own key: an id for each of some users, for instance.
    """
    found = any_value(held, span)
    options = found.options if isinstance(found, OneOf) else ()
    return Unknown(span) if any(isinstance(option, Literal) for option in options) else found


def _pairs(rows: Sequence) -> Mapping:
    """Return the dict that a list of pairs stands for."""
    pairs = [
        row.items
        for row in rows.items
        if isinstance(row, Sequence) and row.complete and len(row.items) == 2
    ]
    made = Mapping((), rows.span, rows.complete and len(pairs) == len(rows.items))
    return with_entries(made, (Entry(key, value) for key, value in pairs))


def opened(mapping: Mapping) -> Mapping:
    """Return a mapping that may have more keys than are seen."""
    return replace(mapping, complete=False)


def holds_addresses(mapping: Mapping) -> bool:
    """Whether any value of a mapping is a URL, or a path of one: whichever the key, it is posted to.

    Other values, such as ids by name, may be chosen so that each goes to another user.
    """
    return (
        mapping.complete
        and all(
            isinstance(entry.value, Literal)
            and isinstance(entry.value.value, str)
            and re.match(r"/|https?://", entry.value.value)
            for entry in mapping.entries
        )
        and bool(mapping.entries)
    )


def without_names(mapping: Mapping, names: Collection[str]) -> Mapping:
    """Return the mapping without the entries of some names."""
    entries = (
        replace(entry, value=entry.value.without(names))
        if isinstance(entry.key, Spread) and isinstance(entry.value, Parameter)
        else entry
        for entry in mapping.entries
        if entry.name not in names
    )
    return replace(mapping, entries=tuple(entries))


def without(mapping: Mapping, key: Value | None) -> Mapping:
    """Return the mapping after `del mapping[key]`; an unknown key may be any."""
    name = key.value if isinstance(key, Literal) else None
    if isinstance(name, str) and STEP_NAME.fullmatch(name):
        return without_names(mapping, [name])
    if isinstance(key, Literal) and not any(isinstance(e.key, Spread) for e in mapping.entries):
        entries = tuple(entry for entry in mapping.entries if entry.name != key.value)
        return replace(mapping, entries=entries)
    return replace(mapping, entries=(), complete=False)


def emptied(held: Mapping | Sequence) -> Mapping | Sequence:
    """Return what is known of a dict or list that may hold anything now."""
    if isinstance(held, Mapping):
        return replace(held, entries=(), complete=False)
    return replace(held, items=(), complete=False)


def item(mapping: Mapping, name: str, span: Span) -> Value | None:
    """Return what stands under a name, also in a parameter that is spread there; None for nothing."""
    entry = mapping.entry(name)
    if entry is not None and (entry.certain or not STEP_NAME.fullmatch(name)):
        return entry.value
    spread = [e.value for e in mapping.entries if isinstance(e.key, Spread)]
    inner = [v.stepped(f"[{name}]", span) if isinstance(v, Parameter) else v for v in spread]
    known = [entry.value] if entry is not None else []
    return one_of([*known, *inner], span) if known or inner else None
